package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.balancesync.doctor.Check.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a list of accounts. */
class AccountChecksTest {
    @TempDir
    private Path folder;
    private Path list;

    @BeforeEach
    void setUp() throws IOException {
        Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
        Files.writeString(folder.resolve(".env"), "LANGUAGE=en\n");
        list = folder.resolve("accounts.yaml");
    }

    private AccountChecks look(String wanted) {
        return new AccountChecks(folder, Map.of("ACCOUNTS_FILE", list.toString(), "SECRET", "secret"), wanted);
    }

    private static void assertOnly(AccountChecks checks, String name, Outcome outcome, String words, String advice) {
        Check check = checks.found().get(checks.found().size() - 1);
        assertThat(check.name()).isEqualTo(name);
        assertThat(check.outcome()).isEqualTo(outcome);
        assertThat(check.finding()).contains(words);
        assertThat(check.advice()).contains(advice);
    }

    private void account(String alias, String number) throws IOException {
        Files.writeString(list, "accounts:\n  - name: " + alias + "\n    app-key: key\n    app-secret: ${SECRET}\n    account-no: " + number + "\n");
    }

    @Test
    void without_a_list_no_account_can_be_chosen() {
        var checks = new AccountChecks(folder, Map.of(), "mother");

        assertOnly(checks, "accounts", Outcome.FAILED, "there is no list of accounts", "--account");
    }

    @Test
    void a_list_that_the_database_does_not_tell_is_a_finding() throws IOException {
        Path query = Files.writeString(folder.resolve("accounts.sql"), "select 1");

        var checks = new AccountChecks(folder, Map.of("ACCOUNTS_SQL", query.toString(), "SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:9/none"), "mother");

        assertOnly(checks, "accounts", Outcome.FAILED, "cannot be asked for the list of accounts (ACCOUNTS_SQL): Connection to 127.0.0.1:9 refused",
                "SUPABASE_DB_URL");
    }

    @Test
    void a_mistake_of_one_account_is_told_with_its_line_and_leaves_nothing_to_look_at() throws IOException {
        account("mother", "12");

        AccountChecks checks = look(null);

        assertThat(checks.found().get(0)).returns("accounts.mother", Check::name).returns(Outcome.FAILED, Check::outcome);
        assertThat(checks.found().get(0).finding()).startsWith("line ");
        assertThat(checks.found().get(0).advice()).contains("accounts.yaml");
        assertOnly(checks, "accounts", Outcome.WARNING, "no account of the list can be looked at", "accounts.yaml");
    }

    @Test
    void a_name_that_is_not_in_the_list_is_told_with_those_that_are() throws IOException {
        account("mother", "8112-5100");

        AccountChecks checks = look("father");

        assertOnly(checks, "accounts.father", Outcome.FAILED, "no such account: father", "Use a name of the list: mother");
    }

    /** As everything else that doctor says. */
    @Test
    void the_language_of_the_env_file_counts() throws IOException {
        Files.writeString(folder.resolve(".env"), "LANGUAGE=ko\n");
        account("mother", "8112-5100");

        assertThat(look(null).found().get(0).finding()).contains("mother을(를) 봅니다");
    }
}
