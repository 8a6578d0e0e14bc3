package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.snapshot.Reconciliation.Answer;
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.snapshot.Reconciliation.Memory;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Fills that are heard or missed, and answers that lag, repeat pages, lack totals or have rows that cannot be read, against an account. */
class ReconciliationModelTest {
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");
    private static final int PAGE_ROWS = 2;

    /** How an answer is told. */
    private enum Way { WELL, WITHOUT_TOTAL, FIRST_PAGE_TWICE, A_ROW_UNREADABLE, LAST_ROW_LOST }

    private sealed interface Step {
        record Fill(int stock, long quantity, boolean heard) implements Step {
        }

        /** @param lag seconds by which the answer is behind the account */
        record Snapshot(Way way, int lag) implements Step {
        }

        record Wait(int seconds) implements Step {
        }
    }

    /** The account, the table, and what was heard. */
    private static final class World {
        private final TreeMap<Integer, Map<HoldingKey, Long>> account = new TreeMap<>(Map.of(0, Map.of()));
        private final Map<HoldingKey, Row> table = new HashMap<>();
        private final Map<HoldingKey, StreamWord> stream = new HashMap<>();
        private final Map<HoldingKey, Integer> missedAt = new HashMap<>();
        private Memory memory = new Memory(true, null, Map.of());
        private int now;
        private long number;

        private Map<HoldingKey, Long> account(int at) {
            return account.floorEntry(Math.max(0, at)).getValue();
        }

        private void take(Step step) {
            now++;
            if (step instanceof Step.Fill fill) {
                fill(fill);
            } else if (step instanceof Step.Snapshot snapshot) {
                snapshot(snapshot);
            } else if (step instanceof Step.Wait wait) {
                now += wait.seconds();
            }
        }

        private void fill(Step.Fill fill) {
            HoldingKey key = key(fill.stock());
            var after = new LinkedHashMap<>(account(now));
            if (after.getOrDefault(key, 0L) == fill.quantity()) {
                return;
            }
            after.put(key, fill.quantity());
            after.values().removeIf(quantity -> quantity == 0);
            account.put(now, after);
            if (fill.heard()) {
                var said = new Holding(key, Map.of(Lot.QUANTITY, fill.quantity(), Lot.COST, cost(key, fill.quantity())),
                        new Arrival(new Sequence(1, ++number), START.plusSeconds(now), Duration.ofSeconds(now).toNanos()), false);
                stream.put(key, new StreamWord(said, said));
                missedAt.remove(key);
                write(key, fill.quantity());
            } else {
                missedAt.put(key, now);
                memory = new Memory(true, memory.before(), memory.suspects());
            }
        }

        private void write(HoldingKey key, long quantity) {
            if (quantity == 0) {
                table.remove(key);
            } else {
                table.put(key, new Row(quantity, cost(key, quantity)));
            }
        }

        private void snapshot(Step.Snapshot step) {
            Map<HoldingKey, Long> told = account(now - step.lag());
            Answer answer = answer(told, step.way(), new Arrival(new Sequence(1, ++number), START.plusSeconds(now),
                    Duration.ofSeconds(now).toNanos()));
            if (answer == null) {
                return;
            }
            Decision decision = Reconciliation.decide(answer, table, stream, memory, SETTLE);
            decision.changes().forEach(each -> write(each.key(), each.quantity()));
            memory = new Memory(memory.gap() && decision.gap(), decision.before(), decision.suspects());
            check(step, decision.isEqual());
        }

        private void check(Step.Snapshot step, boolean equal) {
            stream.forEach((key, word) -> {
                boolean recent = Duration.ofSeconds(now).toNanos() - word.count().arrival().nanos() < SETTLE.toNanos();
                if (recent && !missedAt.containsKey(key)) {
                    assertThat(quantity(key)).as("%s after %s: what the stream told a moment ago", key, step).isEqualTo(word.quantity());
                }
            });
            if (step.lag() == 0 && equal) {
                assertThat(quantities()).as("said to be equal after an answer of now").isEqualTo(account(now));
            }
        }

        private Long quantity(HoldingKey key) {
            return table.containsKey(key) ? table.get(key).quantity() : 0L;
        }

        private Map<HoldingKey, Long> quantities() {
            var quantities = new HashMap<HoldingKey, Long>();
            table.forEach((key, row) -> quantities.put(key, row.quantity()));
            return quantities;
        }
    }

    private static HoldingKey key(int stock) {
        return new HoldingKey("10000" + stock, "00", "");
    }

    /** Different for each stock, so that no other has the same. */
    private static BigDecimal cost(HoldingKey key, long quantity) {
        return BigDecimal.valueOf(quantity * (1_000L << key.stockCode().charAt(5) - '0') + (quantity == 0 ? 0 : 7));
    }

    /** @return {@code null} when such an answer cannot be given of so few holdings */
    private static Answer answer(Map<HoldingKey, Long> told, Way way, Arrival began) {
        var lots = new ArrayList<Lot>();
        var others = new ArrayList<BigDecimal>();
        BigDecimal total = BigDecimal.ZERO;
        int i = 0;
        for (Map.Entry<Integer, Long> each : byStock(told).entrySet()) {
            HoldingKey key = key(each.getKey());
            BigDecimal cost = cost(key, each.getValue());
            total = total.add(cost);
            boolean last = i == told.size() - 1;
            if (way == Way.A_ROW_UNREADABLE && last) {
                others.add(null);
            } else if (way != Way.LAST_ROW_LOST || !last) {
                lots.add(new Lot(1 + i / PAGE_ROWS, new Holding(key, Map.of(Lot.QUANTITY, each.getValue(), Lot.COST, cost),
                        began, false)));
            }
            i++;
        }
        if (way != Way.WELL && told.size() <= PAGE_ROWS) {
            return null;
        }
        int pages = Math.max(1, (told.size() + PAGE_ROWS - 1) / PAGE_ROWS);
        if (way == Way.FIRST_PAGE_TWICE) {
            for (Lot lot : List.copyOf(lots)) {
                if (lot.page() == 1) {
                    lots.add(new Lot(pages + 1, lot.holding()));
                }
            }
            pages++;
        }
        var totals = new Totals(way == Way.WITHOUT_TOTAL ? null : total, null, null, null);
        return new Answer(began, pages, lots, others, way == Way.A_ROW_UNREADABLE, totals, totals);
    }

    private static Map<Integer, Long> byStock(Map<HoldingKey, Long> told) {
        var sorted = new TreeMap<Integer, Long>();
        told.forEach((key, quantity) -> sorted.put(key.stockCode().charAt(5) - '0', quantity));
        return sorted;
    }

    @Provide
    Arbitrary<List<Step>> days() {
        Arbitrary<Step> fill = Combinators.combine(Arbitraries.integers().between(1, 6), Arbitraries.longs().between(0, 3),
                Arbitraries.of(true, true, true, false)).as(Step.Fill::new);
        Arbitrary<Step> snapshot = Combinators.combine(Arbitraries.of(Way.class), Arbitraries.of(0, 0, 2, 8, 30))
                .as(Step.Snapshot::new);
        Arbitrary<Step> wait = Arbitraries.of(1, 5, 20, 61).map(Step.Wait::new);
        return Arbitraries.frequencyOf(Tuple.of(4, fill), Tuple.of(3, snapshot), Tuple.of(2, wait))
                .list().ofMaxSize(60);
    }

    @Property(tries = 1_000)
    void no_answer_takes_back_what_the_stream_told_and_the_table_ends_equal(@ForAll("days") List<Step> day) {
        var world = new World();

        day.forEach(world::take);
        world.take(new Step.Wait(61));
        for (int i = 0; i < 3; i++) {
            world.take(new Step.Snapshot(Way.WELL, 0));
        }

        assertThat(world.quantities()).isEqualTo(world.account(world.now));
        assertThat(world.memory.gap()).isFalse();
    }
}
