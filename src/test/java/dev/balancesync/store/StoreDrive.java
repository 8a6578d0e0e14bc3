package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.balancesync.Http;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestFrames.Entry;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.session.SessionState;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.snapshot.Cash;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The service whose way to PostgreSQL can be cut, and what the tests of the store ask it. As a field with {@code @RegisterExtension} it is closed after each test. */
final class StoreDrive implements AutoCloseable, AfterEachCallback {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    final TestService mirror;
    final TestProxy proxy;
    final ShiftedTicker ticker = new ShiftedTicker();

    StoreDrive() {
        mirror = new TestService();
        mirror.ticker = ticker;
        int server = URI.create(mirror.database.url()).getPort();
        try {
            proxy = TestProxy.to(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // what is sent here is not in the simulator's account: a snapshot would rightly remove it, were it not so fresh
        mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + server + "/", ":" + proxy.port() + "/"))
                .with("KIWOOM_SNAPSHOT_SETTLE", "1h").with("KIWOOM_SNAPSHOT_RETRY", "1h").with("KIWOOM_SNAPSHOT_INTERVAL", "1h")
                .with("KIWOOM_SILENCE_LIMIT", "1h"); // the simulator's PING does not move with the ticker
    }

    /**
     * What was refused is tried again after ten seconds at the latest; by then it was cured, so the wait shows nothing more. For up to five real
     * seconds the journal's loop then counts as late, so a shorter wait is better waited for.
     */
    void letWaitPass() {
        ticker.move(LONGEST_WAIT);
    }

    /** LIVE, the tables are there, and a first holding has been stored and sold. */
    StoreDrive start() throws IOException {
        mirror.startLive();
        send(entry("999999", 1, 1));
        awaitRows("999999 1 1.00");
        send(entry("999999", 0, 1));
        awaitRows();
        // the row goes before the store hears of it
        await().atMost(SOON).until(() -> mirror.service().bean(Pending.class).size() == 0);
        return this;
    }

    /** LIVE and stored once; on its ticker the minute between two writes of kw_sync_status can pass. */
    void startQuiet() throws IOException {
        mirror.start();
        mirror.awaitState(SessionState.LIVE);
        await().atMost(SOON).until(() -> mirror.service().bean(DatabaseAnswers.class).isPrepared() && mirror.snapshot().lastAt() != null
                && mirror.service().bean(Cash.class).state().asOf() != null);
        awaitToldWell();
    }

    static Entry entry(String code, long quantity, long price) {
        return balance(code).quantity(quantity).price(price).cost(quantity);
    }

    /** One frame. */
    void send(Object... entries) {
        mirror.kiwoom.send(real(entries));
    }

    /** Frame by frame, stock by stock: {@code count} prices rising from 1, the quantity always the price. */
    void sendPrices(int from, int count, int stocks) {
        for (int i = from; i < from + count; i++) {
            send(entry(code(i % stocks), i + 1, i + 1));
        }
    }

    static String code(int stock) {
        return String.format("%06d", 100 + stock);
    }

    /** What {@link #sendPrices} leaves behind once all is stored. */
    static String[] lastPrices(int count, int stocks) {
        var rows = new String[stocks];
        for (int i = count - stocks; i < count; i++) {
            rows[i % stocks] = code(i % stocks) + " " + (i + 1) + " " + (i + 1) + ".00";
        }
        return rows;
    }

    /** @return {@code code quantity price}, by code */
    List<String> rows() {
        return mirror.portfolio().stream()
                .map(row -> row.get("stock_code") + " " + row.get("quantity") + " " + row.get("current_price")).toList();
    }

    void awaitRows(String... rows) {
        await().atMost(SOON.multipliedBy(2)).ignoreExceptions().untilAsserted(() -> assertThat(rows()).containsExactly(rows));
    }

    /** {@code GET /api/status}. */
    JsonNode status() throws IOException, InterruptedException {
        return get("/api/status");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return SampleFrames.JSON.readTree(Http.get(mirror.port, path));
    }

    /**
     * Status and readiness tell people that the database is away, why, and how many holdings wait; nothing but the database suffers, and
     * the process counts as alive, since a restart would cure nothing.
     */
    void awaitTold(String reason, int waiting) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            JsonNode status = status();
            assertThat(status.path("database").path("reachable")).isEqualTo(BooleanNode.FALSE);
            assertThat(status.path("database").path("reason").asText()).contains(reason);
            assertThat(status.path("database").path("waiting").asInt()).isEqualTo(waiting);
            assertThat(status.path("state").asText()).isEqualTo("LIVE");
            JsonNode ready = get("/observe/health/ready?data=true");
            assertThat(ready.path("status").asText()).isEqualTo("DOWN");
            assertThat(ready.toString()).contains(reason).contains("\"waiting\":").contains(String.valueOf(waiting));
            assertThat(get("/observe/health/live").path("status").asText()).isEqualTo("UP");
        });
    }

    /** What {@link #awaitTold} was about is over. */
    void awaitToldWell() {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(status().path("database").path("reachable")).isEqualTo(BooleanNode.TRUE);
            assertThat(status().path("database").path("waiting").asInt()).isZero();
            assertThat(get("/observe/health/ready").path("status").asText()).isEqualTo("UP");
        });
    }

    DatabaseAnswers.State database() {
        return mirror.service().bean(DatabaseAnswers.class).state();
    }

    void awaitAway(String reason) {
        await().atMost(SOON).until(() -> Boolean.FALSE.equals(database().reachable()) && database().reason().contains(reason));
    }

    void assertTakesAFill() {
        send(entry("000001", 1, 10));
        awaitRows("000001 1 10.00");
        assertWhole();
    }

    /** Rows and totals agree, the journal is confirmed to its end, nothing waits, and the broker noticed nothing. */
    void assertWhole() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(mirror.service().bean(Pending.class).isWaiting()).isFalse();
            assertThat(database().reachable()).isTrue();
            assertThat(Files.readString(journal("confirmed")).strip().split(" ")).satisfies(mark ->
                    assertThat(Long.parseLong(mark[1])).isEqualTo(Files.size(journal(mark[0]))));
        });
        Map<String, Object> sums = mirror.database.rows("select count(*) as positions, " + sum("evaluated_amount") + " as value, "
                + sum("total_purchase_amount") + " as cost from kw_portfolio").get(0);
        assertThat(mirror.account()).containsEntry("position_count", sums.get("positions"))
                .containsEntry("total_purchase_amount", sums.get("cost")).containsEntry("stock_value", sums.get("value"));
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
    }

    /** Of parts of which one is unknown there is no sum. */
    private static String sum(String column) {
        return "case when count(*) = count(" + column + ") then coalesce(sum(" + column + "), 0) end";
    }

    private Path journal(String file) {
        return mirror.dataDir().resolve("journal").resolve(file);
    }

    long refused() {
        return mirror.service().bean(Quarantine.class).count();
    }

    List<String> quarantined() throws IOException {
        Path folder = mirror.dataDir().resolve("quarantine");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // the folder is there a moment before the file
            Optional<Path> file = files.findFirst();
            return file.isPresent() ? Files.readAllLines(file.get()) : List.of();
        }
    }

    /** A connection that does not go through the proxy and may write whatever the database's default says. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(DatabaseUrl.parse(mirror.database.url()).jdbcUrl()
                + "&options=-c%20default_transaction_read_only=off&ApplicationName=test", "postgres", "");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Waits until the service's write waits for a lock. */
    void awaitBlocked() {
        await().atMost(SOON).until(() -> !mirror.database.rows("select from pg_stat_activity where datname = current_database()"
                + " and application_name = 'balance_sync' and wait_event_type = 'Lock'").isEmpty());
    }

    /** Ends the service's connections from the server's side. */
    void terminate() {
        mirror.database.rows("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'balance_sync'");
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        close();
    }

    @Override
    public void close() throws Exception {
        proxy.restore();
        mirror.close();
        proxy.close();
    }
}
