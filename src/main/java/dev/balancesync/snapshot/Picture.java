package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.time.Arrival;

/**
 * The account as kt00018 (계좌평가잔고내역요청) tells it, page by page. Worth nothing before the last page: only a complete, readable answer
 * may remove a holding.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, kt00018</a>
 */
public final class Picture {
    private static final String ROWS = "acnt_evlt_remn_indv_tot";
    /** Kiwoom gives about 20 holdings a page; more pages than this is a chain that does not end. */
    private static final int MOST_PAGES = 500;

    private static final String QUANTITY = "quantity";
    private static final String AVAILABLE = "available_quantity";
    private static final String COST = "total_purchase_amount";
    private static final String AVERAGE = "average_price";
    private static final String TOO_MUCH = "has lots of one stock that add up to more than a column holds";
    /** The least that the column has no room for. */
    private static final BigDecimal COST_LIMIT = BigDecimal.TEN.pow(18);
    private static final int MOST_PRICE_DIGITS = 13;

    private final Arrival began;
    private final FieldMapping mapping;
    private final Map<HoldingKey, Holding> holdings = new LinkedHashMap<>();
    private final Set<HoldingKey> repeated = new HashSet<>();
    private final Map<HoldingKey, Object> leftOut = new LinkedHashMap<>();
    private Totals firstTotals;
    private Totals totals;
    private BigDecimal purchase = BigDecimal.ZERO;
    private BigDecimal evaluation = BigDecimal.ZERO;
    private int pages;
    private String nextKey = "";
    private boolean moved;
    private boolean halfTold;

    Picture(Arrival began, FieldMapping mapping) {
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

    /** {@code Y} on every page but the first. */
    public String continued() {
        return pages == 0 ? "N" : "Y";
    }

    /** Of the page to ask for; empty for the first. */
    public String nextKey() {
        return nextKey;
    }

    /**
     * Takes a page.
     *
     * @param continued header {@code cont-yn}: {@code Y} when there is more
     * @param key header {@code next-key}
     * @throws BrokerException when it cannot be read as a whole
     */
    void add(Map<String, Object> answer, String continued, String key) {
        if (!(answer.get(ROWS) instanceof List<?> rows)) {
            throw unreadable("has no list " + ROWS);
        }
        for (Object row : rows) {
            if (!(row instanceof Map<?, ?>)) {
                throw unreadable("has a row that is not an object");
            }
            try {
                Object entry = Map.of("values", row);
                Holding holding = mapping.map(entry, began);
                count(holding);
                if (mapping.isStorable(holding.key())) {
                    add(holding);
                } else if (!holding.isSoldOut()) {
                    leftOut.put(holding.key(), entry);
                }
            } catch (BadEntryException e) {
                throw unreadable("has a row that cannot be read: " + e.getMessage());
            }
        }
        totals = Totals.read(answer);
        firstTotals = pages == 0 ? totals : firstTotals;
        pages++;
        String before = nextKey;
        nextKey = "Y".equalsIgnoreCase(continued) ? String.valueOf(key == null ? "" : key.strip()) : "";
        if ("Y".equalsIgnoreCase(continued) && nextKey.isEmpty()) {
            throw unreadable("says that there is more, but not where");
        }
        if (!nextKey.isEmpty() && nextKey.equals(before)) {
            throw unreadable("repeats a page for ever");
        }
        if (pages >= MOST_PAGES && hasMore()) {
            throw unreadable("does not end after " + MOST_PAGES + " pages");
        }
    }

    private void count(Holding holding) {
        if (holding.quantity() != null && holding.values().get("total_purchase_amount") instanceof BigDecimal cost
                && !holding.isSoldOut()) {
            purchase = purchase.add(cost);
            if (holding.values().get("current_price") instanceof BigDecimal price) {
                evaluation = evaluation.add(price.multiply(BigDecimal.valueOf(holding.quantity())));
            }
        }
    }

    /** The broker's own, of the last page. */
    Totals totals() {
        return totals;
    }

    /** In what the broker's own totals differ from its rows; {@code null} when they agree or the account changed meanwhile. */
    String differenceOfTotals() {
        return moved ? null : totals.difference(purchase, evaluation);
    }

    private void add(Holding holding) {
        if (holding.quantity() == null) {
            throw unreadable("has a row without a quantity");
        }
        if (holdings.containsKey(holding.key())) {
            repeated.add(holding.key());
        }
        if (!holding.isSoldOut()) {
            holdings.merge(holding.key(), holding, Picture::sum);
        }
    }

    /** The official example lists one stock twice with one credit type: the lots are added up. With one unknown the sum is unknown. */
    private static Holding sum(Holding one, Holding other) {
        var values = new LinkedHashMap<>(one.values());
        values.keySet().removeAll(List.of(AVAILABLE, COST, AVERAGE));
        values.put(QUANTITY, shares(one.quantity(), other.quantity()));
        if (one.values().get(AVAILABLE) instanceof Long available && other.values().get(AVAILABLE) instanceof Long more) {
            values.put(AVAILABLE, shares(available, more));
        }
        if (one.values().get(COST) instanceof BigDecimal cost && other.values().get(COST) instanceof BigDecimal more) {
            BigDecimal sum = cost.add(more);
            if (sum.abs().compareTo(COST_LIMIT) >= 0) {
                throw unreadable(TOO_MUCH);
            }
            values.put(COST, sum);
            BigDecimal average = sum.divide(BigDecimal.valueOf((Long) values.get(QUANTITY)), 0, RoundingMode.DOWN);
            if (average.signum() > 0 && average.precision() <= MOST_PRICE_DIGITS) {
                values.put(AVERAGE, average);
            }
        }
        if (other.values().get("current_price") instanceof BigDecimal price) {
            values.put("current_price", price);
        }
        return new Holding(one.key(), values, one.arrival(), false);
    }

    private static long shares(long one, long other) {
        long sum = one + other;
        if (sum < 0) {
            throw unreadable(TOO_MUCH);
        }
        return sum;
    }

    /**
     * Tells whether the account may have changed between pages: what was sold may have moved a holding over the edge of a page, so that it
     * is missing or listed twice though nothing happened to it. A fill may be on its way that no frame has told yet, so only Kiwoom's own
     * totals, or a second picture that says the same, prove that nothing moved.
     *
     * @param seen the stream spoke of the account while pages were read
     * @param before the holdings of the picture before; {@code null} when there was none
     */
    void moved(boolean seen, Map<HoldingKey, Holding> before) {
        moved = pages > 1 && (seen || !isProvenByTotals() && !isSame(before));
    }

    private boolean isProvenByTotals() {
        return totals.purchase() != null && totals.purchase().equals(firstTotals.purchase()) && totals.purchase().compareTo(purchase) == 0;
    }

    private boolean isSame(Map<HoldingKey, Holding> before) {
        return before != null && before.keySet().equals(holdings.keySet())
                && holdings.entrySet().stream().allMatch(each -> each.getValue().quantity().equals(before.get(each.getKey()).quantity()));
    }

    boolean isMoved() {
        return moved;
    }

    /**
     * The stream spoke of a holding while pages were read, but not of all of it. The picture may be older than what was said, and what
     * was said does not replace the picture: another one has to tell.
     */
    void halfTold(boolean whileReading) {
        halfTold = whileReading;
    }

    boolean isHalfTold() {
        return halfTold;
    }

    /** Listed more than once: lots that add up, or one that slid to the next page. */
    Set<HoldingKey> repeated() {
        return repeated;
    }

    /** Lots that the tables have no room for, as entries to map. They are neither compared with the table nor missed in it. */
    Map<HoldingKey, Object> leftOut() {
        return leftOut;
    }

    Map<HoldingKey, Holding> holdings() {
        if (hasMore()) {
            throw new IllegalStateException("the picture is not complete");
        }
        return holdings;
    }

    private static BrokerException unreadable(String why) {
        return new BrokerException(BrokerError.unavailable(null, "The answer of kt00018 " + why, null));
    }
}
