package dev.balancesync.settings;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;

/**
 * The database's address as the Supabase dashboard shows it, taken apart for the JDBC driver.
 *
 * @param jdbcUrl without user and passwords, so that it may be shown
 * @param user {@code null} when the address has none
 * @param password {@code null} when the address has none
 * @param keyPassword of the client's own key ({@code sslpassword}); {@code null} when the address has none
 * @param line what lies between here and the database
 * @param sslmode in force, whether the address says it or the line asks for it: {@code disable} to {@code verify-full}
 * @param foreignCheck the parameter that puts a class of one's own in the place of the driver's checks, as {@code name=value}; {@code null} when none
 */
public record DatabaseUrl(String jdbcUrl, String user, String password, String keyPassword, Line line, String sslmode, String foreignCheck) {
    /** What lies between here and the database, which decides how much TLS there has to be. */
    public enum Line {
        /** Supabase's hosts show a certificate of Supabase's own root, which is shipped with this service. */
        SUPABASE,
        /** Somewhere in the internet. */
        PUBLIC,
        /** This machine, a private network, or a name that only the local network or Docker knows. */
        PRIVATE
    }

    private static final String VERIFY_FULL = "verify-full";
    /** What the driver knows; {@code no-verify} and {@code off} are of other drivers. */
    private static final List<String> SSLMODES = List.of("disable", "allow", "prefer", "require", "verify-ca", VERIFY_FULL);
    /** The driver's own that do check. Others may check nothing, as {@code NonValidatingFactory} does, whatever sslmode says. */
    private static final List<String> CHECKING = List.of("org.postgresql.ssl.SingleCertValidatingFactory", "org.postgresql.ssl.DefaultJavaSSLFactory",
            "org.postgresql.ssl.LibPQFactory");
    /** Supabase's root certificate, as {@code SingleCertValidatingFactory} finds it: nothing has to be written to a disk. */
    private static final String SUPABASE_ROOT = "dev/balancesync/store/supabase-root-2021.crt";
    private static final List<String> SUPABASE = List.of(".supabase.co", ".supabase.com");
    /** Names that no public name server knows (RFC 6762, RFC 8375, and what routers and Docker give). */
    private static final Pattern LOCAL_NAME = Pattern.compile("[^.]+|.+\\.(?:localhost|local|lan|home|internal|home\\.arpa)");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    /** The first of them, quoted or not. */
    private static final Pattern SCHEMA = Pattern.compile("(?i)(?:currentSchema=|search_path(?:=|%3D))(?:\"|%22)?([^&,%\"\\s]+)");
    private static final int UNIQUE_LOCAL = 0xfc;

    private static final String ADDRESS = "@)?(?<host>\\[[\\w:.%-]+\\]|[^@:/?\\s\\[\\]]+)"
            + "(?::(?<port>\\d{1,5}))?(?:/(?<name>[^?]*))?(?:\\?(?<query>.*))?";
    /** Greedy up to the last {@code @}: an unencoded {@code @} in a password is the most common slip. */
    private static final Pattern FORM = Pattern.compile("postgres(?:ql)?://(?:(?<login>[^?\\s]*)" + ADDRESS);
    /** The next slip: an unencoded {@code ?} in the password. */
    private static final Pattern LOOSE_FORM = Pattern.compile("postgres(?:ql)?://(?:(?<login>.*)" + ADDRESS);
    /** Supavisor and PgBouncer in transaction mode give each transaction another session, so named statements are lost. */
    private static final String TRANSACTION_POOLER_PORT = "6543";

    /**
     * @param text {@code postgresql://user:p%40ss@host:5432/postgres?sslmode=require} or {@code jdbc:postgresql://…}
     * @throws SettingsException when it is neither; the message does not repeat the text, which holds a password
     */
    public static DatabaseUrl parse(String text) {
        String address = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        Matcher form = FORM.matcher(address);
        if (!form.matches() || isPasswordCut(form)) {
            form = LOOSE_FORM.matcher(address);
        }
        if (!form.matches()) {
            throw wrong("postgresql://user:password@host:5432/postgres 꼴이 아닙니다", "it is not of the form postgresql://user:password@host:5432/postgres");
        }
        String port = form.group("port") == null ? "5432" : form.group("port");
        if (Integer.parseInt(port) > 65_535) {
            throw wrong("포트가 올바르지 않습니다", "its port is not one");
        }
        String name = form.group("name") == null || form.group("name").isEmpty() ? "postgres" : form.group("name");
        String[] login = form.group("login") == null ? new String[0] : form.group("login").split(":", 2);
        Map<String, String> query = query(form.group("query"));
        String user = login.length > 0 ? decode(login[0]) : null;
        String password = login.length > 1 ? decode(login[1]) : null;
        // they may stand in the query as well, as in JDBC addresses; what may be shown must not hold them
        String userOfQuery = query.remove("user");
        String passwordOfQuery = query.remove("password");
        String keyPassword = query.remove("sslpassword");
        Line line = line(form.group("host"));
        protect(query, line);
        if (!SSLMODES.contains(sslmode(query))) {
            String known = String.join(", ", SSLMODES);
            throw new SettingsException(new Bilingual("SUPABASE_DB_URL: sslmode가 " + known + " 중 하나가 아닙니다. Supabase라면 sslmode를 지우고, 아니면 이 중 하나로 쓰세요",
                    "SUPABASE_DB_URL: its sslmode is none of " + known + ". For Supabase take it out, so that the certificate is checked; elsewhere write"
                            + " one of these"));
        }
        defaults(port.equals(TRANSACTION_POOLER_PORT)).forEach(query::putIfAbsent);
        String parameters = query.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining("&"));
        return new DatabaseUrl("jdbc:postgresql://" + form.group("host") + ":" + port + "/" + name + "?" + parameters,
                user == null && userOfQuery != null ? decode(userOfQuery) : user,
                password == null && passwordOfQuery != null ? decode(passwordOfQuery) : password,
                keyPassword == null ? null : decode(keyPassword), line, sslmode(query), foreignCheck(query));
    }

    private static String foreignCheck(Map<String, String> query) {
        String factory = query.getOrDefault("sslfactory", "");
        String verifier = query.getOrDefault("sslhostnameverifier", "");
        return !factory.isEmpty() && !CHECKING.contains(factory) ? "sslfactory=" + factory
                : !verifier.isEmpty() ? "sslhostnameverifier=" + verifier : null;
    }

    /** Adds what the line asks for where the address does not say. */
    private static void protect(Map<String, String> query, Line line) {
        if (line == Line.SUPABASE) {
            if (!query.containsKey("ssl")) {
                query.putIfAbsent("sslmode", VERIFY_FULL);
            }
            if (sslmode(query).startsWith("verify") && !query.containsKey("sslrootcert") && !query.containsKey("sslfactory")) {
                query.put("sslfactory", "org.postgresql.ssl.SingleCertValidatingFactory");
                query.put("sslfactoryarg", "classpath:" + SUPABASE_ROOT);
            }
        } else if (line == Line.PUBLIC && !query.containsKey("ssl")) {
            query.putIfAbsent("sslmode", "require");
        }
    }

    /** As the driver reads it: {@code ssl=true} alone means {@code verify-full}. */
    private static String sslmode(Map<String, String> query) {
        String ssl = query.getOrDefault("ssl", "false");
        return query.getOrDefault("sslmode", ssl.isEmpty() || ssl.equalsIgnoreCase("true") ? VERIFY_FULL : "prefer").toLowerCase(Locale.ROOT);
    }

    private static Line line(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
        if (SUPABASE.stream().anyMatch(name::endsWith)) {
            return Line.SUPABASE;
        }
        boolean literal = IPV4.matcher(name).matches() || name.indexOf(':') >= 0;
        return (literal ? isPrivateAddress(name) : LOCAL_NAME.matcher(name).matches()) ? Line.PRIVATE : Line.PUBLIC;
    }

    private static boolean isPrivateAddress(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal.replaceAll("%.*", ""));
            byte[] bytes = address.getAddress();
            return address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress()
                    || bytes.length == 16 && (bytes[0] & 0xfe) == UNIQUE_LOCAL;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** How the driver is to log in. */
    public Properties login() {
        var login = new Properties();
        put(login, "user", user);
        put(login, "password", password);
        put(login, "sslpassword", keyPassword);
        return login;
    }

    private static void put(Properties login, String name, String value) {
        if (value != null) {
            login.setProperty(name, value);
        }
    }

    /** In which schema the address says that the tables are; empty when it does not. */
    public Optional<String> schema() {
        Matcher named = SCHEMA.matcher(jdbcUrl);
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    /** What the address gives up of the protection that its line asks for, and what to do; empty when nothing. */
    public Optional<Bilingual> tlsWarning() {
        boolean encrypted = sslmode.equals("require") || sslmode.startsWith("verify");
        if (line != Line.PRIVATE && sslmode.startsWith("verify") && foreignCheck != null) {
            String named = Quoted.line(foreignCheck);
            boolean supabase = line == Line.SUPABASE;
            return Optional.of(new Bilingual("SUPABASE_DB_URL에 " + named + "이(가) 있습니다. 인증서를 확인하는지는 그 클래스에 달려 있어, 중간에 있는 누군가가 데이터베이스인 척하고"
                    + " 비밀번호를 가져갈 수 있습니다. 주소에서 지우" + (supabase ? "세요. 그러면 Supabase의 인증서를 확인합니다" : "고 sslrootcert에 서버의 인증서를 쓰세요"),
                    "SUPABASE_DB_URL has " + named + ": whether the certificate is checked is that class's affair, and whoever sits on the line may pose as the"
                            + " database and get the password. Take it out of the address"
                            + (supabase ? ": Supabase's certificate is then checked" : " and write sslrootcert=the certificate of the server")));
        }
        return switch (line) {
            case PRIVATE -> Optional.empty();
            case PUBLIC -> encrypted ? Optional.empty() : Optional.of(less(false, "sslmode=require를, 더 낫게는 sslrootcert와 함께 verify-full을 쓰세요",
                    "Write sslmode=require, or better verify-full with sslrootcert"));
            case SUPABASE -> sslmode.equals(VERIFY_FULL) ? Optional.empty() : Optional.of(less(encrypted,
                    "주소에서 sslmode를 지우세요. 그러면 Supabase의 인증서를 확인합니다(verify-full)",
                    "Take sslmode out of it: Supabase's certificate is then checked (verify-full)"));
        };
    }

    private Bilingual less(boolean encrypted, String korean, String english) {
        return new Bilingual("SUPABASE_DB_URL이 sslmode=" + sslmode + "입니다: " + (encrypted
                ? "암호화하지만, 중간에 있는 누군가가 데이터베이스인 척하고 비밀번호를 가져갈 수 있습니다. "
                : "비밀번호와 잔고가 읽을 수 있는 채로 인터넷을 지나가 중간에 있는 누구나 가져갈 수 있습니다. ") + korean,
                "SUPABASE_DB_URL has sslmode=" + sslmode + ": " + (encrypted
                        ? "the line is encrypted, but whoever sits on it can pose as the database and get the password. "
                        : "password and balances can cross the internet readably, and whoever sits on the line gets them. ") + english);
    }

    /** Whether the driver itself checks the certificate: sslmode asks for it, and no class of one's own is in its place. */
    public boolean checksCertificate() {
        return sslmode.startsWith("verify") && foreignCheck == null;
    }

    /** Whether what looks like database and query is the rest of a password: it has an {@code @} where neither of them has one. */
    private static boolean isPasswordCut(Matcher form) {
        String query = form.group("query");
        Map<String, String> pairs = query(query);
        boolean loginInQuery = pairs.containsKey("user") || pairs.containsKey("password");
        boolean namesAreNames = pairs.keySet().stream().allMatch(name -> name.matches("[A-Za-z]\\w*"));
        return hasAt(form.group("name")) || hasAt(query) && !loginInQuery && (form.group("login") == null || !namesAreNames);
    }

    private static boolean hasAt(String text) {
        return text != null && text.indexOf('@') >= 0;
    }

    private static Map<String, String> query(String text) {
        var query = new LinkedHashMap<String, String>();
        for (String each : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
            String[] pair = each.split("=", 2);
            query.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        return query;
    }

    /** What a remote, now and then unreachable database needs; whatever the address itself says wins. */
    private static Map<String, String> defaults(boolean transactionPooler) {
        var defaults = new LinkedHashMap<String, String>();
        defaults.put("ApplicationName", "balance_sync");
        defaults.put("connectTimeout", "5");
        defaults.put("socketTimeout", "30"); // the batch is three statements in one round trip, and a busy server takes seconds for each
        defaults.put("tcpKeepAlive", "true");
        if (transactionPooler) {
            defaults.put("prepareThreshold", "0");
        }
        return defaults;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("사용자나 비밀번호의 %는 %25로 써야 합니다", "a % in user or password must be written %25");
        }
    }

    private static SettingsException wrong(String korean, String english) {
        return new SettingsException(new Bilingual("SUPABASE_DB_URL: " + korean + ". Supabase 대시보드(Connect > Connection string > URI)에서 .env나 환경 변수로"
                + " 복사하세요. 비밀번호의 @ : / ? # %는 %40 %3A %2F %3F %23 %25로 씁니다", "SUPABASE_DB_URL: " + english + ". Copy it from the Supabase dashboard (Connect > Connection string > URI) into .env or the environment;"
                + " write @ : / ? # % in the password as %40 %3A %2F %3F %23 %25"));
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
