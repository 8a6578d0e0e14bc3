package dev.balancesync.token;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.Wire;

/**
 * One access token as {@code au10001} (접근토큰 발급) gives it.
 *
 * @param value without {@code Bearer}
 * @param expiresAt the broker's {@code expires_dt}, which is Korean time (24 h after the first issue); {@code null} when it cannot be read, which
 *     costs no token: it counts as about to expire
 */
public record AccessToken(String value, Instant expiresAt) {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final DateTimeFormatter EXPIRES_DT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** @throws BrokerException when the answer has no token */
    static AccessToken of(Map<String, Object> answer) {
        if (!(answer.get(Wire.TOKEN) instanceof String value) || value.isBlank()) {
            throw new BrokerException(BrokerError.unavailable(null, new Bilingual("키움의 토큰 응답에 토큰이 없습니다", "The token answer has no token"), null));
        }
        String expires = String.valueOf(answer.get(Wire.EXPIRES)).strip();
        try {
            return new AccessToken(value, LocalDateTime.parse(expires, EXPIRES_DT).atZone(KoreanTime.ZONE).toInstant());
        } catch (DateTimeParseException e) {
            return new AccessToken(value, null);
        }
    }

    /** How long it is still good, at least nothing and at most a day, which is as long as Kiwoom's tokens live. */
    Duration leftAt(Instant now) {
        Duration left = expiresAt == null ? Duration.ZERO : Duration.between(now, expiresAt);
        return left.isNegative() ? Duration.ZERO : left.compareTo(LIFE) > 0 ? LIFE : left;
    }

    @Override
    public String toString() {
        return "AccessToken[expiresAt=" + expiresAt + "]";
    }
}
