package dev.balancesync.kiwoom;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Korean dates and times of one line after the other; what they share, which is all down to the second, is made once. */
public final class KoreanTime {
    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("'T'HH:mm:ss", Locale.ROOT);
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICROS_PER_SECOND = 1_000_000;

    private long second = Long.MIN_VALUE;
    private String day;
    private String time;
    private String offset;

    /** {@code 2026-11-22}. */
    public String day(Instant at) {
        turnTo(at);
        return day;
    }

    /** {@code 2026-11-22T09:00:00.000001+09:00}, always with six decimals. */
    public String text(Instant at) {
        turnTo(at);
        // the digit in front keeps the zeros
        return time + '.' + Integer.toString(MICROS_PER_SECOND + at.getNano() / NANOS_PER_MICRO).substring(1) + offset;
    }

    private void turnTo(Instant at) {
        if (at.getEpochSecond() != second) {
            OffsetDateTime korean = at.atZone(ZONE).toOffsetDateTime();
            second = at.getEpochSecond();
            day = korean.toLocalDate().toString();
            time = day + korean.format(TIME);
            offset = korean.getOffset().getId();
        }
    }
}
