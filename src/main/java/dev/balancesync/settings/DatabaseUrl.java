package dev.balancesync.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The database's address as the Supabase dashboard shows it, taken apart for the JDBC driver.
 *
 * @param jdbcUrl without user and password, so that it may be shown
 * @param user {@code null} when the address has none
 * @param password {@code null} when the address has none
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
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
            throw wrong("it is not of the form postgresql://user:password@host:5432/postgres");
        }
        String port = form.group("port") == null ? "5432" : form.group("port");
        if (Integer.parseInt(port) > 65_535) {
            throw wrong("its port is not one");
        }
        String name = form.group("name") == null || form.group("name").isEmpty() ? "postgres" : form.group("name");
        String[] login = form.group("login") == null ? new String[0] : form.group("login").split(":", 2);
        Map<String, String> query = query(form.group("query"));
        String user = login.length > 0 ? decode(login[0]) : null;
        String password = login.length > 1 ? decode(login[1]) : null;
        // they may stand in the query as well, as in JDBC addresses; what may be shown must not hold them
        String userOfQuery = query.remove("user");
        String passwordOfQuery = query.remove("password");
        defaults(port.equals(TRANSACTION_POOLER_PORT)).forEach(query::putIfAbsent);
        String parameters = query.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining("&"));
        return new DatabaseUrl("jdbc:postgresql://" + form.group("host") + ":" + port + "/" + name + "?" + parameters,
                user == null && userOfQuery != null ? decode(userOfQuery) : user,
                password == null && passwordOfQuery != null ? decode(passwordOfQuery) : password);
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
            throw wrong("a % in user or password must be written %25");
        }
    }

    private static SettingsException wrong(String what) {
        return new SettingsException("SUPABASE_DB_URL: " + what
                + ". Copy it from the Supabase dashboard (Connect > Connection string > URI) into .env or the environment;"
                + " write @ : / ? # % in the password as %40 %3A %2F %3F %23 %25");
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
