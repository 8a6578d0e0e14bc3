package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
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
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.snapshot.Reconciliation.Memory;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;
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
    private static final int KEPT_OUTCOMES = 100;
    private static final Duration CONFIRM_AGAIN = Duration.ofSeconds(2);

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

    /** What the table must have before the snapshot may be called taken over. */
    private record Unproven(Snapshot snapshot, Decision decision, Map<HoldingKey, Row> expected, long answering) {
    }

    private final Session session;
    private final StreamWords stream;
    private final Lots lots;
    private final Account account;
    private final FieldMapping mapping;
    private final SnapshotLimits limits;
    private final LongSupplier numbers;
    private final Clock clock;
    private final Ticker ticker;

    private final NextSnapshot next;
    private final ReadBack readBack;
    private final Gap gap;

    private Instant lastAt;
    private long taken;
    private BrokerError error;
    private boolean running;
    private long requested;
    private long answering;
    private long done;
    private long confirmAt;
    private long driftRows;
    private Instant driftAt;
    private int holdings;
    private ToldTotals told;
    private long fillsAtBegin;
    private long fillsToldWith;
    private String totalsDiffer;
    /** When another machine had served the account: a snapshot from before says nothing any more. */
    private Arrival forgotten;
    private Memory memory = new Memory(true, null, Map.of());
    private Decision decision;
    /** What the table has once all that waits is written, and all that was decided. */
    private Map<HoldingKey, Row> whole = Map.of();
    /** What waits to be written of the stream, where the table has something else. */
    private final Map<HoldingKey, Row> awaited = new LinkedHashMap<>();
    private Unproven unproven;
    private Unproven proving;
    private Arrival correctedUpTo;
    private String checking;
    private Set<Object> leftOut = Set.of();
    private final NavigableMap<Long, String> outcomes = new TreeMap<>();
    private final Map<String, LongAdder> results = Map.of(SUCCEEDED, new LongAdder(), FAILED, new LongAdder(), REFUSED, new LongAdder());

    /** @param numbers of refreshes, each greater than the one before; those of other accounts may be in between */
    public Snapshots(Session session, StreamWords stream, Lots lots, Account account, FieldMapping mapping, SnapshotLimits limits, LongSupplier numbers,
            Clock clock, Ticker ticker) {
        this.session = session;
        this.stream = stream;
        this.lots = lots;
        this.account = account;
        this.mapping = mapping;
        this.limits = limits;
        this.numbers = numbers;
        this.clock = clock;
        this.ticker = ticker;
        this.next = new NextSnapshot(limits, ticker);
        this.readBack = new ReadBack(stream, ticker);
        this.gap = new Gap(session, stream, next, readBack, clock, ticker);
        this.confirmAt = ticker.nanos();
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
        forgotten = stream.now();
        readBack.forget();
        gap.forget(since);
        memory = new Memory(true, null, Map.of());
        unproven = null;
        next.now();
    }

    /** A holding was told without what it has cost, which is unknown until a snapshot tells it: one is taken soon. */
    public synchronized void wanted() {
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
        if (!running || answering == requested) {
            requested = numbers.getAsLong();
        }
        next.now();
        return requested;
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
        return running && answering < requested ? "A refresh is running and another one waits already" : "";
    }

    // --- how one is taken

    /** @throws BrokerException when the App key belongs to another account: its holdings must not be stored as this one's */
    public synchronized Snapshot begin() {
        running = true;
        answering = requested;
        OwnAccount.check(account);
        gap.begin();
        fillsAtBegin = stream.fills();
        return new Snapshot(stream.now(), mapping);
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
        if (forgotten != null && !snapshot.began().isAfter(forgotten)) {
            throw new BrokerException(BrokerError.unavailable(null, new Bilingual("전체 조회가 시작된 뒤 다른 컴퓨터가 이 계좌를 맡았습니다",
                    "Another machine has served the account since the snapshot began"), null));
        }
        Map<HoldingKey, Row> table = rows(stored);
        stream.hasRows(table.keySet());
        whole = table;
        awaited.clear();
        stream.unwritten().forEach((key, holding) -> {
            Row now = table.getOrDefault(key, Row.NONE);
            if (holding.isSoldOut()) {
                table.remove(key);
            } else if (holding.quantity() != null) {
                table.put(key, new Row(holding.quantity(), Lot.cost(holding)));
            }
            Row then = table.getOrDefault(key, Row.NONE);
            if (now.difference(then) != null) {
                awaited.put(key, then);
            }
        });
        memory = new Memory(gap.isOpen(), memory.before(), memory.suspects());
        decision = Reconciliation.decide(snapshot.answer(), table, stream.words(), memory, limits.settle());
        boolean undisturbed = stream.fills() == fillsAtBegin;
        Set<HoldingKey> left = stream.takeOver(snapshot, decision.changes(), !decision.expected().isEmpty());
        if (!left.isEmpty()) {
            // what came in this very moment: looked at once more, with it
            decision = Reconciliation.decide(snapshot.answer(), table, stream.words(), memory, limits.settle());
        }
        fillsToldWith = undisturbed && left.isEmpty() ? stream.fills() : -1;
        table.putAll(decision.expected());
        lots.know(table.keySet());
    }

    private Map<HoldingKey, Row> rows(List<Map<String, Object>> stored) {
        var table = new LinkedHashMap<HoldingKey, Row>();
        stored.forEach(row -> table.put(new HoldingKey((String) row.get("stock_code"), (String) row.get("credit_type"),
                (String) row.get("loan_date")), new Row((Long) row.get("quantity"), (BigDecimal) row.get("total_purchase_amount"))));
        return table;
    }

    /** @return the entries of rows that cannot be stored and that the snapshot before did not have */
    public synchronized List<Object> leftOut(Snapshot snapshot) {
        Set<Object> before = leftOut;
        leftOut = Set.copyOf(snapshot.leftOut().keySet());
        return snapshot.leftOut().entrySet().stream().filter(each -> !before.contains(each.getKey())).map(Map.Entry::getValue).toList();
    }

    // --- how it ends

    /** It was read, and what it may change was handed to the store. */
    public synchronized void succeeded(Snapshot snapshot) {
        LOG.info("Snapshot taken over holdings={}", decision.holdings().size());
        running = false;
        error = null;
        holdings = decision.holdings().size();
        told = snapshot.told(fillsToldWith);
        correctedUpTo = snapshot.began();
        // rows that fit only when counted otherwise than they stand there are no difference
        tellDifference(decision.doubt() == null && snapshot.answer().pages() > 1 ? null : snapshot.differenceOfTotals());
        memory = new Memory(false, decision.before(), decision.suspects());
        results.get(SUCCEEDED).increment();
        if (decision.doubt() == null) {
            lastAt = snapshot.began().at();
            taken++;
        }
        Heard heard = gap.heard(snapshot.began(), limits.settle());
        boolean kept = !next.isUnlike() || decision.expected().isEmpty();
        boolean healed = (heard == Heard.EARLY || heard == Heard.WELL) && !decision.gap() && kept;
        next.succeeded(decision, heard, healed);
        if (healed) {
            gap.heal();
        } else if (decision.doubt() != null && next.isHopeless()) {
            gap.open();
        }
        if (healed && decision.isEqual()) {
            readBack.found(whole, snapshot.began());
        } else {
            readBack.unknown();
        }
        conclude(snapshot);
        if (healed && unproven == null) {
            next.lostNothing();
        }
        if (requested > answering) {
            next.now();
        }
    }

    private void tellDifference(String difference) {
        if (difference != null && !difference.equals(totalsDiffer)) {
            LOG.warn("Kiwoom's own totals differ from its rows account={}: {}. What they disprove is not taken over", account, difference);
        }
        totalsDiffer = difference;
    }

    private void conclude(Snapshot snapshot) {
        if (decision.before() == null && (snapshot.answer().unreadable() || next.isHopeless())) {
            finish(answering, snapshot.answer().unreadable() ? "Kiwoom's answer has a row that cannot be read, or a page without rows; such a row is in quarantine,"
                    + " and the others were taken over" : "Kiwoom's answer proves nothing: " + decision.doubt());
        } else if (!decision.isEqual()) {
            checking = words(decision);
        } else if (decision.expected().isEmpty() && awaited.isEmpty()) {
            finish(answering, "");
        } else {
            checking = decision.expected().isEmpty() ? "What the stream told before is being written" : "What the snapshot told is being written";
        }
        var expected = new LinkedHashMap<>(awaited);
        expected.putAll(decision.expected());
        unproven = expected.isEmpty() ? null : new Unproven(snapshot, decision, expected, answering);
    }

    private static String words(Decision decision) {
        int differences = decision.suspects().size() + decision.unsettled().size();
        return differences > 0 ? "Kiwoom's answer and the table differ in " + differences + " rows; it is asked once more"
                : decision.doubt() != null ? "It is asked once more: " + decision.doubt() : "It is asked once more, since not all is told yet";
    }

    /** Whether the table is to be read again, to see that it has what the last snapshot told, and the stream since. */
    public synchronized boolean isToConfirm() {
        return !running && ticker.isReached(confirmAt) && (readBack.isDue() || unproven != null && !stream.isWaiting());
    }

    /** The same, for whom reads it then: if that fails, not at once again. */
    public synchronized boolean isNowToConfirm() {
        boolean due = isToConfirm();
        if (due) {
            confirmAt = ticker.in(CONFIRM_AGAIN);
            // what waits now need not be in what is read, though it may be written by then
            proving = stream.isWaiting() ? null : unproven;
            if (readBack.isDue()) {
                readBack.begin();
            }
        }
        return due;
    }

    /** Compares what the table has now with what was written. */
    public synchronized void confirm(List<Map<String, Object>> stored) {
        confirmAt = ticker.nanos();
        if (running) {
            return;
        }
        Map<HoldingKey, Row> table = rows(stored);
        if (readBack.look(table, correctedUpTo) && !isNotOffered()) {
            next.now();
        }
        if (proving != null && proving == unproven && !stream.isWaiting()) {
            confirm(table);
        }
    }

    private void confirm(Map<HoldingKey, Row> table) {
        Unproven last = unproven;
        unproven = null;
        Map<HoldingKey, StreamWord> words = stream.words();
        boolean equal = true;
        for (Map.Entry<HoldingKey, Row> each : last.expected().entrySet()) {
            HoldingKey key = each.getKey();
            if (words.containsKey(key) && words.get(key).isAfter(last.snapshot().began())) {
                continue;
            }
            String difference = table.getOrDefault(key, Row.NONE).difference(each.getValue());
            String corrected = last.decision().corrected().get(key);
            if (difference != null) {
                equal = false;
                LOG.warn("The table does not have what the snapshot told account={} stock_code={} {}", account, key.stockCode(), difference);
            } else if (corrected != null) {
                driftRows++;
                driftAt = last.snapshot().began().at();
                LOG.warn("Drift corrected account={} stock_code={} {}", account, key.stockCode(), corrected);
            }
        }
        if (!equal) {
            gap.open();
            checking = "The table does not have yet what the snapshot told; it is asked once more";
            next.unlike();
        } else {
            next.alike();
            if (last.decision().isEqual()) {
                finish(last.answering(), "");
            }
        }
    }

    /** It could not be taken; no holding was changed. */
    public synchronized void failed(Throwable cause) {
        if (!running) {
            // there was not even a token to ask with
            answering = requested;
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
        finish(answering, why.toString());
        if (requested > answering) {
            next.now();
        }
    }

    private void finish(long number, String outcome) {
        checking = null;
        done = Math.max(done, number);
        outcomes.put(number, outcome);
        if (outcomes.size() > KEPT_OUTCOMES) {
            outcomes.pollFirstEntry();
        }
    }

    // --- what is told

    /** @return what came of a refresh: empty when it went well, why not otherwise; {@code null} when it is not finished or forgotten */
    public synchronized String outcome(long number) {
        return outcomes.entrySet().stream().filter(each -> each.getKey() >= number).map(Map.Entry::getValue).findFirst().orElse(null);
    }

    /** @return why a refresh that has been answered is not done yet; {@code null} when it waits for its answer, or is done */
    public synchronized String checking(long number) {
        return number <= answering && number > done ? checking : null;
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

    /** The broker's own totals in the last snapshot that was taken over; {@code null} before the first. */
    public synchronized Totals totals() {
        return told == null ? null : told.totals();
    }

    /**
     * What is held has won or lost since the close of the day before, in won, by the last snapshot that was taken over; {@code null} when it is
     * not known or nothing is held.
     */
    public synchronized BigDecimal dayResult() {
        return told == null ? null : told.dayResult();
    }

    /** What the last snapshot that was taken over told of the account as a whole; {@code null} before the first. */
    synchronized ToldTotals told() {
        return told;
    }

    /** In what they differ from the rows beside them, in words; {@code null} when they agree. */
    public synchronized String totalsDiffer() {
        return totalsDiffer;
    }

    /** Fills may have been missed that no snapshot has healed yet. */
    public synchronized boolean isGap() {
        gap.look();
        return gap.isOpen();
    }

    /** Whatever may have been missed, a snapshot has told, and what it changed was read back. */
    public synchronized boolean isHealed() {
        gap.look();
        return !gap.isOpen() && unproven == null;
    }

    /** Holdings in the last snapshot that was taken over. */
    public synchronized int holdings() {
        return holdings;
    }

    public synchronized State state() {
        gap.look();
        return new State(gap.since(), lastAt, error, driftRows, driftAt, running, requested, done, readBack.notKept(), gap.healedLosses(), taken);
    }
}
