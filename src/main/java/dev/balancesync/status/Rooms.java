package dev.balancesync.status;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.feed.Backlog;
import dev.balancesync.journal.Journal;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import dev.balancesync.store.OwnRefusal;

/** What {@link Standing} asks of the other rooms: the one place that knows how they are asked. */
public interface Rooms {
    List<Transition> transitions();

    /** How often a state was entered since the start. */
    long entered(SessionState state);

    /** How long nothing has come from the broker; {@code null} before the first connection. */
    Duration silence();

    Duration silenceLimit();

    DatabaseAnswers.State database();

    /** What stands between the store and its tables; {@code null} when nothing does. */
    Obstacle obstacle();

    /** What the database said, or what kept it from saying anything. */
    Bilingual said();

    /** By the ticker, when the database last answered the store; before its first answer, the start. */
    long databaseAnswered();

    /** Writes that succeeded since the start. */
    long commits();

    /** Whether something that was received is not stored yet. */
    boolean isWaiting();

    /** How long ago that came which the feed's route is at; zero when it is at nothing. */
    Duration behind();

    /** Why frames cannot be written down; {@code null} when they can. */
    Bilingual journalFailure();

    Snapshots.State snapshots();

    boolean isNotOffered();

    /** Why the cash is not up to date; {@code null} when it is, as far as anybody knows. */
    BrokerError cashError();

    /** Whether shares have changed hands since the cash in the table. */
    boolean isCashBehind();

    /** Frames, entries and rows of this account, or of nobody knows which, that went to quarantine since the start. */
    long quarantined();

    /** How much of what the stream said was lost since the start, all of that among it. */
    long losses();

    long onCredit();

    long ofOtherAccount();

    /** Why it cannot be asked which machine serves the account; {@code null} when it can, or there is only this one. */
    Bilingual leaseFailure();

    /** Why Kafka cannot be asked who serves the account; {@code null} when it can, or is not asked. */
    Bilingual kafkaFailure();

    /** Of who serves the account: why what is received does not get into Kafka, or not out of it; {@code null} when it does, or has not to. */
    Bilingual notReplicated();

    /** Whether this machine leaves the account to others, since the broker does not answer it. */
    boolean isAside();

    /** The name of the machine that serves the account; {@code null} while none does, or there is only this one. */
    String leader();

    /** The name of the machine that holds the account's lease and has no such account; {@code null} when it is not so. */
    String stranger();

    /** @param leadership {@code null} where there is only this machine */
    static Rooms of(Session session, Duration silenceLimit, DatabaseAnswers database, OwnRefusal refusal, LongSupplier commits, Backlog backlog, Pending pending, Journal journal,
            Snapshots snapshots, Cash cash, Quarantine quarantine, Losses losses, Leadership leadership) {
        return new Rooms() {
            @Override
            public List<Transition> transitions() {
                return session.transitions();
            }

            @Override
            public long entered(SessionState state) {
                return session.entered(state);
            }

            @Override
            public Duration silence() {
                return session.silence();
            }

            @Override
            public Duration silenceLimit() {
                return silenceLimit;
            }

            @Override
            public DatabaseAnswers.State database() {
                DatabaseAnswers.State own = own();
                return own == null ? database.state() : own;
            }

            /** What is refused of this account alone; {@code null} when nothing is, or the database takes nothing at all. */
            private DatabaseAnswers.State own() {
                return Boolean.TRUE.equals(database.state().reachable()) ? refusal.state() : null;
            }

            @Override
            public Obstacle obstacle() {
                return own() == null ? database.obstacle() : Obstacle.TABLE;
            }

            @Override
            public Bilingual said() {
                DatabaseAnswers.State own = own();
                return own == null ? database.said() : refusal.said();
            }

            @Override
            public long databaseAnswered() {
                return database.lastAnswer();
            }

            @Override
            public long commits() {
                return commits.getAsLong() + cash.writes();
            }

            @Override
            public boolean isWaiting() {
                return pending.isWaiting() || cash.isWaiting();
            }

            @Override
            public Duration behind() {
                return backlog.age();
            }

            @Override
            public Bilingual journalFailure() {
                return journal.said();
            }

            @Override
            public Snapshots.State snapshots() {
                return snapshots.state();
            }

            @Override
            public boolean isNotOffered() {
                return snapshots.isNotOffered();
            }

            @Override
            public boolean isCashBehind() {
                return cash.isBehind();
            }

            @Override
            public BrokerError cashError() {
                return cash.state().error();
            }

            @Override
            public long quarantined() {
                return quarantine.count() - ofOtherAccount() - onCredit();
            }

            @Override
            public long losses() {
                return losses.count();
            }

            @Override
            public Bilingual leaseFailure() {
                return leadership == null ? null : leadership.failure();
            }

            @Override
            public Bilingual kafkaFailure() {
                return leadership == null ? null : leadership.kafkaFailure();
            }

            @Override
            public Bilingual notReplicated() {
                return leadership == null ? null : Stream.of(leadership.kafkaFailure(), leadership.notSent(), snapshots.isGap() ? leadership.loss() : null)
                        .filter(Objects::nonNull).findFirst().orElse(null);
            }

            @Override
            public boolean isAside() {
                return leadership != null && leadership.isAside();
            }

            @Override
            public String leader() {
                return leadership == null ? null : leadership.leader().orElse(null);
            }

            @Override
            public String stranger() {
                return leadership == null ? null : leadership.stranger().orElse(null);
            }

            @Override
            public long onCredit() {
                return quarantine.count(Quarantine.ON_CREDIT);
            }

            @Override
            public long ofOtherAccount() {
                return quarantine.count(Quarantine.OTHER_ACCOUNT);
            }
        };
    }
}
