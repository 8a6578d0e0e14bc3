package dev.balancesync.demo;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.sql.DataSource;

/** Prints what has changed in the two tables since the last look, one line a holding, and the account's totals. */
final class TablePrinter {
    private record Row(String name, long quantity, long price, long value, long profit) {
    }

    private final DataSource database;
    private final PrintStream out;
    private Map<String, Row> rows = new LinkedHashMap<>();

    TablePrinter(DataSource database, PrintStream out) {
        this.database = database;
        this.out = out;
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    void printChanges() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            if (!exist(statement)) {
                return;
            }
            Map<String, Row> now = read(statement);
            if (now.equals(rows)) {
                return;
            }
            now.forEach((code, row) -> {
                Row before = rows.get(code);
                if (!row.equals(before)) {
                    print(code, row, before == null ? row.quantity() : row.quantity() - before.quantity());
                }
            });
            rows.forEach((code, row) -> {
                if (!now.containsKey(code)) {
                    out.printf("%s  portfolio %s %-12s sold out%n", States.CLOCK.format(Instant.now()), code, row.name());
                }
            });
            rows = now;
            printTotals(statement);
        }
    }

    private static boolean exist(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("select to_regclass('kw_account_balance') is not null")) {
            return found.next() && found.getBoolean(1);
        }
    }

    private static Map<String, Row> read(Statement statement) throws SQLException {
        var rows = new LinkedHashMap<String, Row>();
        try (ResultSet found = statement.executeQuery("""
                select stock_code, stock_name, quantity, current_price, evaluated_amount, profit_loss from kw_portfolio order by stock_code""")) {
            while (found.next()) {
                rows.put(found.getString(1), new Row(found.getString(2), found.getLong(3), found.getLong(4), found.getLong(5), found.getLong(6)));
            }
        }
        return rows;
    }

    private void print(String code, Row row, long change) {
        out.printf("%s  portfolio %s %-12s %+5d → %,6d shares at %,9d = %,12d won, profit %+,11d%n", States.CLOCK.format(Instant.now()),
                code, row.name(), change, row.quantity(), row.price(), row.value(), row.profit());
    }

    private void printTotals(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("select position_count, stock_value, profit_loss, profit_loss_rate from kw_account_balance")) {
            while (found.next()) {
                out.printf("          account   %d holdings, %,d won, profit %+,d won (%s %%)%n", found.getLong(1), found.getLong(2),
                        found.getLong(3), found.getBigDecimal(4));
            }
        }
    }
}
