package dev.balancesync.page;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.http.Status;
import dev.balancesync.time.Arrival;

/**
 * The last fills: what the stream said, and a commit stored, that changed a known quantity. Several fills of a holding in one commit are
 * one. A quantity is known once it was stored, or read from the table; once both the table and a snapshot were read, a holding that neither had is
 * known to be 0.
 */
public final class Fills {
    private static final String EVENT = "fill";
    private static final int KEPT = 50;

    /** What of a committed holding may tell of a fill, and no more: of very many accounts it is kept until somebody looks. */
    record Stored(HoldingKey key, long quantity, BigDecimal price, Arrival arrival, boolean fromStream) {
    }

    private final EventStream events;
    private final Pending pending;
    private final BooleanSupplier snapshotTaken;
    private final Map<HoldingKey, Long> quantities = new HashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Deque<Map<String, Object>> last = new ArrayDeque<>();
    private boolean tableKnown;
    private Long lastNanos;

    /** @param snapshotTaken whether a snapshot has told which holdings there are */
    public Fills(EventStream events, Pending pending, BooleanSupplier snapshotTaken) {
        this.events = events;
        this.pending = pending;
        this.snapshotTaken = snapshotTaken;
    }

    /** @param batch has just been committed; who commits waits for nothing here */
    List<Stored> of(Batch batch) {
        var stored = new ArrayList<Stored>(batch.holdings().size());
        for (Holding holding : batch.holdings()) {
            noteName(holding.key().stockCode(), (String) holding.values().get("stock_name"));
            if (holding.quantity() != null) {
                stored.add(new Stored(holding.key(), holding.quantity(), price(holding), holding.arrival(),
                        batch.arrivedAt() != null && pending.isOfStream(holding)));
            }
        }
        return stored;
    }

    /** These holdings were committed, one commit after the other. */
    synchronized void tell(List<Stored> stored) {
        var fills = new ArrayList<Map<String, Object>>();
        for (Stored holding : stored) {
            Long before = quantities.put(holding.key(), holding.quantity());
            if (before == null && tableKnown && snapshotTaken.getAsBoolean()) {
                before = 0L;
            }
            if (holding.fromStream() && before != null && before != holding.quantity()) {
                fills.add(fill(holding, before));
                lastNanos = holding.arrival().nanos();
            }
        }
        if (!fills.isEmpty()) {
            last.addAll(fills);
            while (last.size() > KEPT) {
                last.remove();
            }
            events.publish(EVENT, list(fills, false), list(last, true));
        }
    }

    /** A user may have mapped it as a number of another kind. */
    private static BigDecimal price(Holding holding) {
        return holding.values().get("current_price") instanceof BigDecimal price ? price : null;
    }

    /** The same of what nobody is told any more. */
    synchronized void passOver(List<Stored> stored) {
        stored.forEach(holding -> quantities.put(holding.key(), holding.quantity()));
    }

    /** By the ticker, when the last one was received; {@code null} before the first. */
    synchronized Long lastNanos() {
        return lastNanos;
    }

    synchronized boolean isTableKnown() {
        return tableKnown;
    }

    /** All that the table held was told to {@link #known}. */
    synchronized void tableKnown() {
        tableKnown = true;
    }

    /** Another machine has served the account meanwhile: the table may hold anything. */
    synchronized void forget() {
        quantities.clear();
        tableKnown = false;
    }

    /** What the table held at the start is known too. */
    synchronized void known(HoldingKey key, String name, long quantity) {
        quantities.putIfAbsent(key, quantity);
        noteName(key.stockCode(), name);
    }

    private void noteName(String code, String name) {
        if (name != null) {
            names.put(code, name);
        }
    }

    private Map<String, Object> fill(Stored holding, long before) {
        var fill = new LinkedHashMap<String, Object>();
        fill.put("time", Status.time(holding.arrival().at()));
        fill.put("stock_code", holding.key().stockCode());
        fill.put("stock_name", names.get(holding.key().stockCode()));
        fill.put("credit_type", holding.key().creditType());
        fill.put("before", before);
        fill.put("after", holding.quantity());
        fill.put("price", holding.price());
        return fill;
    }

    private static Map<String, Object> list(Collection<Map<String, Object>> fills, boolean complete) {
        var told = new LinkedHashMap<String, Object>();
        told.put("complete", complete);
        told.put("fills", List.copyOf(fills));
        return told;
    }
}
