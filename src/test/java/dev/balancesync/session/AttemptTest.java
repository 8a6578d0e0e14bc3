package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.BrokerError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTest {
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofMillis(3_000), Duration.ofMillis(2_000), Duration.ofSeconds(35),
            Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(61), Duration.ofSeconds(62), Duration.ZERO, () -> Duration.ZERO);

    private final MutableTicker ticker = new MutableTicker();
    private final Attempt attempt = new Attempt(LIMITS, ticker);

    @ParameterizedTest
    @CsvSource({"CONNECTING, 4000", "LOGGING_IN, 2000", "REGISTERING, 2000"})
    void what_is_awaited_has_its_limit_from_the_last_progress_on(SessionState state, long millis) {
        attempt.progressed();
        ticker.advance(Duration.ofMillis(1));

        assertThat(attempt.limit(state)).hasMillis(millis);
        assertThat(Duration.ofNanos(attempt.left(state))).hasMillis(millis - 1);
    }

    @Test
    void reg_that_is_sent_again_has_the_whole_time_once_more() {
        attempt.progressed();
        assertThat(attempt.registersLater()).isTrue();
        assertThat(Duration.ofNanos(attempt.left(SessionState.REGISTERING))).hasSeconds(10);
        assertThat(attempt.mustRegister()).isFalse();

        ticker.advance(Duration.ofSeconds(10));
        assertThat(attempt.mustRegister()).isTrue();
        attempt.noRegistrationWaits();
        attempt.progressed();

        assertThat(attempt.mustRegister()).isFalse();
        assertThat(Duration.ofNanos(attempt.left(SessionState.REGISTERING))).hasSeconds(2);
    }

    @Test
    void another_connection_forgets_all_of_the_one_before() {
        while (attempt.registersLater()) {
            ticker.advance(Duration.ofSeconds(300));
        }
        attempt.failed(SessionErrors.CUT_OFF);

        attempt.connecting();

        assertThat(attempt.failure()).isNull();
        assertThat(attempt.mustRegister()).isFalse();
        assertThat(attempt.registersLater()).isTrue();
    }

    @Test
    void the_first_reason_is_told_until_it_is_forgotten() {
        BrokerError second = SessionErrors.closed("1000 Bye");
        attempt.failed(SessionErrors.CUT_OFF);
        attempt.failed(second);
        assertThat(attempt.failure()).isEqualTo(SessionErrors.CUT_OFF);

        attempt.forgetFailure();
        attempt.failed(second);

        assertThat(attempt.failure()).isEqualTo(second);
    }

    @Test
    void it_is_abandoned_when_nobody_can_be_waiting_any_more() {
        attempt.progressed();

        ticker.advance(Duration.ofSeconds(6));
        assertThat(attempt.isAbandoned()).isFalse();
        ticker.advance(Duration.ofNanos(1));

        assertThat(attempt.isAbandoned()).isTrue();
    }
}
