package dev.balancesync.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where settings come from, and whether they make sense: asked before anything is contacted. */
public final class Settings {
    public static final String FILE = "application.properties";
    /** As ACCOUNTS_FILE: there is no list, although there is an accounts.yaml. */
    public static final String NO_LIST = "-";
    private static final String ACCOUNTS = "accounts.yaml";
    private static final int PASSWORD_LENGTH = 8;
    private static final String WHERE = " Set it in the environment or in a .env file in the working folder.";

    /** Python wrote True. */
    private static final Set<String> SWITCHES = Set.of("KIWOOM_IS_DEMO", "BALANCE_CREATE_TABLES", "BALANCE_WRITE_AVAILABLE_CASH",
            "HTTP_CONTROL_ROUTES", "LOG_FORMAT", "CLUSTER");
    private static final List<String> DURATIONS = List.of("kiwoom.reconnect-delay", "kiwoom.reconnect-jitter", "kiwoom.silence-limit",
            "kiwoom.handshake-timeout", "kiwoom.answer-timeout", "kiwoom.token-renew-before", "kiwoom.credentials-delay",
            "kiwoom.duplicate-delay", "kiwoom.rate-delay-max", "kiwoom.circuit.open-duration", "kiwoom.supervise-period",
            "kiwoom.snapshot-interval", "kiwoom.snapshot-retry", "kiwoom.snapshot-settle", "kiwoom.rest-pace", "accounts.start-spread", "notify.repeat", "notify.circuit-after", "notify.database-after",
            "notify.gap-after", "cluster.lease-ttl");
    /** Whole numbers, with the least and the most that makes sense. */
    private static final Map<String, long[]> NUMBERS = Map.of("kiwoom.circuit.failures", new long[] {1, 1_000},
            "kiwoom.rest-timeout-millis", new long[] {1, 600_000}, "data.journal-days", new long[] {1, 3_650},
            "data.quarantine-days", new long[] {1, 3_650},
            "http.port", new long[] {0, 65_535});

    /** Less would be over before a busy machine or a far database has answered twice. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);

    /** By a class of each, what CLUSTER=kafka needs. */
    private static final Map<String, String> KAFKA = Map.of("org.apache.camel.component.kafka.KafkaComponent", "camel-kafka",
            "org.apache.kafka.clients.consumer.KafkaConsumer", "kafka-clients");

    /** Names that were dropped, and what is read instead; one that is set still must not be ignored in silence. */
    private static final Map<String, String> DROPPED = Map.of("kiwoom.snapshot-page-delay-millis",
            "KIWOOM_REST_PACE, which is right by KIWOOM_IS_DEMO when it is not set, such as 1100ms");

    private final UnaryOperator<String> setting;
    private final List<String> complaints = new ArrayList<>();

    private Settings(UnaryOperator<String> setting) {
        this.setting = setting;
    }

    /**
     * What the environment and the {@code .env} file say; the environment wins. A blank value counts as not set, as compose files pass
     * on variables that nobody filled in.
     */
    public static Properties read(Path folder, Map<String, String> environment) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            throw new SettingsException(FILE + " is not in " + folder.toAbsolutePath().normalize()
                    + ". Start the service in the folder that holds " + FILE + " and routes/.");
        }
        var values = DotEnv.read(folder.resolve(".env"));
        environment.forEach((name, value) -> {
            if (!value.isBlank()) {
                values.put(name, value);
            }
        });
        var properties = new Properties();
        // where there is a list, it is used; that its name can be said otherwise is for those who keep it elsewhere
        if (Files.exists(folder.resolve(ACCOUNTS)) && values.getOrDefault("ACCOUNTS_FILE", "").isBlank()) {
            values.put("ACCOUNTS_FILE", folder.resolve(ACCOUNTS).toString());
        }
        values.remove("ACCOUNTS_FILE", NO_LIST);
        values.forEach((name, value) -> {
            if (!value.isBlank()) {
                properties.setProperty(name, SWITCHES.contains(name) ? value.strip().toLowerCase(Locale.ROOT) : value.strip());
            }
        });
        return properties;
    }

    /**
     * @param setting gives the value in force of a setting of {@code application.properties}
     * @throws SettingsException naming every setting that is missing or wrong, one a line
     */
    public static void check(UnaryOperator<String> setting) {
        var settings = new Settings(setting);
        settings.checkAll();
        settings.complain();
    }

    /**
     * The last check, of settings that are right otherwise: whoever has the port may be known by what else it holds.
     *
     * @throws SettingsException when another program listens there
     */
    public static void checkPort(UnaryOperator<String> setting) {
        var settings = new Settings(setting);
        if (!isFree(settings.value("http.host"), Integer.parseInt(settings.value("http.port")))) {
            settings.complain("HTTP_PORT " + settings.value("http.port") + " is used by another program." + WHERE);
        }
        settings.complain();
    }

    private void complain() {
        if (!complaints.isEmpty()) {
            throw new SettingsException(String.join(System.lineSeparator(), complaints));
        }
    }

    /** The complaints of {@link #check}; empty when all is well. */
    public static List<String> problems(UnaryOperator<String> setting) {
        var settings = new Settings(setting);
        settings.checkAll();
        return settings.complaints;
    }

    private void checkAll() {
        Path routes = Path.of(value("routes.dir"));
        if (!Files.isDirectory(routes)) {
            complain("There is no folder " + routes.toAbsolutePath().normalize() + ". Start the service in the folder that holds " + FILE
                    + " and routes/, or set ROUTES_DIR.");
        }
        if (value("accounts.file").isBlank() && value("accounts.sql").isBlank()) {
            checkAccount();
        } else {
            checkAccounts();
        }
        DROPPED.forEach((name, instead) -> {
            if (!value(name).isBlank() || !value(variable(name)).isBlank()) {
                complain(variable(name) + " is no setting any more. Take it out, and if need be set " + instead + ".");
            }
        });
        if (value("data.dir").contains("?")) {
            complain("DATA_DIR must not contain a question mark: name another folder." + WHERE);
        }
        oneOf("kiwoom.is-demo", "KIWOOM_IS_DEMO", "true", "false");
        url("kiwoom.rest-url", "KIWOOM_REST_URL", "http", "https");
        url("kiwoom.ws-url", "KIWOOM_WS_URL", "ws", "wss");
        for (String name : DURATIONS) {
            duration(name, variable(name));
        }
        String database = required("supabase.db-url", "SUPABASE_DB_URL", "the database's address from the Supabase dashboard");
        if (!database.isBlank()) {
            try {
                DatabaseUrl.parse(database);
            } catch (SettingsException e) {
                complain(e.getMessage());
            }
        }
        String user = value("supabase.user-id");
        if (!user.isBlank()) {
            if (!user.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")) {
                complain("SUPABASE_USER_ID must be a uuid, as Supabase shows it under Authentication > Users." + WHERE);
            }
        }
        boolean many = !value("accounts.file").isBlank() || !value("accounts.sql").isBlank();
        if (!many && user.isBlank() && value("balance.schema").equals("legacy")) {
            complain("SUPABASE_USER_ID is not set: BALANCE_SCHEMA=legacy needs it, because the rows of the old tables belong to a user."
                    + " Supabase shows the uuid under Authentication > Users." + WHERE);
        }
        if (!value("notify.url").isBlank()) {
            url("notify.url", "NOTIFY_URL", "http", "https");
        }
        oneOf("balance.create-tables", "BALANCE_CREATE_TABLES", "true", "false");
        oneOf("balance.write-available-cash", "BALANCE_WRITE_AVAILABLE_CASH", "true", "false");
        String schema = value("balance.schema");
        if (!schema.matches("[a-z][a-z0-9-]*") || !Files.isDirectory(Path.of(value("routes.dir"), "sql", schema))) {
            complain("BALANCE_SCHEMA must name a folder of routes/sql, such as standard." + WHERE);
        }
        NUMBERS.forEach((name, range) -> {
            if (!value(name).matches("\\d{1,9}") || Long.parseLong(value(name)) < range[0] || Long.parseLong(value(name)) > range[1]) {
                complain(variable(name) + " must be a whole number from " + range[0] + " to " + range[1] + "." + WHERE);
            }
        });
        oneOf("http.control-routes", "HTTP_CONTROL_ROUTES", "true", "false");
        oneOf("log.format", "LOG_FORMAT", "text", "json");
        // desktops set it for gettext, as a list: ko_KR:en
        if (!value("language").matches("|(ko|en|[a-z]{2,3}_).*")) {
            complain("LANGUAGE must be ko or en." + WHERE);
        }
        checkCluster();
        checkHttp();
    }

    /** The one of {@code KIWOOM_*}. */
    private void checkAccount() {
        required("kiwoom.app-key", "KIWOOM_APP_KEY", "the App key of Kiwoom's REST API portal");
        required("kiwoom.app-secret", "KIWOOM_APP_SECRET", "the secret that belongs to KIWOOM_APP_KEY");
        String account = required("kiwoom.account-no", "KIWOOM_ACCOUNT_NO", "your account number, such as 8112-5100");
        if (!account.isBlank() && !account.replace("-", "").matches("\\d{8}|\\d{10}")) {
            complain("KIWOOM_ACCOUNT_NO must be 8 or 10 digits, such as 8112-5100." + WHERE);
        }
    }

    /** Each entry is judged when the list is read, and costs no other. */
    private void checkAccounts() {
        if (!value("accounts.file").isBlank() && !value("accounts.sql").isBlank()) {
            complain("ACCOUNTS_FILE and ACCOUNTS_SQL are both set, or there is an accounts.yaml: keep one list." + WHERE);
        }
        for (String name : List.of("accounts.file", "accounts.sql")) {
            if (!value(name).isBlank() && !Files.isRegularFile(Path.of(value(name)))) {
                complain(variable(name) + " names no file: " + Path.of(value(name)).toAbsolutePath().normalize() + "." + WHERE);
            }
        }
    }

    private void checkCluster() {
        oneOf("cluster", "CLUSTER", "off", "postgres", "kafka");
        if (value("cluster").equals("kafka")) {
            checkKafka();
        }
        if (!value("node-name").matches("[A-Za-z0-9._-]{0,63}")) {
            complain("NODE_NAME must be at most 63 letters, digits, dots, dashes or underscores." + WHERE);
        }
        Duration ttl = length(value("cluster.lease-ttl"));
        if (ttl != null && ttl.compareTo(SHORTEST_LEASE) < 0) {
            complain("CLUSTER_LEASE_TTL must be " + SHORTEST_LEASE.toSeconds() + "s or more." + WHERE);
        }
    }

    private void checkKafka() {
        required("kafka.bootstrap-servers", "KAFKA_BOOTSTRAP_SERVERS", "Kafka's addresses, such as kafka1:9092,kafka2:9092");
        if (!value("kafka.topic").matches("[A-Za-z0-9._-]{1,249}")) {
            complain("KAFKA_TOPIC must be letters, digits, dots, dashes or underscores." + WHERE);
        }
        if (!value("kafka.properties").isBlank() && !Files.isReadable(Path.of(value("kafka.properties")))) {
            complain("KAFKA_PROPERTIES names no file that can be read: " + Path.of(value("kafka.properties")).toAbsolutePath().normalize() + "." + WHERE);
        }
        List<String> missing = KAFKA.entrySet().stream().filter(each -> !isThere(each.getKey())).map(Map.Entry::getValue).sorted().toList();
        if (!missing.isEmpty()) {
            complain("CLUSTER=kafka needs libraries that are not shipped: " + String.join(", ", missing) + ". Put them into a folder kafka beside"
                    + " kiwoom-balance-sync.jar; docs/cluster.md says where to get them. CLUSTER=kafka에 필요한 라이브러리가 없습니다. docs/cluster.md를 보고"
                    + " kiwoom-balance-sync.jar 옆 kafka 폴더에 넣으세요.");
        }
    }

    private static boolean isThere(String type) {
        return Settings.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }

    /** @return {@code null} when it is none, which is complained of already */
    private static Duration length(String text) {
        Matcher form = Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(text);
        return !form.matches() ? null : Duration.of(Long.parseLong(form.group(1)), switch (form.group(2)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        });
    }

    private void checkHttp() {
        String host = value("http.host");
        String password = value("http.password");
        if (!isOfThisMachine(host)) {
            complain("HTTP_HOST " + host + " is not an address of this machine. 127.0.0.1 is this machine only, 0.0.0.0 the network, too."
                    + WHERE);
        } else if (password.isEmpty() && !isLoopback(host)) {
            complain("HTTP_HOST " + host + " opens the pages to the network: set HTTP_PASSWORD, or HTTP_HOST to 127.0.0.1." + WHERE);
        }
        if (!password.isEmpty() && !password.matches("[\\x20-\\x7e]{" + PASSWORD_LENGTH + ",}")) {
            complain("HTTP_PASSWORD must have at least " + PASSWORD_LENGTH + " letters, digits or signs of ASCII." + WHERE);
        }
        if (!value("http.user").matches("[\\x21-\\x7e&&[^:]]+")) {
            complain("HTTP_USER must be letters, digits or signs of ASCII, without a blank or colon." + WHERE);
        }
    }

    /** One setting, one name in two spellings. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private String required(String name, String variable, String what) {
        String value = value(name);
        if (value.isBlank()) {
            complain(variable + " is not set: " + what + "." + WHERE);
        }
        return value;
    }

    private void oneOf(String name, String variable, String... choices) {
        if (!List.of(choices).contains(value(name))) {
            complain(variable + " must be one of " + String.join(", ", choices) + "." + WHERE);
        }
    }

    private void url(String name, String variable, String... schemes) {
        try {
            URI url = URI.create(value(name));
            if (url.getHost() != null && url.getScheme() != null && List.of(schemes).contains(url.getScheme())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // the complaint below says it
        }
        complain(variable + " must be an address that starts with " + String.join(":// or ", schemes)
                + ":// and a host name without underscores." + WHERE);
    }

    private void duration(String name, String variable) {
        if (!value(name).matches("\\d{1,9}(ms|s|m|h)")) {
            complain(variable + " must be a whole number with its unit, ms, s, m or h, such as 10s." + WHERE);
        }
    }

    private static boolean isFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOfThisMachine(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return !host.isBlank() && (address.isAnyLocalAddress() || address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String value(String name) {
        String value = setting.apply(name);
        return value == null ? "" : value.strip();
    }

    private void complain(String what) {
        complaints.add(what);
    }
}
