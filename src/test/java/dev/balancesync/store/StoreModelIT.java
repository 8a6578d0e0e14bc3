package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.balancesync.Arrivals;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.settings.DatabaseUrl;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** However entries and writes follow each other, the table ends as if each entry had been written alone, at once. */
class StoreModelIT {
    private static final Path SQL = Path.of("routes/sql");
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    /** Which tables, and what their rows are called there. */
    private enum Schema {
        STANDARD("standard", "total_purchase_amount", "total_purchase_amount, stock_value, position_count"),
        LEGACY("legacy", "purchase_amount", "(select coalesce(sum(purchase_amount), 0) from kw_portfolio), stock_value,"
                + " (select count(*) from kw_portfolio)");

        private final String folder;
        private final String cost;
        private final String totals;
        private Connection connection;
        private String write;

        Schema(String folder, String cost, String totals) {
            this.folder = folder;
            this.cost = cost;
            this.totals = totals;
        }

        private void open() throws IOException, SQLException {
            connection = DriverManager.getConnection(DatabaseUrl.parse(TestDatabase.create().url()).jdbcUrl(), "postgres", "");
            try (var statement = connection.createStatement()) {
                statement.execute(this == LEGACY ? LegacyTables.STRICT.sql : Files.readString(SQL.resolve(folder).resolve("create-tables.sql")));
            }
            write = Files.readString(SQL.resolve(folder).resolve("write-batch.sql")).replaceAll("(?m)--.*$", "").replace(":#${body}", "?");
        }
    }

    /** One thing that happens. */
    sealed interface Step {
    }

    /** @param values what the entry knows; quantity 0 is sold out */
    record Entry(String code, Map<String, Object> values) implements Step {
    }

    /** @param fails the database is away: what was drained is put back after {@code meanwhile} came in */
    record Drain(boolean fails, List<Entry> meanwhile) implements Step {
    }

    @BeforeContainer
    static void connect() throws IOException, SQLException {
        for (Schema schema : Schema.values()) {
            schema.open();
        }
    }

    @AfterContainer
    static void disconnect() throws SQLException {
        for (Schema schema : Schema.values()) {
            schema.connection.close();
        }
    }

    @Provide
    Arbitrary<List<Step>> days() {
        return days(0);
    }

    /** The old tables take no row whose cost nobody has told. */
    @Provide
    Arbitrary<List<Step>> daysWithCosts() {
        return days(1);
    }

    private static Arbitrary<List<Step>> days(long leastCost) {
        Arbitrary<Step> drains = Combinators.combine(Arbitraries.of(true, false), entries(leastCost).list().ofMaxSize(4)).as(Drain::new);
        return Arbitraries.frequencyOf(Tuple.of(4, entries(leastCost).map(Step.class::cast)), Tuple.of(1, drains))
                .list().ofMaxSize(40);
    }

    private static Arbitrary<Entry> entries(long leastCost) {
        Arbitrary<Object> quantity = Arbitraries.frequency(Tuple.of(2, 0L), Tuple.of(3, 1L),
                Tuple.of(3, 7L), Tuple.of(4, -1L)).map(each -> each);
        Arbitrary<Object> price = Arbitraries.longs().between(0, 5).map(each -> each);
        Arbitrary<Object> cost = Arbitraries.longs().between(leastCost, 5).map(each -> each);
        Arbitrary<Object> name = Arbitraries.longs().between(0, 2).map(each -> each);
        return Combinators.combine(Arbitraries.of("000001", "000002", "000003"), quantity, price, cost, name).as((code, q, p, c, n) -> {
            var values = new LinkedHashMap<String, Object>();
            known(values, "quantity", q, (Long) q >= 0);
            known(values, "current_price", p, (Long) p > 0);
            known(values, "total_purchase_amount", c, (Long) c > 0);
            known(values, "stock_name", "name " + n, (Long) n > 0);
            return new Entry(code, values);
        });
    }

    private static void known(Map<String, Object> values, String column, Object value, boolean known) {
        if (known) {
            values.put(column, value instanceof Long number && !column.equals("quantity") ? BigDecimal.valueOf(number) : value);
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void the_table_equals_the_model(@ForAll("days") List<Step> day) throws Exception {
        assertEqual(Schema.STANDARD, day);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void the_legacy_table_equals_the_model(@ForAll("daysWithCosts") List<Step> day) throws Exception {
        assertEqual(Schema.LEGACY, day);
    }

    private static void assertEqual(Schema schema, List<Step> day) throws Exception {
        try (var statement = schema.connection.createStatement()) {
            statement.execute("truncate kw_portfolio, kw_account_balance");
        }
        var pending = new Pending();
        pending.release();
        var model = new TreeMap<String, Map<String, Object>>();
        var count = new int[1];

        for (Step step : day) {
            if (step instanceof Entry entry) {
                put(pending, model, entry, count[0]++);
            } else if (step instanceof Drain drain) {
                Pending.Batch batch = pending.drain();
                for (Entry entry : drain.meanwhile()) {
                    put(pending, model, entry, count[0]++);
                }
                if (drain.fails()) {
                    pending.putBack(batch);
                } else {
                    write(schema, batch);
                }
            }
        }
        write(schema, pending.drain());

        assertThat(table(schema)).isEqualTo(visible(model));
    }

    private static void put(Pending pending, Map<String, Map<String, Object>> model, Entry entry, int at) {
        pending.put(new Holding(new HoldingKey(entry.code(), "00", ""), entry.values(), Arrivals.at(START.plusSeconds(at)), false));
        if (Long.valueOf(0).equals(entry.values().get("quantity"))) {
            model.remove(entry.code());
        } else {
            Map<String, Object> known = model.computeIfAbsent(entry.code(), code -> new LinkedHashMap<>());
            Object before = known.get("quantity");
            Object now = entry.values().get("quantity");
            if (before != null && now != null && !now.equals(before)) {
                known.remove("total_purchase_amount");
            }
            known.putAll(entry.values());
        }
    }

    /** Row by row, as after a refusal. */
    private static void write(Schema schema, Pending.Batch drained) throws Exception {
        if (drained == null) {
            return;
        }
        var rows = new StoreRows(SampleFrames.JSON);
        var owner = new Owner("default", new Account("8112510011", ""), LegacyTables.USER);
        for (Commit single : new Commit(List.of(new Commit.Share(owner, drained))).singly()) {
            try (var statement = schema.connection.prepareStatement(schema.write)) {
                for (int i = 1; i <= 3; i++) {
                    statement.setString(i, rows.json(single));
                }
                statement.execute();
            }
        }
    }

    /** What is held, by {@code code quantity price cost name}, and the account's totals. */
    private static List<String> visible(Map<String, Map<String, Object>> model) {
        var lines = new ArrayList<String>();
        Long cost = 0L;
        Long value = 0L;
        for (Map.Entry<String, Map<String, Object>> each : model.entrySet()) {
            Map<String, Object> row = each.getValue();
            if (row.get("quantity") != null) {
                lines.add(each.getKey() + " " + row.get("quantity") + " " + row.get("current_price") + " "
                        + row.get("total_purchase_amount") + " " + row.get("stock_name"));
                cost = plus(cost, number(row.get("total_purchase_amount")));
                Long price = number(row.get("current_price"));
                value = plus(value, price == null ? null : price * number(row.get("quantity")));
            }
        }
        lines.add("cost " + cost + " value " + value + " positions " + lines.size());
        return lines;
    }

    private static Long number(Object value) {
        return value == null ? null : ((Number) value).longValue();
    }

    /** A sum of which a part is unknown is unknown. */
    private static Long plus(Long sum, Long part) {
        return sum == null || part == null ? null : Long.valueOf(sum + part);
    }

    private static List<String> table(Schema schema) throws SQLException {
        var lines = new ArrayList<String>();
        try (var statement = schema.connection.createStatement()) {
            try (var rows = statement.executeQuery("select concat_ws(' ', stock_code, quantity, coalesce(trunc(current_price)::text, 'null'),"
                    + " coalesce(" + schema.cost + "::text, 'null'), coalesce(stock_name, 'null')) from kw_portfolio order by stock_code")) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            try (var totals = statement.executeQuery("select " + schema.totals + " from kw_account_balance")) {
                lines.add(totals.next() ? "cost " + totals.getString(1) + " value " + totals.getString(2) + " positions " + totals.getString(3)
                        : "cost 0 value 0 positions 0");
            }
        }
        return lines;
    }
}
