package dev.balancesync.page;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.http.Status;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.time.Ticker;
import org.springframework.core.NestedExceptionUtils;

/** What the page shows of the two tables: always what was read from the database after a commit, never what merely waits for it. */
public final class LiveTables {
    private static final Duration WHILE_WATCHED = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);
    /** Times what a reading takes: a third of a processor at most. */
    private static final int SHARE_WATCHED = 2;
    /** A database that hangs is soon asked again all the same, and nobody may look. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final String POSITIONS = "positions";
    private static final String PREVIOUS_CLOSE = "previous_close";

    /** What was read while nobody looked: the rows of thousands of stocks are not worth their memory until somebody does. */
    private final class Unlooked {
        private final byte[] array;

        Unlooked(String array) {
            this.array = array.getBytes(StandardCharsets.UTF_8);
        }

        @JsonValue
        Map<String, Object> whole() {
            try {
                return told(true, rows(exact.readTree(array)).values(), List.of());
            } catch (IOException | RuntimeException e) {
                return told(true, List.of(), List.of()); // of an edited statement; the reading that follows says why
            }
        }
    }

    private final EventStream events;
    private final Fills fills;
    private final Assets assets;
    private final Account account;
    private final PreviousCloses closes;
    private final ObjectReader exact;
    private final Clock clock;
    private final Ticker ticker;
    /** What those who look have been told; {@code null} while nobody does. */
    private Map<List<String>, JsonNode> rows;
    private boolean known;
    private JsonNode totals;
    private Long cashAskedNanos;
    private long nextAt;
    private Instant readAt;
    private String failure;
    private boolean told;
    private long tellAgainAt;

    public LiveTables(EventStream events, Fills fills, Account account, PreviousCloses closes, ObjectMapper json, Clock clock, Ticker ticker) {
        this.events = events;
        this.fills = fills;
        this.assets = new Assets(events, ticker);
        this.account = account;
        this.closes = closes;
        this.exact = json.reader().without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
        this.clock = clock;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** Whether the tables should be read although nothing was committed: never read yet, or somebody looks and they may have been edited. */
    public synchronized boolean isDue() {
        return (!known || failure != null || events.watching() > 0) && ticker.isReached(nextAt);
    }

    /**
     * How long nothing is read again, however many commits come; a second while nobody looks, since only the chart needs it then.
     *
     * @param last how long the last reading took: of thousands of rows it costs a processor, which the store needs
     */
    Duration pause(Duration last) {
        return pause(last, events.watching() > 0);
    }

    static Duration pause(Duration last, boolean watched) {
        Duration share = last.multipliedBy(SHARE_WATCHED);
        return !watched || share.compareTo(LONGEST) > 0 ? LONGEST : share.compareTo(BETWEEN_READS) < 0 ? BETWEEN_READS : share;
    }

    /** @param askedNanos the cash was written that was asked for after this moment of the ticker */
    public synchronized void cashWritten(long askedNanos) {
        cashAskedNanos = askedNanos;
    }

    /**
     * @param array the answer of {@code select-positions.sql}
     * @param beforeFills whether it holds no fill that has yet to be told
     */
    public synchronized void positions(String array, boolean beforeFills) throws JsonProcessingException {
        if (beforeFills && !fills.isTableKnown()) {
            for (JsonNode row : exact.readTree(array)) {
                fills.known(key(row), row.path("stock_name").asText(null), row.path("quantity").asLong());
            }
            fills.tableKnown();
        }
        known = true;
        if (events.watching() == 0) {
            rows = null;
            var whole = new Unlooked(array);
            events.publish(POSITIONS, whole, whole);
            return;
        }
        Map<List<String>, JsonNode> now = rows(exact.readTree(array));
        if (now.equals(rows)) {
            return;
        }
        Map<List<String>, JsonNode> before = rows == null ? Map.of() : rows;
        var changed = now.entrySet().stream().filter(each -> !each.getValue().equals(before.get(each.getKey()))).map(Map.Entry::getValue).toList();
        var removed = before.entrySet().stream().filter(each -> !now.containsKey(each.getKey())).map(Map.Entry::getValue).toList();
        boolean first = rows == null;
        rows = now;
        Map<String, Object> all = told(true, now.values(), List.of());
        events.publish(POSITIONS, first ? all : told(false, changed, removed), all);
    }

    private Map<List<String>, JsonNode> rows(JsonNode array) {
        var found = new LinkedHashMap<List<String>, JsonNode>();
        for (JsonNode row : array) {
            found.put(publicKey(row), withClose(masked(row)));
        }
        return found;
    }

    private HoldingKey key(JsonNode row) {
        return new HoldingKey(row.path("stock_code").asText(), row.path("credit_type").asText("00"),
                row.path("loan_date").asText(""));
    }

    private static List<String> publicKey(JsonNode row) {
        return List.of(row.path("stock_code").asText(), row.path("credit_type").asText(), row.path("loan_date").asText());
    }

    private ObjectNode masked(JsonNode row) {
        return ((ObjectNode) row).put("account_number", account.toString());
    }

    /** A table may have such a column of its own. */
    private ObjectNode withClose(ObjectNode row) {
        BigDecimal close = closes.of(row.path("stock_code").asText());
        return close == null || row.hasNonNull(PREVIOUS_CLOSE) ? row : row.put(PREVIOUS_CLOSE, close);
    }

    private static Map<String, Object> told(boolean complete, Collection<JsonNode> changed, List<JsonNode> removed) {
        var told = new LinkedHashMap<String, Object>();
        told.put("complete", complete);
        told.put("changed", changed);
        told.put("removed", removed);
        return told;
    }

    /** @param object the answer of {@code select-account.sql}; {@code null} while there is no row */
    public synchronized void account(String object) throws JsonProcessingException {
        JsonNode row = object == null ? NullNode.getInstance() : masked(exact.readTree(object));
        if (!row.equals(totals)) {
            totals = row;
            events.publish("account", row, row);
        }
        if (row.path("total_asset").isNumber()) {
            Long filled = fills.lastNanos();
            boolean settled = filled == null || cashAskedNanos != null && cashAskedNanos - filled > 0;
            assets.add(clock.instant(), row.path("total_asset").decimalValue(), settled);
        }
        read();
    }

    private void read() {
        readAt = clock.instant();
        nextAt = ticker.in(WHILE_WATCHED);
        // the page says when it was, so that must not stand still
        if (failure != null || !told || ticker.isReached(tellAgainAt)) {
            failure = null;
            tellReading();
        }
    }

    /** The tables could not be read; what was read last stays, and is said to be old. */
    public synchronized void unreadable(Throwable cause) {
        nextAt = ticker.in(AFTER_FAILURE);
        String reason = Quoted.line(String.valueOf(NestedExceptionUtils.getMostSpecificCause(cause).getMessage()).lines().findFirst().orElse(""));
        if (!reason.equals(failure)) {
            failure = reason;
            tellReading();
        }
    }

    /** Another machine has served the account meanwhile. */
    synchronized void forget() {
        fills.forget();
        known = false;
    }

    /** Nobody looks, and who comes next gets nothing that is old. */
    synchronized void unwatched() {
        if (told) {
            told = false;
            rows = null;
            known = false;
            totals = null;
            failure = null;
            List.of(POSITIONS, "account", "tables").forEach(events::forget);
        }
    }

    private void tellReading() {
        told = true;
        tellAgainAt = ticker.in(WHILE_WATCHED);
        var reading = new LinkedHashMap<String, Object>();
        reading.put("readable", failure == null);
        reading.put("read_at", Status.time(readAt));
        reading.put("reason", failure);
        events.publish("tables", reading, reading);
    }
}
