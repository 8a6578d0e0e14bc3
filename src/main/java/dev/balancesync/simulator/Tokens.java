package dev.balancesync.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The tokens that the simulated broker has given out. Each works only from the address that asked for it. */
final class Tokens {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final DateTimeFormatter EXPIRES_DT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final String UNKNOWN = "8005";
    private static final String OTHER_ADDRESS = "8010";

    /**
     * @param appKey whose it is: a second session of the same key ends the first
     * @param address that asked for it
     */
    record Token(String value, String appKey, String address, Instant expiresAt) {
        String expiresDt() {
            return EXPIRES_DT.format(expiresAt.atZone(KOREA));
        }
    }

    private final Map<String, Token> good = new HashMap<>();
    /** By token that a fault has made bad: the code that says so. */
    private final Map<String, String> refused = new HashMap<>();
    /** The App key of every token that was given out, good or not any more. */
    private final Map<String, String> owners = new HashMap<>();
    private final boolean replaces;
    private final Clock clock;
    private int count;

    Tokens(boolean replaces, Clock clock) {
        this.replaces = replaces;
        this.clock = clock;
    }

    /** The same one again while it is good, at the same address; otherwise a fresh one. */
    Token issue(String appKey, String address) {
        if (replaces) {
            good.values().removeIf(token -> token.appKey().equals(appKey));
        }
        return good.values().stream().filter(token -> token.appKey().equals(appKey) && refusal(token.value(), address) == null)
                .findFirst().orElseGet(() -> {
                    var token = new Token("SIMULATED-TOKEN-" + ++count, appKey, address, clock.instant().plus(LIFE));
                    good.put(token.value(), token);
                    owners.put(token.value(), appKey);
                    return token;
                });
    }

    /** @return the code that refuses it; {@code null} when it is good */
    String refusal(String value, String address) {
        Token token = good.get(value);
        if (refused.containsKey(value)) {
            return refused.get(value);
        }
        if (token == null || !clock.instant().isBefore(token.expiresAt())) {
            return UNKNOWN;
        }
        return token.address().equals(address) ? null : OTHER_ADDRESS;
    }

    /** Whose a token is or was; {@code null} when it was never given out. */
    String owner(String value) {
        return owners.get(value);
    }

    /** Whose a good token is. */
    String appKey(String value) {
        return good.get(value).appKey();
    }

    void revoke(String value) {
        good.remove(value);
    }

    /** @param keys whose tokens */
    void revokeAll(Predicate<String> keys) {
        good.values().removeIf(token -> keys.test(token.appKey()));
    }

    /** From now on the tokens given out until now are refused with this code; fresh ones are good. */
    void refuseAll(String code, Predicate<String> keys) {
        good.values().stream().filter(token -> keys.test(token.appKey())).forEach(token -> refused.put(token.value(), code));
        revokeAll(keys);
    }
}
