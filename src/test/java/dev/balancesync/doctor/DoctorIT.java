package dev.balancesync.doctor;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.FreePort;
import dev.balancesync.KnownResources;
import dev.balancesync.MutableClock;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestFiles;
import dev.balancesync.TestKeys;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.process.Usage;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorIT {
    private static final Pattern NAME = Pattern.compile("`([\\w.-]+)`");
    private static final Doctor.Scope ALL = new Doctor.Scope(true, true, false);
    private static final Doctor.Scope DATABASE = new Doctor.Scope(false, true, false);
    private static final Doctor.Scope BROKER = new Doctor.Scope(true, false, false);
    private static final String LEGACY = """
            create table kw_portfolio (user_id uuid not null, account_number text, stock_code text, stock_name text,
                quantity integer %s, available_quantity integer, avg_price numeric, purchase_amount numeric not null, current_price numeric,
                evaluated_amount numeric, profit_loss numeric, profit_loss_rate numeric, updated_at timestamptz, created_at timestamptz,
                unique (user_id, account_number, stock_code));
            create table kw_account_balance (user_id uuid, account_number text, total_cash numeric, available_cash numeric, order_cash numeric,
                deposit numeric, substitute_money numeric, total_asset numeric, stock_value numeric, profit_loss numeric,
                profit_loss_rate numeric, updated_at timestamptz, unique (user_id, account_number));
            """;

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private KiwoomSimulator kiwoom;
    private TestDatabase database;
    private Clock clock = Clock.systemUTC();

    @BeforeEach
    void setUp() throws IOException {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        database = TestDatabase.create();
        database.execute(Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        Files.createDirectories(folder.resolve("data"));
        environment.putAll(KnownResources.SETTING);
        environment.putAll(Map.of("KIWOOM_APP_KEY", "k3y-of-the-app", "KIWOOM_APP_SECRET", "s3cr3t-of-the-app",
                "KIWOOM_ACCOUNT_NO", "8112-5100", "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "SUPABASE_DB_URL", database.url(), "HTTP_PORT", String.valueOf(FreePort.find()),
                "ROUTES_DIR", Path.of("routes").toAbsolutePath().toString()));
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private Report examine(Doctor.Scope scope) {
        return new Doctor(folder, environment, clock).examine(scope);
    }

    private static Check find(Report report, String name) {
        List<Check> found = report.checks().stream().filter(check -> check.name().equals(name)).toList();
        assertThat(found).as("%s in%n%s", name, report.text()).hasSize(1);
        return found.get(0);
    }

    private static void assertOutcome(Report report, String name, Outcome outcome, String... words) {
        Check check = find(report, name);
        assertThat(check.outcome()).as(report.text()).isEqualTo(outcome);
        assertThat(List.of(words)).as(check.finding() + " -> " + check.advice())
                .allMatch(word -> (check.finding() + " -> " + check.advice()).contains(word));
    }

    private static List<String> failed(Report report) {
        return report.checks().stream().filter(check -> check.outcome() == Outcome.FAILED).map(Check::name).toList();
    }

    /** Names, sizes and contents of a folder; rows, columns and rights of the tables. */
    private List<Object> everything() throws IOException {
        var all = new ArrayList<Object>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                all.add(file + " " + Files.getLastModifiedTime(file) + (Files.isRegularFile(file) ? " " + Files.readString(file) : ""));
            }
        }
        all.add(database.rows("select xmin::text, * from kw_portfolio"));
        all.add(database.rows("select xmin::text, * from kw_account_balance"));
        all.add(database.rows("select xmin::text, * from kw_sync_status"));
        all.add(database.rows("select xmin::text, relname, relacl::text, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace"
                + " order by relname"));
        return all;
    }

    @Test
    void all_is_well_and_nothing_was_written() throws IOException {
        database.execute("insert into kw_portfolio (account_number, stock_code, quantity) values ('8112510011', '005930', 3)");
        Files.createDirectories(folder.resolve("data/journal"));
        Files.writeString(folder.resolve("data/journal/2026-11-20.jsonl"), "{\"at\":\"2026-11-20T09:00:00+09:00\",\"frame\":{}}\n");
        Files.writeString(folder.resolve("data/journal/confirmed"), String.format("2026-11-20.jsonl %019d%n", 51));
        List<Object> before = everything();

        Report report = examine(ALL);

        assertThat(report.hasFailed()).as(report.text()).isFalse();
        assertThat(report.checks()).as(report.text()).extracting(Check::outcome).containsOnly(Outcome.OK);
        assertThat(report.checks()).extracting(Check::name).contains("settings", "data.journal", "database.rights", "broker.token",
                "broker.account", "broker.login", "broker.register", "broker.holdings", "broker.cash", "broker.clock");
        assertThat(everything()).isEqualTo(before);
        assertThat(kiwoom.received()).anyMatch(frame -> frame.contains("LOGIN")).anyMatch(frame -> frame.contains("REG"));
        assertThat(report.text()).doesNotContain("k3y", "s3cr3t", "81125100", "8112-5100", "SIMULATED-TOKEN");
    }

    @Test
    void every_line_is_explained_in_the_reference_and_every_option() throws IOException {
        environment.put("NOTIFY_URL", kiwoom.restUrl() + "/hook");
        String page = Files.readString(Path.of("docs/reference/doctor.md"));
        List<String> explained = page.lines().filter(line -> line.startsWith("| `")).flatMap(line -> NAME.matcher(line.split("\\|")[1]).results())
                .map(name -> name.group(1)).toList();

        Report report = examine(ALL);

        assertThat(explained).doesNotHaveDuplicates().containsAll(report.checks().stream().map(Check::name).toList());
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/balancesync/doctor"))) {
            String source = String.join("", sources.map(TestFiles::text).toList());
            assertThat(explained).filteredOn(name -> !name.matches(".*-(dns|line)|--.*")).allMatch(name -> source.contains('"' + name + '"'));
        }
        var options = Usage.of(new DoctorCommand(folder, environment, System.out), System.out, System.err).getCommandSpec().optionsMap().keySet();
        assertThat(explained).containsAll(options.stream().filter(option -> option.startsWith("--")).toList());
    }

    @Test
    void the_json_says_the_same_as_the_lines() throws IOException {
        environment.put("KIWOOM_ACCOUNT_NO", "9999-1234");
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();

        int code = Usage.of(new DoctorCommand(folder, environment, new PrintStream(out, true)), new PrintStream(out), new PrintStream(err))
                .execute("--json", "--no-database");

        JsonNode told = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        Report report = examine(BROKER);
        assertThat(code).isEqualTo(1);
        assertThat(err.size()).isZero();
        assertThat(told.path("failed").asBoolean()).isTrue();
        var checks = new ArrayList<Check>();
        told.path("checks").forEach(check -> checks.add(new Check(check.path("name").asText(),
                Outcome.valueOf(check.path("outcome").asText().toUpperCase(Locale.ROOT)), check.path("finding").asText(),
                check.path("advice").isNull() ? null : check.path("advice").asText())));
        assertThat(checks).extracting(Check::name, Check::outcome, Check::advice).containsExactlyElementsOf(report.checks().stream()
                .map(check -> tuple(check.name(), check.outcome(), check.advice())).toList());
    }

    @Test
    void a_wrong_secret_is_told_with_the_brokers_code_and_what_to_do() {
        kiwoom.next(new Fault.Refuse("au10001", "8001"));

        Report report = examine(BROKER);

        assertOutcome(report, "broker.token", Outcome.FAILED, "8001", "검증에 실패", "KIWOOM_APP_SECRET");
        assertOutcome(report, "broker.login", Outcome.SKIPPED, "needs a token");
        assertThat(kiwoom.count("opened")).isZero();
    }

    @Test
    void another_account_than_the_keys_is_named_by_its_last_digits() {
        environment.put("KIWOOM_ACCOUNT_NO", "9999-1234");

        Report report = examine(BROKER);

        assertOutcome(report, "broker.account", Outcome.FAILED, "******0011", "****-1234", "KIWOOM_ACCOUNT_NO");
        assertOutcome(report, "broker.login", Outcome.OK);
        assertThat(report.text()).doesNotContain("8112510011", "9999-1234");
    }

    @Test
    void a_rest_host_that_is_down_does_not_hide_the_rest() throws IOException {
        int nobody = FreePort.find();
        environment.put("KIWOOM_REST_URL", "http://127.0.0.1:" + nobody);

        Report report = examine(ALL);

        assertOutcome(report, "broker.rest-line", Outcome.FAILED, "refused", "port " + nobody);
        assertOutcome(report, "broker.websocket-line", Outcome.OK);
        assertOutcome(report, "broker.token", Outcome.SKIPPED);
        assertOutcome(report, "database.login", Outcome.OK);
        assertThat(failed(report)).containsExactly("broker.rest-line");
    }

    @Test
    void a_websocket_host_that_is_down_leaves_rest_to_be_asked() throws IOException {
        environment.put("KIWOOM_WS_URL", "ws://127.0.0.1:" + FreePort.find() + KiwoomSimulator.WEBSOCKET_PATH);

        Report report = examine(BROKER);

        assertThat(failed(report)).containsExactly("broker.websocket-line");
        assertOutcome(report, "broker.holdings", Outcome.OK, "kt00018");
    }

    @Test
    void an_html_page_is_called_one() {
        kiwoom.next(new Fault.TokenAnswer(200, "<html>점검 중</html>"));

        assertOutcome(examine(BROKER), "broker.token", Outcome.FAILED, "HTML page", "maintenance");
    }

    @Test
    void what_mock_trading_does_not_offer_is_a_warning() {
        for (String api : List.of("ka00001", "kt00018", "kt00001")) {
            kiwoom.next(new Fault.Refuse(api, "RC9000"));
        }

        Report report = examine(BROKER);

        for (String name : List.of("broker.account", "broker.holdings", "broker.cash")) {
            assertOutcome(report, name, Outcome.WARNING, "RC9000", "모의투자");
        }
        assertThat(report.hasFailed()).isFalse();
    }

    /** It was a warning, and that the service goes on without. */
    @Test
    void a_token_that_is_not_offered_is_a_failure() {
        kiwoom.next(new Fault.Refuse("au10001", "8200"));

        assertOutcome(examine(BROKER), "broker.token", Outcome.FAILED, "8200", "no session without it");
    }

    @Test
    void an_answer_without_what_is_asked_for_is_told() {
        for (String api : List.of("ka00001", "kt00018", "kt00001")) {
            kiwoom.next(new Fault.RestAnswer(api, 200, "{\"return_code\":0,\"return_msg\":\"\"}"));
        }

        Report report = examine(BROKER);

        assertOutcome(report, "broker.account", Outcome.FAILED, "no account number");
        assertOutcome(report, "broker.holdings", Outcome.FAILED, "no list of holdings");
        assertOutcome(report, "broker.cash", Outcome.FAILED, "no readable d2_entra");
    }

    @Test
    void a_mistake_in_a_route_file_of_ones_own_is_a_warning() throws IOException {
        TestFiles.copyRoutes(folder.resolve("routes"));
        environment.remove("ROUTES_DIR");
        Files.writeString(folder.resolve("routes/my-bean.camel.yaml"), "- route: {id: my-bean, from: {uri: 'direct:mine', steps: [{process: {ref: noSuchStep}}]}}\n");
        Files.writeString(folder.resolve("routes/my-step.camel.yaml"), "- route: {id: my-step, from: {uri: 'direct:step', steps: [{logg: x}]}}\n");

        Report report = examine(DATABASE);

        assertOutcome(report, "routes", Outcome.WARNING, "my-bean.camel.yaml, route my-bean", "noSuchStep", "logg", "delete it");
        assertOutcome(report, "database.statements", Outcome.OK);
    }

    @Test
    void a_service_with_a_password_is_asked_with_it() throws Exception {
        try (var service = new TestService().with("HTTP_PASSWORD", "eight letters").startLive()) {
            service.environment.forEach(environment::put);
            environment.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());

            assertOutcome(examine(BROKER), "broker.session", Outcome.OK, "LIVE since");

            environment.put("HTTP_PASSWORD", "another one");
            assertOutcome(examine(BROKER), "broker.session", Outcome.WARNING, "another password", "HTTP_PASSWORD");
        }
    }

    @Test
    void a_refused_login_is_told_also_when_a_system_frame_comes_first() {
        kiwoom.next(new Fault.Refuse("LOGIN", "8031"));

        Report report = examine(BROKER);

        assertOutcome(report, "broker.login", Outcome.FAILED, "8031", "KIWOOM_IS_DEMO");
        assertOutcome(report, "broker.register", Outcome.SKIPPED);
    }

    @Test
    void a_refused_handshake_and_an_unanswered_registration_are_told() {
        kiwoom.next(new Fault.RefuseHandshake(503));
        assertOutcome(examine(BROKER), "broker.login", Outcome.FAILED, "503");

        kiwoom.next(new Fault.RegSilence());
        assertOutcome(examine(BROKER), "broker.register", Outcome.FAILED, "not answered");
    }

    @Test
    void a_certificate_of_somebody_else_is_named_and_nothing_is_sent() throws Exception {
        TestKeys keys = TestKeys.create(folder.resolve("keys.p12"), "CN=Office Proxy");
        var tls = new SimulatorOptions.Tls(keys.file().toString(), TestKeys.PASSWORD);
        try (var proxy = KiwoomSimulator.start(SimulatorOptions.defaults().withTls(tls))) {
            environment.put("KIWOOM_REST_URL", proxy.restUrl());
            environment.put("KIWOOM_WS_URL", kiwoom.websocketUrl().replace("ws:", "wss:"));

            Report report = examine(BROKER);

            assertOutcome(report, "broker.rest-line", Outcome.FAILED, "Office Proxy", "does not trust", "virus scanner");
            assertOutcome(report, "broker.websocket-line", Outcome.FAILED, "not in TLS");
            assertThat(proxy.count("token_requests")).isZero();
        }
    }

    @Test
    void what_never_answers_takes_no_longer_than_the_limit_and_is_named() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + silent.getLocalPort() + "/postgres");
            Instant before = Instant.now();

            Report report = new Doctor(folder, environment, clock, List.of(), Duration.ofSeconds(3)).examine(DATABASE);

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertOutcome(report, "database", Outcome.FAILED, "not finished within 3 s", "Something answers very slowly");
            assertThat(report.checks()).as("what had answered by then").extracting(Check::name).contains("database.dns", "routes");
        }
    }

    @Test
    void a_wrong_clock_is_found_against_broker_and_database() {
        clock = new MutableClock(Instant.now().plus(Duration.ofSeconds(630)).toString());

        Report report = examine(ALL);

        assertOutcome(report, "broker.clock", Outcome.FAILED, "10 min ahead", "NTP");
        assertOutcome(report, "database.clock", Outcome.FAILED, "10 min ahead", "NTP");
    }

    @Test
    void while_the_service_runs_its_session_is_left_alone_and_its_own_proof_is_told() throws Exception {
        try (var service = new TestService(SimulatorOptions.defaults().withTokenReplaces(true)).startLive()) {
            service.environment.forEach(environment::put);
            environment.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
            await().atMost(TestService.SOON).until(() -> String.valueOf(service.kiwoom.state().get("calls")).contains("kt00001"));
            int tokens = service.kiwoom.count("token_requests");
            int opened = service.kiwoom.count("opened");
            Map<String, Object> calls = service.kiwoom.state();

            Report report = examine(ALL);

            assertOutcome(report, "broker.session", Outcome.OK, "LIVE since", "last snapshot");
            assertOutcome(report, "broker.login", Outcome.SKIPPED, "--login");
            assertOutcome(report, "data.http-port", Outcome.OK, "this service, LIVE");
            assertThat(report.hasFailed()).as(report.text()).isFalse();
            assertThat(service.kiwoom.count("token_requests")).isEqualTo(tokens);
            assertThat(service.kiwoom.count("opened")).isEqualTo(opened);
            assertThat(service.kiwoom.state().get("calls")).isEqualTo(calls.get("calls"));
            assertThat(service.state()).isEqualTo(SessionState.LIVE);

            // the same database seen from a machine where nobody has the port
            await().atMost(TestService.SOON).until(() -> !service.database.rows("select from kw_sync_status").isEmpty());
            environment.put("HTTP_PORT", String.valueOf(FreePort.find()));
            Report elsewhere = examine(ALL);
            assertOutcome(elsewhere, "broker.session", Outcome.OK, "somewhere else", "kw_sync_status");
            assertThat(service.kiwoom.count("opened")).isEqualTo(opened);

            Report forced = examine(new Doctor.Scope(true, true, true));
            assertOutcome(forced, "broker.login", Outcome.OK);
            await().atMost(TestService.SOON).until(() -> service.state() == SessionState.DUPLICATE_SESSION);
        }
    }

    @Test
    void another_program_at_the_port_is_a_failure_and_one_with_a_password_may_be_ours() throws IOException {
        var status = new int[] {404};
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        other.start();
        try {
            environment.put("HTTP_PORT", String.valueOf(other.getAddress().getPort()));
            assertOutcome(examine(BROKER), "data.http-port", Outcome.FAILED, "another program");

            int opened = kiwoom.count("opened");
            status[0] = 401;
            Report report = examine(BROKER);
            assertOutcome(report, "data.http-port", Outcome.WARNING, "is taken", "HTTP 401", "HTTP_PORT");
            assertOutcome(report, "broker.session", Outcome.WARNING, "the HTTP port is taken", "HTTP_PASSWORD");
            assertOutcome(report, "broker.login", Outcome.SKIPPED);
            assertThat(kiwoom.count("opened")).isEqualTo(opened);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_database_that_is_down_is_told_at_the_line() throws IOException {
        environment.put("SUPABASE_DB_URL", "postgresql://postgres:pa55word@127.0.0.1:" + FreePort.find() + "/postgres");

        Report report = examine(DATABASE);

        assertOutcome(report, "database.line", Outcome.FAILED, "refused", "SUPABASE_DB_URL");
        assertThat(report.text()).doesNotContain("pa55word");
    }

    @Test
    void a_port_that_is_no_postgresql_and_one_without_tls_where_it_is_required_are_told() {
        environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + kiwoom.port() + "/postgres");
        assertOutcome(examine(DATABASE), "database.line", Outcome.FAILED, "not answer as PostgreSQL");

        environment.put("SUPABASE_DB_URL", database.url() + "?sslmode=require");
        assertOutcome(examine(DATABASE), "database.line", Outcome.FAILED, "without TLS", "sslmode=require");
    }

    @Test
    void a_wrong_password_and_a_missing_database_are_told_with_what_to_do() throws Exception {
        try (var server = EmbeddedPostgres.builder().setDataDirectory(folder.resolve("server")).setCleanDataDirectory(true).setPGStartupWait(SOON).start();
                var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("create role trader login password 'right'");
            Files.writeString(folder.resolve("server/pg_hba.conf"), "host all postgres all trust\nhost all all all scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
            String address = "@127.0.0.1:" + server.getPort() + "/";

            environment.put("SUPABASE_DB_URL", "postgresql://trader:wr0ng" + address + "postgres");
            await().atMost(TestService.SOON).untilAsserted(() -> assertOutcome(examine(DATABASE), "database.login", Outcome.FAILED, "28P01", "password is wrong"));
            assertThat(examine(DATABASE).text()).doesNotContain("wr0ng");

            environment.put("SUPABASE_DB_URL", "postgresql://trader:right" + address + "nothing");
            assertOutcome(examine(DATABASE), "database.login", Outcome.FAILED, "3D000");
        }
    }

    /** As a line that breaks, or a proxy that restarts. */
    @Test
    void what_breaks_off_in_the_middle_is_told_and_nothing_else_suffers() throws IOException {
        try (TestProxy line = TestProxy.to(URI.create(database.url()).getPort())) {
            environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + line.port() + URI.create(database.url()).getPath());
            line.cutAt("to_regclass");

            Report report = examine(DATABASE);

            assertOutcome(report, "database", Outcome.FAILED, "the rest of this group could not be looked at", "report this line");
            assertOutcome(report, "database.login", Outcome.OK);
            assertOutcome(report, "routes", Outcome.OK);
        }
    }

    @Test
    void sql_files_that_are_not_there_are_told() throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        environment.put("ROUTES_DIR", "routes");

        assertOutcome(examine(DATABASE), "database.statements", Outcome.FAILED, "the SQL files cannot be read", "ROUTES_DIR");
    }

    @Test
    void a_missing_table_is_made_by_the_service_or_is_a_failure() {
        database.execute("drop table kw_account_balance");
        assertOutcome(examine(DATABASE), "database.tables", Outcome.OK, "missing: kw_account_balance", "makes them");

        environment.put("BALANCE_CREATE_TABLES", "false");
        assertOutcome(examine(DATABASE), "database.tables", Outcome.FAILED, "missing: kw_account_balance", "BALANCE_CREATE_TABLES=true");
    }

    @Test
    void a_user_who_may_not_make_the_missing_tables_is_told_so() {
        database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status; revoke create on schema public from public");

        asRole("poor" + System.nanoTime(), "");

        assertOutcome(examine(DATABASE), "database.tables", Outcome.FAILED, "none of the tables", "may not make tables");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "check (quantity > 0)"})
    void legacy_tables_are_recognised(String rule) {
        database.execute("drop table kw_portfolio, kw_account_balance, kw_sync_status;" + String.format(LEGACY, rule));

        assertOutcome(examine(DATABASE), "database.tables", Outcome.FAILED, rule.isEmpty() ? "allows quantity 0" : "forbids quantity 0",
                "BALANCE_SCHEMA=legacy");

        environment.put("BALANCE_SCHEMA", "legacy");
        Report report = examine(DATABASE);
        for (String name : List.of("database.tables", "database.columns", "database.keys", "database.rights")) {
            assertOutcome(report, name, Outcome.OK);
        }
    }

    @Test
    void standard_tables_do_not_fit_the_legacy_setting() {
        environment.put("BALANCE_SCHEMA", "legacy");

        assertOutcome(examine(DATABASE), "database.tables", Outcome.FAILED, "kw_portfolio is standard", "BALANCE_SCHEMA=standard");
    }

    @Test
    void a_table_of_another_program_is_recognised() {
        database.execute("drop table kw_portfolio; create table kw_portfolio (id bigint)");

        assertOutcome(examine(DATABASE), "database.tables", Outcome.FAILED, "unknown kind");
    }

    @Test
    void missing_columns_and_keys_are_named() {
        database.execute("alter table kw_portfolio drop column stock_name; alter table kw_sync_status drop column gap_since;"
                + "alter table kw_portfolio drop constraint kw_portfolio_key; create index on kw_portfolio (account_number)");

        Report report = examine(DATABASE);

        assertOutcome(report, "database.columns", Outcome.FAILED, "kw_portfolio.stock_name", "kw_sync_status.gap_since");
        assertOutcome(report, "database.keys", Outcome.FAILED,
                "alter table kw_portfolio add unique (account_number, credit_type, loan_date, stock_code);");
        database.execute("alter table kw_portfolio add unique (account_number, credit_type, loan_date, stock_code);");
        assertOutcome(examine(DATABASE), "database.keys", Outcome.OK);
    }

    @Test
    void what_is_written_is_read_from_the_statements_themselves() throws IOException {
        WrittenTables standard = WrittenTables.of(Path.of("routes/sql/standard"));

        assertThat(standard.columns().keySet()).containsExactly("kw_portfolio", "kw_account_balance", "kw_sync_status");
        for (var table : standard.columns().entrySet()) {
            assertThat(database.rows("select column_name from information_schema.columns where table_name = '" + table.getKey() + "'"))
                    .extracting(row -> (String) row.get("column_name")).filteredOn(name -> !List.of("id", "created_at", "cash_at").contains(name))
                    .containsExactlyInAnyOrderElementsOf(table.getValue());
            assertThat(table.getValue()).allSatisfy(column -> assertThat(standard.types()).containsKey(table.getKey() + "." + column));
        }
        assertThat(standard.keys().get("kw_portfolio")).containsExactly("account_number", "credit_type", "loan_date", "stock_code");
        assertThat(WrittenTables.of(Path.of("routes/sql/legacy")).keys().get("kw_portfolio")).containsExactly("account_number", "stock_code", "user_id");
    }

    /** Connects as a role that may log in and nothing else but what is granted. */
    private void asRole(String role, String grants) {
        database.execute("create role " + role + " login;" + grants.replace("ROLE", role));
        environment.put("SUPABASE_DB_URL", database.url().replace("postgres@", role + "@"));
    }

    @Test
    void a_missing_right_is_named_with_the_grant() {
        asRole("writer" + System.nanoTime(), "grant select, insert, update on all tables in schema public to ROLE");

        assertOutcome(examine(DATABASE), "database.rights", Outcome.FAILED, "kw_portfolio: DELETE", "grant DELETE on kw_portfolio to writer");
    }

    /** Of a server with many connections, too. */
    @Test
    void a_limit_of_the_roles_own_connections_counts() {
        asRole("few" + System.nanoTime(), "grant select, insert, update, delete on all tables in schema public to ROLE; alter role ROLE connection limit 3");

        assertOutcome(examine(DATABASE), "database.connections", Outcome.WARNING, "of 3 connections are free");
    }

    @Test
    void row_level_security_against_this_user_is_told() {
        database.execute("alter table kw_portfolio enable row level security");
        asRole("writer" + System.nanoTime(), "grant select, insert, update, delete on all tables in schema public to ROLE");

        assertOutcome(examine(DATABASE), "database.row-security", Outcome.FAILED, "applies to this user", "no policy lets it write", "kw_portfolio");
        database.execute("create policy all_read on kw_portfolio for select using (true)");
        database.execute("create policy all_add on kw_portfolio for insert with check (true)");
        database.execute("create policy all_change on kw_portfolio for update using (true)");
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.FAILED, "no policy lets it write", "kw_portfolio");
        database.execute("create policy all_sell on kw_portfolio for delete using (true)");
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.WARNING, "applies to this user", "kw_portfolio");
        for (String each : List.of("read", "add", "change", "sell")) {
            database.execute("drop policy all_" + each + " on kw_portfolio");
        }
        database.execute("create policy all_may on kw_portfolio using (true) with check (true)");
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.WARNING, "applies to this user", "kw_portfolio");
    }

    @Test
    void a_read_only_database_is_told() {
        database.execute("do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$");

        assertOutcome(examine(DATABASE), "database.writable", Outcome.FAILED, "read only", "disk is full");
    }

    @Test
    void on_supabase_row_level_security_and_realtime_are_looked_at() {
        database.execute("""
                create schema auth;
                create function auth.uid() returns uuid language sql as 'select null::uuid';
                create publication supabase_realtime for table kw_portfolio""");
        environment.put("SUPABASE_USER_ID", "11111111-2222-3333-4444-555555555555");

        Report off = examine(DATABASE);
        assertOutcome(off, "database.row-security", Outcome.WARNING, "off on kw_account_balance, kw_portfolio, kw_sync_status", "anon key",
                "alter table kw_portfolio enable row level security;");
        assertOutcome(off, "database.realtime", Outcome.WARNING, "kw_account_balance, kw_sync_status",
                "alter publication supabase_realtime add table kw_account_balance, kw_sync_status;");

        for (String table : List.of("kw_portfolio", "kw_account_balance", "kw_sync_status")) {
            database.execute("alter table " + table + " enable row level security");
        }
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.WARNING, "no policy lets anybody read");

        for (String table : List.of("kw_portfolio", "kw_account_balance", "kw_sync_status")) {
            database.execute("create policy own on " + table + " for select using (user_id = auth.uid())");
        }
        database.execute("alter publication supabase_realtime add table kw_account_balance, kw_sync_status");
        Report on = examine(DATABASE);
        assertOutcome(on, "database.row-security", Outcome.OK, "on, with policies");
        assertOutcome(on, "database.realtime", Outcome.OK);

        environment.remove("SUPABASE_USER_ID");
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.WARNING, "SUPABASE_USER_ID is not set");

        database.execute("create policy everybody on kw_portfolio for select using (true)");
        assertOutcome(examine(DATABASE), "database.row-security", Outcome.WARNING, "lets everybody", "kw_portfolio");
    }

    @Test
    void other_spellings_of_the_account_are_found_and_not_shown_whole() {
        database.execute("insert into kw_account_balance (account_number) values ('8112-5100'), ('8112510011'), ('7777-7777')");

        Report report = examine(DATABASE);

        assertOutcome(report, "database.accounts", Outcome.WARNING, "another spelling: ****-5100", "BALANCE_ACCOUNT_NO");
        assertThat(report.text()).doesNotContain("8112", "7777");
        database.execute("delete from kw_account_balance where account_number = '8112510011'");
        environment.put("BALANCE_ACCOUNT_NO", "8112-5100");
        assertOutcome(examine(DATABASE), "database.accounts", Outcome.OK);
    }

    @Test
    void a_trigger_that_changes_rows_is_a_warning() {
        database.execute("""
                create function touch() returns trigger language plpgsql as 'begin new.updated_at = now(); return new; end';
                create trigger touch before update on kw_portfolio for each row execute function touch()""");

        assertOutcome(examine(DATABASE), "database.triggers", Outcome.WARNING, "touch on kw_portfolio", "updated_at");
    }

    /** NOT_KEPT sends people here for the rule that drops what is written. */
    @Test
    void a_rule_that_drops_writes_is_named() {
        database.execute("create rule keep as on delete to kw_portfolio do instead nothing");

        assertOutcome(examine(DATABASE), "database.triggers", Outcome.WARNING, "rule keep on kw_portfolio");
    }

    @Test
    void a_misspelt_name_in_the_env_file_is_corrected_and_its_readers_are_looked_at() throws IOException {
        Path file = folder.resolve(".env");
        Files.writeString(file, "KIWOOM_APPKEY=x\nKIWOM_ACCOUNT_NO=1\nSUPABASE_URL=old\nTELEGRAM_TOKEN=other\nHTTP_PROXY=none\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Report report = examine(DATABASE);

        assertOutcome(report, "settings.names", Outcome.WARNING, "KIWOM_ACCOUNT_NO, KIWOOM_APPKEY ",
                "did you mean KIWOOM_APP_KEY instead of KIWOOM_APPKEY?", "did you mean KIWOOM_ACCOUNT_NO instead of KIWOM_ACCOUNT_NO?");
        assertOutcome(report, "settings.env-file", Outcome.WARNING, "chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertOutcome(examine(DATABASE), "settings.env-file", Outcome.OK);
    }

    @Test
    void wrong_settings_are_each_a_line_and_what_can_be_asked_is_asked() {
        environment.remove("KIWOOM_APP_KEY");
        environment.put("KIWOOM_RECONNECT_DELAY", "10");

        Report report = examine(ALL);

        assertThat(report.checks()).filteredOn(check -> check.name().equals("settings")).extracting(Check::finding)
                .anyMatch(finding -> finding.contains("KIWOOM_APP_KEY")).anyMatch(finding -> finding.contains("KIWOOM_RECONNECT_DELAY")).hasSize(2);
        assertOutcome(report, "broker.token", Outcome.SKIPPED, "KIWOOM_APP_KEY");
        assertOutcome(report, "database.login", Outcome.OK);
    }

    @Test
    void a_data_folder_that_cannot_be_made_or_holds_what_waits_is_told() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        environment.put("DATA_DIR", folder.resolve("file/data").toString());
        assertOutcome(examine(DATABASE), "data.folder", Outcome.FAILED, "cannot be written", "DATA_DIR");

        environment.remove("DATA_DIR");
        Path journal = Files.createDirectories(folder.resolve("data/journal"));
        Files.writeString(journal.resolve("2026-11-20.jsonl"), "{\"at\":\"2026-11-20T09:00:00+09:00\",\"frame\":{}}\n".repeat(3));
        Path quarantine = Files.createDirectories(folder.resolve("data/quarantine"));
        Files.writeString(quarantine.resolve("2026-11-20.jsonl"), "{\"at\":\"2026-11-20T09:00:00+09:00\",\"reason\":\"value\","
                + "\"message\":\"field 930 is not a number\",\"received\":{}}\n");
        Report report = examine(DATABASE);
        assertOutcome(report, "data.journal", Outcome.WARNING, "3 frames", "Start the service");
        assertOutcome(report, "data.quarantine", Outcome.WARNING, "1 entries", "field 930 is not a number");
        assertThat(journal.resolve("2026-11-20.jsonl")).exists();

        // as it lies where there is a list of accounts
        Path mother = Files.createDirectories(folder.resolve("data/accounts/mother"));
        Files.move(journal, mother.resolve("journal"));
        Files.move(quarantine, mother.resolve("quarantine"));
        Report list = examine(DATABASE);
        assertOutcome(list, "data.journal", Outcome.WARNING, "3 frames", "Start the service");
        assertOutcome(list, "data.quarantine", Outcome.WARNING, "1 entries", "field 930 is not a number", mother.toString());
    }

    @Test
    void a_route_file_that_is_no_yaml_is_told_with_its_line() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(routes.resolve("sql/standard"));
        Files.writeString(routes.resolve("feed.camel.yaml"), "- route:\n    id: feed\n  from: [\n");
        environment.put("ROUTES_DIR", "routes");

        assertOutcome(examine(DATABASE), "routes", Outcome.FAILED, "feed.camel.yaml", "line 4");
    }

    @Test
    void it_ends_within_half_a_minute_when_nobody_answers() throws Exception {
        try (TestProxy broker = TestProxy.to(kiwoom.port()); TestProxy server = TestProxy.to(Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1")))) {
            broker.pause();
            server.pause();
            environment.put("KIWOOM_REST_URL", "https://127.0.0.1:" + broker.port());
            environment.put("KIWOOM_WS_URL", "wss://127.0.0.1:" + broker.port() + "/");
            environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + server.port() + "/postgres");
            long before = System.nanoTime();

            Report report = examine(ALL);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
            assertThat(failed(report)).contains("broker.rest-line", "broker.websocket-line", "database.line");
            assertOutcome(report, "database.line", Outcome.FAILED, "not answer as PostgreSQL does within 4 s");
        }
    }

    @Test
    void each_query_of_a_broker_that_hangs_has_its_limit() {
        for (String api : List.of("ka00001", "kt00018", "kt00001")) {
            kiwoom.next(new Fault.RestHang(api));
        }
        kiwoom.next(new Fault.LoginSilence());
        long before = System.nanoTime();

        Report report = examine(BROKER);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        assertThat(failed(report)).containsExactly("broker.account", "broker.login", "broker.holdings", "broker.cash");
    }

    @Test
    void the_packaged_jar_runs_it_and_leaves_no_file(@TempDir Path place) throws Exception {
        try (var process = new TestProcess(place, kiwoom, database)) {
            process.run("doctor");
            assertThat(process.exitCode()).as(process.output()).isZero();
            assertThat(process.output()).contains("broker.login").contains("LOGIN accepted").contains("잔고").contains(" 0 failed");

            process.environment.put("KIWOOM_ACCOUNT_NO", "9999-1234");
            process.run("doctor", "--no-database");
            assertThat(process.exitCode()).isEqualTo(1);
            process.run("doctor", "--everything");
            assertThat(process.exitCode()).isEqualTo(2);
            try (Stream<Path> files = Files.list(place)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("application.properties", "routes", "out");
            }
        }
    }
}
