package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequencer;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a full picture of the account is due, what came of the last one, and what it corrected. One at a time; a refresh during one asks
 * for one more after it.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.snapshot");
    private static final String NOT_OFFERED = "RC9000";
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";
    private static final String REFUSED = "not_offered";
    private static final int KEPT_OUTCOMES = 100;

    /**
     * How it stands.
     *
     * @param gapSince since when fills may have been missed that no picture has healed yet; {@code null} when none
     * @param lastAt when the last picture that was taken over began
     * @param error why the last one failed; {@code null} when it did not
     * @param driftRows rows that pictures had to correct while the stream was live, since the start
     * @param driftAt when the last picture that had to correct one began; {@code null} when none had
     * @param done number of the last refresh that was carried out
     */
    public record State(Instant gapSince, Instant lastAt, BrokerError error, long driftRows, Instant driftAt, boolean running, long requested, long done) {
    }

    private final Session session;
    private final Pending pending;
    private final Account account;
    private final FieldMapping mapping;
    private final Duration interval;
    private final Duration retry;
    private final Clock clock;
    private final Sequencer sequencer;

    private Instant gapSince;
    private Instant lastAt;
    private Instant connectionSeen;
    private Instant nextAt = Instant.EPOCH;
    private BrokerError error;
    private int failures;
    private boolean running;
    private long requested;
    private long answering;
    private long done;
    private long driftRows;
    private Instant driftAt;
    private int holdings;
    private Map<HoldingKey, Holding> lastHoldings;
    private Totals totals;
    private String totalsDiffer;
    private final Map<String, LongAdder> results = Map.of(SUCCEEDED, new LongAdder(), FAILED, new LongAdder(), REFUSED, new LongAdder());
    /** What the last picture found different from the table; found again it is drift, once it may be a fill on its way. */
    private Map<HoldingKey, String> suspects = new HashMap<>();
    private final NavigableMap<Long, String> outcomes = new TreeMap<>();
    private Instant liveAt;
    private Set<HoldingKey> leftOut = Set.of();

    public Snapshots(Session session, Pending pending, Account account, FieldMapping mapping, Duration interval, Duration retry, Clock clock,
            Sequencer sequencer) {
        this.session = session;
        this.pending = pending;
        this.account = account;
        this.mapping = mapping;
        this.interval = interval;
        this.retry = retry;
        this.clock = clock;
        this.sequencer = sequencer;
        this.gapSince = clock.instant();
    }

    /** Whether a picture should be taken now; also notes when the stream was cut. */
    public synchronized boolean isDue() {
        Instant connectedSince = session.connectedSince();
        if (session.current().state() != SessionState.LIVE || connectedSince == null) {
            if (gapSince == null) {
                gapSince = liveAt;
            }
            return false;
        }
        if (!connectedSince.equals(connectionSeen)) {
            // a connection that was lost and made again between two looks left a gap as well
            gapSince = gapSince == null ? liveAt : gapSince;
            connectionSeen = connectedSince;
            nextAt = clock.instant();
            failures = 0;
        }
        liveAt = clock.instant();
        return !running && !clock.instant().isBefore(nextAt);
    }

    /**
     * Asks for a picture now.
     *
     * @return the number to look for in {@link State#done}; at most one more is taken after the one that is under way
     */
    public synchronized long request() {
        if (!running || answering == requested) {
            requested++;
        }
        nextAt = clock.instant();
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
        if (error != null && error.kind() == BrokerError.Kind.RATE && clock.instant().isBefore(nextAt)) {
            return "Kiwoom said that it was asked too often; a refresh can be asked for from " + nextAt.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        }
        return running && answering < requested ? "A refresh is running and another one waits already" : "";
    }

    /** @throws BrokerException when the App key belongs to another account: its holdings must not be stored as this one's */
    public synchronized Picture begin() {
        running = true;
        answering = requested;
        if (account.isAnothers()) {
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", "The App key belongs to another account than KIWOOM_ACCOUNT_NO",
                    "Correct KIWOOM_ACCOUNT_NO, or use the key of that account"));
        }
        if (!account.isSettled()) {
            // stored under the digits configured, the holdings would stand there twice once a frame brings all ten
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", "Kiwoom has not said yet what it calls the account (ka00001)",
                    "It is asked again with each attempt; with all 10 digits in KIWOOM_ACCOUNT_NO it needs not be"));
        }
        return new Picture(sequencer.next(), mapping);
    }

    /** Takes a page of kt00018 into the picture. */
    public void page(Picture picture, Map<String, Object> answer, String continued, String nextKey) {
        picture.add(answer, continued, nextKey);
    }

    /** Takes over a complete picture; what may be a fill on its way is left until a second picture says the same. */
    public void reconcile(Picture picture, List<Map<String, Object>> stored) {
        Map<HoldingKey, Holding> holdings = picture.holdings();
        Map<HoldingKey, Map<String, Object>> rows = new LinkedHashMap<>();
        stored.forEach(row -> rows.put(new HoldingKey(account.spelling(), (String) row.get("stock_code"), (String) row.get("credit_type"),
                (String) row.get("loan_date")), row));
        Arrival lastEvent = pending.lastEvent();
        picture.moved(lastEvent != null && lastEvent.isAfter(picture.began()), lastHoldings);
        lastHoldings = holdings;
        Set<HoldingKey> left = new LinkedHashSet<>(suspects(picture, holdings, rows));
        if (picture.isMoved()) {
            left.addAll(picture.repeated());
        }
        pending.reconcile(picture.began(), holdings, rows.keySet(), left, !picture.isMoved());
        // asked afterwards, so that what came in this moment is not overlooked
        var known = new LinkedHashSet<>(holdings.keySet());
        known.addAll(rows.keySet());
        picture.halfTold(known.stream().anyMatch(key -> pending.isHalfTold(picture.began(), key, holdings.get(key))));
    }

    /** @return the entries of lots that the tables have no room for and that the picture before did not have */
    public synchronized List<Object> leftOut(Picture picture) {
        Set<HoldingKey> before = leftOut;
        leftOut = Set.copyOf(picture.leftOut().keySet());
        return picture.leftOut().entrySet().stream().filter(each -> !before.contains(each.getKey())).map(Map.Entry::getValue).toList();
    }

    private synchronized Set<HoldingKey> suspects(Picture picture, Map<HoldingKey, Holding> holdings,
            Map<HoldingKey, Map<String, Object>> rows) {
        var found = new HashMap<HoldingKey, String>();
        var keys = new LinkedHashSet<>(holdings.keySet());
        keys.addAll(rows.keySet());
        for (HoldingKey key : keys) {
            String difference = difference(holdings.get(key), rows.get(key));
            boolean comparable = gapSince == null && !picture.isMoved();
            if (comparable && difference != null && !pending.isTouchedAfter(picture.began(), key)) {
                if (difference.equals(suspects.get(key))) {
                    driftRows++;
                    driftAt = picture.began().at();
                    LOG.warn("Drift corrected account={} stock_code={} {}", account, key.stockCode(), difference);
                } else {
                    found.put(key, difference);
                }
            }
        }
        suspects = found;
        return Set.copyOf(found.keySet());
    }

    /** @return {@code null} when quantity and cost are the same; prices move without a fill and are no drift */
    private static String difference(Holding holding, Map<String, Object> row) {
        Object heldQuantity = holding == null ? 0L : holding.quantity();
        Object rowQuantity = row == null ? 0L : row.get("quantity");
        Object heldCost = holding == null ? null : holding.values().get("total_purchase_amount");
        Object rowCost = row == null ? null : row.get("total_purchase_amount");
        boolean sameCost = heldCost == null || rowCost == null || ((BigDecimal) heldCost).compareTo((BigDecimal) rowCost) == 0;
        return heldQuantity.equals(rowQuantity) && sameCost ? null
                : "quantity " + rowQuantity + " should be " + heldQuantity + ", cost " + rowCost + " should be " + heldCost;
    }

    public synchronized void succeeded(Picture picture) {
        LOG.info("Snapshot taken over holdings={}", picture.holdings().size());
        running = false;
        error = null;
        failures = 0;
        lastAt = picture.began().at();
        holdings = picture.holdings().size();
        totals = picture.totals();
        String difference = picture.differenceOfTotals();
        if (difference != null && !difference.equals(totalsDiffer)) {
            LOG.warn("Kiwoom's own totals differ from its rows account={}: {}. The tables follow the rows", account, difference);
        }
        totalsDiffer = difference;
        boolean sameConnection = connectionSeen != null && connectionSeen.equals(session.connectedSince())
                && !connectionSeen.isAfter(picture.began().at());
        boolean whole = !picture.isMoved() && !picture.isHalfTold();
        // a connection made meanwhile has a gap before it, which this picture may not show
        nextAt = clock.instant().plus(!sameConnection ? Duration.ZERO : whole && suspects.isEmpty() ? interval : retry);
        finish();
        if (sameConnection && whole) {
            gapSince = null;
        }
    }

    /** @return whether the token should be dropped, because the broker refused it */
    public synchronized boolean failed(@ExchangeException Throwable cause) {
        running = false;
        BrokerError why = cause instanceof BrokerException refused ? refused.error()
                : BrokerError.unavailable(null, String.valueOf(cause.getMessage()), null);
        boolean again = error != null && why.toString().equals(error.toString());
        boolean firstRefusalOfToken = why.kind() == BrokerError.Kind.TOKEN && failures == 0;
        error = why;
        if (!again) {
            LOG.warn("Snapshot failed, nothing was changed: {}", why);
        }
        Duration wait = NOT_OFFERED.equals(why.code()) ? interval : retry.multipliedBy(1L << Math.min(failures, 10));
        nextAt = clock.instant().plus(firstRefusalOfToken ? Duration.ZERO : wait.compareTo(interval) > 0 ? interval : wait);
        failures++;
        finish();
        return why.kind() == BrokerError.Kind.TOKEN;
    }

    private void finish() {
        done = answering;
        results.get(result()).increment();
        outcomes.put(done, error == null ? "" : error.toString());
        if (outcomes.size() > KEPT_OUTCOMES) {
            outcomes.pollFirstEntry();
        }
        if (requested > done) {
            nextAt = clock.instant();
        }
    }

    /** @return what came of a refresh: empty when it went well, why not otherwise; {@code null} when it is not finished or forgotten */
    public synchronized String outcome(long number) {
        return outcomes.entrySet().stream().filter(each -> each.getKey() >= number).map(Map.Entry::getValue).findFirst().orElse(null);
    }

    /** How the last picture ended: one of {@link #results()}. */
    public synchronized String result() {
        return error == null ? SUCCEEDED : isNotOffered() ? REFUSED : FAILED;
    }

    public Set<String> results() {
        return results.keySet();
    }

    /** How many pictures ended so since the start. */
    public long ended(String result) {
        return results.get(result).sum();
    }

    /** Whether the broker does not offer the account query here, as Kiwoom's mock trading; asking again is of little use. */
    public synchronized boolean isNotOffered() {
        return error != null && NOT_OFFERED.equals(error.code());
    }

    /** The broker's own totals in the last picture that was taken over; {@code null} before the first. */
    public synchronized Totals totals() {
        return totals;
    }

    /** In what they differ from the rows beside them, in words; {@code null} when they agree. */
    public synchronized String totalsDiffer() {
        return totalsDiffer;
    }

    /** Holdings in the last picture that was taken over. */
    public synchronized int holdings() {
        return holdings;
    }

    public synchronized State state() {
        return new State(gapSince, lastAt, error, driftRows, driftAt, running, requested, done);
    }
}
