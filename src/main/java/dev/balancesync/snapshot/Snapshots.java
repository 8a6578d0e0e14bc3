package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.session.ConnectionErrors;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.snapshot.Gap.Heard;
import dev.balancesync.snapshot.Handover.Handed;
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a snapshot (전체 조회) of the holdings is due, what came of the last one, and what it corrected. One at a time; a refresh during one
 * asks for one more after it. What it may change, {@link Reconciliation} decides; that it was changed is said once the row was read back.
 * The monitor of this class guards its parts, which are plain.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.snapshot");
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";
    private static final String REFUSED = "not_offered";

    /**
     * How it stands.
     *
     * @param gapSince since when fills may have been missed that no snapshot has healed yet; {@code null} when none
     * @param lastAt when the last snapshot that was taken over began
     * @param error why the last one failed; {@code null} when it did not
     * @param driftRows rows that snapshots had to correct while the stream was live, since the start, each read back
     * @param driftAt when the last snapshot that had to correct one began; {@code null} when none had
     * @param done number of the last refresh of which the outcome is known
     * @param healed how many of the stream's losses since the start the last snapshot that closed a gap has made up for
     * @param taken so many have been taken over since the start
     */
    public record State(Instant gapSince, Instant lastAt, BrokerError error, long driftRows, Instant driftAt, boolean running, long requested, long done,
            Bilingual notKept, long healed, long taken) {
    }

    private final Session session;
    private final StreamWords stream;
    private final Account account;
    private final FieldMapping mapping;
    private final SnapshotLimits limits;
    private final Clock clock;

    private final NextSnapshot next;
    private final ReadBack readBack;
    private final Gap gap;
    private final Refreshes refreshes;
    private final Handover handover;
    private final Proof proof;

    private boolean running;
    /** A cost is, since the one that is running began. */
    private boolean wanted;
    private Handed handed;
    private Instant lastAt;
    private long taken;
    private BrokerError error;
    private int holdings;
    private ToldTotals told;
    private String totalsDiffer;
    private final Map<String, LongAdder> results = Map.of(SUCCEEDED, new LongAdder(), FAILED, new LongAdder(), REFUSED, new LongAdder());

    /** @param numbers of refreshes, each greater than the one before; those of other accounts may be in between */
    public Snapshots(Session session, StreamWords stream, Lots lots, Account account, FieldMapping mapping, SnapshotLimits limits, LongSupplier numbers,
            Clock clock, Ticker ticker) {
        this.session = session;
        this.stream = stream;
        this.account = account;
        this.mapping = mapping;
        this.limits = limits;
        this.clock = clock;
        this.next = new NextSnapshot(limits, ticker);
        this.readBack = new ReadBack(stream, ticker);
        this.gap = new Gap(session, stream, next, readBack, clock, ticker);
        this.refreshes = new Refreshes(numbers, next);
        this.handover = new Handover(stream, lots, limits.settle());
        this.proof = new Proof(stream, readBack, account, ticker);
    }

    // --- when one is due

    /** Whether a snapshot should be taken now. */
    public synchronized boolean isDue() {
        return gap.look() && !running && next.isDue();
    }

    /**
     * Another machine has served the account meanwhile: what this one knew of it is nothing, and what came between the other's end and the next
     * connection nobody has heard.
     *
     * @param since when the other may have ended, at the earliest
     */
    public synchronized void forget(Instant since) {
        gap.forget(since);
        handover.forget();
        proof.forget();
        told = null;
        totalsDiffer = null;
        next.now();
    }

    /** A holding was told without what it has cost, which is unknown until a snapshot tells it: one is taken soon. */
    public synchronized void wanted() {
        wanted = true;
        if (!isNotOffered()) {
            next.soon();
        }
    }

    /**
     * Asks for a snapshot now.
     *
     * @return the number to look for in {@link State#done}; at most one more is taken after the one that is under way
     */
    public synchronized long request() {
        return refreshes.request(running);
    }

    /** Why a refresh cannot be asked for now; empty when it can. */
    public synchronized String whyNot() {
        if (session.current().state() != SessionState.LIVE) {
            return "The session is " + session.current().state() + ", not LIVE";
        }
        if (isNotOffered()) {
            return "The broker does not offer the account query here: " + error.words();
        }
        if (error != null && error.kind() == BrokerError.Kind.RATE && !next.isDue()) {
            Instant from = clock.instant().plus(next.ahead());
            return "Kiwoom said that it was asked too often; a refresh can be asked for from " + from.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        }
        return running && refreshes.isWaiting() ? "A refresh is running and another one waits already" : "";
    }

    // --- how one is taken

    /** @throws BrokerException when the App key belongs to another account: its holdings must not be stored as this one's */
    public synchronized Snapshot begin() {
        running = true;
        wanted = false;
        refreshes.begin();
        OwnAccount.check(account);
        handover.begin();
        var snapshot = new Snapshot(stream.now(), mapping);
        gap.begin(); // what is lost in between counts twice, or it would not at all
        return snapshot;
    }

    /** Takes a page of kt00018 into the snapshot. */
    public void page(Snapshot snapshot, Map<String, Object> answer, String continued, String nextKey) {
        snapshot.add(answer, continued, nextKey);
    }

    /**
     * Takes over what a complete snapshot may change.
     *
     * @throws BrokerException when another machine has served the account since it began
     */
    public synchronized void reconcile(Snapshot snapshot, List<Map<String, Object>> stored) {
        handed = handover.hand(snapshot, Handover.rows(stored), gap.isOpen());
    }

    /** @return the entries of rows that cannot be stored and that the snapshot before did not have */
    public synchronized List<Object> leftOut(Snapshot snapshot) {
        return handover.leftOut(snapshot);
    }

    // --- how it ends

    /** It was read, and what it may change was handed to the store. */
    public synchronized void succeeded(Snapshot snapshot) {
        Decision decision = handed.decision();
        LOG.info("Snapshot taken over holdings={}", decision.holdings().size());
        running = false;
        error = null;
        holdings = decision.holdings().size();
        told = snapshot.told(handed.fills());
        // rows that fit only when counted otherwise than they stand there are no difference
        tellDifference(decision.doubt() == null && snapshot.answer().pages() > 1 ? null : snapshot.differenceOfTotals());
        handover.remember(decision);
        results.get(SUCCEEDED).increment();
        if (decision.doubt() == null) {
            lastAt = snapshot.began().at();
            taken++;
        }
        Heard heard = gap.heard(snapshot.began(), limits.settle());
        boolean kept = !next.isUnlike() || decision.expected().isEmpty();
        boolean healed = (heard == Heard.EARLY || heard == Heard.WELL) && !decision.gap() && kept;
        next.succeeded(decision, heard, healed);
        if (handed.leavesCost()) {
            next.whenSettled();
        }
        if (wanted) {
            next.soon();
        }
        if (healed) {
            gap.heal();
        } else if (decision.doubt() != null && next.isHopeless()) {
            gap.open();
        }
        refreshes.taken(handed, snapshot.answer().unreadable(), next.isHopeless(), hasMissedSince(snapshot));
        proof.await(handed, healed);
        if (healed && !proof.isOpen()) {
            next.lostNothing();
        }
    }

    /** The stream was cut or lost something since it began: it need not know of that, and another is on its way. */
    private boolean hasMissedSince(Snapshot snapshot) {
        Heard heard = gap.heard(snapshot.began(), limits.settle());
        return heard == Heard.CUT || heard == Heard.LOST;
    }

    private void tellDifference(String difference) {
        if (difference != null && !difference.equals(totalsDiffer)) {
            LOG.warn("Kiwoom's own totals differ from its rows account={}: {}. What they disprove is not taken over", account, difference);
        }
        totalsDiffer = difference;
    }

    /** Whether the table is to be read again, to see that it has what the last snapshot told, and the stream since. */
    public synchronized boolean isToConfirm() {
        return !running && proof.isDue();
    }

    /** The same, for whom reads it then: if that fails, not at once again. */
    public synchronized boolean isNowToConfirm() {
        boolean due = isToConfirm();
        if (due) {
            proof.begin();
        }
        return due;
    }

    /** Compares what the table has now with what was written. */
    public synchronized void confirm(List<Map<String, Object>> stored) {
        proof.end();
        if (running) {
            return;
        }
        Map<HoldingKey, Row> table = Handover.rows(stored);
        if (proof.look(table) && !isNotOffered()) {
            next.now();
        }
        Handed last = proof.comparable();
        if (last == null) {
            return;
        }
        if (proof.conclude(table)) {
            next.alike();
            if (last.decision().isEqual() && !hasMissedSince(last.snapshot())) {
                refreshes.alike();
            }
        } else {
            gap.open();
            refreshes.unlike();
            next.unlike();
        }
    }

    /** It could not be taken; no holding was changed. */
    public synchronized void failed(Throwable cause) {
        if (!running) {
            // there was not even a token to ask with
            refreshes.begin();
        }
        running = false;
        BrokerError why = cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause);
        boolean again = error != null && why.toString().equals(error.toString());
        error = why;
        if (session.current().state() == SessionState.STOPPED) {
            LOG.debug("Snapshot cut short by the stop: {}", why);
        } else if (!again) {
            LOG.warn("Snapshot failed, no holding was changed: {}", why);
        }
        next.failed(!isNotOffered());
        results.get(result()).increment();
        refreshes.failed(why.toString());
    }

    // --- what is told

    /** @return what came of a refresh: empty when it went well, why not otherwise; {@code null} when it is not finished or forgotten */
    public synchronized String outcome(long number) {
        return refreshes.outcome(number);
    }

    /** @return why a refresh that has been answered is not done yet; {@code null} when it waits for its answer, or is done */
    public synchronized String checking(long number) {
        return refreshes.checking(number);
    }

    /** How the last snapshot ended: one of {@link #results()}. */
    public synchronized String result() {
        return error == null ? SUCCEEDED : isNotOffered() ? REFUSED : FAILED;
    }

    public static Set<String> results() {
        return Set.of(SUCCEEDED, FAILED, REFUSED);
    }

    /** How many snapshots ended so since the start. */
    public long ended(String result) {
        return results.get(result).sum();
    }

    /** Whether the broker does not offer the account query here, as Kiwoom's mock trading; asking again is of little use. */
    public synchronized boolean isNotOffered() {
        return error != null && error.kind() == BrokerError.Kind.NOT_OFFERED;
    }

    /** The broker's own totals in the last snapshot that was taken over; {@code null} as {@link #told}. */
    public synchronized Totals totals() {
        ToldTotals now = told();
        return now == null ? null : now.totals();
    }

    /** {@link ToldTotals#dayResult} of the last snapshot that was taken over; {@code null} as {@link #told}. */
    public synchronized BigDecimal dayResult() {
        ToldTotals now = told();
        return now == null ? null : now.dayResult();
    }

    /** What the last snapshot that was taken over told of the account as a whole; {@code null} before the first, and while another machine may serve it. */
    synchronized ToldTotals told() {
        return isElsewhere() ? null : told;
    }

    private boolean isElsewhere() {
        return session.current().state() == SessionState.STANDBY;
    }

    /** In what they differ from the rows beside them, in words; {@code null} when they agree, or as {@link #told}. */
    public synchronized String totalsDiffer() {
        return isElsewhere() ? null : totalsDiffer;
    }

    /** Fills may have been missed that no snapshot has healed yet. */
    public synchronized boolean isGap() {
        gap.look();
        return gap.isOpen();
    }

    /** Whatever may have been missed, a snapshot has told, and what it changed was read back. */
    public synchronized boolean isHealed() {
        gap.look();
        return !gap.isOpen() && !proof.isOpen();
    }

    /** Holdings in the last snapshot that was taken over. */
    public synchronized int holdings() {
        return holdings;
    }

    public synchronized State state() {
        gap.look();
        return new State(gap.since(), lastAt, error, proof.driftRows(), proof.driftAt(), running, refreshes.requested(), refreshes.done(),
                readBack.notKept(), gap.healedLosses(), taken);
    }
}
