package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChosenTest {
    @TempDir
    Path folder;

    @BeforeEach
    void setUp() throws IOException {
        Files.createFile(folder.resolve("application.properties"));
        Files.writeString(folder.resolve(".env"), "MOTHER_KEY=her-key\n");
    }

    private Chosen chosen() throws IOException {
        return new Chosen(folder, Map.of("LANGUAGE", "en", "FATHER_KEY", "his-key", "SECRET", "secret"));
    }

    private void list() throws IOException {
        Files.writeString(folder.resolve("accounts.yaml"), """
                accounts:
                  - name: father
                    app-key: ${FATHER_KEY}
                    app-secret: ${SECRET}
                    account-no: 8112-5100
                    demo: false
                  - name: mother
                    app-key: ${MOTHER_KEY}
                    app-secret: ${SECRET}
                    account-no: 8112-5200
                  - name: child
                    app-key: ${NOBODYS}
                    app-secret: ${SECRET}
                    account-no: 8112-5300
                """);
    }

    @Test
    void without_a_list_there_is_nothing_to_choose_from() throws IOException {
        assertThat(chosen().isFromList()).isFalse();
    }

    @Test
    void the_account_takes_the_place_of_the_only_one_and_the_list_is_passed_over() throws IOException {
        list();

        var alone = chosen().environment("mother");

        assertThat(alone).containsEntry("KIWOOM_APP_KEY", "her-key").containsEntry("KIWOOM_ACCOUNT_NO", "8112-5200")
                .containsEntry("KIWOOM_IS_DEMO", "true");
        assertThat(new Chosen(folder, alone).isFromList()).isFalse();
        assertThat(chosen().environment("father")).containsEntry("KIWOOM_IS_DEMO", "false");
    }

    /** Rows of hers under his number, or with his user_id, would be shown to him as his. */
    @Test
    void what_env_says_of_the_one_account_of_before_is_not_said_of_the_chosen_one() throws IOException {
        list();
        Files.writeString(folder.resolve(".env"), "MOTHER_KEY=her-key\nBALANCE_ACCOUNT_NO=81125100\nSUPABASE_USER_ID=11111111-2222-3333-4444-555555555555\n");

        var alone = Settings.read(folder, chosen().environment("mother"));

        assertThat(alone).containsEntry("KIWOOM_ACCOUNT_NO", "8112-5200").doesNotContainKeys("BALANCE_ACCOUNT_NO", "SUPABASE_USER_ID");
    }

    @Test
    void each_address_of_its_own_is_kept_also_when_it_is_the_only_one() throws IOException {
        list();
        Files.writeString(folder.resolve("accounts.yaml"), "    ws-url: ws://127.0.0.1:1\n", StandardOpenOption.APPEND);
        Files.writeString(folder.resolve(".env"), "MOTHER_KEY=her-key\nNOBODYS=key\n");

        assertThat(Settings.read(folder, chosen().environment("child"))).containsEntry("KIWOOM_WS_URL", "ws://127.0.0.1:1").doesNotContainKey("KIWOOM_REST_URL");
    }

    @Test
    void one_that_is_not_there_or_not_right_is_told() throws IOException {
        list();

        assertThatThrownBy(() -> chosen().environment("child")).isInstanceOf(SettingsException.class).hasMessageContaining("NOBODYS").hasMessageContaining("line 12");
        assertThatThrownBy(() -> chosen().environment("uncle")).isInstanceOf(SettingsException.class).hasMessageContaining("no such account");
    }
}
