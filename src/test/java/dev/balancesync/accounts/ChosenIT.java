package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.balancesync.TestDatabase;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that are about one account find it in the rows of ACCOUNTS_SQL, too. */
class ChosenIT {
    @TempDir
    private Path folder;
    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void setUp() throws IOException {
        Files.createFile(folder.resolve("application.properties"));
        Files.writeString(folder.resolve("accounts.sql"), "-- whose\nselect name, app_key, app_secret, account_no, true as demo from keys order by name;\n");
        Files.writeString(folder.resolve(".env"), "LANGUAGE=en\nHER_KEY=her-key\nACCOUNTS_SQL=" + folder.resolve("accounts.sql") + "\n");
        database.execute("create table keys (name text, app_key text, app_secret text, account_no text)");
        database.execute("insert into keys values ('father', 'his-key', 'secret', '8112-5100'), ('mother', '${HER_KEY}', 'secret', '8112-5200'), ('child', '${NOBODYS}', 's', '1')");
    }

    @AfterEach
    void tearDown() {
        database.drop();
    }

    private Chosen chosen(String url) throws IOException {
        return new Chosen(folder, Map.of("SUPABASE_DB_URL", url));
    }

    @Test
    void one_of_the_rows_takes_the_place_of_the_only_account_and_the_query_is_passed_over() throws IOException {
        Map<String, String> alone = chosen(database.url()).environment("mother");

        assertThat(alone).containsEntry("KIWOOM_APP_KEY", "her-key").containsEntry("KIWOOM_ACCOUNT_NO", "8112-5200");
        assertThat(Settings.read(folder, alone)).doesNotContainKeys("ACCOUNTS_SQL", "ACCOUNTS_FILE");
        assertThat(chosen(database.url()).list().accounts()).extracting(AccountSettings::alias).containsExactly("father", "mother");
    }

    @Test
    void who_is_not_there_or_cannot_be_asked_for_is_told() {
        assertThatThrownBy(() -> chosen(database.url()).environment("uncle")).isInstanceOf(SettingsException.class).hasMessageContaining("no such account: uncle");
        assertThatThrownBy(() -> chosen(database.url()).environment("child")).isInstanceOf(SettingsException.class).hasMessageContaining("child, line 1: ");
        assertThatThrownBy(() -> chosen("postgresql://postgres@127.0.0.1:9/none").list()).isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be asked for the list of accounts (ACCOUNTS_SQL)");
    }
}
