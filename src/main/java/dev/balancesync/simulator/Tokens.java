package dev.balancesync.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** The tokens that the simulated broker has given out. */
final class Tokens {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final DateTimeFormatter EXPIRES_DT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

    /** @param appKey whose it is: a second session of the same key ends the first */
    record Token(String value, String appKey, Instant expiresAt) {
        String expiresDt() {
            return EXPIRES_DT.format(expiresAt.atZone(KOREA));
        }
    }

    private final Map<String, Token> good = new HashMap<>();
    private final boolean replaces;
    private final Clock clock;
    private int count;

    Tokens(boolean replaces, Clock clock) {
        this.replaces = replaces;
        this.clock = clock;
    }

    Token issue(String appKey) {
        if (replaces) {
            good.values().removeIf(token -> token.appKey().equals(appKey));
        }
        return good.values().stream().filter(token -> token.appKey().equals(appKey) && clock.instant().isBefore(token.expiresAt()))
                .findFirst().orElseGet(() -> {
                    var token = new Token("SIMULATED-TOKEN-" + ++count, appKey, clock.instant().plus(LIFE));
                    good.put(token.value(), token);
                    return token;
                });
    }

    /** @return {@code null} when it is unknown, expired or revoked */
    Token find(String value) {
        Token token = value == null ? null : good.get(value);
        return token != null && clock.instant().isBefore(token.expiresAt()) ? token : null;
    }

    void revoke(String value) {
        good.remove(value);
    }

    void revokeAll() {
        good.clear();
    }
}
