package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.snapshot.Reconciliation.Memory;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;

/**
 * Hands over to the store what a snapshot may change, which {@link Reconciliation} decides, and keeps what the next one must know of it.
 * Guarded by the monitor of {@link Snapshots}.
 */
final class Handover {
    private static final Memory NONE = new Memory(true, null, Map.of());

    /**
     * What was handed over.
     *
     * @param table what it has once all that waits is written
     * @param expected those rows of it that it does not have yet
     * @param fills see {@link ToldTotals#fills}
     */
    record Handed(Snapshot snapshot, Decision decision, Map<HoldingKey, Row> table, Map<HoldingKey, Row> expected, long fills) {
        /** Whether the table lacks a cost that the answer tells, and that is left alone because the stream has spoken of the holding a moment ago. */
        boolean leavesCost() {
            var changed = decision.changes().stream().map(Holding::key).collect(Collectors.toSet());
            return decision.doubt() == null && decision.holdings().values().stream().filter(told -> Lot.cost(told) != null).map(Holding::key)
                    .anyMatch(key -> !changed.contains(key) && table.containsKey(key) && table.get(key).cost() == null);
        }
    }

    private final StreamWords stream;
    private final Lots lots;
    private final Duration settle;

    private Memory memory = NONE;
    /** When another machine had served the account: a snapshot from before says nothing any more. */
    private Arrival forgotten;
    private long fillsAtBegin;
    private Set<Object> leftOut = Set.of();

    Handover(StreamWords stream, Lots lots, Duration settle) {
        this.stream = stream;
        this.lots = lots;
        this.settle = settle;
    }

    /** A snapshot begins. */
    void begin() {
        fillsAtBegin = stream.fills();
    }

    /**
     * @param table as it was read
     * @param gap whether fills may have been missed
     * @throws BrokerException when another machine has served the account since the snapshot began
     */
    Handed hand(Snapshot snapshot, Map<HoldingKey, Row> table, boolean gap) {
        if (forgotten != null && !snapshot.began().isAfter(forgotten)) {
            throw new BrokerException(BrokerError.unavailable(null, new Bilingual("전체 조회가 시작된 뒤 다른 컴퓨터가 이 계좌를 맡았습니다",
                    "Another machine has served the account since the snapshot began"), null));
        }
        stream.hasRows(table.keySet());
        var whole = new LinkedHashMap<>(table);
        Map<HoldingKey, Row> expected = write(whole);
        var known = new Memory(gap, memory.before(), memory.suspects());
        Decision decision = Reconciliation.decide(snapshot.answer(), whole, stream.words(), known, settle);
        boolean undisturbed = stream.fills() == fillsAtBegin;
        Set<HoldingKey> left = stream.takeOver(snapshot, decision.changes(), !decision.expected().isEmpty());
        if (!left.isEmpty()) {
            // what came in this very moment: looked at once more, with it
            decision = Reconciliation.decide(snapshot.answer(), whole, stream.words(), known, settle);
        }
        long fills = undisturbed && left.isEmpty() ? stream.fills() : -1;
        whole.putAll(decision.expected());
        expected.putAll(decision.expected());
        lots.know(whole.entrySet().stream().filter(each -> !each.getValue().equals(Row.NONE)).map(Map.Entry::getKey).collect(Collectors.toSet()));
        return new Handed(snapshot, decision, whole, expected, fills);
    }

    /** @return rows of which the stream waits to write something that the table does not have */
    private Map<HoldingKey, Row> write(Map<HoldingKey, Row> table) {
        var others = new LinkedHashMap<HoldingKey, Row>();
        stream.unwritten().forEach((key, holding) -> {
            Row now = table.getOrDefault(key, Row.NONE);
            if (holding.isSoldOut()) {
                table.remove(key);
            } else if (holding.quantity() != null) {
                table.put(key, new Row(holding.quantity(), Lot.cost(holding)));
            }
            Row then = table.getOrDefault(key, Row.NONE);
            if (now.difference(then) != null) {
                others.put(key, then);
            }
        });
        return others;
    }

    List<Object> leftOut(Snapshot snapshot) {
        Set<Object> before = leftOut;
        leftOut = Set.copyOf(snapshot.leftOut().keySet());
        return snapshot.leftOut().entrySet().stream().filter(each -> !before.contains(each.getKey())).map(Map.Entry::getValue).toList();
    }

    /** It was taken over: the next one is compared with it. */
    void remember(Decision decision) {
        memory = new Memory(false, decision.before(), decision.suspects());
    }

    /** Another machine has served the account: what this one knew of it is nothing. */
    void forget() {
        forgotten = stream.now();
        memory = NONE;
    }

    /** The table as it was read. */
    static Map<HoldingKey, Row> rows(List<Map<String, Object>> stored) {
        var table = new LinkedHashMap<HoldingKey, Row>();
        stored.forEach(row -> table.put(new HoldingKey((String) row.get("stock_code"), (String) row.get("credit_type"),
                (String) row.get("loan_date")), new Row((Long) row.get("quantity"), (BigDecimal) row.get("total_purchase_amount"))));
        return table;
    }
}
