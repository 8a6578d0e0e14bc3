package dev.balancesync.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

import dev.balancesync.MutableClock;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;
import org.apache.camel.impl.DefaultCamelContext;

/** Takes snapshots as the route would: looks, begins, takes the pages, hands over, notes the end. */
final class SnapshotDrive {
    static final Duration INTERVAL = Duration.ofMinutes(10);
    static final Duration RETRY = Duration.ofSeconds(5);
    static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Instant BEGIN = Instant.parse("2026-11-23T01:00:00Z");
    private static final DefaultCamelContext SHIPPED = shipped();

    final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    final Sequencer sequencer = new Sequencer(1, clock, ticker(clock));
    final Losses losses = new Losses(sequencer);
    final Session session = live(clock);
    final Pending pending = new Pending();
    final CashBell bell = new CashBell(INTERVAL, ticker(clock));
    final Account account;
    final Snapshots snapshots;
    /** The rows that the table has. */
    final List<Map<String, Object>> rows = new ArrayList<>();

    SnapshotDrive() {
        this("8112510011", "standard");
    }

    SnapshotDrive(String accountNumber, String schema) {
        account = new Account(accountNumber, "");
        snapshots = snapshots(INTERVAL, RETRY, schema);
        pending.release();
    }

    Snapshots snapshots(Duration interval, Duration retry, String schema) {
        return new Snapshots(session, new StreamWords(pending, losses, bell, sequencer), new Lots(), account, mapping(account, schema),
                new SnapshotLimits(interval, retry, SETTLE), new AtomicLong()::incrementAndGet, clock, ticker(clock));
    }

    /** Goes with the clock; it begins near its overflow, which must not matter to anybody. */
    static Ticker ticker(MutableClock clock) {
        return () -> Duration.between(BEGIN, clock.instant()).toNanos() + Long.MAX_VALUE - 1_000_000_000L;
    }

    static FieldMapping mapping(Account account, String schema) {
        return FieldMapping.ofSnapshot(SHIPPED, account, schema.equals("legacy"));
    }

    private static DefaultCamelContext shipped() {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"))) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var camel = new DefaultCamelContext();
        settings.stringPropertyNames().stream().filter(name -> name.startsWith("balance."))
                .forEach(name -> camel.getPropertiesComponent().addInitialProperty(name, settings.getProperty(name)));
        return camel;
    }

    private static Session live(MutableClock clock) {
        try {
            return SessionDrive.live(clock);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A row of kt00018. */
    static Map<String, Object> row(String code, long quantity, long cost, long price) {
        return Map.of("stk_cd", "A" + code, "rmnd_qty", String.valueOf(quantity), "trde_able_qty", String.valueOf(quantity),
                "pur_amt", String.valueOf(cost), "cur_prc", String.valueOf(price));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static Map<String, Object> page(Map<String, Object>... rows) {
        return page(Arrays.asList(rows));
    }

    static Map<String, Object> page(List<Map<String, Object>> rows) {
        return Map.of("return_code", 0, "acnt_evlt_remn_indv_tot", List.copyOf(rows));
    }

    static Map<String, Object> withTotal(Map<String, Object> page, long purchase) {
        var all = new HashMap<>(page);
        all.put("tot_pur_amt", String.valueOf(purchase));
        return all;
    }

    static HoldingKey key(String code) {
        return new HoldingKey(code, "00", "");
    }

    void inTable(String code, long quantity, String cost) {
        var row = new HashMap<String, Object>(Map.of("stock_code", code, "credit_type", "00", "loan_date", "", "quantity", quantity));
        row.put("total_purchase_amount", cost == null ? null : new BigDecimal(cost));
        rows.add(row);
    }

    /** What the stream says now. */
    void hear(String code, Map<String, Object> values) {
        pending.put(new Holding(key(code), values, sequencer.next(), false));
    }

    /** All but the note of its end. */
    @SafeVarargs
    final Snapshot read(Map<String, Object>... pages) {
        snapshots.isDue();
        Snapshot snapshot = snapshots.begin();
        for (int i = 0; i < pages.length; i++) {
            boolean last = i == pages.length - 1;
            clock.move(Duration.ofMillis(1));
            snapshots.page(snapshot, pages[i], last ? "N" : "Y", last ? "" : "page " + (i + 2));
        }
        return snapshot;
    }

    @SafeVarargs
    final Snapshot take(Map<String, Object>... pages) {
        Snapshot snapshot = read(pages);
        snapshots.reconcile(snapshot, rows);
        snapshots.succeeded(snapshot);
        return snapshot;
    }

    /** The store writes what waits, and the table is read once more. */
    void store() {
        for (Holding holding : drained()) {
            rows.removeIf(row -> row.get("stock_code").equals(holding.key().stockCode()));
            if (!holding.isSoldOut()) {
                inTable(holding.key().stockCode(), holding.quantity(),
                        holding.values().get(Lot.COST) == null ? null : holding.values().get(Lot.COST).toString());
            }
        }
        if (snapshots.isNowToConfirm()) {
            snapshots.confirm(rows);
        }
    }

    /** What the snapshots and the stream want to have written. */
    List<Holding> drained() {
        Pending.Batch batch = pending.drain();
        pending.written();
        return batch == null ? List.of() : batch.holdings();
    }

    void disconnect() {
        session.closed("code 1006");
        session.disconnected();
    }

    void connect() {
        session.authenticating();
        session.connecting();
        session.opened();
        session.loggedIn();
        session.registered();
    }
}
