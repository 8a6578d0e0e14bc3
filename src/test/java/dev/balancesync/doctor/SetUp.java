package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.KnownResources;
import dev.balancesync.TestDatabase;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.store.PgBouncer;

/** A working folder, a database and an entry in Kiwoom's portal, with which the service works until something is broken. */
final class SetUp {
    static final String KEY = "mock-key";
    static final String SECRET = "secret-of-the-key";
    private static final Pattern SQL = Pattern.compile("(?:begin|alter|grant|create|commit)\\b[^;]*;");
    private static final Pattern SETTING = Pattern.compile("\\b([A-Z]+(?:_[A-Z]+)+)=([\\w.]+)");
    private static final Pattern PARAMETER = Pattern.compile("\\b(?:currentSchema|sslmode|prepareThreshold)=[a-zA-Z0-9_%-]+");
    private static final String RIGHT = "4d2b9b3e-0000-4000-8000-000000000001";

    final Path folder;
    final Map<String, String> environment = new HashMap<>();
    final TestDatabase database = TestDatabase.create();
    final KiwoomSimulator kiwoom;
    final String url = database.url();
    Clock clock = Clock.systemUTC();
    /** Before the database, where there is one. */
    PgBouncer pooler;
    /** Whether the portal has this machine's address for the key. */
    boolean addressIsRegistered = true;

    SetUp(Path folder, KiwoomSimulator kiwoom) throws IOException {
        this.folder = folder;
        this.kiwoom = kiwoom;
        database.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        Files.createDirectories(folder.resolve("data"));
        shipped("");
        environment.putAll(KnownResources.SETTING);
        environment.putAll(Map.of("KIWOOM_APP_KEY", KEY, "KIWOOM_APP_SECRET", SECRET, "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(), "SUPABASE_DB_URL", url,
                "HTTP_PORT", String.valueOf(FreePort.find())));
    }

    /** Puts the route files that begin so, as they are shipped, into the folder. */
    void shipped(String file) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile).filter(each -> each.endsWith(file) || file.isEmpty())::iterator) {
                Path target = folder.resolve(each.toString());
                Files.createDirectories(target.getParent());
                Files.write(target, Files.readAllBytes(each));
            }
        }
    }

    void withoutRoutes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("routes"))) {
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.delete(each);
            }
        }
    }

    void edit(String file, String what, String instead) throws IOException {
        String text = Files.readString(folder.resolve("routes").resolve(file));
        assertThat(text).contains(what);
        Files.writeString(folder.resolve("routes").resolve(file), text.replace(what, instead));
    }

    /** Logs in as a role of this case, which may do what is granted here. */
    void asRole(String grants) {
        String role = "role_" + url.substring(url.lastIndexOf('/') + 1);
        database.execute("create role " + role + " login;" + grants.replace("ROLE", role));
        environment.put("SUPABASE_DB_URL", url.replace("postgres@", role + "@"));
    }

    /** What of an advice is copied as it stands: SQL, settings, parameters. */
    static List<String> toCopy(String advice) {
        return Stream.of(SQL, SETTING, PARAMETER).flatMap(each -> each.matcher(advice).results()).map(MatchResult::group).sorted().toList();
    }

    /** Runs what SQL an advice has, word for word, as the owner. */
    void run(String advice) {
        var sql = new StringBuilder();
        for (Matcher statement = SQL.matcher(advice); statement.find();) {
            sql.append(statement.group());
        }
        assertThat(sql).as(advice).isNotEmpty();
        database.execute(sql.toString());
    }

    /** Writes what settings, and parameters of the database's address, an advice has, word for word. */
    void write(String advice) {
        SETTING.matcher(advice).results().forEach(setting -> environment.put(setting.group(1), setting.group(2)));
        PARAMETER.matcher(advice).results().findFirst().ifPresent(parameter -> environment.merge("SUPABASE_DB_URL", parameter.group(),
                (address, added) -> address + (address.contains("?") ? "&" : "?") + added));
    }

    String user() {
        return RIGHT;
    }

    /** What the portal says to the key, the secret, the side and the address; the simulator takes any. */
    private String refusal() {
        String key = environment.getOrDefault("KIWOOM_APP_KEY", "");
        boolean mock = environment.getOrDefault("KIWOOM_IS_DEMO", "true").equals("true");
        return !addressIsRegistered ? "8050" : key.equals("real-key") && mock || key.equals(KEY) && !mock ? "8030"
                : !key.equals(KEY) && !key.equals("real-key") ? "8001" : !SECRET.equals(environment.get("KIWOOM_APP_SECRET")) ? "8002" : null;
    }

    Report examine(Doctor.Scope scope) {
        kiwoom.clearFaults();
        if (refusal() != null) {
            kiwoom.next(new Fault.Refuse("au10001", refusal()));
        }
        return new Doctor(folder, environment, clock).examine(scope);
    }
}
