package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balancesync.settings.SettingsException;

/**
 * Looks at everything that the service needs, and writes nothing: not to the database, not to the disk, and nothing to Kiwoom that a
 * running service would feel. The groups run side by side, so that the slowest decides how long it takes.
 */
public final class Doctor {
    private static final Duration LIMIT = Duration.ofSeconds(27);

    /**
     * What is to be looked at.
     *
     * @param broker ask Kiwoom
     * @param database ask the database
     * @param login log in to Kiwoom even if that ends the session of a running service
     */
    public record Scope(boolean broker, boolean database, boolean login) {
    }

    private final Path folder;
    private final Map<String, String> environment;
    private final Clock clock;
    private final ObjectMapper json = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    /** @param folder the working folder of the service */
    public Doctor(Path folder, Map<String, String> environment, Clock clock) {
        this.folder = folder;
        this.environment = environment;
        this.clock = clock;
    }

    ObjectMapper json() {
        return json;
    }

    /** One group of checks. */
    private interface Group {
        void run(Consumer<Check> found) throws Exception;
    }

    /** Takes less than half a minute, whatever does not answer. */
    public Report examine(Scope scope) {
        Configuration configuration;
        try {
            configuration = Configuration.read(folder, environment);
        } catch (SettingsException | IOException e) {
            return new Report(List.of(Check.failed("settings", Words.oneLine(e.getMessage()), null)));
        }
        var network = new Network();
        var here = new CompletableFuture<RunningService>();
        var elsewhere = new CompletableFuture<Optional<String>>();
        var groups = new LinkedHashMap<String, Group>();
        groups.put("settings", new SettingsChecks(configuration, environment)::run);
        groups.put("data", found -> {
            try {
                here.complete(RunningService.ask(configuration.value("http.host"), configuration.value("http.port"), json));
            } finally {
                here.complete(new RunningService(RunningService.Kind.UNSURE, null, "it could not be asked"));
            }
            new DataChecks(configuration, json, clock).run(here.get(), found);
        });
        if (scope.database()) {
            groups.put("database", new DatabaseChecks(configuration, network, clock, elsewhere)::run);
        } else {
            elsewhere.complete(Optional.empty());
            groups.put("database", found -> found.accept(Check.skipped("database", "left out by --no-database")));
        }
        groups.put("broker", scope.broker()
                ? found -> new BrokerChecks(configuration, network, json, clock, scope.login()).run(here.get(), elsewhere, found)
                : found -> found.accept(Check.skipped("broker", "left out by --no-broker")));
        return run(groups);
    }

    private static Report run(Map<String, Group> groups) {
        long end = System.nanoTime() + LIMIT.toNanos();
        var found = new LinkedHashMap<String, List<Check>>();
        var threads = new LinkedHashMap<String, Thread>();
        groups.forEach((name, group) -> {
            var checks = new ArrayList<Check>();
            found.put(name, checks);
            var thread = new Thread(() -> run(name, group, check -> {
                synchronized (checks) {
                    checks.add(check);
                }
            }), "doctor-" + name);
            thread.setDaemon(true);
            thread.start();
            threads.put(name, thread);
        });
        var all = new ArrayList<Check>();
        threads.forEach((name, thread) -> {
            boolean finished = join(thread, end);
            synchronized (found.get(name)) {
                all.addAll(found.get(name));
            }
            if (!finished) {
                all.add(Check.failed(name, "not finished within " + LIMIT.toSeconds() + " s; what is not listed is unknown",
                        "Something answers very slowly; look at the last line of this group"));
            }
        });
        return new Report(List.copyOf(all));
    }

    private static boolean join(Thread thread, long end) {
        try {
            thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static void run(String name, Group group, Consumer<Check> found) {
        try {
            group.run(found);
        } catch (Exception e) {
            found.accept(Check.failed(name, "the rest of this group could not be looked at: " + Words.of(e), "If it stays, please report this line"));
        }
    }
}
