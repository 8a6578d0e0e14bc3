package dev.balancesync.supabase;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom Supabase Realtime tells what of a change: the rules of its public SQL functions, in our words. It asks the database for rights, row
 * level security and primary key, as those do.
 *
 * <p>What it does not imitate: limits of size, other comparisons than {@code eq}, chosen columns, several schemas.
 *
 * @see <a href="https://github.com/supabase/walrus">walrus</a>, as of migration 0013
 */
final class Realtime {
    private final SupabaseProject project;

    /**
     * @param who {@code anon}, {@code service_role}, or the uuid of a user who has logged in
     * @param filter {@code column=eq.value}; {@code null} for none
     */
    record Subscriber(String who, String filter) {
    }

    /**
     * @param row columns by name; empty for DELETE
     * @param old what is told of the row before
     * @param error {@code null} when all is well
     */
    record Event(String type, String table, Map<String, String> row, Map<String, String> old, String error) {
    }

    Realtime(SupabaseProject project) {
        this.project = project;
    }

    static String role(String who) {
        return who.contains("-") ? "authenticated" : who;
    }

    static String claims(String who) {
        return "{\"role\":\"" + role(who) + "\"" + (who.contains("-") ? ",\"sub\":\"" + who + "\"" : "") + "}";
    }

    List<Event> told(List<Replication.Change> changes, Subscriber subscriber) throws SQLException {
        var events = new ArrayList<Event>();
        for (Replication.Change change : changes) {
            told(change, subscriber).ifPresent(events::add);
        }
        return events;
    }

    private Optional<Event> told(Replication.Change change, Subscriber subscriber) throws SQLException {
        boolean isDelete = change.action().equals("DELETE");
        Set<String> readable = readable(change.table(), role(subscriber.who()));
        Set<String> key = key(change.table());
        if (subscriber.filter() != null && !readable.contains(column(subscriber.filter()))) {
            return Optional.empty(); // the subscription itself is refused
        }
        if (!isDelete && key.isEmpty()) {
            return Optional.of(new Event(change.action(), change.table(), Map.of(), Map.of(), "400: no primary key"));
        }
        if (!isDelete && !readable.containsAll(key)) {
            return Optional.of(new Event(change.action(), change.table(), Map.of(), Map.of(), "401: Unauthorized"));
        }
        if (!passes(change.row(), subscriber.filter()) && !(isDelete && passes(change.old(), subscriber.filter()))) {
            return Optional.empty();
        }
        boolean secured = isSecured(change.table());
        if (secured && !isDelete && !mayRead(change, key, subscriber.who())) {
            return Optional.empty();
        }
        Map<String, String> old = only(change.old(), readable);
        if (isDelete && secured) {
            old = only(old, key);
        } else if (!isDelete && old.isEmpty() && change.action().equals("UPDATE")) {
            old = only(change.row(), key);
        }
        return Optional.of(new Event(change.action(), change.table(), only(change.row(), readable), old, null));
    }

    private static String column(String filter) {
        return filter.substring(0, filter.indexOf('='));
    }

    private static boolean passes(Map<String, String> row, String filter) {
        return filter == null || filter.substring(filter.indexOf(".") + 1).equals(row.get(column(filter)));
    }

    private static Map<String, String> only(Map<String, String> row, Set<String> columns) {
        var left = new LinkedHashMap<>(row);
        left.keySet().retainAll(columns);
        return left;
    }

    private Set<String> readable(String table, String role) throws SQLException {
        return names("select attname::text as name from pg_attribute where attrelid = '" + table + "'::regclass and attnum > 0 and not attisdropped"
                + " and has_column_privilege('" + role + "', attrelid, attnum, 'SELECT')");
    }

    private Set<String> key(String table) throws SQLException {
        return names("select attname::text as name from pg_attribute a join pg_constraint c on c.conrelid = a.attrelid and c.contype = 'p'"
                + " and a.attnum = any(c.conkey) where a.attrelid = '" + table + "'::regclass");
    }

    private Set<String> names(String sql) throws SQLException {
        return project.rows(sql).stream().map(row -> (String) row.get("name")).collect(Collectors.toSet());
    }

    private boolean isSecured(String table) throws SQLException {
        return !project.rows("select from pg_class where oid = '" + table + "'::regclass and relrowsecurity").isEmpty();
    }

    private boolean mayRead(Replication.Change change, Set<String> key, String who) throws SQLException {
        String condition = key.stream().map(column -> column + " = '" + change.row().get(column) + "'").collect(Collectors.joining(" and "));
        return !project.request(who, "select from " + change.table() + " where " + condition).isEmpty();
    }
}
