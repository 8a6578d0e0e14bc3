package dev.balancesync.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The machine's clock, set wrong: it goes on, from wherever a day has put it. */
public final class ShiftedClock extends Clock {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final Duration BEFORE_MIDNIGHT = Duration.ofMillis(300);

    private final Clock right = Clock.systemUTC();
    private volatile Duration shift = Duration.ZERO;

    /** @param step negative to step back */
    public void step(Duration step) {
        shift = shift.plus(step);
    }

    /** @return the step to just before the next Korean midnight, at which a new day begins for journal and quarantine */
    Duration toMidnight() {
        ZonedDateTime now = instant().atZone(KOREA);
        return Duration.between(now, now.toLocalDate().plusDays(1).atTime(LocalTime.MIDNIGHT).atZone(KOREA)).minus(BEFORE_MIDNIGHT);
    }

    @Override
    public Instant instant() {
        return right.instant().plus(shift);
    }

    @Override
    public ZoneId getZone() {
        return right.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(right, shift).withZone(zone);
    }
}
