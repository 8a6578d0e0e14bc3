package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.time.Arrival;

/**
 * What a snapshot (전체 조회) may change. A snapshot is evidence, not truth: Kiwoom's answers may be older than what its stream has said,
 * repeat a page, leave out a row that slid over its edge, or hold a row that cannot be read. So
 *
 * <ul>
 * <li>all its pages were read, or nobody asks;
 * <li>its rows fit Kiwoom's own total ({@code tot_pur_amt}), or nothing of it is taken over; rows told twice that fit when counted once
 *     count once;
 * <li>a row of which the stream spoke within the settle time before the snapshot began stays, and where the two differ the gap stays;
 * <li>missing is not flat: a holding goes when the total proves it, or when two snapshots agree; never while a row could not be read;
 * <li>without a gap, what differs may be a fill on its way: it is a suspect until a second snapshot says the same.
 * </ul>
 *
 * <p>Pure: the same arguments give the same decision.
 */
final class Reconciliation {
    /**
     * The complete answer.
     *
     * @param began when the first page was asked for
     * @param lots the readable rows that the tables have room for and that are held
     * @param otherCosts costs of the other held rows, which count for the total; {@code null} where it is not known
     * @param unreadable whether a row could not be read
     * @param first Kiwoom's own totals on the first page
     * @param last and on the last
     */
    record Answer(Arrival began, int pages, List<Lot> lots, List<BigDecimal> otherCosts, boolean unreadable, Totals first, Totals last) {
    }

    /** A row of the table, or what it will be once what waits is written. */
    record Row(Long quantity, BigDecimal cost) {
        static final Row NONE = new Row(0L, null);

        /** @return {@code null} when quantity and cost are the same as far as both are known; prices move without a fill and are no difference */
        String difference(Row wanted) {
            boolean sameCost = wanted.cost() == null || cost == null || wanted.cost().compareTo(cost) == 0;
            return Objects.equals(wanted.quantity(), quantity) && sameCost ? null
                    : "quantity " + quantity + " should be " + wanted.quantity() + ", cost " + cost + " should be " + wanted.cost();
        }
    }

    /**
     * What the snapshots before left behind.
     *
     * @param gap fills may have been missed, so that a difference is no surprise
     * @param before the quantities in the snapshot before; {@code null} when there was none that is evidence
     * @param suspects what it found different, in words
     */
    record Memory(boolean gap, Map<HoldingKey, Long> before, Map<HoldingKey, String> suspects) {
    }

    /**
     * What is to be done.
     *
     * @param changes to be laid over what is known; quantity 0 removes
     * @param suspects differences that are left until a second snapshot says the same
     * @param unsettled differences from what the stream said a moment ago; the stream's word stays
     * @param corrected those of the changes that two snapshots in a row asked for while no fill can have been missed, in words
     * @param expected what the table must have in the end of those of the changes that are a difference
     * @param gap whether what was missed may be missing still, so that another snapshot is due
     * @param doubt why the answer as a whole proves less than it might; {@code null} when it does not
     * @param holdings as told, lots added up
     * @param before for the next {@link Memory}
     */
    record Decision(List<Holding> changes, Map<HoldingKey, String> suspects, Map<HoldingKey, String> unsettled,
            Map<HoldingKey, String> corrected, Map<HoldingKey, Row> expected, boolean gap, String doubt, Map<HoldingKey, Holding> holdings, Map<HoldingKey, Long> before) {
        /** Whether the table is as the broker says, as far as anybody can tell. */
        boolean isEqual() {
            return suspects.isEmpty() && unsettled.isEmpty() && !gap;
        }
    }

    /** How the rows fit Kiwoom's own total. */
    private enum Fit {
        PROVEN,
        /** As far as the costs are known. */
        POSSIBLE,
        /** There is no total to compare with. */
        UNTOLD,
        DISPROVED
    }

    private final Answer answer;
    private final Map<HoldingKey, Row> table;
    private final Map<HoldingKey, StreamWord> stream;
    private final Memory memory;
    private final Duration settle;

    private List<Lot> lots;
    private Fit fit;
    private final Map<HoldingKey, Holding> holdings = new LinkedHashMap<>();
    private final Set<HoldingKey> doubtful = new HashSet<>();
    private boolean sameAsBefore;
    private boolean whole;

    private final List<Holding> changes = new ArrayList<>();
    private final Map<HoldingKey, String> suspects = new LinkedHashMap<>();
    private final Map<HoldingKey, String> unsettled = new LinkedHashMap<>();
    private final Map<HoldingKey, String> corrected = new LinkedHashMap<>();
    private final Map<HoldingKey, Row> expected = new LinkedHashMap<>();
    private boolean gap;

    private Reconciliation(Answer answer, Map<HoldingKey, Row> table, Map<HoldingKey, StreamWord> stream, Memory memory, Duration settle) {
        this.answer = answer;
        this.table = table;
        this.stream = stream;
        this.memory = memory;
        this.settle = settle;
    }

    /**
     * @param table rows of the account
     * @param stream the last word on each holding since the start
     * @param settle for so long Kiwoom's answers may be behind its stream
     */
    static Decision decide(Answer answer, Map<HoldingKey, Row> table, Map<HoldingKey, StreamWord> stream, Memory memory, Duration settle) {
        return new Reconciliation(answer, table, stream, memory, settle).decide();
    }

    private Decision decide() {
        nameLots();
        count();
        add();
        if (fit == Fit.DISPROVED) {
            return new Decision(List.of(), memory.suspects(), Map.of(), Map.of(), Map.of(), true, words(), holdings, null);
        }
        sameAsBefore = quantities().equals(memory.before());
        whole = fit == Fit.PROVEN || answer.pages() == 1 || sameAsBefore;
        gap = !whole || answer.unreadable();
        doubtRepeated();
        Set<String> summed = summed();
        var known = new LinkedHashSet<>(holdings.keySet());
        known.addAll(table.keySet());
        known.addAll(stream.keySet());
        known.stream().filter(key -> !summed.contains(key.stockCode())).forEach(this::decide);
        return new Decision(changes, suspects, unsettled, corrected, expected, gap, whole ? null : words(), holdings,
                answer.unreadable() ? null : quantities());
    }

    private Map<HoldingKey, Long> quantities() {
        var quantities = new HashMap<HoldingKey, Long>();
        holdings.forEach((key, holding) -> quantities.put(key, holding.quantity()));
        return quantities;
    }

    // --- what the answer says

    /**
     * The stream's code of a credit type (917) and the answer's ({@code crd_tp}) need not be the same; stock and loan date are. A lot that
     * nobody knows by its code goes by the name that the one other lot of the same stock and day has.
     */
    private void nameLots() {
        lots = answer.lots().stream().map(lot -> lot.named(name(lot.key()))).toList();
    }

    private HoldingKey name(HoldingKey told) {
        if (told.loanDate().isEmpty() || isKnown(told)) {
            return told;
        }
        var ours = new LinkedHashSet<>(table.keySet());
        stream.forEach((key, word) -> {
            if (!word.isSoldOut()) {
                ours.add(key);
            }
        });
        List<HoldingKey> others = ours.stream().filter(key -> isSameDay(key, told)).toList();
        long rivals = answer.lots().stream().map(Lot::key).distinct().filter(key -> isSameDay(key, told)).count();
        return others.size() == 1 && rivals == 0 ? others.get(0) : told;
    }

    private boolean isKnown(HoldingKey key) {
        return table.containsKey(key) || stream.containsKey(key) && !stream.get(key).isSoldOut();
    }

    /** Another code, and otherwise the same. */
    private static boolean isSameDay(HoldingKey one, HoldingKey other) {
        return !one.equals(other) && one.stockCode().equals(other.stockCode()) && one.loanDate().equals(other.loanDate());
    }

    /** Finds the way of counting that fits the total. */
    private void count() {
        List<Lot> all = lots;
        fit = fit(all);
        for (List<Lot> fewer : List.of(once(all, true), once(all, false))) {
            Fit better = fit == Fit.DISPROVED ? fit(fewer) : Fit.DISPROVED;
            if (better != Fit.DISPROVED) {
                fit = better;
                lots = fewer;
            }
        }
    }

    /** @param acrossPages what one page tells twice is two lots, what another page repeats of it is not */
    private static List<Lot> once(List<Lot> all, boolean acrossPages) {
        var most = new HashMap<List<Object>, Integer>();
        var onPage = new HashMap<List<Object>, Integer>();
        var kept = new ArrayList<Lot>();
        for (Lot lot : all) {
            int count = onPage.merge(List.of(lot.identity(), acrossPages ? lot.page() : 0), 1, Integer::sum);
            if (acrossPages ? count > most.getOrDefault(lot.identity(), 0) : count == 1) {
                most.merge(lot.identity(), 1, Integer::sum);
                kept.add(lot);
            }
        }
        return kept;
    }

    private Fit fit(List<Lot> counted) {
        BigDecimal total = answer.last().purchase();
        if (total == null) {
            return Fit.UNTOLD;
        }
        var costs = new ArrayList<>(answer.otherCosts());
        counted.forEach(lot -> costs.add(lot.cost()));
        BigDecimal sum = costs.stream().filter(cost -> cost != null).reduce(BigDecimal.ZERO, BigDecimal::add);
        // a total on the last page alone is of no other moment than the rows that add up to it
        boolean stayed = answer.first().purchase() == null || answer.first().purchase().compareTo(total) == 0;
        if (costs.isEmpty() && answer.last().evaluation() != null && answer.last().evaluation().signum() != 0) {
            return Fit.DISPROVED;
        }
        if (costs.contains(null)) {
            return sum.compareTo(total) <= 0 && stayed ? Fit.POSSIBLE : Fit.DISPROVED;
        }
        if (stayed && sum.compareTo(total) == 0) {
            return Fit.PROVEN;
        }
        BigDecimal moved = moved(counted);
        return moved != null && sum.add(moved).compareTo(total) == 0 ? Fit.PROVEN : Fit.DISPROVED;
    }

    /**
     * By how much the stream says that the costs have changed since the snapshot began.
     *
     * @return {@code null} when it did not say so, or not all of it
     */
    private BigDecimal moved(List<Lot> counted) {
        BigDecimal moved = null;
        for (Map.Entry<HoldingKey, StreamWord> each : stream.entrySet()) {
            StreamWord word = each.getValue();
            if (word.countsAfter(answer.began())) {
                if (word.cost() == null && !word.isSoldOut()) {
                    return null;
                }
                BigDecimal then = counted.stream().filter(lot -> lot.key().equals(each.getKey())).map(Lot::cost)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                moved = (moved == null ? BigDecimal.ZERO : moved).add(word.isSoldOut() ? BigDecimal.ZERO : word.cost()).subtract(then);
            }
        }
        return moved;
    }

    private void add() {
        var byKey = new LinkedHashMap<HoldingKey, List<Lot>>();
        lots.forEach(lot -> byKey.computeIfAbsent(lot.key(), none -> new ArrayList<>()).add(lot));
        byKey.forEach((key, ofOne) -> {
            Holding sum = Lot.sum(ofOne);
            if (sum == null) {
                doubtful.add(key);
            } else {
                holdings.put(key, sum);
            }
        });
    }

    /** Without a total nobody knows whether what stands there twice is two lots, or one that slid to another page or was repeated. */
    private void doubtRepeated() {
        if (fit == Fit.PROVEN) {
            return;
        }
        var firstPage = new HashMap<HoldingKey, Integer>();
        var seen = new HashMap<List<Object>, Integer>();
        for (Lot lot : lots) {
            Integer pageOfKey = firstPage.putIfAbsent(lot.key(), lot.page());
            Integer pageOfRow = seen.putIfAbsent(lot.identity(), lot.page());
            boolean onTwoPages = pageOfKey != null && pageOfKey != lot.page();
            boolean repeated = pageOfRow != null;
            if (repeated || onTwoPages && !sameAsBefore) {
                doubtful.add(lot.key());
            }
        }
    }

    /** Stocks of which the answer adds up the lots (합산), and comes to what we have of them one by one (개별). */
    private Set<String> summed() {
        var told = new HashMap<String, List<Holding>>();
        holdings.values().forEach(each -> told.computeIfAbsent(each.key().stockCode(), none -> new ArrayList<>()).add(each));
        var summed = new HashSet<String>();
        told.forEach((code, ofStock) -> {
            List<Row> ours = table.keySet().stream().filter(key -> key.stockCode().equals(code)).map(this::ours).toList();
            if (ofStock.size() == 1 && ofStock.get(0).key().loanDate().isEmpty() && ours.size() > 1
                    && ours.stream().noneMatch(row -> row.quantity() == null)
                    && difference(ofStock.get(0), ours.stream().reduce(ADD).orElseThrow()) == null) {
                summed.add(code);
            }
        });
        return summed;
    }

    private static final BinaryOperator<Row> ADD = (one, other) -> new Row(one.quantity() + other.quantity(),
            one.cost() == null || other.cost() == null ? null : one.cost().add(other.cost()));

    private Row ours(HoldingKey key) {
        StreamWord word = stream.get(key);
        return countsRecently(word) ? new Row(word.quantity(), word.cost()) : table.get(key);
    }

    // --- what becomes of a row

    private boolean countsRecently(StreamWord word) {
        return word != null && word.countsRecently(answer.began(), settle);
    }

    private void decide(HoldingKey key) {
        Holding told = holdings.get(key);
        StreamWord word = stream.get(key);
        if (word != null && word.isAfter(answer.began())) {
            gap |= !word.tellsAllOf(told);
            return;
        }
        if (doubtful.contains(key)) {
            gap = true;
            return;
        }
        Row row = row(key, told, word);
        String difference = difference(told, row);
        if (countsRecently(word) && !(told == null && isToldByAnotherCode(key, word))) {
            String fromWord = difference(told, new Row(word.quantity(), word.cost()));
            if (fromWord != null) {
                unsettled.put(key, fromWord);
                gap = true;
            }
            if (fromWord != null || difference == null) {
                return;
            }
        }
        if (difference == null) {
            if (told != null) {
                changes.add(newest(told, word));
            }
        } else if (told == null && !isGone(key, row, word)) {
            gap = true;
            suspect(key, difference);
        } else if (memory.gap()) {
            change(key, told, word);
        } else if (whole && difference.equals(memory.suspects().get(key))) {
            corrected.put(key, difference);
            change(key, told, word);
        } else {
            suspect(key, difference);
        }
    }

    /** By its own code the stream told the lot before anybody knew the one of its row, as after a start; nothing of the word is open then. */
    private boolean isToldByAnotherCode(HoldingKey key, StreamWord word) {
        List<HoldingKey> others = holdings.keySet().stream().filter(each -> isSameDay(each, key)).toList();
        if (fit != Fit.PROVEN || key.loanDate().isEmpty() || others.size() != 1) {
            return false;
        }
        StreamWord since = stream.get(others.get(0));
        return since != null && since.countsAfter(word.count().arrival())
                || difference(holdings.get(others.get(0)), new Row(word.quantity(), word.cost())) == null;
    }

    /** What the stream told long ago may have been written after the table was read. */
    private Row row(HoldingKey key, Holding told, StreamWord word) {
        boolean unread = memory.gap() && told == null && word != null && word.quantity() != null;
        return table.getOrDefault(key, unread ? new Row(word.quantity(), word.cost()) : Row.NONE);
    }

    private void suspect(HoldingKey key, String difference) {
        if (!memory.gap()) {
            suspects.put(key, difference);
        }
    }

    /** An answer may lag, so what the stream said a moment ago, such as a price, is newer. */
    private Holding newest(Holding told, StreamWord word) {
        return word != null && word.isRecent(answer.began(), settle) ? word.last().over(told) : told;
    }

    private void change(HoldingKey key, Holding told, StreamWord word) {
        expected.put(key, row(told));
        changes.add(told != null ? newest(told, word) : new Holding(key, Map.of(Lot.QUANTITY, 0L), answer.began(), false));
    }

    /** The total proves nothing of a row that has no cost. */
    private boolean isGone(HoldingKey key, Row row, StreamWord word) {
        boolean saidByStream = countsRecently(word) && word.isSoldOut();
        boolean provenByTotal = fit == Fit.PROVEN && row.cost() != null && row.cost().signum() != 0;
        boolean missingBefore = memory.before() != null && !memory.before().containsKey(key) && (answer.pages() == 1 || sameAsBefore);
        return !answer.unreadable() && (saidByStream || provenByTotal || missingBefore);
    }

    private static String difference(Holding told, Row row) {
        return row.difference(row(told));
    }

    private static Row row(Holding told) {
        return told == null ? Row.NONE : new Row(told.quantity(), Lot.cost(told));
    }

    private String words() {
        return fit == Fit.DISPROVED ? "its rows do not add up to Kiwoom's own total (tot_pur_amt " + answer.last().purchase() + ")"
                : "its pages may have moved while they were read, and no total proves them";
    }
}
