package dev.balancesync.notify;

import static dev.balancesync.session.SessionState.AUTHENTICATING;
import static dev.balancesync.session.SessionState.CIRCUIT_OPEN;
import static dev.balancesync.session.SessionState.CONNECTING;
import static dev.balancesync.session.SessionState.CREDENTIALS_REJECTED;
import static dev.balancesync.session.SessionState.DUPLICATE_SESSION;
import static dev.balancesync.session.SessionState.LIVE;
import static dev.balancesync.session.SessionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import org.junit.jupiter.api.Test;

class SessionTroublesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final SessionTroubles troubles = new SessionTroubles();
    private final List<Transition> transitions = new ArrayList<>();

    /** Each state a second after the one before. */
    private List<Trouble> after(SessionState... states) {
        for (SessionState state : states) {
            transitions.add(new Transition(state, START.plusSeconds(transitions.size()), BrokerError.of("8001", "no")));
        }
        return troubles.follow(List.copyOf(transitions));
    }

    private List<Cause> causesAfter(SessionState... states) {
        return after(states).stream().map(Trouble::cause).toList();
    }

    @Test
    void an_attempt_under_way_ends_no_trouble() {
        assertThat(causesAfter(CREDENTIALS_REJECTED, AUTHENTICATING)).containsExactly(Cause.CREDENTIALS_REJECTED);
        assertThat(causesAfter(CONNECTING, RECONNECTING)).containsExactly(Cause.CREDENTIALS_REJECTED);
        assertThat(causesAfter(LIVE)).isEmpty();
    }

    @Test
    void since_is_when_it_began_and_each_refusal_counts() {
        after(LIVE, CREDENTIALS_REJECTED, AUTHENTICATING, CREDENTIALS_REJECTED);

        Trouble trouble = after(AUTHENTICATING, CREDENTIALS_REJECTED).get(0);

        assertThat(trouble.since()).isEqualTo(START.plusSeconds(1));
        assertThat(trouble.times()).isEqualTo(3);
        assertThat(trouble.detail()).isEqualTo("8001 no");
        assertThat(trouble.advice()).contains("KIWOOM_APP_KEY");
    }

    @Test
    void a_broker_that_answers_can_be_reached_whatever_it_says() {
        assertThat(causesAfter(CIRCUIT_OPEN, AUTHENTICATING, CIRCUIT_OPEN)).containsExactly(Cause.CIRCUIT_OPEN);
        assertThat(causesAfter(CREDENTIALS_REJECTED)).containsExactly(Cause.CREDENTIALS_REJECTED);
        assertThat(causesAfter(CIRCUIT_OPEN)).as("which says nothing about the key").containsExactly(Cause.CREDENTIALS_REJECTED, Cause.CIRCUIT_OPEN);
        assertThat(causesAfter(DUPLICATE_SESSION)).as("whose key was accepted").containsExactly(Cause.DUPLICATE_SESSION);
    }

    @Test
    void what_was_before_the_last_live_is_past() {
        assertThat(causesAfter(CREDENTIALS_REJECTED, LIVE, RECONNECTING)).isEmpty();
    }

    @Test
    void a_list_that_has_forgotten_the_last_one_seen_is_read_from_its_start() {
        after(CREDENTIALS_REJECTED);
        transitions.clear();

        assertThat(causesAfter(RECONNECTING, AUTHENTICATING, LIVE)).isEmpty();
    }
}
