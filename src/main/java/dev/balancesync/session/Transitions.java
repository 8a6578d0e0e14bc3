package dev.balancesync.session;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.BrokerError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The states of a session as they followed each other, told in the log. Guarded by the lock of the {@link Session}. */
final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.session");
    private static final int KEPT = 200;

    private final Clock clock;
    private final Deque<Transition> kept = new ArrayDeque<>();
    private final Map<SessionState, Long> entered = new EnumMap<>(SessionState.class);

    Transitions(Clock clock) {
        this.clock = clock;
        kept.add(new Transition(SessionState.STARTING, clock.instant(), null));
    }

    /** @param error why, when something went wrong; {@code null} otherwise */
    void enter(SessionState state, BrokerError error) {
        kept.add(new Transition(state, clock.instant(), error));
        entered.merge(state, 1L, Long::sum);
        if (kept.size() > KEPT) {
            kept.remove();
        }
        if (error == null) {
            LOG.info("{}", current());
        } else {
            LOG.warn("{}", current());
        }
    }

    Transition current() {
        return kept.getLast();
    }

    /** Oldest first. */
    List<Transition> latest() {
        return List.copyOf(kept);
    }

    /** How often a state was entered since the start. */
    long entered(SessionState state) {
        return entered.getOrDefault(state, 0L);
    }
}
