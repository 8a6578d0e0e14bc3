package dev.balancesync.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The database's address as the Supabase dashboard shows it, taken apart for the JDBC driver.
 *
 * @param jdbcUrl without user and password, so that it may be shown
 * @param user {@code null} when the address has none
 * @param password {@code null} when the address has none
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
    /** Greedy up to the last {@code @}: an unencoded {@code @} in a password is the most common slip. */
    private static final Pattern FORM = Pattern.compile("postgres(?:ql)?://(?:(?<login>.*)@)?(?<host>\\[[^\\]]+\\]|[^@:/?\\[\\]]+)(?::(?<port>\\d{1,5}))?(?:/(?<name>[^?]*))?(?:\\?(?<query>.*))?");
    /** Supavisor and PgBouncer in transaction mode give each transaction another session, so named statements are lost. */
    private static final String TRANSACTION_POOLER_PORT = "6543";

    /**
     * @param text {@code postgresql://user:p%40ss@host:5432/postgres?sslmode=require} or {@code jdbc:postgresql://…}
     * @throws SettingsException when it is neither; the message does not repeat the text, which holds a password
     */
    public static DatabaseUrl parse(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return new DatabaseUrl(withDefaults(text, text.contains(":" + TRANSACTION_POOLER_PORT + "/")), null, null);
        }
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong("it is not of the form postgresql://user:password@host:5432/postgres");
        }
        String port = form.group("port") == null ? "5432" : form.group("port");
        String name = form.group("name") == null || form.group("name").isEmpty() ? "postgres" : form.group("name");
        String query = form.group("query") == null ? "" : "?" + form.group("query");
        String url = "jdbc:postgresql://" + form.group("host") + ":" + port + "/" + name + query;
        String user = null;
        String password = null;
        if (form.group("login") != null) {
            String[] login = form.group("login").split(":", 2);
            user = decode(login[0]);
            password = login.length == 2 ? decode(login[1]) : null;
        }
        return new DatabaseUrl(withDefaults(url, port.equals(TRANSACTION_POOLER_PORT)), user, password);
    }

    /** What a remote, now and then unreachable database needs; whatever the address itself says wins. */
    private static String withDefaults(String url, boolean transactionPooler) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("ApplicationName", "balance_sync");
        defaults.put("connectTimeout", "5");
        defaults.put("socketTimeout", "15");
        defaults.put("tcpKeepAlive", "true");
        if (transactionPooler) {
            defaults.put("prepareThreshold", "0");
        }
        var all = new StringBuilder(url);
        defaults.forEach((name, value) -> {
            if (!url.contains("?" + name + "=") && !url.contains("&" + name + "=")) {
                all.append(all.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value);
            }
        });
        return all.toString();
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
