package dev.balancesync.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingQueue;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The baseline: every message by two upserts of its own, as the Python service did; prepared once, each its own commit.
 * Arguments: REST address, WebSocket address, JDBC address.
 */
public final class PerMessage {
    private PerMessage() {
    }

    public static void main(String[] arguments) throws Exception {
        var frames = new LinkedBlockingQueue<String>();
        BareSession.open(arguments[0], arguments[1], frames::add);
        try (Connection database = DriverManager.getConnection(arguments[2]);
                PreparedStatement holding = database.prepareStatement("""
                        insert into kw_portfolio (account_number, stock_code, stock_name, current_price, quantity, available_quantity,
                            average_price, total_purchase_amount, evaluated_amount, profit_loss, profit_loss_rate, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())
                        on conflict (account_number, stock_code, credit_type, loan_date) do update set stock_name = excluded.stock_name,
                            current_price = excluded.current_price, quantity = excluded.quantity,
                            available_quantity = excluded.available_quantity, average_price = excluded.average_price,
                            total_purchase_amount = excluded.total_purchase_amount, evaluated_amount = excluded.evaluated_amount,
                            profit_loss = excluded.profit_loss, profit_loss_rate = excluded.profit_loss_rate,
                            updated_at = excluded.updated_at""");
                PreparedStatement account = database.prepareStatement("""
                        insert into kw_account_balance (account_number, total_purchase_amount, stock_value, profit_loss,
                            profit_loss_rate, position_count, updated_at)
                        select ?, sum(total_purchase_amount), sum(evaluated_amount), sum(profit_loss), 0, count(*), now()
                        from kw_portfolio where account_number = ?
                        on conflict (account_number) do update set total_purchase_amount = excluded.total_purchase_amount,
                            stock_value = excluded.stock_value, profit_loss = excluded.profit_loss,
                            position_count = excluded.position_count, updated_at = excluded.updated_at""")) {
            while (true) {
                for (JsonNode entry : BareSession.JSON.readTree(frames.take()).path("data")) {
                    write(entry.path("values"), holding, account);
                }
            }
        }
    }

    private static void write(JsonNode values, PreparedStatement holding, PreparedStatement account) throws SQLException {
        String accountNumber = values.path("9201").asText();
        long price = Math.abs(values.path("10").asLong());
        long quantity = values.path("930").asLong();
        long cost = values.path("932").asLong();
        holding.setString(1, accountNumber);
        holding.setString(2, values.path("9001").asText());
        holding.setString(3, values.path("302").asText());
        holding.setLong(4, price);
        holding.setLong(5, quantity);
        holding.setLong(6, values.path("933").asLong());
        holding.setLong(7, values.path("931").asLong());
        holding.setLong(8, cost);
        holding.setLong(9, price * quantity);
        holding.setLong(10, price * quantity - cost);
        holding.setBigDecimal(11, values.path("8019").decimalValue());
        holding.executeUpdate();
        account.setString(1, accountNumber);
        account.setString(2, accountNumber);
        account.executeUpdate();
    }
}
