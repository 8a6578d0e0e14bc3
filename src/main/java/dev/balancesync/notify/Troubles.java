package dev.balancesync.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.broker.BrokerError;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;

/** What is wrong now, as session, store and snapshot tell it. */
final class Troubles {
    private final Session session;
    private final Database database;
    private final Snapshots snapshots;
    private final Map<Cause, Trouble> ofSession = new EnumMap<>(Cause.class);
    private Transition last;

    Troubles(Session session, Database database, Snapshots snapshots) {
        this.session = session;
        this.database = database;
        this.snapshots = snapshots;
    }

    List<Trouble> now() {
        List<Transition> transitions = session.transitions();
        transitions.subList(transitions.lastIndexOf(last) + 1, transitions.size()).forEach(this::follow);
        last = transitions.get(transitions.size() - 1);
        var troubles = new ArrayList<>(ofSession.values());
        Database.State stored = database.state();
        if (Boolean.FALSE.equals(stored.reachable())) {
            troubles.add(new Trouble(Cause.DATABASE_AWAY, stored.since(), 0, stored.reason(),
                    "Check the database and SUPABASE_DB_URL. Nothing that was received is lost"));
        }
        Snapshots.State picture = snapshots.state();
        if (picture.gapSince() != null) {
            BrokerError error = picture.error();
            troubles.add(new Trouble(Cause.GAP, picture.gapSince(), 0,
                    error == null ? "The session is " + session.current() : error.toString(),
                    "It is tried again by itself. Until then compare the holdings with Kiwoom's own program", !snapshots.isNotOffered()));
        }
        if (picture.driftAt() != null && (picture.lastAt() == null || !picture.lastAt().isAfter(picture.driftAt()))) {
            troubles.add(new Trouble(Cause.DRIFT, picture.driftAt(), 0, picture.driftRows() + " rows corrected since the service started",
                    "The log says which rows under 'Drift corrected'. If it comes again, report it", false));
        }
        return troubles;
    }

    /** A trouble of the session is over when an answer proves it: an attempt that is under way does not. */
    private void follow(Transition transition) {
        switch (transition.state()) {
            case LIVE -> ofSession.clear();
            case CREDENTIALS_REJECTED -> {
                ofSession.remove(Cause.CIRCUIT_OPEN);
                put(Cause.CREDENTIALS_REJECTED, transition);
            }
            case DUPLICATE_SESSION -> {
                ofSession.remove(Cause.CIRCUIT_OPEN);
                ofSession.remove(Cause.CREDENTIALS_REJECTED);
                put(Cause.DUPLICATE_SESSION, transition);
            }
            case CIRCUIT_OPEN -> put(Cause.CIRCUIT_OPEN, transition);
            default -> {
            }
        }
    }

    private void put(Cause cause, Transition transition) {
        Trouble before = ofSession.get(cause);
        Instant since = before == null ? transition.since() : before.since();
        BrokerError error = transition.error();
        String detail = error == null ? null : (error.code() == null ? "" : error.code() + " ") + error.words();
        ofSession.put(cause, new Trouble(cause, since, cause == Cause.CIRCUIT_OPEN ? 0 : session.entered(transition.state()), detail,
                error == null ? null : error.advice()));
    }

    boolean isOver() {
        return session.current().state() == SessionState.STOPPED;
    }

    SessionState state() {
        return session.current().state();
    }
}
