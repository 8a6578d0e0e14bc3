package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** This error in this state: which state is next, and how long it lasts. */
class NextAttemptTest {
    /** No two alike; a turn of the spread takes 3 s, and nothing is left to chance. */
    private static final SessionLimits LIMITS = new SessionLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(35),
            Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(61), Duration.ofSeconds(62), Duration.ZERO, () -> Duration.ofSeconds(3));

    private final MutableTicker ticker = new MutableTicker();
    private final NextAttempt next = new NextAttempt(LIMITS, Lease.ALONE, ticker);

    private static BrokerError error(Kind kind) {
        return new BrokerError(kind, "1", "words", (String) null);
    }

    private static Transition at(SessionState state, BrokerError error) {
        return new Transition(state, Instant.EPOCH, error);
    }

    private SessionState after(SessionState state, Kind kind) {
        return next.afterAttempt(at(state, null), error(kind));
    }

    @ParameterizedTest
    @CsvSource({
            "AUTHENTICATING, TOKEN,       false, CREDENTIALS_REJECTED, 61",
            "LOGGING_IN,     TOKEN,       false, RECONNECTING,          0",
            "REGISTERING,    TOKEN,       true,  CIRCUIT_OPEN,          0",
            "AUTHENTICATING, CREDENTIALS, false, CREDENTIALS_REJECTED, 61",
            "LOGGING_IN,     CREDENTIALS, true,  CREDENTIALS_REJECTED, 61",
            "AUTHENTICATING, RATE,        false, RECONNECTING,         10",
            "LOGGING_IN,     RATE,        true,  RECONNECTING,         10",
            "LOGGING_IN,     DUPLICATE,   false, DUPLICATE_SESSION,    62",
            "LOGGING_IN,     DUPLICATE,   true,  DUPLICATE_SESSION,    62",
            "AUTHENTICATING, NOT_OFFERED, false, RECONNECTING,         10",
            "CONNECTING,     UNAVAILABLE, false, RECONNECTING,         10",
            "CONNECTING,     UNAVAILABLE, true,  CIRCUIT_OPEN,         10"})
    void each_error_has_its_state_and_its_wait(SessionState at, Kind kind, boolean circuitOpen, SessionState state, long seconds) {
        if (circuitOpen) {
            next.circuitOpened(Duration.ZERO);
        }

        assertThat(after(at, kind)).isEqualTo(state);
        assertThat(next.left()).hasSeconds(seconds);
        assertThat(next.isDue()).isEqualTo(seconds == 0);
        ticker.advance(Duration.ofSeconds(seconds));
        assertThat(next.isDue()).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(next.left()).as("never below zero").isZero();
    }

    @Test
    void a_fresh_token_is_tried_once_until_a_live_later() {
        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.RECONNECTING);
        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.CREDENTIALS_REJECTED);
        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.CREDENTIALS_REJECTED);

        next.live();

        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.RECONNECTING);
    }

    @Test
    void a_question_for_a_token_that_is_refused_leaves_the_fresh_one_its_try() {
        after(SessionState.AUTHENTICATING, Kind.TOKEN);

        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.RECONNECTING);
    }

    @Test
    void each_rate_limit_in_a_row_doubles_the_wait_up_to_the_cap() {
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300, 300}) {
            after(SessionState.AUTHENTICATING, Kind.RATE);

            assertThat(next.left()).hasSeconds(seconds);
        }
    }

    @Test
    void a_live_or_another_failure_between_two_rate_limits_starts_their_wait_anew() {
        after(SessionState.AUTHENTICATING, Kind.RATE);
        after(SessionState.LOGGING_IN, Kind.UNAVAILABLE);
        after(SessionState.AUTHENTICATING, Kind.RATE);
        assertThat(next.left()).hasSeconds(10);

        next.live();
        after(SessionState.AUTHENTICATING, Kind.RATE);

        assertThat(next.left()).hasSeconds(10);
    }

    @Test
    void who_lost_a_live_that_had_lasted_waits_for_its_turn_however_it_ended() {
        assertThat(next.afterLive(false)).isEqualTo(SessionState.RECONNECTING);
        assertThat(next.left()).hasSeconds(3);

        next.in(Duration.ZERO);
        assertThat(next.afterSilence(false)).isEqualTo(SessionState.RECONNECTING);
        assertThat(next.left()).hasSeconds(3);
    }

    @Test
    void each_brief_live_in_a_row_doubles_the_wait_also_when_it_is_told_again() {
        for (int seconds : new int[] {10, 20, 40}) {
            BrokerError error = error(Kind.UNAVAILABLE);
            assertThat(next.afterLive(true)).isEqualTo(SessionState.RECONNECTING);
            assertThat(next.left()).hasSeconds(seconds);

            assertThat(next.afterAttempt(at(SessionState.RECONNECTING, error), error)).isEqualTo(SessionState.RECONNECTING);
            assertThat(next.left()).hasSeconds(seconds);
        }

        next.settled();
        next.afterSilence(true);
        assertThat(next.left()).hasSeconds(10);

        next.afterLive(false);
        next.afterLive(true);
        assertThat(next.left()).hasSeconds(10);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"TOKEN", "RATE"})
    void each_live_that_a_refusal_ended_in_its_first_seconds_doubles_the_wait(Kind kind) {
        for (int seconds : new int[] {10, 20, 40}) {
            BrokerError error = error(kind);
            next.live();
            next.afterLive(true);

            assertThat(next.afterAttempt(at(SessionState.RECONNECTING, error), error)).isEqualTo(SessionState.RECONNECTING);
            assertThat(next.left()).hasSeconds(seconds);
        }
    }

    @Test
    void a_brief_live_that_another_program_ended_counts_in_the_row() {
        assertThat(next.afterTakeover(true)).isEqualTo(SessionState.DUPLICATE_SESSION);
        assertThat(next.left()).hasSeconds(62);

        next.afterLive(true);

        assertThat(next.left()).hasSeconds(20);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"TOKEN", "CREDENTIALS", "RATE", "DUPLICATE"})
    void what_the_broker_refuses_says_nothing_about_its_health(Kind kind) {
        assertThat(next.isExcused(at(SessionState.LOGGING_IN, null), error(kind))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"NOT_OFFERED", "UNAVAILABLE"})
    void anything_else_is_excused_only_as_the_end_of_the_first_brief_live(Kind kind) {
        BrokerError error = error(kind);
        Transition ended = at(SessionState.RECONNECTING, error);
        assertThat(next.isExcused(ended, error)).isFalse();

        next.afterLive(true);
        assertThat(next.isExcused(ended, error)).isTrue();
        assertThat(next.isExcused(at(SessionState.RECONNECTING, null), error)).isFalse();

        next.afterLive(true);
        assertThat(next.isExcused(ended, error)).isFalse();
    }

    @Test
    void while_the_circuit_is_open_it_is_asked_each_second_and_its_end_is_told_when_it_is_later() {
        next.circuitOpened(Duration.ofSeconds(60));
        next.askCircuitAgain();
        assertThat(next.isDue()).isFalse();
        assertThat(next.left()).hasSeconds(60);

        ticker.advance(Duration.ofSeconds(1));
        assertThat(next.isDue()).isTrue();
        assertThat(next.left()).hasSeconds(59);

        next.in(Duration.ofSeconds(90));
        assertThat(next.left()).hasSeconds(90);

        next.circuitLetsThrough();
        next.in(Duration.ZERO);
        assertThat(next.left()).isZero();
    }

    @Test
    void a_fresh_token_has_had_its_try_whatever_the_next_question_for_one_brings() {
        after(SessionState.LOGGING_IN, Kind.TOKEN);
        after(SessionState.AUTHENTICATING, Kind.TOKEN);

        assertThat(after(SessionState.LOGGING_IN, Kind.TOKEN)).isEqualTo(SessionState.CREDENTIALS_REJECTED);
    }

    @Test
    void a_connection_that_cannot_be_made_after_brief_lives_waits_no_longer_than_any_other() {
        next.afterLive(true);
        next.afterLive(true);

        after(SessionState.CONNECTING, Kind.UNAVAILABLE);

        assertThat(next.left()).hasSeconds(10);
    }

    /** It may have gone a moment ago, with its epoch still to be read. */
    @ParameterizedTest
    @CsvSource({"false, 7", "true, 0"})
    void a_session_is_taken_back_only_where_a_lease_is_held(boolean stillHeld, long epoch) {
        var lease = new HeldLease() {
            @Override
            public long epoch() {
                return epoch;
            }
        };
        var leased = new NextAttempt(LIMITS, lease, ticker);
        assertThat(leased.afterTakeover(false)).isEqualTo(SessionState.RECONNECTING);

        lease.held = stillHeld;
        lease.epoch = epoch;

        assertThat(leased.afterTakeover(false)).isEqualTo(SessionState.DUPLICATE_SESSION);
        assertThat(leased.left()).hasSeconds(62);
    }
}
