package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsFromRowsTest {
    private static final AccountDefaults.Hosts MOCK = new AccountDefaults.Hosts("https://mock.example", "wss://mock.example:10000");
    private static final AccountDefaults.Hosts REAL = new AccountDefaults.Hosts("https://real.example", "wss://real.example:10000");
    private static final UUID USER = UUID.fromString("0b5ff9a6-6a54-4f2f-8d4e-2f1a7d0c9b11");

    @Test
    void a_row_is_read_whatever_the_types_of_its_columns() {
        Map<String, Object> father = row("father", 81125100L);
        father.put("app_secret", "${SECRET}");
        father.put("demo", false);
        father.put("user_id", USER);
        father.put("rest_url", null);
        father.put("ws_url", " ");
        father.put("created_at", "yesterday");

        Read read = read(List.of(father));

        assertThat(read.problems()).isEmpty();
        assertThat(read.accounts()).containsExactly(new AccountSettings("father", "father-key", "from-the-environment", "81125100", false,
                USER.toString(), REAL.restUrl(), REAL.wsUrl()));
    }

    @Test
    void a_bad_row_is_told_by_alias_and_number_and_costs_itself() {
        Map<String, Object> second = row("mother", "9112-5100");
        second.remove("app_key");

        Read read = read(List.of(row("father", "8112-5100"), second, row("father", "7112-5100"), row("Son", "6112-5100"),
                row("son", "5112-5100")));

        assertThat(read.accounts()).extracting(AccountSettings::alias).containsExactly("father", "son");
        assertThat(read.problems()).extracting(problem -> problem.alias() + " " + problem.line() + " " + problem.words().english())
                .containsExactly("mother 2 app_key is missing", "father 3 name belongs to father already", "father 3 app_key belongs to father already",
                        " 4 name must be 1 to 32 of a-z, 0-9 and '-'");
    }

    @Test
    void no_rows_are_no_accounts_and_no_problem() {
        assertThat(read(List.of())).isEqualTo(new Read(List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example", "https://127.0.0.1.elsewhere.example", "https://localhost@elsewhere.example", "${SECRET}", "no address"})
    void a_row_with_an_address_elsewhere_may_not_name_variables_or_files(String url) {
        Map<String, Object> father = row("father", "8112-5100");
        father.put("app_secret", "${SECRET}");
        father.put("rest_url", url);

        Read read = read(List.of(father));

        assertThat(read.accounts()).isEmpty();
        assertThat(read.problems()).anySatisfy(problem -> {
            assertThat(problem.alias()).isEqualTo("father");
            assertThat(problem.words().english()).startsWith("a row with its own rest_url or ws_url may not use");
        });
        assertThat(read.problems().toString()).doesNotContain("from-the-environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://mock.example", "https://real.example", "http://127.0.0.1:9443", "http://localhost:9443", "http://[::1]:9443"})
    void kiwooms_addresses_and_the_simulator_on_this_machine_are_no_elsewhere(String url) {
        Map<String, Object> father = row("father", "8112-5100");
        father.put("app_secret", "${SECRET}");
        father.put("rest_url", url);

        assertThat(read(List.of(father)).accounts()).extracting(AccountSettings::restUrl).containsExactly(url);
    }

    @Test
    void a_row_with_secrets_of_its_own_may_go_anywhere() {
        Map<String, Object> father = row("father", "8112-5100");
        father.put("rest_url", "https://elsewhere.example");

        assertThat(read(List.of(father)).accounts()).hasSize(1);
    }

    private static Map<String, Object> row(String name, Object account) {
        return new HashMap<>(Map.of("name", name, "app_key", name + "-key", "app_secret", name + "-secret", "account_no", account));
    }

    private static Read read(List<Map<String, Object>> rows) {
        return new AccountsFromRows(new AccountDefaults(true, false, MOCK, REAL), Map.of("SECRET", "from-the-environment")::get)
                .read(rows);
    }
}
