package dev.balancesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.BindException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void setUp() throws IOException {
        settings.putAll(shipped(Map.of("KIWOOM_APP_KEY", "key", "KIWOOM_APP_SECRET", "secret", "KIWOOM_ACCOUNT_NO", "8112-5100",
                "SUPABASE_DB_URL", "postgresql://user:password@host:5432/postgres", "HTTP_PORT", "0")));
    }

    /** The values in force of the shipped application.properties, as Camel resolves them. */
    private static Map<String, String> shipped(Map<String, String> environment) {
        var placeholders = new PropertiesComponent("file:application.properties");
        placeholders.setCamelContext(new DefaultCamelContext());
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        var overrides = new Properties();
        overrides.putAll(environment);
        placeholders.setOverrideProperties(overrides);
        placeholders.start();
        var names = placeholders.loadProperties(name -> name.matches("(kiwoom|accounts|supabase|balance|http|log|data|routes|notify|cluster)\\..*|cluster|node-name")).stringPropertyNames();
        return names.stream().collect(Collectors.toMap(name -> name, name -> placeholders.resolveProperty(name).orElse("")));
    }

    @Test
    void the_shipped_defaults_are_these() {
        assertThat(shipped(Map.of())).containsAllEntriesOf(Map.ofEntries(
                Map.entry("kiwoom.app-key", ""), Map.entry("kiwoom.app-secret", ""), Map.entry("kiwoom.account-no", ""),
                Map.entry("kiwoom.is-demo", "true"), Map.entry("kiwoom.rest-url", "https://mockapi.kiwoom.com"),
                Map.entry("kiwoom.ws-url", "wss://mockapi.kiwoom.com:10000/api/dostk/websocket"),
                Map.entry("kiwoom.reconnect-delay", "10s"), Map.entry("kiwoom.silence-limit", "35s"),
                Map.entry("kiwoom.token-renew-before", "10m"), Map.entry("kiwoom.circuit.failures", "3"),
                Map.entry("kiwoom.circuit.open-duration", "60s"), Map.entry("kiwoom.credentials-delay", "60s"),
                Map.entry("kiwoom.duplicate-delay", "60s"), Map.entry("supabase.db-url", ""), Map.entry("supabase.user-id", ""),
                Map.entry("balance.schema", "standard"), Map.entry("balance.create-tables", "true"), Map.entry("balance.account-no", ""),
                Map.entry("http.host", "127.0.0.1"), Map.entry("http.port", "8080"), Map.entry("http.user", "kiwoom"),
                Map.entry("http.password", ""), Map.entry("http.control-routes", "false"), Map.entry("log.dir", "."),
                Map.entry("log.format", "text"), Map.entry("data.dir", "data"),
                Map.entry("cluster", "off"), Map.entry("node-name", ""), Map.entry("cluster.lease-ttl", "10s"),
                Map.entry("notify.url", ""), Map.entry("notify.repeat", "10m"), Map.entry("notify.circuit-after", "5m"),
                Map.entry("notify.database-after", "1m"), Map.entry("notify.gap-after", "1m")));
    }

    @Test
    void is_demo_false_switches_both_hosts_and_the_pace_and_nothing_else() {
        var demo = shipped(Map.of());
        var real = new HashMap<>(shipped(Map.of("KIWOOM_IS_DEMO", "false")));

        assertThat(real.remove("kiwoom.rest-url")).isEqualTo("https://api.kiwoom.com");
        assertThat(real.remove("kiwoom.ws-url")).isEqualTo("wss://api.kiwoom.com:10000/api/dostk/websocket");
        assertThat(real.remove("kiwoom.is-demo")).isEqualTo("false");
        assertThat(real.remove("kiwoom.rest-pace")).isEqualTo("250ms");
        assertThat(demo).containsEntry("kiwoom.rest-pace", "1100ms");
        assertThat(demo).containsAllEntriesOf(real);
    }

    @Test
    void a_name_that_was_dropped_fails_loudly_in_either_spelling() {
        for (String name : new String[] {"kiwoom.snapshot-page-delay-millis", "KIWOOM_SNAPSHOT_PAGE_DELAY_MILLIS"}) {
            var old = new HashMap<>(settings);
            old.put(name, "300");

            assertThatThrownBy(() -> SettingsRules.check(old::get)).as(name)
                    .hasMessageContaining("KIWOOM_SNAPSHOT_PAGE_DELAY_MILLIS").hasMessageContaining("KIWOOM_REST_PACE");
        }
    }

    @Test
    void the_hosts_can_be_set_one_by_one() {
        var settings = shipped(Map.of("KIWOOM_REST_URL", "http://localhost:1"));

        assertThat(settings).containsEntry("kiwoom.rest-url", "http://localhost:1")
                .containsEntry("kiwoom.ws-url", "wss://mockapi.kiwoom.com:10000/api/dostk/websocket");
    }

    @Test
    void legacy_tables_need_a_user() {
        settings.put("balance.schema", "legacy");

        assertThatThrownBy(() -> SettingsRules.check(settings::get)).hasMessageContaining("SUPABASE_USER_ID").hasMessageContaining("BALANCE_SCHEMA=legacy");

        settings.put("supabase.user-id", "5e3c1a52-0000-4000-8000-0123456789ab");
        assertThatCode(() -> SettingsRules.check(settings::get)).doesNotThrowAnyException();
    }

    @Test
    void settings_that_are_right_pass() {
        assertThatCode(() -> SettingsRules.check(settings::get)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "kiwoom.account-no     | 81125100",
        "kiwoom.account-no     | 8112510011",
        "kiwoom.account-no     | ~ 8112-5100 ~",
        "kiwoom.is-demo        | false",
        "kiwoom.rest-url       | http://127.0.0.1:5000",
        "kiwoom.ws-url         | ws://localhost:5000/api",
        "kiwoom.silence-limit  | 1m",
        "kiwoom.reconnect-delay | 500ms",
        "kiwoom.snapshot-settle | 0s",
        "kiwoom.snapshot-interval | 99999h",
        "supabase.user-id      | ~~",
        "supabase.db-url       | jdbc:postgresql://host/db",
        "balance.create-tables | false",
        "notify.url            | https://api.telegram.org/bot1:a/sendMessage?chat_id=1",
        "notify.url            | http://127.0.0.1:5678/webhook/x",
        "http.port             | 0",
        "http.port             | 65535",
        "http.host             | localhost",
        "http.host             | ::1",
        "http.host             | 127.8.8.8",
        "http.password         | long enough",
        "http.control-routes   | true",
        "log.format            | json",
        "cluster               | postgres",
        "node-name             | nas-2.home",
        "cluster.lease-ttl     | 2s",
        "cluster.lease-ttl     | 1m",
    })
    void another_right_value_passes_too(String name, String value) {
        settings.put(name, value);

        assertThatCode(() -> SettingsRules.check(settings::get)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "routes.dir            | /nowhere/at/all        | ROUTES_DIR",
        "data.dir              | /tmp/what?             | DATA_DIR",
        "kiwoom.app-key        | ~~                     | KIWOOM_APP_KEY",
        "kiwoom.app-key        | ~  ~                   | KIWOOM_APP_KEY",
        "kiwoom.app-key        |                        | KIWOOM_APP_KEY",
        "kiwoom.app-key        | “key”                  | KIWOOM_APP_KEY",
        "kiwoom.app-secret     | secret\u200b           | KIWOOM_APP_SECRET",
        "kiwoom.app-secret     | ~~                     | KIWOOM_APP_SECRET",
        "kiwoom.account-no     | ~~                     | KIWOOM_ACCOUNT_NO",
        "kiwoom.account-no     | 8112-510               | KIWOOM_ACCOUNT_NO",
        "kiwoom.account-no     | 811251001              | KIWOOM_ACCOUNT_NO",
        "kiwoom.account-no     | 81125100110            | KIWOOM_ACCOUNT_NO",
        "kiwoom.account-no     | 8112-51OO              | KIWOOM_ACCOUNT_NO",
        "kiwoom.account-no     | 8112 5100              | KIWOOM_ACCOUNT_NO",
        "balance.account-no    | 8112-5200              | BALANCE_ACCOUNT_NO",
        "balance.account-no    | 8112520011             | BALANCE_ACCOUNT_NO",
        "kiwoom.is-demo        | yes                    | KIWOOM_IS_DEMO",
        "kiwoom.is-demo        | ~~                     | KIWOOM_IS_DEMO",
        "kiwoom.rest-url       | mockapi.kiwoom.com     | KIWOOM_REST_URL",
        "kiwoom.rest-url       | wss://mockapi.kiwoom.com | KIWOOM_REST_URL",
        "kiwoom.rest-url       | https://               | KIWOOM_REST_URL",
        "kiwoom.rest-url       | ~~                     | KIWOOM_REST_URL",
        "kiwoom.ws-url         | https://mockapi.kiwoom.com | KIWOOM_WS_URL",
        "kiwoom.ws-url         | ws://a b               | KIWOOM_WS_URL",
        "kiwoom.reconnect-delay | 10 apples             | KIWOOM_RECONNECT_DELAY",
        "kiwoom.silence-limit  | 35 parsecs             | KIWOOM_SILENCE_LIMIT",
        "kiwoom.silence-limit  | 35                     | KIWOOM_SILENCE_LIMIT",
        "kiwoom.silence-limit  | -5s                    | KIWOOM_SILENCE_LIMIT",
        "kiwoom.silence-limit  | 0s                     | KIWOOM_SILENCE_LIMIT",
        "kiwoom.silence-limit  | 99999999h              | KIWOOM_SILENCE_LIMIT",
        "kiwoom.answer-timeout | 100000h                | KIWOOM_ANSWER_TIMEOUT",
        "kiwoom.snapshot-interval | 0m                  | KIWOOM_SNAPSHOT_INTERVAL",
        "notify.url            | ftp://host/x           | NOTIFY_URL",
        "notify.url            | hooks.slack.com/x      | NOTIFY_URL",
        "notify.url            | //hooks.slack.com/x    | NOTIFY_URL",
        "notify.repeat         | 10                     | NOTIFY_REPEAT",
        "notify.database-after | never                  | NOTIFY_DATABASE_AFTER",
        "kiwoom.answer-timeout | soon                   | KIWOOM_ANSWER_TIMEOUT",
        "supabase.db-url       | ~~                     | SUPABASE_DB_URL",
        "supabase.db-url       | mysql://host/db        | SUPABASE_DB_URL",
        "supabase.user-id      | me                     | SUPABASE_USER_ID",
        "balance.create-tables | maybe                  | BALANCE_CREATE_TABLES",
        "balance.schema        | legacy                 | BALANCE_SCHEMA",
        "balance.schema        | ../standard            | BALANCE_SCHEMA",
        "balance.schema        | ~~                     | BALANCE_SCHEMA",
        "http.port             | 65536                  | HTTP_PORT",
        "http.port             | -1                     | HTTP_PORT",
        "http.port             | 999999999999           | HTTP_PORT",
        "http.port             | http                   | HTTP_PORT",
        "http.host             | 0.0.0.0                | HTTP_HOST",
        "http.host             | 192.0.2.1              | HTTP_HOST",
        "http.host             | ::                     | HTTP_HOST",
        "http.host             | no.such.host.invalid   | HTTP_HOST",
        "http.password         | short                  | HTTP_PASSWORD",
        "http.password         | 비밀번호비밀번호       | HTTP_PASSWORD",
        "http.user             | a:b                    | HTTP_USER",
        "http.user             | ~~                     | HTTP_USER",
        "http.control-routes   | sometimes              | HTTP_CONTROL_ROUTES",
        "log.format            | xml                    | LOG_FORMAT",
        "cluster               | raft                   | CLUSTER",
        "node-name             | nas 2                  | NODE_NAME",
        "cluster.lease-ttl     | 10                     | CLUSTER_LEASE_TTL",
        "cluster.lease-ttl     | 1999ms                 | CLUSTER_LEASE_TTL",
    })
    void a_wrong_value_is_named_on_a_line_of_its_own(String name, String value, String variable) {
        settings.put(name, value);

        var complaint = catchThrowableOfType(SettingsException.class, () -> SettingsRules.check(settings::get));

        assertThat(complaint.getMessage().lines().toList())
                .hasSize(name.equals("routes.dir") ? 2 : 1) // the folder of the SQL is then missing, too
                .first().asString().contains(variable);
    }

    @Test
    void the_network_is_opened_with_a_password_only() {
        settings.put("http.host", "0.0.0.0");

        assertThatThrownBy(() -> SettingsRules.check(settings::get)).hasMessageContaining("HTTP_PASSWORD");
        settings.put("http.password", "long enough");
        assertThatCode(() -> SettingsRules.check(settings::get)).doesNotThrowAnyException();
    }

    @Test
    void everything_that_is_missing_is_told_at_once() {
        settings.put("kiwoom.app-key", "");
        settings.put("kiwoom.app-secret", "");
        settings.put("kiwoom.account-no", "");
        settings.put("supabase.db-url", "");

        var complaint = catchThrowableOfType(SettingsException.class, () -> SettingsRules.check(settings::get));

        assertThat(complaint.getMessage().lines()).satisfiesExactly(
                line -> assertThat(line).contains("KIWOOM_APP_KEY"),
                line -> assertThat(line).contains("KIWOOM_APP_SECRET"),
                line -> assertThat(line).contains("KIWOOM_ACCOUNT_NO"),
                line -> assertThat(line).contains("SUPABASE_DB_URL"));
    }

    @Test
    void no_complaint_repeats_a_secret() {
        settings.put("kiwoom.app-secret", "hunter2");
        settings.put("supabase.db-url", "mysql://user:hunter3@host/db");
        settings.put("kiwoom.account-no", "99998888777");
        settings.put("http.password", "hunter4");

        assertThatThrownBy(() -> SettingsRules.check(settings::get))
                .isInstanceOf(SettingsException.class)
                .hasMessageNotContainingAny("hunter2", "hunter3", "hunter4", "99998888777");
    }

    @Test
    void the_environment_wins_over_the_dot_env_file() throws IOException {
        write("application.properties", "");
        write(".env", "BOTH=file\nONLY_FILE='from the file'\n");

        Properties values = Settings.read(folder, Map.of("BOTH", "environment", "ONLY_ENVIRONMENT", "1"));

        assertThat(values).containsOnly(Map.entry("BOTH", "environment"), Map.entry("ONLY_FILE", "from the file"),
                Map.entry("ONLY_ENVIRONMENT", "1"));
    }

    @Test
    void a_blank_value_counts_as_not_set_on_either_side() throws IOException {
        write("application.properties", "");
        write(".env", "KEPT=file\nBLANK=\nQUOTED='  '\n");

        Properties values = Settings.read(folder, Map.of("KEPT", " ", "BLANK", "", "ALSO_BLANK", "\t"));

        assertThat(values).containsOnly(Map.entry("KEPT", "file"));
    }

    @Test
    void blanks_around_a_value_go() throws IOException {
        write("application.properties", "");
        write(".env", "QUOTED=' file '\n");

        Properties values = Settings.read(folder, Map.of("PADDED", " environment\n"));

        assertThat(values).containsOnly(Map.entry("QUOTED", "file"), Map.entry("PADDED", "environment"));
    }

    @Test
    void without_a_dot_env_file_the_environment_is_enough() throws IOException {
        write("application.properties", "");

        Properties values = Settings.read(folder, Map.of("NAME", "value"));

        assertThat(values).containsOnly(Map.entry("NAME", "value"));
    }

    @Test
    void a_folder_without_application_properties_is_the_wrong_one() {
        assertThatThrownBy(() -> Settings.read(folder, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("application.properties")
                .hasMessageContaining(folder.toAbsolutePath().normalize().toString());
    }

    @Test
    void a_port_that_this_user_may_not_open_is_not_said_to_be_anothers() {
        assertThat(SettingsRules.whyNotOpen("80", new BindException("Permission denied")).english()).contains("80", "1024").doesNotContain("another program");
        assertThat(SettingsRules.whyNotOpen("8080", new BindException("Address already in use")).english()).contains("another program");
    }

    @Test
    void what_the_file_says_is_read_whatever_editor_has_saved_it() throws IOException {
        for (var saved : Map.of("\uFEFFdata.dir = 데이터", StandardCharsets.UTF_16LE, "\uFEFFdata.dir = 데이터\n", StandardCharsets.UTF_8,
                "# 주석\ndata.dir = data", Charset.forName("x-windows-949")).entrySet()) {
            Files.write(folder.resolve(Settings.FILE), saved.getKey().getBytes(saved.getValue()));

            assertThat(Settings.file(folder)).containsOnly(Map.entry("data.dir", saved.getKey().strip().replaceFirst("(?s).*= ", "")));
        }
        write(Settings.FILE, "data.dir = C:\\users");
        assertThatThrownBy(() -> Settings.file(folder)).isInstanceOf(SettingsException.class).hasMessageContaining(Settings.FILE);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
