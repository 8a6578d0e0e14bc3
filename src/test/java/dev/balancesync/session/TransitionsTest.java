package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final MutableClock clock = new MutableClock(START.toString());
    private final Transitions transitions = new Transitions(clock);

    @Test
    void only_the_last_200_are_kept_and_all_are_counted() {
        for (int i = 0; i < 250; i++) {
            clock.move(Duration.ofSeconds(1));
            transitions.enter(SessionState.AUTHENTICATING, null);
        }

        assertThat(transitions.latest()).hasSize(200);
        assertThat(transitions.latest().get(0).since()).isEqualTo(START.plusSeconds(51));
        assertThat(transitions.latest().get(199)).isEqualTo(transitions.current());
        assertThat(transitions.current()).isEqualTo(new Transition(SessionState.AUTHENTICATING, START.plusSeconds(250), null));
        assertThat(transitions.entered(SessionState.AUTHENTICATING)).isEqualTo(250);
        assertThat(transitions.entered(SessionState.STARTING)).isZero();
    }

    @Test
    void what_was_read_does_not_change() {
        var before = transitions.latest();

        transitions.enter(SessionState.AUTHENTICATING, null);

        assertThat(before).hasSize(1);
        assertThatThrownBy(() -> before.add(transitions.current())).isInstanceOf(UnsupportedOperationException.class);
    }
}
