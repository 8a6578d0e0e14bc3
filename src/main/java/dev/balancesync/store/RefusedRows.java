package dev.balancesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.BadEntryException;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;

/**
 * Keeps the rows of a batch that the database refused one by one, until it is known whose fault that is. When no row of the batch was taken
 * that goes the same way, the tables are asked what they would say to rows beyond doubt, in a transaction that is rolled back.
 */
public final class RefusedRows implements Predicate, Processor {
    private static final String FILE = "write-batch.sql";
    /** How many of the rows that are stored are tried. */
    private static final int SOME = 5;
    private static final List<String> WELL_KNOWN = List.of("005930", "000660", "035420", "005380", "051910", "035720");
    private static final TypeReference<LinkedHashMap<String, Object>> ROW = new TypeReference<>() {
    };

    /**
     * One row that was refused by itself.
     *
     * @param row as {@link StoreRows} writes it
     */
    public record Refused(Owner owner, Map<String, Object> row, Refusal refusal) {
    }

    /** What a row does to the table. */
    private enum Way {
        BOUGHT, CHANGED, SOLD
    }

    private final DataSource dataSource;
    private final Path folder;
    private final Tables.Source sql;
    private final ObjectMapper json;
    private final boolean many;

    /**
     * @param folder of the SQL files
     * @param many what refuses every row of one account may take those of others, which are not to wait for it
     */
    public RefusedRows(DataSource dataSource, Path folder, Tables.Source sql, ObjectMapper json, boolean many) {
        this.many = many;
        this.dataSource = dataSource;
        this.folder = folder;
        this.sql = sql;
        this.json = json;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return isRefusal(exchange.getException());
    }

    /** Whether the database would not take a row, by its own fault or by its table's; and not for another reason. */
    public static boolean isRefusal(Throwable thrown) {
        return Refusal.of(thrown).isPresent();
    }

    /** What the variable {@code refused} is before the first row. */
    public List<Refused> none() {
        return new ArrayList<>();
    }

    /** Keeps the one row of the variable {@code batch} that was refused. */
    public void keep(Exchange exchange) {
        Commit.Share share = exchange.getVariable("batch", Commit.class).shares().get(0);
        Refusal refusal = Refusal.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)).orElseThrow();
        refused(exchange).add(new Refused(share.owner(), StoreRows.row(share.owner(), share.batch().holdings().get(0)), refusal));
    }

    /**
     * @return the rows that are bad, for quarantine, of the accounts of which not all is held back
     * @throws WrongTablesException when it is the table that refuses, and there is only one account; then nothing is quarantined
     */
    public List<Refused> judge(Exchange exchange) throws SQLException, IOException {
        Commit commit = exchange.getVariable("batch", Commit.class);
        Map<Owner, List<Refused>> refused = refused(exchange).stream().collect(Collectors.groupingBy(Refused::owner, LinkedHashMap::new,
                Collectors.toList()));
        var bad = new ArrayList<Refused>();
        for (Map.Entry<Owner, List<Refused>> each : refused.entrySet()) {
            try {
                judgeTables(each.getKey(), each.getValue(), taken(commit, each.getKey(), each.getValue()));
                bad.addAll(each.getValue());
            } catch (WrongTablesException e) {
                if (!many) {
                    throw e;
                }
                commit.holdBack(each.getKey(), e);
            }
        }
        return bad;
    }

    /** Whether rows that are sold were taken, and whether others were: a sale passes by a rule for rows that are written, and the other way round. */
    private static Set<Boolean> taken(Commit commit, Owner owner, List<Refused> refused) {
        Set<HoldingKey> keys = refused.stream().map(Refused::row).map(row -> new HoldingKey((String) row.get("stock_code"), (String) row.get("credit_type"),
                (String) row.get("loan_date"))).collect(Collectors.toSet());
        return commit.shares().stream().filter(share -> share.owner().equals(owner)).flatMap(share -> share.batch().holdings().stream())
                .filter(holding -> holding.quantity() != null && !keys.contains(holding.key())).map(Holding::isSoldOut).collect(Collectors.toSet());
    }

    @SuppressWarnings("unchecked")
    private static List<Refused> refused(Exchange exchange) {
        return exchange.getVariable("refused", List.class);
    }

    private void judgeTables(Owner owner, List<Refused> refused, Set<Boolean> taken) throws SQLException, IOException {
        var said = new EnumMap<Way, List<Optional<Refusal>>>(Way.class);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Map<String, Object>> stored = stored(connection, owner);
                for (Refused each : refused) {
                    Way way = way(each.row(), stored);
                    boolean passed = taken.contains(way == Way.SOLD);
                    // a purchase that was taken says nothing of changes
                    if (way == Way.BOUGHT && passed) {
                        continue;
                    }
                    if (!said.containsKey(way)) {
                        said.put(way, way == Way.SOLD && passed ? List.of(askForSale(connection, bought(each.row(), stored)))
                                : ask(connection, beyondDoubt(way, each.row(), stored)));
                    }
                    if (each.refusal().isTheTables(false, said.get(way))) {
                        throw new WrongTablesException(each.refusal().ofTheTable());
                    }
                }
            } finally {
                connection.rollback();
            }
        }
    }

    /** @return some rows of the account, with the one in question if it is there */
    private List<Map<String, Object>> stored(Connection connection, Owner owner) throws SQLException, IOException {
        var stored = new ArrayList<Map<String, Object>>();
        try (var statement = connection.prepareStatement("select to_jsonb(held)::text from kw_portfolio held where account_number = ?"
                + " and (user_id is null or user_id = coalesce(?::uuid, user_id))")) {
            statement.setString(1, owner.account().spelling());
            statement.setString(2, owner.userId());
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    stored.add(json.readValue(found.getString(1), ROW));
                }
            }
        }
        return stored;
    }

    private static Way way(Map<String, Object> row, List<Map<String, Object>> stored) {
        return isSold(row) ? Way.SOLD : stored.stream().anyMatch(each -> isSame(each, row)) ? Way.CHANGED : Way.BOUGHT;
    }

    private static boolean isSold(Map<String, Object> row) {
        return row.get("quantity") instanceof Number quantity && quantity.longValue() == 0;
    }

    /** Tables of the old kind have no lots. */
    private static boolean isSame(Map<String, Object> stored, Map<String, Object> row) {
        return List.of("stock_code", "credit_type", "loan_date").stream()
                .allMatch(column -> !stored.containsKey(column) || stored.get(column).equals(row.get(column)));
    }

    /** @return rows that go the same way as the one in question, and that nobody can have anything against */
    private static List<Map<String, Object>> beyondDoubt(Way way, Map<String, Object> row, List<Map<String, Object>> stored) {
        var rows = new ArrayList<Map<String, Object>>();
        if (way == Way.BOUGHT) {
            rows.add(bought(row, stored));
        }
        for (Map<String, Object> each : stored.subList(0, Math.min(SOME, stored.size()))) {
            var known = new LinkedHashMap<>(each);
            known.putAll(Map.of("updated_at", row.get("updated_at"), "fresh", false));
            known.put("user_id", row.get("user_id"));
            if (way == Way.SOLD) {
                known.put("quantity", 0);
            } else if (way == Way.CHANGED) {
                known.put("current_price", each.get("current_price") instanceof Number price && price.longValue() == 1_000 ? 1_001 : 1_000);
            } else if (each.containsKey("loan_date")) {
                known.putAll(Map.of("loan_date", "19000101")); // another lot of a stock that somebody may have listed as allowed
            } else {
                continue;
            }
            if (way != Way.SOLD || !isSame(each, row)) {
                rows.add(known);
            }
        }
        return rows;
    }

    private static Map<String, Object> bought(Map<String, Object> row, List<Map<String, Object>> stored) {
        var taken = new HashSet<>();
        stored.forEach(each -> taken.add(each.get("stock_code")));
        var bought = new LinkedHashMap<>(row);
        bought.put("stock_code", WELL_KNOWN.stream().filter(code -> !taken.contains(code)).findFirst().orElse("000020"));
        bought.putAll(Map.of("credit_type", "00", "loan_date", "", "stock_name", "종목", "quantity", 1, "available_quantity", 1, "fresh", false));
        bought.putAll(Map.of("current_price", 1_000, "average_price", 1_000, "total_purchase_amount", 1_000, "profit_loss_rate", 0));
        return bought;
    }

    private List<Optional<Refusal>> ask(Connection connection, List<Map<String, Object>> rows) throws SQLException, IOException {
        var said = new ArrayList<Optional<Refusal>>();
        for (Map<String, Object> row : rows) {
            said.add(ask(connection, row));
        }
        return said;
    }

    /** The sale that was taken may be of what was never stored, and those of the rows that are left all bad: one bought for it alone can be sold. */
    private Optional<Refusal> askForSale(Connection connection, Map<String, Object> bought) throws SQLException, IOException {
        var sold = new LinkedHashMap<>(bought);
        sold.put("quantity", 0);
        return ask(connection, bought, sold);
    }

    @SafeVarargs
    private Optional<Refusal> ask(Connection connection, Map<String, Object>... rows) throws SQLException, IOException {
        String statement = Statements.PARAMETER.matcher(sql.inUse(folder.resolve(FILE))).replaceAll("?");
        Optional<Refusal> said = Optional.empty();
        var before = connection.setSavepoint();
        try (var write = connection.prepareStatement(statement); var check = connection.createStatement()) {
            for (Map<String, Object> row : rows) {
                for (int i = 1; i <= write.getParameterMetaData().getParameterCount(); i++) {
                    write.setString(i, json.writeValueAsString(List.of(row)));
                }
                write.execute();
                check.execute("set constraints all immediate");
            }
        } catch (SQLException e) {
            said = Optional.of(Refusal.of(e).orElseThrow(() -> e));
        }
        connection.rollback(before);
        return said;
    }

    /** Makes a refused row the body and its reason the exception, as quarantine expects them. */
    @Override
    public void process(Exchange exchange) {
        Refused refused = exchange.getMessage().getBody(Refused.class);
        exchange.getMessage().setBody(refused.row());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT,
                new BadEntryException("refused", "the database refused the row: " + refused.refusal().said()));
    }
}
