package dev.balancesync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.routes.RouteCoverage;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.settings.Settings;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/**
 * The service with its shipped routes and settings, between the simulator and a real PostgreSQL. As a field with {@code @RegisterExtension} it is
 * closed after each test.
 */
public final class TestService implements AutoCloseable, AfterEachCallback {
    /** Long, since a busy machine is no fault; what is awaited comes at once on a free one. */
    public static final Duration SOON = Duration.ofSeconds(60);
    static final Map<String, String> WITHOUT_MANAGEMENT = Map.of("camel.main.jmx-enabled", "false", "camel.management.jolokia-enabled", "false");

    public final KiwoomSimulator kiwoom;
    public final TestDatabase database = TestDatabase.create();
    public final Map<String, String> environment = new HashMap<>();
    public final int port;
    /** Set before the start, to move the time. */
    public Clock clock = Clock.systemUTC();
    public Ticker ticker = Ticker.system();
    private final Path data;
    private Path folder = Path.of("");
    private Service service;

    public TestService() {
        this(SimulatorOptions.defaults().withHoldings(false));
    }

    public TestService(SimulatorOptions options) {
        kiwoom = KiwoomSimulator.start(options);
        try {
            port = FreePort.find();
            data = Files.createTempDirectory("balance-sync-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("DATA_DIR", data.toString());
        environment.putAll(Map.of(
                "KIWOOM_APP_KEY", "test-app-key", "KIWOOM_APP_SECRET", "test-app-secret",
                "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "KIWOOM_RECONNECT_DELAY", "200ms", "KIWOOM_RECONNECT_JITTER", "10ms", "KIWOOM_SUPERVISE_PERIOD", "50ms",
                "SUPABASE_DB_URL", database.url(), "HTTP_PORT", String.valueOf(port)));
        // the simulator allows more than Kiwoom, and its answers do not lag
        environment.putAll(Map.of("KIWOOM_REST_PACE", "10ms", "KIWOOM_SNAPSHOT_SETTLE", "0s"));
        // a third of the processor time of a start
        environment.putAll(WITHOUT_MANAGEMENT);
        environment.putAll(KnownResources.SETTING);
        environment.put("camel.beans.routeCoverage", "#class:" + RouteCoverage.class.getName());
    }

    public TestService with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** With Camel's MBeans and Jolokia, as the service ships. */
    public TestService withManagement() {
        environment.keySet().removeAll(WITHOUT_MANAGEMENT.keySet());
        return this;
    }

    /** With a working folder of its own, which has its settings and {@code .env}. */
    public TestService in(Path itsFolder) throws IOException {
        folder = itsFolder;
        Files.copy(Path.of(Settings.FILE), folder.resolve(Settings.FILE));
        return this;
    }

    public TestService start() throws IOException {
        service = new Service(folder, environment, clock, ticker);
        service.start();
        return this;
    }

    /** With a time of its own. */
    public TestService start(Clock itsClock, Ticker itsTicker) throws IOException {
        clock = itsClock;
        ticker = itsTicker;
        return start();
    }

    public TestService startLive() throws IOException {
        start();
        awaitState(SessionState.LIVE);
        await().atMost(SOON).until(() -> snapshot().lastAt() != null || snapshot().error() != null);
        DatabaseAnswers store = service.bean(DatabaseAnswers.class);
        await().atMost(SOON).until(() -> store.isPrepared() || Boolean.FALSE.equals(store.state().reachable()));
        return this;
    }

    public void stop() {
        service.close();
        service = null;
    }

    public Service service() {
        return service;
    }

    public Session session() {
        return service.bean(Session.class);
    }

    public SessionState state() {
        return session().current().state();
    }

    public void awaitState(SessionState wanted) {
        await().atMost(SOON).until(() -> state() == wanted);
    }

    /** Awaits the simulator's count of REG, and that the session knows of it. */
    public void awaitRegistrations(int count) {
        await().atMost(SOON).until(() -> kiwoom.count("registrations") >= count && state() == SessionState.LIVE
                && (snapshot().gapSince() == null || snapshot().error() != null));
    }

    public Snapshots.State snapshot() {
        return service.bean(Snapshots.class).state();
    }

    public List<Map<String, Object>> portfolio() {
        return database.rows("select * from kw_portfolio order by stock_code, credit_type, loan_date");
    }

    public Map<String, Object> account() {
        List<Map<String, Object>> rows = database.rows("select * from kw_account_balance");
        return rows.isEmpty() ? Map.of() : rows.get(0);
    }

    public Path dataDir() {
        return Path.of(environment.get("DATA_DIR"));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
        kiwoom.close();
        database.drop();
        FileSystemUtils.deleteRecursively(data.toFile());
    }
}
