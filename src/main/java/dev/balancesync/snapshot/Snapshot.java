package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Arrival;

/**
 * The account as kt00018 (계좌평가잔고내역요청) tells it, page by page: a snapshot (전체 조회). Worth nothing before the last page; what it is
 * worth then, {@link Reconciliation} says.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, kt00018</a>
 */
public final class Snapshot {
    /** Kiwoom gives about 20 holdings a page; more pages than this is a chain that does not end. */
    private static final int MOST_PAGES = 500;
    private static final String NOTHING = "[+-]?0*(\\.0*)?";

    private final Arrival began;
    private final FieldMapping mapping;
    private final List<Lot> lots = new ArrayList<>();
    private final List<BigDecimal> otherCosts = new ArrayList<>();
    private final Map<Object, Object> leftOut = new LinkedHashMap<>();
    private boolean unreadable;
    private boolean withoutList;
    private Totals firstTotals;
    private Totals totals;
    private BigDecimal evaluation = BigDecimal.ZERO;
    private BigDecimal costsOfSelling = BigDecimal.ZERO;
    private boolean withoutPrice;
    private BigDecimal dayResult;
    private boolean withoutClose;
    private int pages;
    private final Set<String> keys = new HashSet<>();
    private String nextKey = "";

    Snapshot(Arrival began, FieldMapping mapping) {
        this.began = began;
        this.mapping = mapping;
    }

    /** When the first page was asked for. */
    public Arrival began() {
        return began;
    }

    /** Whether another page is to be asked for. */
    public boolean hasMore() {
        return pages == 0 || !nextKey.isEmpty();
    }

    /** Of the page to ask for; empty for the first. */
    public String nextKey() {
        return nextKey;
    }

    /**
     * Takes a page. A row that cannot be read costs that row alone. Whoever says without an end that there is more is believed no longer than until
     * Kiwoom's own total proves that all has been told.
     *
     * @param continued header {@code cont-yn}: {@code Y} when there is more
     * @param key header {@code next-key}
     * @throws BrokerException when it cannot be read as a whole
     */
    void add(Map<String, Object> answer, String continued, String key) {
        pages++;
        List<?> rows = rows(answer);
        rows.forEach(this::add);
        Totals told = Totals.read(answer);
        totals = pages == 1 ? told : told.over(totals);
        firstTotals = pages == 1 ? told : firstTotals;
        boolean more = "Y".equalsIgnoreCase(continued);
        nextKey = more ? String.valueOf(key == null ? "" : key.strip()) : "";
        boolean repeated = !nextKey.isEmpty() && !keys.add(nextKey);
        boolean stuck = more && (nextKey.isEmpty() || repeated || pages > 1 && rows.isEmpty());
        if (stuck && isProven()) {
            nextKey = "";
        } else if (more && nextKey.isEmpty()) {
            throw unreadable("says that there is more, but not where");
        } else if (repeated) {
            throw unreadable("repeats its pages for ever");
        }
        if (pages >= MOST_PAGES && hasMore()) {
            throw unreadable("does not end after " + MOST_PAGES + " pages");
        }
        if (withoutList && !hasMore() && !isProven()) {
            if (lots.isEmpty() && otherCosts.isEmpty()) {
                throw unreadable("has no list " + Wire.HOLDINGS + ", and its totals do not say that nothing is held");
            }
            unreadable = true;
        }
    }

    /** No list at all, or one blank row, is how an empty account may be told; the totals have to say so, too. */
    private List<?> rows(Map<String, Object> answer) {
        Object rows = answer.get(Wire.HOLDINGS);
        if (rows == null || rows instanceof String text && text.isBlank() || rows instanceof Map<?, ?> none && none.isEmpty()) {
            withoutList = true;
            return List.of();
        }
        if (!(rows instanceof List<?> list)) {
            throw unreadable("has no list " + Wire.HOLDINGS);
        }
        return list;
    }

    private boolean isProven() {
        BigDecimal sum = otherCosts.stream().reduce(BigDecimal.ZERO, Snapshot::plus);
        sum = lots.stream().map(Lot::cost).reduce(sum, Snapshot::plus);
        boolean nothing = lots.isEmpty() && otherCosts.isEmpty();
        return sum != null && totals.purchase() != null && totals.purchase().compareTo(sum) == 0
                && !(nothing && totals.evaluation() != null && totals.evaluation().signum() != 0);
    }

    private static BigDecimal plus(BigDecimal one, BigDecimal other) {
        return one == null || other == null ? null : one.add(other);
    }

    private void add(Object row) {
        Object entry = row instanceof Map<?, ?> ? Map.of(Wire.VALUES, row) : row;
        if (isBlank(row)) {
            withoutList = true;
            return;
        }
        try {
            FieldMapping.Reading reading = mapping.read(entry, began);
            Holding holding = reading.holding();
            if (holding.isSoldOut()) {
                return;
            }
            count(row, holding);
            if (!mapping.isStorable(holding.key())) {
                otherCosts.add(Lot.cost(holding));
                leftOut.put(holding.key(), entry);
            } else if (holding.quantity() == null) {
                throw new BadEntryException("value", "the row has no quantity");
            } else {
                lots.add(new Lot(pages, holding));
            }
            if (!reading.unreadable().isEmpty()) {
                leftOut(row, entry, reading.unreadable().get(0));
            }
        } catch (BadEntryException e) {
            otherCosts.add(row instanceof Map<?, ?> values ? Totals.won(values.get(Wire.COST)) : null);
            leftOut(row, entry, e);
        }
    }

    private void leftOut(Object row, Object entry, BadEntryException why) {
        unreadable = true;
        leftOut.put((row instanceof Map<?, ?> values ? values.get(Wire.STOCK_CODE) : "") + why.getMessage(), entry);
    }

    private static boolean isBlank(Object row) {
        return row == null || row instanceof String text && text.isBlank() || row instanceof Map<?, ?> values && String.valueOf(values.get(Wire.STOCK_CODE) == null ? "" : values.get(Wire.STOCK_CODE)).isBlank()
                && values.values().stream().allMatch(value -> value == null || value.toString().strip().matches(NOTHING));
    }

    private void count(Object row, Holding holding) {
        if (holding.quantity() != null && holding.values().get("current_price") instanceof BigDecimal price) {
            evaluation = evaluation.add(price.multiply(BigDecimal.valueOf(holding.quantity())));
        } else {
            withoutPrice = true;
        }
        countDay(holding);
        Map<?, ?> values = (Map<?, ?>) row;
        costsOfSelling = plus(costsOfSelling, plus(Totals.won(values.get("sum_cmsn")), Totals.won(values.get("tax"))));
    }

    private void countDay(Holding holding) {
        BigDecimal close = mapping.previousClose(holding.key().stockCode());
        if (close != null && holding.quantity() != null && holding.values().get("current_price") instanceof BigDecimal price) {
            dayResult = (dayResult == null ? BigDecimal.ZERO : dayResult).add(price.subtract(close).multiply(BigDecimal.valueOf(holding.quantity())));
        } else {
            withoutClose = true;
        }
    }

    /** The broker's own, of the last page. */
    Totals totals() {
        return totals;
    }

    /** In what the broker's own totals differ from its rows; {@code null} when they agree. */
    String differenceOfTotals() {
        BigDecimal purchase = lots.stream().map(Lot::cost).filter(cost -> cost != null).reduce(BigDecimal.ZERO, BigDecimal::add);
        purchase = otherCosts.stream().filter(cost -> cost != null).reduce(purchase, BigDecimal::add);
        return totals.difference(purchase, evaluation);
    }

    /**
     * What it tells of the account as a whole. Kiwoom's own evaluation is of one moment, where prices may move while several pages are read, and
     * counts a row once that is told twice.
     *
     * @param fills see {@link ToldTotals#fills}
     */
    ToldTotals told(long fills) {
        boolean whole = !withoutPrice && otherCosts.isEmpty();
        boolean once = lots.stream().map(Lot::identity).distinct().count() == lots.size();
        BigDecimal ofRows = once ? evaluation : null;
        BigDecimal stock = !whole ? null : pages == 1 && once || totals.evaluation() == null ? ofRows : totals.evaluation();
        return new ToldTotals(began.at(), totals, stock, whole && once && !withoutClose ? dayResult : null, once ? costsOfSelling : null, fills);
    }

    /** Lots that the tables have no room for, and rows that cannot be read, as entries to map; by what makes them different. */
    Map<Object, Object> leftOut() {
        return leftOut;
    }

    /** The complete answer. */
    Reconciliation.Answer answer() {
        if (hasMore()) {
            throw new IllegalStateException("the snapshot is not complete");
        }
        return new Reconciliation.Answer(began, pages, lots, otherCosts, unreadable, firstTotals, totals);
    }

    private static BrokerException unreadable(String why) {
        return new BrokerException(BrokerError.unavailable(null, new Bilingual("키움의 잔고 응답(kt00018)에 있어야 할 값이 없거나 읽을 수 없습니다",
                "The answer of kt00018 " + why), null));
    }
}
