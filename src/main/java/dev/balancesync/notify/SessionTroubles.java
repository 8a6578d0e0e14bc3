package dev.balancesync.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.Transition;

/**
 * What the changes of the session's state say is wrong. A trouble is over when an answer proves it; an attempt that is under way, or that
 * fails in another way, proves nothing.
 */
final class SessionTroubles {
    private final Map<Cause, Trouble> open = new EnumMap<>(Cause.class);
    private final Map<Cause, Long> times = new EnumMap<>(Cause.class);
    private Transition last;

    /** @param transitions the last ones, oldest first; those seen before are passed over */
    List<Trouble> follow(List<Transition> transitions) {
        transitions.subList(last == null ? 0 : transitions.lastIndexOf(last) + 1, transitions.size()).forEach(this::follow);
        last = transitions.get(transitions.size() - 1);
        return new ArrayList<>(open.values());
    }

    private void follow(Transition transition) {
        switch (transition.state()) {
            case LIVE -> open.clear();
            case CREDENTIALS_REJECTED -> {
                open.remove(Cause.CIRCUIT_OPEN);
                put(Cause.CREDENTIALS_REJECTED, transition, 1);
            }
            case DUPLICATE_SESSION -> {
                open.remove(Cause.CIRCUIT_OPEN);
                open.remove(Cause.CREDENTIALS_REJECTED);
                put(Cause.DUPLICATE_SESSION, transition, 1);
            }
            // each failed probe enters it again: no news
            case CIRCUIT_OPEN -> put(Cause.CIRCUIT_OPEN, transition, 0);
            default -> {
            }
        }
    }

    private void put(Cause cause, Transition transition, long more) {
        Trouble before = open.get(cause);
        Instant since = before == null ? transition.since() : before.since();
        BrokerError error = transition.error();
        String detail = error == null ? null : (error.code() == null ? "" : error.code() + " ") + error.words();
        open.put(cause, new Trouble(cause, since, times.merge(cause, more, Long::sum), detail, error == null ? null : error.advice()));
    }
}
