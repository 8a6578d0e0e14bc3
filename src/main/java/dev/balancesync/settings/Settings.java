package dev.balancesync.settings;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;

/** Where settings come from, and whether they make sense: asked before anything is contacted. */
public final class Settings {
    public static final String FILE = "application.properties";
    /** As ACCOUNTS_FILE or ACCOUNTS_SQL: there is no list, although there is an accounts.yaml, or .env names one. */
    public static final String NO_LIST = "-";
    private static final String ACCOUNTS = "accounts.yaml";
    private static final int PASSWORD_LENGTH = 8;
    /** Of these the value is a path. */
    private static final Set<String> PATHS = Set.of("DATA_DIR", "LOG_DIR", "ROUTES_DIR", "ACCOUNTS_FILE", "ACCOUNTS_SQL", "KAFKA_PROPERTIES");
    /** What becomes of it where names end in .txt, or must not begin with a dot. */
    private static final List<String> NOT_ENV = List.of(".env.txt", "env.txt", "env");
    private static final Bilingual WHERE = new Bilingual(" 환경 변수나 작업 폴더의 .env 파일에 쓰세요.",
            " Set it in the environment or in a .env file in the working folder.");
    private static final Bilingual LOCALE = new Bilingual(" 한글이 있으면 환경 변수 LC_ALL=C.UTF-8을 설정하고 시작하세요.",
            " If it has Korean letters, start with LC_ALL=C.UTF-8 in the environment.");
    private static final Bilingual FOLDER = new Bilingual(FILE + "와 routes/가 있는 폴더에서 시작하",
            "Start the service in the folder that holds " + FILE + " and routes/");

    /** Python wrote True. */
    private static final Set<String> SWITCHES = Set.of("KIWOOM_IS_DEMO", "BALANCE_CREATE_TABLES", "BALANCE_WRITE_AVAILABLE_CASH",
            "HTTP_CONTROL_ROUTES", "LOG_FORMAT", "CLUSTER");
    private static final List<String> DURATIONS = List.of("kiwoom.reconnect-delay", "kiwoom.reconnect-jitter", "kiwoom.silence-limit",
            "kiwoom.handshake-timeout", "kiwoom.answer-timeout", "kiwoom.token-renew-before", "kiwoom.credentials-delay",
            "kiwoom.duplicate-delay", "kiwoom.rate-delay-max", "kiwoom.circuit.open-duration", "kiwoom.supervise-period",
            "kiwoom.snapshot-interval", "kiwoom.snapshot-retry", "kiwoom.snapshot-settle", "kiwoom.rest-pace", "accounts.start-spread", "notify.repeat", "notify.circuit-after", "notify.database-after",
            "notify.gap-after", "cluster.lease-ttl");
    /** Of no length at all they would end every session at once, or ask without a pause. */
    private static final Set<String> OF_SOME_LENGTH = Set.of("kiwoom.silence-limit", "kiwoom.handshake-timeout", "kiwoom.answer-timeout",
            "kiwoom.supervise-period", "kiwoom.snapshot-interval", "kiwoom.circuit.open-duration");
    /** As good as never; of much longer ones the nanoseconds are beyond all numbers. */
    private static final Duration LONGEST = Duration.ofHours(99_999);
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

    private final UnaryOperator<String> setting;
    private final List<Bilingual> complaints = new ArrayList<>();

    private Settings(UnaryOperator<String> setting) {
        this.setting = setting;
    }

    /**
     * What the environment and the {@code .env} file say; the environment wins. A blank value counts as not set, as compose files pass
     * on variables that nobody filled in.
     */
    public static Properties read(Path folder, Map<String, String> environment) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            Path where = folder.toAbsolutePath().normalize();
            if (!Files.isDirectory(where)) {
                throw new SettingsException(new Bilingual("이 폴더의 이름을 읽을 수 없습니다." + LOCALE.korean(), "The name of this folder cannot be read." + LOCALE.english()));
            }
            throw new SettingsException(new Bilingual(where + "에 " + FILE + "가 없습니다. " + FOLDER.korean() + "세요.",
                    FILE + " is not in " + where + ". " + FOLDER.english() + "."));
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
        values.remove("ACCOUNTS_SQL", NO_LIST);
        PATHS.forEach(name -> checkPath(name, values.getOrDefault(name, "")));
        values.forEach((name, value) -> {
            if (!value.isBlank()) {
                properties.setProperty(name, SWITCHES.contains(name) ? value.strip().toLowerCase(Locale.ROOT) : value.strip());
            }
        });
        return properties;
    }

    /**
     * What {@link #FILE} says, whatever editor has saved it; Camel would read it as ISO-8859-1.
     *
     * @throws SettingsException when it cannot be read
     */
    public static Properties file(Path folder) {
        var values = new Properties();
        try {
            values.load(new StringReader(TextFile.read(folder.resolve(FILE))));
        } catch (IOException | IllegalArgumentException e) {
            String reason = FILE + " (" + e.getMessage() + ")";
            boolean escape = e instanceof IllegalArgumentException;
            throw new SettingsException(new Bilingual(reason + "을(를) 읽을 수 없습니다." + (escape ? " 값의 역슬래시는 \\\\나 /로 쓰세요." : ""),
                    reason + " cannot be read." + (escape ? " Write a backslash in a value as \\\\, or as /." : "")));
        }
        return values;
    }

    /** In the C locale Java knows no path with letters beyond ASCII. */
    private static void checkPath(String name, String value) {
        try {
            Path.of(value);
        } catch (InvalidPathException e) {
            throw new SettingsException(new Bilingual(name + " 값을 경로로 읽을 수 없습니다." + LOCALE.korean(), name + " cannot be read as a path." + LOCALE.english()));
        }
    }

    /** What a person speaks who is told why nothing could be read: by {@code LANGUAGE} as far as that can be, or else by this machine. */
    public static Language language(Path folder, Map<String, String> environment) {
        String given = environment.getOrDefault("LANGUAGE", "");
        try {
            return Language.of(given.isBlank() ? DotEnv.read(folder.resolve(".env")).getOrDefault("LANGUAGE", "") : given);
        } catch (SettingsException | IOException e) {
            return Language.of(given);
        }
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
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.value("http.host"), Integer.parseInt(settings.value("http.port"))));
        } catch (IOException e) {
            Bilingual why = whyNotOpen(settings.value("http.port"), e);
            settings.complainSet(why.korean(), why.english());
        }
        settings.complain();
    }

    private void complain() {
        if (!complaints.isEmpty()) {
            throw new SettingsException(new Bilingual(lines(Bilingual::korean), lines(Bilingual::english)));
        }
    }

    private String lines(Function<Bilingual, String> language) {
        return complaints.stream().map(language).collect(Collectors.joining(System.lineSeparator()));
    }

    /** The complaints of {@link #check}; empty when all is well. */
    public static List<Bilingual> problems(UnaryOperator<String> setting) {
        var settings = new Settings(setting);
        settings.checkAll();
        return settings.complaints;
    }

    private void checkAll() {
        Path routes = Path.of(value("routes.dir"));
        if (!Files.isDirectory(routes)) {
            Path folder = routes.toAbsolutePath().normalize();
            complain(folder + " 폴더가 없습니다. " + FOLDER.korean() + "거나 ROUTES_DIR을 설정하세요.",
                    "There is no folder " + folder + ". " + FOLDER.english() + ", or set ROUTES_DIR.");
        }
        if (value("accounts.file").isBlank() && value("accounts.sql").isBlank()) {
            checkAccount();
        } else {
            checkAccounts();
        }
        DROPPED.forEach((name, instead) -> {
            if (!value(name).isBlank() || !value(variable(name)).isBlank()) {
                complain(variable(name) + " 설정은 없어졌습니다. 그 줄을 빼고, 필요하면 " + instead.korean() + ".",
                        variable(name) + " is no setting any more. Take it out, and if need be set " + instead.english() + ".");
            }
        });
        if (value("data.dir").contains("?")) {
            complainSet("DATA_DIR에는 물음표를 쓸 수 없습니다.", "DATA_DIR must not contain a question mark: name another folder.");
        }
        oneOf("kiwoom.is-demo", "KIWOOM_IS_DEMO", "true", "false");
        url("kiwoom.rest-url", "KIWOOM_REST_URL", "http", "https");
        url("kiwoom.ws-url", "KIWOOM_WS_URL", "ws", "wss");
        for (String name : DURATIONS) {
            duration(name, variable(name));
        }
        String database = required("supabase.db-url", "SUPABASE_DB_URL", "Supabase 대시보드에 있는 데이터베이스 주소",
                "the database's address from the Supabase dashboard");
        if (!database.isBlank()) {
            try {
                DatabaseUrl.parse(database);
            } catch (SettingsException e) {
                complaints.add(e.said());
            }
        }
        String user = value("supabase.user-id");
        if (!user.isBlank()) {
            if (!user.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")) {
                complainSet("SUPABASE_USER_ID 값은 Supabase의 Authentication > Users에 있는 uuid여야 합니다.",
                        "SUPABASE_USER_ID must be a uuid, as Supabase shows it under Authentication > Users.");
            }
        }
        boolean many = !value("accounts.file").isBlank() || !value("accounts.sql").isBlank();
        if (!many && user.isBlank() && Schema.LEGACY.is(value("balance.schema"))) {
            complainSet("SUPABASE_USER_ID 값이 없습니다. BALANCE_SCHEMA=legacy의 행은 사용자의 것이라 이 값이 필요합니다."
                    + " uuid는 Supabase의 Authentication > Users에 있습니다.", "SUPABASE_USER_ID is not set: BALANCE_SCHEMA=legacy needs it, because the rows"
                    + " of the old tables belong to a user. Supabase shows the uuid under Authentication > Users.");
        }
        if (!value("notify.url").isBlank()) {
            url("notify.url", "NOTIFY_URL", "http", "https");
        }
        oneOf("balance.create-tables", "BALANCE_CREATE_TABLES", "true", "false");
        oneOf("balance.write-available-cash", "BALANCE_WRITE_AVAILABLE_CASH", "true", "false");
        String schema = value("balance.schema");
        if (!schema.matches("[a-z][a-z0-9-]*") || !Files.isDirectory(Path.of(value("routes.dir"), "sql", schema))) {
            complainSet("BALANCE_SCHEMA 값은 standard처럼 routes/sql 안의 폴더여야 합니다.",
                    "BALANCE_SCHEMA must name a folder of routes/sql, such as standard.");
        }
        NUMBERS.forEach((name, range) -> {
            if (!value(name).matches("\\d{1,9}") || Long.parseLong(value(name)) < range[0] || Long.parseLong(value(name)) > range[1]) {
                complainSet(variable(name) + " 값은 " + range[0] + "부터 " + range[1] + "까지의 정수여야 합니다.",
                        variable(name) + " must be a whole number from " + range[0] + " to " + range[1] + ".");
            }
        });
        oneOf("http.control-routes", "HTTP_CONTROL_ROUTES", "true", "false");
        oneOf("log.format", "LOG_FORMAT", "text", "json");
        // desktops set it for gettext, as a list: ko_KR:en
        if (!value("language").matches("|(ko|en|[a-z]{2,3}_).*")) {
            complainSet("LANGUAGE 값은 ko나 en이어야 합니다.", "LANGUAGE must be ko or en.");
        }
        checkCluster();
        checkHttp();
    }

    /** The one of {@code KIWOOM_*}. */
    private void checkAccount() {
        key("kiwoom.app-key", "KIWOOM_APP_KEY", "키움 REST API 포털의 App key", "the App key of Kiwoom's REST API portal");
        key("kiwoom.app-secret", "KIWOOM_APP_SECRET", "KIWOOM_APP_KEY의 secret", "the secret that belongs to KIWOOM_APP_KEY");
        String account = required("kiwoom.account-no", "KIWOOM_ACCOUNT_NO", "숫자 8자리나 10자리인 계좌번호", "your account number, 8 or 10 digits");
        if (!account.isBlank() && !account.replace("-", "").matches("\\d{8}|\\d{10}")) {
            complainSet("KIWOOM_ACCOUNT_NO 값은 숫자 8자리나 10자리여야 합니다. 붙임표는 있어도 됩니다.", "KIWOOM_ACCOUNT_NO must be 8 or 10 digits, with or without dashes.");
        }
    }

    private void key(String name, String variable, String korean, String english) {
        if (!required(name, variable, korean, english).matches("\\p{ASCII}*")) {
            complainSet(variable + " 값에 ASCII가 아닌 글자가 있습니다. 워드나 웹의 따옴표나 빈칸이 함께 복사되었을 수 있으니 포털에서 다시 복사하세요.",
                    variable + " has letters beyond ASCII, perhaps quotes or blanks of a word processor or a web page: copy it anew from the portal.");
        }
    }

    /** Each entry is judged when the list is read, and costs no other. */
    private void checkAccounts() {
        if (!value("accounts.file").isBlank() && !value("accounts.sql").isBlank()) {
            complainSet("ACCOUNTS_FILE과 ACCOUNTS_SQL이 둘 다 있거나 accounts.yaml이 있습니다. 목록은 하나만 두세요.",
                    "ACCOUNTS_FILE and ACCOUNTS_SQL are both set, or there is an accounts.yaml: keep one list.");
        }
        for (String name : List.of("accounts.file", "accounts.sql")) {
            if (!value(name).isBlank() && !Files.isRegularFile(Path.of(value(name)))) {
                Path file = Path.of(value(name)).toAbsolutePath().normalize();
                complainSet(variable(name) + "의 파일 " + file + "이(가) 없습니다.", variable(name) + " names no file: " + file + ".");
            }
        }
    }

    private void checkCluster() {
        oneOf("cluster", "CLUSTER", "off", "postgres", "kafka");
        if (value("cluster").equals("kafka")) {
            checkKafka();
        }
        if (!value("node-name").matches("[A-Za-z0-9._-]{0,63}")) {
            complainSet("NODE_NAME 값은 영문자, 숫자, 점, 붙임표, 밑줄로 63자까지입니다.",
                    "NODE_NAME must be at most 63 letters, digits, dots, dashes or underscores.");
        }
        Duration ttl = length(value("cluster.lease-ttl"));
        if (ttl != null && ttl.compareTo(SHORTEST_LEASE) < 0) {
            complainSet("CLUSTER_LEASE_TTL 값은 " + SHORTEST_LEASE.toSeconds() + "s 이상이어야 합니다.",
                    "CLUSTER_LEASE_TTL must be " + SHORTEST_LEASE.toSeconds() + "s or more.");
        }
    }

    private void checkKafka() {
        required("kafka.bootstrap-servers", "KAFKA_BOOTSTRAP_SERVERS", "Kafka의 주소, 이를테면 kafka1:9092,kafka2:9092", "Kafka's addresses, such as kafka1:9092,kafka2:9092");
        if (!value("kafka.topic").matches("[A-Za-z0-9._-]{1,249}")) {
            complainSet("KAFKA_TOPIC 값은 영문자, 숫자, 점, 붙임표, 밑줄입니다.", "KAFKA_TOPIC must be letters, digits, dots, dashes or underscores.");
        }
        try {
            KafkaFile.read(value("kafka.properties"));
        } catch (SettingsException e) {
            complain(e.said().korean(), e.said().english());
        }
        List<String> missing = KAFKA.entrySet().stream().filter(each -> !isThere(each.getKey())).map(Map.Entry::getValue).sorted().toList();
        if (!missing.isEmpty()) {
            String names = String.join(", ", missing);
            complain("CLUSTER=kafka에 필요한 라이브러리가 없습니다: " + names + ". docs/cluster.md를 보고 kiwoom-balance-sync.jar 옆 kafka 폴더에 넣으세요.",
                    "CLUSTER=kafka needs libraries that are not shipped: " + names + ". Put them into a folder kafka beside kiwoom-balance-sync.jar (docs/cluster.md).");
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
            complainSet("HTTP_HOST " + host + "은(는) 이 컴퓨터의 주소가 아닙니다. 127.0.0.1은 이 컴퓨터에만, 0.0.0.0은 네트워크에도 엽니다.",
                    "HTTP_HOST " + host + " is not an address of this machine. 127.0.0.1 is this machine only, 0.0.0.0 the network, too.");
        } else if (password.isEmpty() && !isLoopback(host)) {
            complainSet("HTTP_HOST " + host + "은(는) 페이지를 네트워크에 엽니다. HTTP_PASSWORD를 정하거나 HTTP_HOST를 127.0.0.1로 하세요.",
                    "HTTP_HOST " + host + " opens the pages to the network: set HTTP_PASSWORD, or HTTP_HOST to 127.0.0.1.");
        }
        if (!password.isEmpty() && !password.matches("[\\x20-\\x7e]{" + PASSWORD_LENGTH + ",}")) {
            complainSet("HTTP_PASSWORD는 ASCII 글자, 숫자, 기호로 " + PASSWORD_LENGTH + "자 이상이어야 합니다.",
                    "HTTP_PASSWORD must have at least " + PASSWORD_LENGTH + " letters, digits or signs of ASCII.");
        }
        if (!value("http.user").matches("[\\x21-\\x7e&&[^:]]+")) {
            complainSet("HTTP_USER는 빈칸과 쌍점 없이 ASCII 글자, 숫자, 기호여야 합니다.",
                    "HTTP_USER must be letters, digits or signs of ASCII, without a blank or colon.");
        }
    }

    /** One setting, one name in two spellings. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private String required(String name, String variable, String korean, String english) {
        String value = value(name);
        if (value.isBlank()) {
            complainSet(variable + "(" + korean + ") 값이 없습니다.", variable + " is not set: " + english + ".");
        }
        return value;
    }

    private void oneOf(String name, String variable, String... choices) {
        if (!List.of(choices).contains(value(name))) {
            String all = String.join(", ", choices);
            complainSet(variable + " 값은 " + all + " 중 하나여야 합니다.", variable + " must be one of " + all + ".");
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
        complainSet(variable + " 값은 " + String.join("://나 ", schemes) + "://로 시작하고 호스트 이름에 밑줄이 없는 주소여야 합니다.",
                variable + " must be an address that starts with " + String.join(":// or ", schemes) + ":// and a host name without underscores.");
    }

    private void duration(String name, String variable) {
        Duration length = length(value(name));
        if (length == null) {
            complainSet(variable + " 값은 10s처럼 정수와 단위(ms, s, m, h)로 씁니다.",
                    variable + " must be a whole number with its unit, ms, s, m or h, such as 10s.");
        } else if (length.compareTo(LONGEST) > 0) {
            complainSet(variable + " 값은 " + LONGEST.toHours() + "h 이하여야 합니다.", variable + " must be " + LONGEST.toHours() + "h or less.");
        } else if (length.isZero() && OF_SOME_LENGTH.contains(name)) {
            complainSet(variable + " 값은 0보다 커야 합니다. 끄는 방법은 없으니 그 줄을 빼면 기본값을 씁니다.",
                    variable + " must be more than 0: it cannot be switched off. Take it out, and the default is used.");
        }
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

    private String value(String name) {
        String value = setting.apply(name);
        return value == null ? "" : value.strip();
    }

    /** Of what is set in the environment or {@code .env}. */
    private void complainSet(String korean, String english) {
        Bilingual where = Files.exists(Path.of(".env")) ? WHERE : NOT_ENV.stream().filter(name -> Files.isRegularFile(Path.of(name))).findFirst()
                .map(name -> new Bilingual(" " + name + " 파일의 이름을 .env로 바꾸세요.", " Rename the file " + name + " to .env.")).orElse(WHERE);
        complain(korean + where.korean(), english + where.english());
    }

    private void complain(String korean, String english) {
        complaints.add(new Bilingual(korean, english));
    }
}
