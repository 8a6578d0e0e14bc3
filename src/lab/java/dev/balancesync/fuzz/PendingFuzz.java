package dev.balancesync.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;

/**
 * Entries, snapshots and writes in any order, against a model of a few lines: the last known value of each field is the one that holds, another
 * number of shares forgets what they have cost, and a sale all. However writes fail and batches go back, the table must end as the model says. The table obeys
 * {@code write-batch.sql}.
 */
public final class PendingFuzz {
    private static final List<String> CODES = List.of("005930", "000660", "035720");
    private static final List<String> COLUMNS = List.of("quantity", "current_price", "stock_name", "total_purchase_amount");

    private final Pending pending = new Pending();
    private final Map<HoldingKey, Map<String, Object>> table = new HashMap<>();
    /** What is known of each holding, row or not. */
    private final Map<HoldingKey, Map<String, Object>> model = new HashMap<>();
    private final Map<HoldingKey, Arrival> toldAt = new HashMap<>();
    /** The wall clock goes back a little with everything that happens, and nothing may care. */
    private Arrival now = at(0);
    private Pending.Batch writing;
    private Arrival snapshotBegan;

    private PendingFuzz() {
    }

    /** Jazzer calls it first: loading classes takes long, and is no fault of the first input. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput(new byte[] {'{'});
        fuzzerTestOneInput(new byte[200]);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        new PendingFuzz().live(new Choices(data));
    }

    private void live(Choices choices) {
        pending.release();
        while (choices.isLeft()) {
            now = at(now.sequence().number() + 1);
            switch (choices.of(8)) {
                case 0, 1, 2 -> entry(choices);
                case 3 -> drain();
                case 4 -> written();
                case 5 -> failed();
                case 6 -> snapshotBegan = snapshotBegan == null ? now : snapshotBegan;
                default -> snapshot(choices);
            }
        }
        written();
        for (drain(); writing != null; drain()) {
            written();
        }
        Must.equal(pending.size(), 0, "what waits in the end");
        var held = new TreeMap<String, Map<String, Object>>();
        table.forEach((key, row) -> held.put(key.stockCode(), row));
        var wanted = new TreeMap<String, Map<String, Object>>();
        model.forEach((key, known) -> {
            if (known.get("quantity") instanceof Long quantity && quantity > 0) {
                wanted.put(key.stockCode(), known);
            }
        });
        Must.equal(held, wanted, "the table");
    }

    private void entry(Choices choices) {
        HoldingKey key = key(choices.of(CODES));
        Map<String, Object> values = values(choices);
        Map<String, Object> before = Map.copyOf(values);
        pending.put(new Holding(key, values, now, false));
        Must.equal(values, before, "what was put");
        toldAt.put(key, now);
        know(key, values);
    }

    private void know(HoldingKey key, Map<String, Object> values) {
        if (Objects.equals(values.get("quantity"), 0L)) {
            model.remove(key);
        } else {
            Map<String, Object> known = model.computeIfAbsent(key, nothing -> new HashMap<>());
            lay(values, known);
        }
    }

    private static void lay(Map<String, Object> values, Map<String, Object> known) {
        if (known.get("quantity") != null && values.get("quantity") != null && !values.get("quantity").equals(known.get("quantity"))) {
            known.remove("total_purchase_amount");
        }
        known.putAll(values);
    }

    /** Each column unknown, or one of few values. */
    private static Map<String, Object> values(Choices choices) {
        var values = new LinkedHashMap<String, Object>();
        for (String column : COLUMNS) {
            int value = choices.of(5);
            if (value > 0) {
                values.put(column, column.equals("quantity") ? (Object) (value - 1L) : column.equals("stock_name") ? "name" + value
                        : BigDecimal.valueOf(value));
            }
        }
        return values;
    }

    /** Full and true but for what the stream says after it began. */
    private void snapshot(Choices choices) {
        if (snapshotBegan == null) {
            return;
        }
        Map<HoldingKey, Holding> listed = new LinkedHashMap<>();
        for (String code : CODES) {
            Map<String, Object> values = values(choices);
            if (values.get("quantity") instanceof Long quantity && quantity > 0) {
                listed.put(key(code), new Holding(key(code), values, snapshotBegan, false));
            }
        }
        for (String code : CODES) {
            listed.putIfAbsent(key(code), new Holding(key(code), Map.of("quantity", 0L), snapshotBegan, false));
        }
        pending.takeOver(snapshotBegan, List.copyOf(listed.values()));
        for (String code : CODES) {
            Arrival told = toldAt.get(key(code));
            if (told == null || !told.isAfter(snapshotBegan)) {
                Holding holding = listed.get(key(code));
                know(key(code), holding == null ? Map.of("quantity", 0L) : holding.values());
            }
        }
        snapshotBegan = null;
    }

    private void drain() {
        if (writing == null) {
            writing = pending.drain();
        }
    }

    private void failed() {
        pending.putBack(writing);
        writing = null;
    }

    private void written() {
        if (writing != null) {
            writing.holdings().forEach(this::delete);
            writing.holdings().forEach(this::upsert);
            pending.written();
            writing = null;
        }
    }

    private void delete(Holding entry) {
        Map<String, Object> held = table.get(entry.key());
        if (held != null && (entry.isSoldOut() || entry.fresh())) {
            table.remove(entry.key());
        }
    }

    private void upsert(Holding entry) {
        Map<String, Object> held = table.get(entry.key());
        var values = new HashMap<>(held == null ? Map.of() : held);
        if (entry.values().containsKey("shares_changed")) {
            values.remove("total_purchase_amount");
        }
        lay(entry.values(), values);
        values.remove("shares_changed");
        boolean isHeld = values.get("quantity") instanceof Long quantity && quantity > 0;
        if (isHeld) {
            table.put(entry.key(), values);
        }
    }

    private static Arrival at(long number) {
        return new Arrival(new Sequence(1, number), Instant.EPOCH.minusSeconds(number), number);
    }

    private static HoldingKey key(String code) {
        return new HoldingKey(code, "00", "");
    }
}
