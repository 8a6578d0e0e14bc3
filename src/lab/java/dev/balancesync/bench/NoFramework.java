package dev.balancesync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The limit: the service's socket, JSON parser and SQL, conflating in a map, with no framework, no journal and no checks.
 * Arguments: REST address, WebSocket address, JDBC address.
 */
public final class NoFramework {
    private static final Map<String, Map<String, Object>> NEWEST = new LinkedHashMap<>();

    private NoFramework() {
    }

    public static void main(String[] arguments) throws Exception {
        BareSession.open(arguments[0], arguments[1], NoFramework::keep);
        String sql = Files.readString(Path.of("routes/sql/standard/write-batch.sql")).replaceAll("(?m)^--.*$", "")
                .replace(":#${body}", "?");
        try (Connection database = DriverManager.getConnection(arguments[2]);
                PreparedStatement write = database.prepareStatement(sql)) {
            while (true) {
                String batch = take();
                for (int i = 1; i <= 3; i++) {
                    write.setString(i, batch);
                }
                write.execute();
            }
        }
    }

    private static void keep(String frame) {
        try {
            for (JsonNode entry : BareSession.JSON.readTree(frame).path("data")) {
                JsonNode values = entry.path("values");
                var row = new LinkedHashMap<String, Object>();
                row.put("account_number", values.path("9201").asText());
                row.put("stock_code", values.path("9001").asText());
                row.put("credit_type", values.path("917").asText());
                row.put("loan_date", "");
                row.put("stock_name", values.path("302").asText());
                row.put("current_price", Math.abs(values.path("10").asLong()));
                row.put("quantity", values.path("930").asLong());
                row.put("available_quantity", values.path("933").asLong());
                row.put("average_price", values.path("931").asLong());
                row.put("total_purchase_amount", values.path("932").asLong());
                row.put("profit_loss_rate", values.path("8019").asText());
                row.put("updated_at", Instant.now().toString());
                synchronized (NEWEST) {
                    NEWEST.put(values.path("9001").asText(), row);
                    NEWEST.notifyAll();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String take() throws Exception {
        List<Map<String, Object>> batch;
        synchronized (NEWEST) {
            while (NEWEST.isEmpty()) {
                NEWEST.wait();
            }
            batch = List.copyOf(NEWEST.values());
            NEWEST.clear();
        }
        return BareSession.JSON.writeValueAsString(batch);
    }
}
