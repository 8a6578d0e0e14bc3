package dev.balancesync.accounts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.Schema;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.TextFile;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One account of the list, for a command that is about one: from there on it is the only one, as if {@code KIWOOM_*} named it. */
public final class Chosen {
    private static final String SECONDS = "8";
    private static final AccountDefaults DEFAULTS = new AccountDefaults(true, false, new AccountDefaults.Hosts("", ""), new AccountDefaults.Hosts("", ""));

    private final Properties settings;
    private final Map<String, String> environment;

    public Chosen(Path folder, Map<String, String> environment) throws IOException {
        this.settings = Settings.read(folder, environment);
        this.environment = environment;
    }

    /** Whether there is a list. */
    public boolean isFromList() {
        return settings.containsKey("ACCOUNTS_FILE") || settings.containsKey("ACCOUNTS_SQL");
    }

    /** Of the environment or {@code .env}, as for everything else. */
    public Language language() {
        return Language.of(settings.getProperty("LANGUAGE", ""));
    }

    /**
     * The list of {@code accounts.yaml}, or what the query finds now.
     *
     * @throws SettingsException when the database cannot be asked for it
     */
    public Read list() {
        String file = settings.getProperty("ACCOUNTS_FILE");
        String query = settings.getProperty("ACCOUNTS_SQL");
        var defaults = new AccountDefaults(Boolean.parseBoolean(settings.getProperty("KIWOOM_IS_DEMO", "true")),
                Schema.LEGACY.is(settings.getProperty("BALANCE_SCHEMA")), DEFAULTS.mock(), DEFAULTS.real());
        return file != null ? new AccountsFile(defaults, settings::getProperty).read(Path.of(file))
                : query != null ? new AccountsFromRows(defaults, settings::getProperty).read(rows(Path.of(query))) : new Read(List.of(), List.of());
    }

    private List<Map<String, Object>> rows(Path query) {
        try {
            DatabaseUrl url = DatabaseUrl.parse(settings.getProperty("SUPABASE_DB_URL", ""));
            Properties login = url.login();
            login.setProperty("loginTimeout", SECONDS);
            return new JdbcTemplate(new DriverManagerDataSource(url.jdbcUrl(), login)).queryForList(TextFile.read(query));
        } catch (IOException | DataAccessException e) {
            String why = Quoted.line((e.getCause() == null ? e : e.getCause()).getMessage());
            throw new SettingsException(new Bilingual("데이터베이스에 계좌 목록을 물을 수 없습니다(ACCOUNTS_SQL): " + why,
                    "The database cannot be asked for the list of accounts (ACCOUNTS_SQL): " + why));
        }
    }

    /**
     * @return the environment in which this account is the one of {@code KIWOOM_*}
     * @throws SettingsException when there is none of that name
     */
    public Map<String, String> environment(String alias) {
        Read list = list();
        AccountSettings found = list.accounts().stream().filter(each -> each.alias().equals(alias)).findFirst().orElseThrow(() -> {
            Language language = language();
            return new SettingsException(Bilingual.both(list.problems().stream().filter(each -> each.alias().equals(alias)).findFirst()
                    .map(each -> alias + ", line " + each.line() + ": " + each.words().in(language))
                    .orElse(language.say("목록에 그런 계좌가 없습니다: ", "The list has no such account: ") + alias)));
        });
        var alone = new HashMap<>(environment);
        alone.putAll(Map.of("KIWOOM_APP_KEY", found.appKey(), "KIWOOM_APP_SECRET", found.appSecret(), "KIWOOM_ACCOUNT_NO", found.accountNo(),
                "KIWOOM_IS_DEMO", String.valueOf(found.demo()), "SUPABASE_USER_ID", found.userId().isEmpty() ? Settings.NONE : found.userId(),
                "ACCOUNTS_FILE", Settings.NONE, "ACCOUNTS_SQL", Settings.NONE,
                "BALANCE_ACCOUNT_NO", Settings.NONE));
        Map.of("KIWOOM_REST_URL", found.restUrl(), "KIWOOM_WS_URL", found.wsUrl()).forEach((name, own) -> {
            if (!own.isEmpty()) {
                alone.put(name, own);
            }
        });
        return alone;
    }
}
