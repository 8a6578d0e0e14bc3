package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.TextFile;
import dev.balancesync.store.MappedColumns;
import org.apache.camel.Processor;

/** Whether the routes can be built: every step, bean, endpoint and SQL file that they name. They are left for who asks by them. */
final class RouteChecks {
    private static final String SECONDS = Network.LIMIT.toSeconds() + "s";

    private final Configuration configuration;
    private final CompletableFuture<BuiltRoutes> built;

    /** @param built gets {@code null} when they cannot be built */
    RouteChecks(Configuration configuration, CompletableFuture<BuiltRoutes> built) {
        this.configuration = configuration;
        this.built = built;
    }

    void run(Consumer<Check> found) {
        Language language = configuration.language();
        String folder = configuration.value("routes.dir");
        try {
            // what comes over the socket meanwhile is the service's to keep: here it ends
            Processor end = exchange -> exchange.setRouteStop(true);
            var routes = new BuiltRoutes(configuration.folder(), settings(), Map.of("journalAppend", end));
            built.complete(routes);
            Optional<Bilingual> missing = missing(routes);
            if (missing.isPresent()) {
                found.accept(Check.failed("routes", missing.get().in(language), language.say("그 파일의 그 자리에 적거나, 설정의 그 줄을 빼세요",
                        "Write it there, or take the line out")));
                return;
            }
            if (routes.count() == 0) {
                found.accept(Check.failed("routes", language.say(folder + "에 *.camel.yaml이 없습니다", folder + " holds no *.camel.yaml"), language.say(
                        "라우트 파일을 그 폴더에 두세요", "Put the route files there")));
            } else if (!routes.leftOut().isEmpty()) {
                String files = String.join("; ", routes.leftOut().values());
                found.accept(Check.warning("routes", language.say("직접 쓰신 파일에 잘못이 있어 그 파일 없이 실행됩니다: " + files,
                        "a file of your own holds a mistake, and the service runs without it: " + files), language.say("그 파일을 고쳐 저장하거나 지우세요", "Correct and save it, or delete it")));
            } else {
                found.accept(Check.ok("routes", language.say(folder + "의 라우트 " + routes.count() + "개를 모두 만들 수 있습니다",
                        "all " + routes.count() + " routes of " + folder + " can be built")));
            }
        } catch (SettingsException e) {
            found.accept(Check.skipped("routes", language.say("먼저 설정을 고쳐야 합니다", "correct the settings first")));
        } catch (IllegalStateException e) {
            found.accept(Check.failed("routes", language.say("라우트를 만들 수 없습니다: ", "") + Words.oneLine(e.getMessage()), language.say(
                    "그 파일을 고치거나 배포된 파일로 되돌리세요", "Correct the file, or take the shipped one")));
        } finally {
            built.complete(null);
        }
    }

    /** What the mapping reads and the SQL file does not write. */
    private Optional<Bilingual> missing(BuiltRoutes routes) {
        Path folder = configuration.folder().resolve(configuration.value("routes.dir"));
        Path file = folder.resolve("sql").resolve(configuration.value("balance.schema")).resolve("write-batch.sql");
        try {
            return routes.bean(MappedColumns.class).missing(file, TextFile.read(file));
        } catch (IOException e) {
            return Optional.empty(); // said by the routes, or by the database's checks
        }
    }

    /** Nobody has the patience of a service. */
    private Properties settings() {
        Properties settings = configuration.given();
        settings.setProperty("kiwoom.rest-timeout-millis", String.valueOf(Network.LIMIT.toMillis()));
        settings.setProperty("kiwoom.handshake-timeout", SECONDS);
        settings.setProperty("kiwoom.answer-timeout", SECONDS);
        return settings;
    }
}
