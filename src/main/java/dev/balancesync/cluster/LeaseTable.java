package dev.balancesync.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.store.WordedException;

/**
 * The tables of leases, asked on a connection of their own, since the store's may all hang: {@code kw_sync_lease} says who holds each shard
 * under which epoch, {@code kw_sync_node} until when each node counts as alive. Each question is one round trip and one implicit transaction.
 */
final class LeaseTable implements AutoCloseable {
    private static final String TABLE_MISSING = "42P01";
    private static final String ROUND = read("round.sql");
    private static final String TAKE = read("take.sql");
    private static final String GIVE_BACK = read("give-back.sql");
    private static final String RAISE = read("raise.sql");
    private static final String CREATE = read("create-tables.sql");
    /** Of a lease, as {@link #ROUND} tells it. */
    private static final int SHARD = 0;
    private static final int EPOCH = 1;
    private static final int HOLDER = 2;
    /** Of a node. */
    private static final int ACCOUNTS = 3;

    /**
     * @param joins whether this node is not known to be in the table
     * @param takes whether it takes what is free; not while it stops
     * @param quiet {@code name:beat} of those that are dead if their row says so
     * @param silent the same of those that are dead whatever their row says
     * @param givenBack {@code shard:epoch} of what is handed over
     * @param preferred shards that have accounts
     * @param accounts which these are, as the others are told
     */
    record Question(boolean joins, boolean takes, Collection<String> quiet, Collection<String> silent, Collection<String> givenBack,
            Collection<String> preferred, String accounts) {
    }

    /** Who holds a shard. */
    record Lease(long epoch, String holder) {
    }

    /**
     * @param present whether this node counts as alive; otherwise it holds nothing
     * @param leases by shard, whoever holds them
     * @param others the other nodes that live
     * @param accounts of each of them, as it has told; empty when it has not
     * @param nextExpiry until the first of them is dead unless it speaks; {@code null} when there is none
     * @param wanted how many shards the others lack to their least share, beyond what is free
     * @param isLeftFree something is free still: others are to take it, or a write holds it at this moment
     */
    record Answer(boolean present, Map<Integer, Lease> leases, Map<String, Neighbours.Beat> others, Map<String, String> accounts,
            Duration nextExpiry, int wanted, boolean isLeftFree) {
    }

    private final OwnConnections door;
    private final String node;
    private final String version;
    private final Duration ttl;
    private final Duration limit;
    private final boolean creates;
    private Connection connection;
    private String known = "";
    private Map<Integer, Lease> leases = Map.of();

    /**
     * @param node unique among all processes that there are and were
     * @param limit of each question, in whole seconds
     * @param creates whether the tables are made where they are missing
     */
    LeaseTable(OwnConnections door, String node, String version, Duration ttl, Duration limit, boolean creates) {
        this.door = door;
        this.node = node;
        this.version = version;
        this.ttl = ttl;
        this.limit = limit;
        this.creates = creates;
    }

    /** A question, and what it is answered. */
    private interface Asked<T> {
        T answer() throws SQLException;
    }

    Answer ask(Question question) throws SQLException {
        return ask(() -> round(question));
    }

    /**
     * For who is told by others what it may have: takes these shards, each under a new epoch.
     *
     * @return epoch by shard of all that this node holds
     */
    Map<Integer, Long> take(Collection<Integer> shards) throws SQLException {
        return ask(() -> taken(shards));
    }

    private <T> T ask(Asked<T> question) throws SQLException {
        try {
            return question.answer();
        } catch (SQLException e) {
            if (!TABLE_MISSING.equals(e.getSQLState())) {
                throw ended(e);
            }
            if (!creates) {
                throw new WordedException(new Bilingual("kw_sync_lease나 kw_sync_node 테이블이 없습니다. BALANCE_CREATE_TABLES=true로 설정하거나 docs/cluster.md의 SQL을"
                        + " 실행하세요", "There is no table kw_sync_lease or kw_sync_node. Set BALANCE_CREATE_TABLES=true, or run the SQL of docs/cluster.md"),
                        TABLE_MISSING, e);
            }
        }
        try (var create = connection().createStatement()) {
            create.execute(CREATE);
            return question.answer();
        } catch (SQLException e) {
            throw ended(e);
        }
    }

    private SQLException ended(SQLException answer) {
        if (connection != null) {
            door.refused(answer);
        }
        close();
        return answer;
    }

    private Answer round(Question question) throws SQLException {
        try (PreparedStatement round = connection().prepareStatement(limited(ROUND))) {
            int at = 1;
            round.setString(at++, node);
            round.setString(at++, (version + " " + question.accounts()).strip());
            round.setInt(at++, Math.toIntExact(ttl.toMillis()));
            round.setBoolean(at++, question.joins());
            round.setBoolean(at++, question.takes());
            round.setArray(at++, array(question.quiet()));
            round.setArray(at++, array(question.silent()));
            round.setArray(at++, array(question.givenBack()));
            round.setArray(at++, array(question.preferred()));
            round.setString(at, known);
            Answer answer = answer(told(round).split("\\|", -1));
            if (answer.leases().size() < Shard.COUNT) {
                fill();
            }
            return answer;
        }
    }

    /**
     * Rows that somebody has deleted: without them nobody would ever serve the accounts of these shards again. Their epochs are far above those of
     * before, by which a machine that led then could take itself for the last that did.
     */
    private void fill() throws SQLException {
        try (var statement = connection().createStatement()) {
            statement.execute("insert into kw_sync_lease (shard, epoch) select generate_series(0, %d), extract(epoch from now())::bigint on conflict do nothing"
                    .formatted(Shard.COUNT - 1));
        }
    }

    /**
     * Takes leases from whoever has them, and puts them above every epoch that there was.
     *
     * @param seen epoch by shard
     */
    void raise(Map<Integer, Long> seen) throws SQLException {
        try (PreparedStatement raise = connection().prepareStatement(RAISE)) {
            raise.setArray(1, array(seen.entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList()));
            raise.execute();
        } catch (SQLException e) {
            throw ended(e);
        }
    }

    private Map<Integer, Long> taken(Collection<Integer> shards) throws SQLException {
        try (PreparedStatement take = connection().prepareStatement(limited(TAKE))) {
            take.setString(1, node);
            take.setArray(2, array(shards.stream().map(String::valueOf).toList()));
            String[] told = told(take).split("\\|", -1);
            if (!told[0].isEmpty()) {
                throw new SQLException("The machine " + NodeName.forPeople(told[0]) + " runs with CLUSTER=postgres, and all must have the same CLUSTER");
            }
            var held = new HashMap<Integer, Long>();
            leases(told[1]).forEach((shard, lease) -> held.put(shard, lease.epoch()));
            if (!held.keySet().containsAll(shards)) {
                fill();
            }
            return held;
        }
    }

    private static String told(PreparedStatement asked) throws SQLException {
        asked.execute();
        // the limit and the lock answer, too
        do {
            ResultSet row = asked.getResultSet();
            if (row != null && row.next()) {
                return row.getString(1);
            }
        } while (asked.getMoreResults() || asked.getUpdateCount() >= 0);
        throw new SQLException("The database has not answered");
    }

    private String limited(String sql) {
        return sql.replace("LIMIT", String.valueOf(limit.toMillis()));
    }

    private Array array(Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    /** @param told as the end of {@code round.sql} puts it together */
    private Answer answer(String[] told) {
        if (!told[5].isEmpty()) {
            String[] markAndLeases = told[5].split(" ", 2);
            known = markAndLeases[0];
            leases = leases(markAndLeases[1]);
        }
        var others = new HashMap<String, Neighbours.Beat>();
        var accounts = new HashMap<String, String>();
        for (String each : told[4].isEmpty() ? new String[0] : told[4].split(",")) {
            String[] part = each.split(":");
            others.put(part[0], new Neighbours.Beat(Long.parseLong(part[1]), Duration.ofMillis(Long.parseLong(part[2]))));
            accounts.put(part[0], part.length > ACCOUNTS ? part[ACCOUNTS] : "");
        }
        Duration nextExpiry = others.isEmpty() ? null : Duration.ofMillis(Math.max(0, Integer.parseInt(told[1])));
        return new Answer(told[0].equals("1"), leases, others, accounts, nextExpiry, Integer.parseInt(told[2]), Integer.parseInt(told[3]) > 0);
    }

    private static Map<Integer, Lease> leases(String told) {
        var leases = new HashMap<Integer, Lease>();
        for (String each : told.isEmpty() ? new String[0] : told.split(",")) {
            String[] part = each.split(":");
            leases.put(Integer.valueOf(part[SHARD]), new Lease(Long.parseLong(part[EPOCH]), part.length > HOLDER ? part[HOLDER] : null));
        }
        return Map.copyOf(leases);
    }

    /** Everything, at the end: whoever comes next takes it at once. */
    void giveAllBack() throws SQLException {
        try (PreparedStatement statement = connection().prepareStatement(limited(GIVE_BACK))) {
            statement.setString(1, node);
            statement.setString(2, node);
            statement.execute();
        } finally {
            close();
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            String limits = "&connectTimeout=%1$d&loginTimeout=%1$d&socketTimeout=%1$d&prepareThreshold=0&ApplicationName=balance_sync_lease"
                    .formatted(Math.max(1, limit.toSeconds()));
            connection = door.open(limits);
        }
        return connection;
    }

    /** What was asked on it may still be done by the database, but is not waited for any more. */
    @Override
    public void close() {
        Connection dead = connection;
        connection = null;
        if (dead != null) {
            try {
                dead.abort(Runnable::run);
            } catch (SQLException e) {
                // it is of no use any more either way
            }
        }
    }

    private static String read(String file) {
        try (InputStream text = LeaseTable.class.getResourceAsStream(file)) {
            // it goes over the line at every round
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^\\s*--.*\\n", "").replaceAll("(?m)^ +", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
