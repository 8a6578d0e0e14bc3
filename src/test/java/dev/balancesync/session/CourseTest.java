package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

/** How long may be waited at most; what follows on what is told by the tests of the {@link Session}. */
class CourseTest {
    private final MutableClock clock = new MutableClock("2026-11-23T00:00:00Z");
    private final MutableTicker ticker = new MutableTicker();
    private final Heard heard = new Heard(clock, ticker);

    private Course live(Duration silence) {
        SessionLimits as = SessionDrive.LIMITS;
        var limits = new SessionLimits(as.handshake(), as.answer(), silence, as.retry(), as.rate(), as.refused(), as.duplicate(), as.jitter(), as.turn());
        var course = new Course(limits, Lease.ALONE, clock, ticker, new Transitions(clock), heard, new NextAttempt(limits, Lease.ALONE, ticker));
        course.authenticating();
        course.connecting();
        course.opened(true);
        course.loggedIn();
        course.registered();
        return course;
    }

    @Test
    void a_live_settles_within_five_seconds() {
        Course course = live(Duration.ofSeconds(35));

        assertThat(course.leftToSettle()).isEqualTo(5_000_000_000L);
        ticker.advance(Duration.ofMillis(4_999));
        assertThat(course.leftToSettle()).isEqualTo(1_000_000L);
        ticker.advance(Duration.ofMillis(1));
        assertThat(course.leftToSettle()).isNull();
    }

    @Test
    void while_a_live_settles_silence_is_looked_for_as_soon_as_it_may_be_too_long() {
        Course course = live(Duration.ofSeconds(2));

        assertThat(course.leftToSettle()).isEqualTo(2_000_000_001L);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(course.leftToSettle()).isEqualTo(1_000_000_001L);
        heard.frame();
        assertThat(course.leftToSettle()).isEqualTo(2_000_000_001L);
    }
}
