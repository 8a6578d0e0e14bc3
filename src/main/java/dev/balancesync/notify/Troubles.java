package dev.balancesync.notify;

import java.util.List;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.Database;

/** What is wrong now, as session, store and snapshot tell it. */
final class Troubles {
    private final Session session;
    private final Database database;
    private final Snapshots snapshots;
    private final SessionTroubles ofSession = new SessionTroubles();

    Troubles(Session session, Database database, Snapshots snapshots) {
        this.session = session;
        this.database = database;
        this.snapshots = snapshots;
    }

    List<Trouble> now() {
        List<Trouble> troubles = ofSession.follow(session.transitions());
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

    boolean isOver() {
        return session.current().state() == SessionState.STOPPED;
    }

    SessionState state() {
        return session.current().state();
    }
}
