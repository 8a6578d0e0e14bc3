package dev.balancesync.supabase;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the publication {@code supabase_realtime} from a logical replication slot, in PostgreSQL's own format.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical replication message formats</a>
 */
final class Replication implements AutoCloseable {
    /**
     * @param action INSERT, UPDATE or DELETE
     * @param row the new row as text; empty for DELETE
     * @param old as much of the row before as the replica identity sends
     */
    record Change(String action, String table, Map<String, String> row, Map<String, String> old) {
    }

    private record Column(String name, boolean isKey) {
    }

    private record Relation(String table, List<Column> columns) {
    }

    private final Connection connection;
    private final String slot;

    Replication(Connection connection, String slot) throws SQLException {
        this.connection = connection;
        this.slot = slot;
        run("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<Change> changes() throws SQLException {
        var relations = new HashMap<Integer, Relation>();
        var changes = new ArrayList<Change>();
        try (var statement = connection.createStatement();
                var messages = statement.executeQuery("select data from pg_logical_slot_get_binary_changes('"
                + slot + "', null, null, 'proto_version', '1', 'publication_names', 'supabase_realtime')")) {
            while (messages.next()) {
                ByteBuffer message = ByteBuffer.wrap(messages.getBytes(1));
                switch (message.get()) {
                    case 'R' -> relations.put(message.getInt(), relation(message));
                    case 'I' -> {
                        Relation relation = relations.get(message.getInt());
                        message.get();
                        changes.add(new Change("INSERT", relation.table(), tuple(message, relation, false), Map.of()));
                    }
                    case 'U' -> {
                        Relation relation = relations.get(message.getInt());
                        byte kind = message.get();
                        Map<String, String> old = kind == 'N' ? Map.of() : tuple(message, relation, kind == 'K');
                        if (kind != 'N') {
                            message.get();
                        }
                        changes.add(new Change("UPDATE", relation.table(), tuple(message, relation, false), old));
                    }
                    case 'D' -> {
                        Relation relation = relations.get(message.getInt());
                        boolean keyOnly = message.get() == 'K';
                        changes.add(new Change("DELETE", relation.table(), Map.of(), tuple(message, relation, keyOnly)));
                    }
                    default -> {
                        // begin, commit, type
                    }
                }
            }
        }
        return changes;
    }

    private static Relation relation(ByteBuffer message) {
        String schema = text(message);
        String table = schema + "." + text(message);
        message.get();
        var columns = new ArrayList<Column>();
        for (int i = message.getShort(); i > 0; i--) {
            boolean isKey = message.get() == 1;
            columns.add(new Column(text(message), isKey));
            message.getLong();
        }
        return new Relation(table, columns);
    }

    private static Map<String, String> tuple(ByteBuffer message, Relation relation, boolean keyOnly) {
        var values = new LinkedHashMap<String, String>();
        int count = message.getShort();
        for (int i = 0; i < count; i++) {
            String value = null;
            if (message.get() == 't') {
                var bytes = new byte[message.getInt()];
                message.get(bytes);
                value = new String(bytes, StandardCharsets.UTF_8);
            }
            if (!keyOnly || relation.columns().get(i).isKey()) {
                values.put(relation.columns().get(i).name(), value);
            }
        }
        return values;
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            continue;
        }
        return new String(message.array(), start, message.position() - start - 1, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws SQLException {
        run("select pg_drop_replication_slot('" + slot + "')");
        connection.close();
    }
}
