package dev.balancesync.doctor;

import java.io.IOException;
import java.net.URI;
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
import java.util.stream.Stream;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.SettingsRules;

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

    private final List<Check> accounts;
    private final Duration limit;
    private final Path folder;
    private final Map<String, String> environment;
    private final Clock clock;
    private final ObjectMapper json = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    /** @param folder the working folder of the service */
    public Doctor(Path folder, Map<String, String> environment, Clock clock) {
        this(folder, environment, clock, List.of(), LIMIT);
    }

    /** @param accounts what is known already of the list of accounts */
    Doctor(Path folder, Map<String, String> environment, Clock clock, List<Check> accounts) {
        this(folder, environment, clock, accounts, LIMIT);
    }

    /** @param limit what has not answered by then is told as unknown */
    Doctor(Path folder, Map<String, String> environment, Clock clock, List<Check> accounts, Duration limit) {
        this.accounts = accounts;
        this.limit = limit;
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
            Language language = Language.of(environment.getOrDefault("LANGUAGE", ""));
            Bilingual said = e instanceof SettingsException wrong ? wrong.said() : Bilingual.both(String.valueOf(e.getMessage()));
            return new Report(List.of(SettingsChecks.complaint(language, said)), language);
        }
        Language language = configuration.language();
        var network = new Network();
        var here = new CompletableFuture<RunningService>();
        var elsewhere = new CompletableFuture<Optional<String>>();
        var built = new CompletableFuture<BuiltRoutes>();
        var groups = new LinkedHashMap<String, Group>();
        groups.put("settings", new SettingsChecks(configuration, environment)::run);
        groups.put("data", found -> {
            try {
                here.complete(RunningService.ask(configuration, json));
            } finally {
                here.complete(new RunningService(RunningService.Kind.UNSURE, null, "?"));
            }
            new DataChecks(configuration, json, clock).run(here.get(), found);
        });
        groups.put("routes", new RouteChecks(configuration, built)::run);
        if (scope.database()) {
            groups.put("database", new DatabaseChecks(configuration, network, clock, elsewhere, built)::run);
        } else {
            elsewhere.complete(Optional.empty());
            groups.put("database", found -> found.accept(Check.skipped("database", language.say("--no-database라서 보지 않았습니다", "left out by --no-database"))));
        }
        groups.put("broker", scope.broker()
                ? found -> new BrokerChecks(configuration, network, clock, scope.login()).run(here.get(), elsewhere, built, found)
                : found -> found.accept(Check.skipped("broker", language.say("--no-broker라서 보지 않았습니다", "left out by --no-broker"))));
        groups.put("notify", found -> receiver(configuration, network, found));
        try {
            return new Report(Stream.concat(accounts.stream(), run(groups, language).stream()).toList(), language);
        } finally {
            built.thenAccept(routes -> Optional.ofNullable(routes).ifPresent(BuiltRoutes::close));
        }
    }

    /** Nothing is sent to it: that is what {@code notify --test} is for. The address is a secret but for its host. */
    private void receiver(Configuration configuration, Network network, Consumer<Check> found) throws IOException {
        Language language = configuration.language();
        String url = configuration.value("notify.url");
        boolean readable = SettingsRules.problems(configuration::value).stream().noneMatch(problem -> problem.english().startsWith("NOTIFY_URL"));
        if (url.isEmpty() || !readable) {
            found.accept(url.isEmpty() ? Check.ok("notify", language.say("NOTIFY_URL이 없어 아무에게도 알리지 않습니다", "NOTIFY_URL is not set; nobody is told"))
                    : Check.skipped("notify", language.say("먼저 설정을 고쳐야 합니다", "correct the settings first")));
        } else if (network.reach(language, "notify", URI.create(url), "NOTIFY_URL", clock, found)) {
            found.accept(Check.ok("notify", language.say("'notify --test'로 시험 알림을 보낼 수 있습니다", "'notify --test' sends a message to try it")));
        }
    }

    private List<Check> run(Map<String, Group> groups, Language language) {
        long end = System.nanoTime() + limit.toNanos();
        var found = new LinkedHashMap<String, List<Check>>();
        var threads = new LinkedHashMap<String, Thread>();
        groups.forEach((name, group) -> {
            var checks = new ArrayList<Check>();
            found.put(name, checks);
            var thread = new Thread(() -> run(name, group, language, check -> {
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
                all.add(Check.failed(name, language.say(limit.toSeconds() + "초 안에 끝나지 않았습니다. 여기 없는 것은 알 수 없습니다",
                        "not finished within " + limit.toSeconds() + " s; what is not listed is unknown"), language.say(
                        "무엇인가 아주 느리게 응답합니다. 이 묶음의 마지막 줄을 보세요", "Something answers very slowly; look at the last line of this group")));
            }
        });
        return List.copyOf(all);
    }

    private static boolean join(Thread thread, long end) {
        try {
            thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static void run(String name, Group group, Language language, Consumer<Check> found) {
        try {
            group.run(found);
        } catch (Exception e) {
            found.accept(Check.failed(name, language.say("이 묶음의 나머지는 볼 수 없었습니다: ", "the rest of this group could not be looked at: ")
                    + Words.of(e, language), language.say("계속되면 이 줄을 이슈로 알려 주세요", "If it stays, please report this line")));
        }
    }
}
