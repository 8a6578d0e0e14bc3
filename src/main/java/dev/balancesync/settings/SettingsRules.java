package dev.balancesync.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;

/** Whether the settings make sense: asked before anything is contacted. */
public final class SettingsRules {
    private static final int PASSWORD_LENGTH = 8;
    private static final List<String> DURATIONS = List.of("kiwoom.reconnect-delay", "kiwoom.reconnect-jitter", "kiwoom.silence-limit",
            "kiwoom.handshake-timeout", "kiwoom.answer-timeout", "kiwoom.token-renew-before", "kiwoom.credentials-delay",
            "kiwoom.duplicate-delay", "kiwoom.rate-delay-max", "kiwoom.circuit.open-duration", "kiwoom.supervise-period",
            "kiwoom.snapshot-interval", "kiwoom.snapshot-retry", "kiwoom.snapshot-settle", "kiwoom.rest-pace", "accounts.start-spread", "notify.repeat", "notify.circuit-after", "notify.database-after",
            "notify.gap-after", "cluster.lease-ttl");
    /** Of no length at all they would end every session at once, or ask without a pause. */
    private static final Set<String> OF_SOME_LENGTH = Set.of("kiwoom.silence-limit", "kiwoom.handshake-timeout", "kiwoom.answer-timeout",
            "kiwoom.supervise-period", "kiwoom.snapshot-interval", "kiwoom.circuit.open-duration");
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
    private static final Map<String, Bilingual> DROPPED = Map.of("kiwoom.snapshot-page-delay-millis", new Bilingual(
            "1100ms처럼 KIWOOM_REST_PACE를 쓰세요. 없으면 KIWOOM_IS_DEMO에 맞게 정해집니다",
            "KIWOOM_REST_PACE, which is right by KIWOOM_IS_DEMO when it is not set, such as 1100ms"));

    private final JudgedSettings settings;

    private SettingsRules(JudgedSettings settings) {
        this.settings = settings;
    }

    /**
     * @param setting gives the value in force of a setting of {@code application.properties}
     * @throws SettingsException naming every setting that is missing or wrong, one a line
     */
    public static void check(UnaryOperator<String> setting) {
        judged(setting).tell();
    }

    /** The complaints of {@link #check}; empty when all is well. */
    public static List<Bilingual> problems(UnaryOperator<String> setting) {
        return judged(setting).complaints();
    }

    private static JudgedSettings judged(UnaryOperator<String> setting) {
        var settings = new JudgedSettings(setting);
        new SettingsRules(settings).checkAll();
        return settings;
    }

    /**
     * The last check, of settings that are right otherwise: whoever has the port may be known by what else it holds.
     *
     * @throws SettingsException when another program listens there
     */
    public static void checkPort(UnaryOperator<String> setting) {
        var settings = new JudgedSettings(setting);
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.value("http.host"), Integer.parseInt(settings.value("http.port"))));
        } catch (IOException e) {
            Bilingual why = whyNotOpen(settings.value("http.port"), e);
            settings.complainSet(why.korean(), why.english());
        }
        settings.tell();
    }

    private void checkAll() {
        Path routes = Path.of(settings.value("routes.dir"));
        if (!Files.isDirectory(routes)) {
            Path folder = routes.toAbsolutePath().normalize();
            settings.complain(folder + " 폴더가 없습니다. " + Settings.FOLDER.korean() + "거나 ROUTES_DIR을 설정하세요.",
                    "There is no folder " + folder + ". " + Settings.FOLDER.english() + ", or set ROUTES_DIR.");
        }
        if (settings.value("accounts.file").isBlank() && settings.value("accounts.sql").isBlank()) {
            checkAccount();
        } else {
            checkAccounts();
        }
        DROPPED.forEach((name, instead) -> {
            if (!settings.value(name).isBlank() || !settings.value(Settings.variable(name)).isBlank()) {
                settings.complain(Settings.variable(name) + " 설정은 없어졌습니다. 그 줄을 빼고, 필요하면 " + instead.korean() + ".",
                        Settings.variable(name) + " is no setting any more. Take it out, and if need be set " + instead.english() + ".");
            }
        });
        if (settings.value("data.dir").contains("?")) {
            settings.complainSet("DATA_DIR에는 물음표를 쓸 수 없습니다.", "DATA_DIR must not contain a question mark: name another folder.");
        }
        settings.oneOf("kiwoom.is-demo", "KIWOOM_IS_DEMO", "true", "false");
        settings.url("kiwoom.rest-url", "KIWOOM_REST_URL", "http", "https");
        settings.url("kiwoom.ws-url", "KIWOOM_WS_URL", "ws", "wss");
        for (String name : DURATIONS) {
            settings.duration(name, Settings.variable(name), !OF_SOME_LENGTH.contains(name));
        }
        String database = settings.required("supabase.db-url", "SUPABASE_DB_URL", "Supabase 대시보드에 있는 데이터베이스 주소",
                "the database's address from the Supabase dashboard");
        if (!database.isBlank()) {
            try {
                DatabaseUrl.parse(database);
            } catch (SettingsException e) {
                settings.complain(e.said().korean(), e.said().english());
            }
        }
        String user = settings.value("supabase.user-id");
        if (!user.isBlank()) {
            if (!user.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")) {
                settings.complainSet("SUPABASE_USER_ID 값은 Supabase의 Authentication > Users에 있는 uuid여야 합니다.",
                        "SUPABASE_USER_ID must be a uuid, as Supabase shows it under Authentication > Users.");
            }
        }
        boolean many = !settings.value("accounts.file").isBlank() || !settings.value("accounts.sql").isBlank();
        if (!many && user.isBlank() && Schema.LEGACY.is(settings.value("balance.schema"))) {
            settings.complainSet("SUPABASE_USER_ID 값이 없습니다. BALANCE_SCHEMA=legacy의 행은 사용자의 것이라 이 값이 필요합니다."
                    + " uuid는 Supabase의 Authentication > Users에 있습니다.", "SUPABASE_USER_ID is not set: BALANCE_SCHEMA=legacy needs it, because the rows"
                    + " of the old tables belong to a user. Supabase shows the uuid under Authentication > Users.");
        }
        if (!settings.value("notify.url").isBlank()) {
            settings.url("notify.url", "NOTIFY_URL", "http", "https");
        }
        settings.oneOf("balance.create-tables", "BALANCE_CREATE_TABLES", "true", "false");
        settings.oneOf("balance.write-available-cash", "BALANCE_WRITE_AVAILABLE_CASH", "true", "false");
        String schema = settings.value("balance.schema");
        if (!schema.matches("[a-z][a-z0-9-]*") || !Files.isDirectory(Path.of(settings.value("routes.dir"), "sql", schema))) {
            settings.complainSet("BALANCE_SCHEMA 값은 standard처럼 routes/sql 안의 폴더여야 합니다.",
                    "BALANCE_SCHEMA must name a folder of routes/sql, such as standard.");
        }
        NUMBERS.forEach((name, range) -> settings.number(name, Settings.variable(name), range[0], range[1]));
        settings.oneOf("http.control-routes", "HTTP_CONTROL_ROUTES", "true", "false");
        settings.oneOf("log.format", "LOG_FORMAT", "text", "json");
        // desktops set it for gettext, as a list: ko_KR:en
        if (!settings.value("language").matches("|(ko|en|[a-z]{2,3}_).*")) {
            settings.complainSet("LANGUAGE 값은 ko나 en이어야 합니다.", "LANGUAGE must be ko or en.");
        }
        checkCluster();
        checkHttp();
    }

    /** The one of {@code KIWOOM_*}. */
    private void checkAccount() {
        key("kiwoom.app-key", "KIWOOM_APP_KEY", "키움 REST API 포털의 App key", "the App key of Kiwoom's REST API portal");
        key("kiwoom.app-secret", "KIWOOM_APP_SECRET", "KIWOOM_APP_KEY의 secret", "the secret that belongs to KIWOOM_APP_KEY");
        String account = settings.required("kiwoom.account-no", "KIWOOM_ACCOUNT_NO", "숫자 8자리나 10자리인 계좌번호", "your account number, 8 or 10 digits");
        if (!account.isBlank() && !account.replace("-", "").matches("\\d{8}|\\d{10}")) {
            settings.complainSet("KIWOOM_ACCOUNT_NO 값은 숫자 8자리나 10자리여야 합니다. 붙임표는 있어도 됩니다.", "KIWOOM_ACCOUNT_NO must be 8 or 10 digits, with or without dashes.");
        } else if (new Account(account, "").isNumberOfAnother(settings.value("balance.account-no"))) {
            settings.complainSet("BALANCE_ACCOUNT_NO가 다른 계좌의 번호입니다. KIWOOM_ACCOUNT_NO의 다른 표기를 쓰거나 비우세요.",
                    "BALANCE_ACCOUNT_NO is the number of another account: write a spelling of KIWOOM_ACCOUNT_NO, or leave it empty.");
        }
    }

    private void key(String name, String variable, String korean, String english) {
        if (!settings.required(name, variable, korean, english).matches("\\p{ASCII}*")) {
            settings.complainSet(variable + " 값에 ASCII가 아닌 글자가 있습니다. 워드나 웹의 따옴표나 빈칸이 함께 복사되었을 수 있으니 포털에서 다시 복사하세요.",
                    variable + " has letters beyond ASCII, perhaps quotes or blanks of a word processor or a web page: copy it anew from the portal.");
        }
    }

    /** Each entry is judged when the list is read, and costs no other. */
    private void checkAccounts() {
        if (!settings.value("accounts.file").isBlank() && !settings.value("accounts.sql").isBlank()) {
            settings.complainSet("ACCOUNTS_FILE과 ACCOUNTS_SQL이 둘 다 있거나 accounts.yaml이 있습니다. 목록은 하나만 두세요.",
                    "ACCOUNTS_FILE and ACCOUNTS_SQL are both set, or there is an accounts.yaml: keep one list.");
        }
        for (String name : List.of("accounts.file", "accounts.sql")) {
            if (!settings.value(name).isBlank() && !Files.isRegularFile(Path.of(settings.value(name)))) {
                Path file = Path.of(settings.value(name)).toAbsolutePath().normalize();
                settings.complainSet(Settings.variable(name) + "의 파일 " + file + "이(가) 없습니다.", Settings.variable(name) + " names no file: " + file + ".");
            }
        }
    }

    private void checkCluster() {
        settings.oneOf("cluster", "CLUSTER", "off", "postgres", "kafka");
        if (settings.value("cluster").equals("kafka")) {
            checkKafka();
        }
        if (!settings.value("node-name").matches("[A-Za-z0-9._-]{0,63}")) {
            settings.complainSet("NODE_NAME 값은 영문자, 숫자, 점, 붙임표, 밑줄로 63자까지입니다.",
                    "NODE_NAME must be at most 63 letters, digits, dots, dashes or underscores.");
        }
        Duration ttl = settings.length("cluster.lease-ttl");
        if (ttl != null && ttl.compareTo(SHORTEST_LEASE) < 0) {
            settings.complainSet("CLUSTER_LEASE_TTL 값은 " + SHORTEST_LEASE.toSeconds() + "s 이상이어야 합니다.",
                    "CLUSTER_LEASE_TTL must be " + SHORTEST_LEASE.toSeconds() + "s or more.");
        }
    }

    private void checkKafka() {
        settings.required("kafka.bootstrap-servers", "KAFKA_BOOTSTRAP_SERVERS", "Kafka의 주소, 이를테면 kafka1:9092,kafka2:9092", "Kafka's addresses, such as kafka1:9092,kafka2:9092");
        if (!settings.value("kafka.topic").matches("[A-Za-z0-9._-]{1,249}")) {
            settings.complainSet("KAFKA_TOPIC 값은 영문자, 숫자, 점, 붙임표, 밑줄입니다.", "KAFKA_TOPIC must be letters, digits, dots, dashes or underscores.");
        }
        try {
            KafkaFile.read(settings.value("kafka.properties"));
        } catch (SettingsException e) {
            settings.complain(e.said().korean(), e.said().english());
        }
        List<String> missing = KAFKA.entrySet().stream().filter(each -> !isThere(each.getKey())).map(Map.Entry::getValue).sorted().toList();
        if (!missing.isEmpty()) {
            String names = String.join(", ", missing);
            settings.complain("CLUSTER=kafka에 필요한 라이브러리가 없습니다: " + names + ". docs/cluster.md를 보고 kiwoom-balance-sync.jar 옆 kafka 폴더에 넣으세요.",
                    "CLUSTER=kafka needs libraries that are not shipped: " + names + ". Put them into a folder kafka beside kiwoom-balance-sync.jar (docs/cluster.md).");
        }
    }

    private void checkHttp() {
        String host = settings.value("http.host");
        String password = settings.value("http.password");
        if (!isOfThisMachine(host)) {
            settings.complainSet("HTTP_HOST " + host + "은(는) 이 컴퓨터의 주소가 아닙니다. 127.0.0.1은 이 컴퓨터에만, 0.0.0.0은 네트워크에도 엽니다.",
                    "HTTP_HOST " + host + " is not an address of this machine. 127.0.0.1 is this machine only, 0.0.0.0 the network, too.");
        } else if (password.isEmpty() && !isLoopback(host)) {
            settings.complainSet("HTTP_HOST " + host + "은(는) 페이지를 네트워크에 엽니다. HTTP_PASSWORD를 정하거나 HTTP_HOST를 127.0.0.1로 하세요.",
                    "HTTP_HOST " + host + " opens the pages to the network: set HTTP_PASSWORD, or HTTP_HOST to 127.0.0.1.");
        }
        if (!password.isEmpty() && !password.matches("[\\x20-\\x7e]{" + PASSWORD_LENGTH + ",}")) {
            settings.complainSet("HTTP_PASSWORD는 ASCII 글자, 숫자, 기호로 " + PASSWORD_LENGTH + "자 이상이어야 합니다.",
                    "HTTP_PASSWORD must have at least " + PASSWORD_LENGTH + " letters, digits or signs of ASCII.");
        }
        if (!settings.value("http.user").matches("[\\x21-\\x7e&&[^:]]+")) {
            settings.complainSet("HTTP_USER는 빈칸과 쌍점 없이 ASCII 글자, 숫자, 기호여야 합니다.",
                    "HTTP_USER must be letters, digits or signs of ASCII, without a blank or colon.");
        }
    }

    private static boolean isThere(String type) {
        return SettingsRules.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }

    static Bilingual whyNotOpen(String port, IOException why) {
        return String.valueOf(why.getMessage()).contains("denied")
                ? new Bilingual("HTTP_PORT " + port + "은(는) 이 사용자가 열 수 없습니다. 1024 이상으로 하세요.", "HTTP_PORT " + port + " may not be opened by this user: take 1024 or more.")
                : new Bilingual("HTTP_PORT " + port + "은(는) 다른 프로그램이 쓰고 있습니다.", "HTTP_PORT " + port + " is used by another program.");
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
}
