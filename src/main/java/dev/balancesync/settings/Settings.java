package dev.balancesync.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;

/** Where settings come from: the environment, {@code .env} and {@link #FILE}. {@link SettingsRules} judges them. */
public final class Settings {
    public static final String FILE = "application.properties";
    /** Of these: there is none, although .env has one, or an accounts.yaml is there. A blank would not win over that. */
    public static final String NONE = "-";
    private static final Set<String> MAY_BE_NONE = Set.of("ACCOUNTS_FILE", "ACCOUNTS_SQL", "BALANCE_ACCOUNT_NO", "SUPABASE_USER_ID");
    private static final String ACCOUNTS = "accounts.yaml";
    /** Of these the value is a path. */
    private static final Set<String> PATHS = Set.of("DATA_DIR", "LOG_DIR", "ROUTES_DIR", "ACCOUNTS_FILE", "ACCOUNTS_SQL", "KAFKA_PROPERTIES");
    private static final Bilingual LOCALE = new Bilingual(" 한글이 있으면 환경 변수 LC_ALL=C.UTF-8을 설정하고 시작하세요.",
            " If it has Korean letters, start with LC_ALL=C.UTF-8 in the environment.");
    static final Bilingual FOLDER = new Bilingual(FILE + "와 routes/가 있는 폴더에서 시작하",
            "Start the service in the folder that holds " + FILE + " and routes/");
    /** Python wrote True. */
    private static final Set<String> SWITCHES = Set.of("KIWOOM_IS_DEMO", "BALANCE_CREATE_TABLES", "BALANCE_WRITE_AVAILABLE_CASH",
            "HTTP_CONTROL_ROUTES", "LOG_FORMAT", "CLUSTER");

    private Settings() {
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
        MAY_BE_NONE.forEach(name -> values.remove(name, NONE));
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
            values.load(new StringReader(TextFile.ofUser(folder.resolve(FILE))));
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

    /** One setting, one name in two spellings. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
