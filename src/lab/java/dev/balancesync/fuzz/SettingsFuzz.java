package dev.balancesync.fuzz;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.DotEnv;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.SettingsRules;

/** {@code .env}, the database's address and the check of settings: nothing that may be shown holds a secret, and a secret arrives as it was written. */
public final class SettingsFuzz {
    /** In the middle of every secret, so that a part of one is found, too. */
    private static final String SECRET = "Geheim99";
    private static final String SIGNS = "@:/?#%&=[]. +'\"\\$;,~1aZ\t";
    private static final Set<String> SECRETS = Set.of("kiwoom.app-key", "kiwoom.app-secret", "supabase.db-url", "http.password", "notify.url");
    private static final Properties SHIPPED = Shipped.settings();
    private static final Path ENV = env();

    private SettingsFuzz() {
    }

    private static Path env() {
        try {
            Path file = Files.createTempFile("fuzz", ".env");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Jazzer calls it first: loading classes takes long, and is no fault of the first input. */
    public static void fuzzerInitialize() throws IOException {
        fuzzerTestOneInput(new byte[] {'{'});
        fuzzerTestOneInput(new byte[200]);
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (Choices.isText(data)) {
            var text = new String(data, StandardCharsets.UTF_8);
            any(text);
            any("postgresql://" + text);
            dotEnv(data);
            return;
        }
        var choices = new Choices(data);
        String secret = choices.from(SIGNS, 8) + SECRET + choices.from(SIGNS, 8);
        switch (choices.of(4)) {
            case 0 -> address(choices, secret);
            case 1 -> address(choices, secret, URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
            case 2 -> dotEnv(choices, secret);
            default -> problems(choices, secret);
        }
    }

    /** A password as it is, which is wrong but common; not one that makes a sound address of another host and a setting with an {@code @}. */
    private static void address(Choices choices, String password) {
        if (password.matches("(?s).*@.*\\?.*[A-Za-z]\\w*=.*")) {
            return;
        }
        address(scheme(choices) + "postgres.abc:" + password + "@" + place(choices), null);
    }

    /** A password as it should be written. */
    private static void address(Choices choices, String password, String written) {
        address(scheme(choices) + "postgres.abc:" + written + "@" + place(choices), password);
    }

    private static String scheme(Choices choices) {
        return choices.of(List.of("postgresql://", "postgres://", "jdbc:postgresql://"));
    }

    private static String place(Choices choices) {
        return choices.of(List.of("db.host", "10.0.0.7", "[::1]")) + choices.of(List.of("", ":5432", ":6543")) + choices.of(List.of("", "/", "/postgres"))
                + choices.of(List.of("", "?sslmode=require", "?sslmode=require&options=a"));
    }

    /** @param password {@code null} when it may be read as another, but not shown */
    private static void address(String text, String password) {
        try {
            DatabaseUrl url = DatabaseUrl.parse(text);
            Must.hold(url.jdbcUrl().startsWith("jdbc:postgresql://"), "no address of JDBC", url);
            silent(url.jdbcUrl(), text);
            silent(url.toString(), text);
            Must.hold(password == null || password.equals(url.password()), "the password is another", text);
        } catch (SettingsException e) {
            Must.hold(password == null, "a sound address was refused", text);
            Must.beSayable(e.getMessage());
            silent(e.getMessage(), text);
        }
    }

    /** Nobody knows what of it is a password. */
    private static void any(String text) {
        try {
            Must.hold(DatabaseUrl.parse(text).jdbcUrl().startsWith("jdbc:postgresql://"), "no address of JDBC", text);
        } catch (SettingsException e) {
            Must.beSayable(e.getMessage());
        }
    }

    private static void silent(String shown, String text) {
        Must.hold(!shown.contains(SECRET) || !text.contains(SECRET), "a secret is shown", shown, text);
    }

    private static Map<String, String> dotEnv(byte[] file) throws IOException {
        Files.write(ENV, file);
        try {
            Map<String, String> values = DotEnv.read(ENV);
            values.forEach((name, value) -> Must.hold(!name.isEmpty() && value.lines().count() <= 1, "a value of several lines", name));
            return values;
        } catch (SettingsException e) {
            Must.beSayable(e.getMessage());
            silent(e.getMessage(), SECRET);
            return Map.of();
        }
    }

    private static void dotEnv(Choices choices, String secret) throws IOException {
        String quote = choices.of(List.of("'", "\"", ""));
        String start = choices.of(List.of("", "export ", "  "));
        String equals = choices.of(List.of("=", " = "));
        boolean plain = quote.isEmpty() ? secret.equals(secret.strip()) && !(equals + secret).matches(".*\\s#.*") && !secret.matches("['\"].*")
                : !secret.contains(quote);
        String line = start + "KIWOOM_APP_SECRET" + equals + quote + secret + quote
                + choices.of(List.of("", " # comment", "\r"));
        String anything = choices.text(20);
        String before = choices.of(List.of("", "# comment\n", "\n", "\ufeff", "A=b\n", anything));
        // nothing behind it: Jazzer would set the secret once more
        Map<String, String> values = dotEnv((before + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
        boolean mayBeRefused = before.equals(anything) && values.isEmpty();
        Must.hold(!plain || mayBeRefused || secret.equals(values.get("KIWOOM_APP_SECRET")), "the secret is another", line, values);
    }

    private static void problems(Choices choices, String secret) {
        String address = choices.of(List.of("http://", "https://", "")) + secret;
        List<Bilingual> problems = SettingsRules.problems(name -> switch (name) {
            case "http.host" -> "127.0.0.1";
            case "routes.dir" -> "routes";
            default -> SECRETS.contains(name) ? name.endsWith("url") ? address : secret : SHIPPED.getProperty(name);
        });
        problems.forEach(problem -> {
            Must.beSayable(problem.english());
            silent(problem.toString(), secret);
        });
    }
}
