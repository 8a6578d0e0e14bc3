package dev.balancesync.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.Service;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.reload.RoutesAtStart;
import dev.balancesync.settings.Settings;
import dev.balancesync.store.Commit;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** The routes from the journal to the tables, and nothing else: no session, no snapshot, no web, no live journal. */
final class Replay implements AutoCloseable {
    private static final Duration DATABASE_ANSWERS = Duration.ofSeconds(30);
    private static final Duration ALL_IS_WRITTEN = Duration.ofMinutes(2);
    private static final int STILL = 5;

    private static final Set<String> ROUTE_FILES = Set.of("balance.camel.yaml", "store.camel.yaml", "errors.camel.yaml", "feed.camel.yaml");

    private final Path dataDir;
    private final Main main;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /** @throws dev.balancesync.settings.SettingsException when {@code application.properties} is missing */
    Replay(Path folder, Map<String, String> environment) throws IOException {
        Properties settings = Settings.read(folder, environment);
        String name = "replay-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
        dataDir = folder.resolve(settings.getProperty("DATA_DIR", "data")).resolve(name);
        settings.putAll(Map.of("DATA_DIR", dataDir.toString(), "data.dir", dataDir.toString(),
                // nothing here contacts the broker; were it to, this is where it would end
                "KIWOOM_APP_KEY", "replay", "KIWOOM_APP_SECRET", "replay", "KIWOOM_REST_URL", "http://127.0.0.1:1",
                "KIWOOM_WS_URL", "ws://127.0.0.1:1", "HTTP_HOST", "127.0.0.1", "HTTP_PORT", "0"));
        settings.putAll(Map.of("cluster", "off", "camel.server.enabled", "false", "camel.management.enabled", "false", "camel.metrics.enabled", "false",
                "camel.main.route-filter-include-pattern", "balance-*,store-*,errors-*,feed-replay-frame"));
        main = Service.configure(folder, settings, new RoutesAtStart(ROUTE_FILES::contains));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().getCamelContextExtension().addInterceptStrategy(Replay.this::counted);
            }
        });
    }

    /** Counts what the step that writes has written. */
    private Processor counted(CamelContext context, NamedNode step, Processor target, Processor next) {
        return !"write-batch".equals(step.getId()) ? target : exchange -> {
            target.process(exchange);
            if (exchange.getException() == null) {
                rows.addAndGet(exchange.getVariable("batch", Commit.class).rows());
                writes.incrementAndGet();
            }
        };
    }

    /** @throws IllegalStateException when the database cannot be used, with the reason */
    void start() {
        main.start();
        var database = bean(DatabaseAnswers.class);
        await(DATABASE_ANSWERS, () -> database.isPrepared() || Boolean.FALSE.equals(database.state().reachable()));
        if (!database.isPrepared()) {
            throw new IllegalStateException("the database cannot be used: " + database.state().reason());
        }
    }

    /** @return what a person may know the database by; empty when the table is */
    String whatIsThere() throws SQLException {
        try (var connection = bean(ConnectionPool.class).getConnection(); var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*), max(updated_at)::text from kw_portfolio")) {
            found.next();
            return found.getLong(1) == 0 ? "" : "kw_portfolio has " + found.getLong(1) + " rows, the newest of " + found.getString(2);
        }
    }

    /** Returns when all is written, or nothing more can be. */
    Recording.Contents run(Recording recording) throws IOException {
        CamelContext context = main.getCamelContext();
        var pending = bean(Pending.class);
        var sequencer = bean(Sequencer.class);
        pending.release();
        Recording.Contents contents;
        try (ProducerTemplate frames = context.createProducerTemplate()) {
            contents = recording.read(frame -> {
                if (frame.balances() > 0) {
                    frames.send("direct:feed-replay-frame", exchange -> {
                        exchange.getMessage().setBody(frame.text());
                        exchange.setVariable("frame", frame.text());
                        exchange.setVariable("arrival", sequencer.next(frame.receivedAt()));
                    });
                }
            });
        }
        var still = new int[1];
        await(ALL_IS_WRITTEN, () -> {
            // looked at again and again: what was drained may be put back
            boolean idle = !pending.isWaiting() && context.getInflightRepository().size() == 0;
            still[0] = idle ? still[0] + 1 : 0;
            return still[0] >= STILL;
        });
        return contents;
    }

    /** Why something is not written; {@code null} when all is. */
    String waiting() {
        var pending = bean(Pending.class);
        return pending.isWaiting() ? pending.size() + " holdings wait, because " + bean(DatabaseAnswers.class).state().reason() : null;
    }

    long quarantined() {
        return bean(Quarantine.class).count();
    }

    Path quarantine() {
        return dataDir.resolve("quarantine");
    }

    long rows() {
        return rows.get();
    }

    long writes() {
        return writes.get();
    }

    private <T> T bean(Class<T> type) {
        return main.getCamelContext().getRegistry().findSingleByType(type);
    }

    private static void await(Duration most, BooleanSupplier done) {
        var ticker = Ticker.system();
        long end = ticker.in(most);
        while (!done.getAsBoolean() && !ticker.isReached(end)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() {
        if (main.getCamelContext() == null) {
            return;
        }
        main.stop();
        var connections = bean(HikariDataSource.class);
        if (connections != null) {
            connections.close();
        }
    }
}
