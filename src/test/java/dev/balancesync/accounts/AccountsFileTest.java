package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsFileTest {
    private static final AccountDefaults.Hosts MOCK = new AccountDefaults.Hosts("https://mock.example", "wss://mock.example:10000");
    private static final AccountDefaults.Hosts REAL = new AccountDefaults.Hosts("https://real.example", "wss://real.example:10000");
    private static final Map<String, String> VARIABLES = Map.of("FATHER_APP_KEY", "father-key", "FATHER_APP_SECRET", " father-secret ",
            "EMPTY", " ");
    private static final String MOTHER = """
              - name: mother
                app-key: mother-key
                app-secret: mother-secret
                account-no: 9112-5100
            """;
    private static final String UUID = "0b5ff9a6-6a54-4f2f-8d4e-2f1a7d0c9b11";

    @TempDir
    private Path folder;

    @Test
    void an_entry_is_read_with_its_references_followed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "from-a-file\n");

        Read read = read("""
                accounts:
                  - name: father
                    app-key: ${FATHER_APP_KEY}
                    app-secret: ${FATHER_APP_SECRET}
                    account-no: 8112-5100
                    demo: false
                    user-id: %s
                  - name: "son-2"
                    app-key: 'son-key'
                    app-secret: file:%s
                    account-no: 0012345611
                    demo: True
                    user-id:
                    rest-url: http://127.0.0.1:9443
                    ws-url: ws://127.0.0.1:9443/api
                """.formatted(UUID, secret));

        assertThat(read.problems()).isEmpty();
        assertThat(read.understood()).isTrue();
        assertThat(read.accounts()).containsExactly(
                new AccountSettings("father", "father-key", "father-secret", "8112-5100", false, UUID, REAL.restUrl(), REAL.wsUrl()),
                new AccountSettings("son-2", "son-key", "from-a-file", "0012345611", true, "", "http://127.0.0.1:9443",
                        "ws://127.0.0.1:9443/api"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_an_entry_does_not_say_is_as_given(boolean demo) {
        Read read = new AccountsFile(new AccountDefaults(demo, false, MOCK, REAL), VARIABLES::get).read(bytes("accounts:\n" + MOTHER));

        AccountDefaults.Hosts hosts = demo ? MOCK : REAL;
        assertThat(read.accounts()).containsExactly(
                new AccountSettings("mother", "mother-key", "mother-secret", "9112-5100", demo, "", hosts.restUrl(), hosts.wsUrl()));
    }

    /** The entry stands in lines 2 to 6, the field that is changed in the line said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "app-key: k        |                          | 2 | father | app-key is missing",
        "app-key: k        | app-key:                 | 2 | father | app-key is missing",
        "app-key: k        | app-key: ~               | 2 | father | app-key is missing",
        "app-key: k        | app-key: ${NOT_SET}      | 3 | father | the variable NOT_SET is set neither",
        "app-key: k        | app-key: ${EMPTY}        | 3 | father | the variable EMPTY is set neither",
        "app-key: k        | app-key: a${EMPTY}       | 3 | father | must be ${NAME} alone",
        "app-key: k        | app-key: ${EMPTY:-a}     | 3 | father | must be ${NAME} alone",
        "app-key: k        | app-key: file:not/there  | 3 | father | the file not/there cannot be read",
        "app-key: k        | app-key: file:.          | 3 | father | the file . cannot be read",
        "app-key: k        | app-key: two words       | 3 | father | app-key must be one line",
        "app-key: k        | app-key: [a, b]          | 3 | father | app-key must be one value",
        "app-secret: s     | secret: s                | 4 | father | there is no field secret",
        "app-secret: s     | app-key: s               | 4 | father | app-key stands there twice",
        "app-secret: s     |                          | 2 | father | app-secret is missing",
        "account-no: 8112-5100 | account-no: 8112-510     | 5 | father | must be 8 or 10 digits",
        "account-no: 8112-5100 | account-no: 811251001    | 5 | father | must be 8 or 10 digits",
        "account-no: 8112-5100 | account-no: abcdefgh     | 5 | father | must be 8 or 10 digits",
        "account-no: 8112-5100 |                          | 2 | father | account-no is missing",
        "demo: true        | demo: yes                | 6 | father | demo must be true or false",
        "demo: true        | user-id: 123             | 6 | father | user-id must be a uuid",
        "demo: true        | rest-url: ws://a.example | 6 | father | rest-url must be an address",
        "demo: true        | rest-url: a b            | 6 | father | rest-url must be an address",
        "demo: true        | ws-url: https://a.example | 6 | father | ws-url must be an address",
        "demo: true        | ws-url: wss:///path      | 6 | father | ws-url must be an address",
        "name: father      | name: Father             | 2 | ''     | must be 1 to 32 of a-z",
        "name: father      | name: fa_ther            | 2 | ''     | must be 1 to 32 of a-z",
        "name: father      | name: abcdefghijklmnopqrstuvwxyz0123456 | 2 | '' | must be 1 to 32 of a-z",
        "name: father      | name: 8112-5100          | 2 | ''     | has an account number in it",
        "name: father      | name: ''                 | 2 | ''     | name is missing"})
    void a_bad_entry_is_told_by_alias_and_line_and_costs_itself(String field, String changed, int line, String alias, String words) {
        String father = """
                accounts:
                  - name: father
                    app-key: k
                    app-secret: s
                    account-no: 8112-5100
                    demo: true
                """;

        Read read = read(father.replace(field, changed == null ? "# not here" : changed) + MOTHER);

        assertThat(read.accounts()).extracting(AccountSettings::alias).containsExactly("mother");
        assertThat(read.problems()).anySatisfy(problem -> {
            assertThat(problem.alias()).isEqualTo(alias);
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.words().english()).contains(words);
            assertThat(problem.words().korean()).isNotBlank().isNotEqualTo(problem.words().english());
        });
        assertThat(read.understood()).isTrue();
    }

    @Test
    void the_same_entry_unchanged_is_good() {
        Read read = read("""
                accounts:
                  - name: father
                    app-key: k
                    app-secret: s
                    account-no: 8112-5100
                    demo: true
                """ + MOTHER);

        assertThat(read.accounts()).extracting(AccountSettings::alias).containsExactly("father", "mother");
        assertThat(read.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mother | other-key  | 1112-5100  | name",
        "sister | mother-key | 1112-5100  | app-key",
        "sister | other-key  | 9112510022 | account-no"})
    void of_two_with_the_same_name_key_or_account_the_later_is_left_out(String name, String key, String account, String field) {
        Read read = read("accounts:\n" + MOTHER + """
                  - name: %s
                    app-key: %s
                    app-secret: s
                    account-no: %s
                """.formatted(name, key, account));

        assertThat(read.accounts()).extracting(AccountSettings::accountNo).containsExactly("9112-5100");
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.alias()).isEqualTo(name);
            assertThat(problem.words().english()).isEqualTo(field + " belongs to mother already");
            assertThat(problem.words().korean()).contains("mother").startsWith(field);
        });
    }

    @Test
    void an_entry_that_is_left_out_takes_nothing_from_those_behind_it() {
        Read read = read("""
                accounts:
                  - name: mother
                    app-key: mother-key
                    app-secret: ${NOT_SET}
                    account-no: 9112-5100
                """ + MOTHER);

        assertThat(read.accounts()).extracting(AccountSettings::appSecret).containsExactly("mother-secret");
        assertThat(read.problems()).extracting(Problem::line).containsExactly(4);
    }

    @Test
    void the_legacy_schema_needs_a_user() {
        Read read = new AccountsFile(new AccountDefaults(true, true, MOCK, REAL), VARIABLES::get)
                .read(bytes("accounts:\n" + MOTHER + MOTHER.replace("mother", "father").replace("9112", "8112") + "    user-id: " + UUID));

        assertThat(read.accounts()).extracting(AccountSettings::alias).containsExactly("father");
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.alias()).isEqualTo("mother");
            assertThat(problem.words().english()).startsWith("user-id is missing: BALANCE_SCHEMA=legacy needs it");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n# only a comment\n", "---\n", "accounts:", "accounts: []", "accounts: none", "accounts: {name: a}", "- name: a",
        "text", "account:\n  - name: a", "accounts:\n  - name: *secret\n", "accounts:\n - name: a\n  app-key: b\n", "accounts: [", "a: b: c",
        "accounts:\n\t- name: a", "a: 1\n---\nb: 2", "accounts: @", "accounts:\n  - name: \"a\n"})
    void what_is_no_list_of_accounts_is_one_problem(String yaml) {
        Read read = read(yaml);

        assertThat(read.accounts()).isEmpty();
        assertThat(read.problems()).singleElement().satisfies(problem -> assertThat(problem.alias()).isEmpty());
        assertThat(read.understood()).isFalse();
    }

    @Test
    void a_file_that_is_no_yaml_is_told_with_its_line() {
        Read read = read("accounts:\n  - name: a\n     app-key: b\n");

        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.words().english()).startsWith("this is no YAML");
        });
    }

    @Test
    void entries_that_are_no_mapping_cost_themselves() {
        Read read = read("accounts:\n  - father\n  -\n  - [a]\n" + MOTHER);

        assertThat(read.accounts()).extracting(AccountSettings::alias).containsExactly("mother");
        assertThat(read.problems()).extracting(Problem::line).containsExactly(2, 3, 4);
    }

    @Test
    void what_stands_beside_accounts_is_told_and_costs_nothing() {
        Read read = read("acounts:\n  - name: a\naccounts:\n" + MOTHER);

        assertThat(read.accounts()).hasSize(1);
        assertThat(read.problems()).singleElement().satisfies(problem -> assertThat(problem.line()).isEqualTo(1));
    }

    @Test
    void a_file_of_another_encoding_is_no_yaml_in_utf_8() {
        Read read = file().read(("# 아버지\naccounts:\n" + MOTHER).getBytes(Charset.forName("MS949")));

        assertThat(read.understood()).isFalse();
        assertThat(read.problems()).singleElement().satisfies(problem -> assertThat(problem.words().english()).contains("UTF-8"));
    }

    @Test
    void a_byte_order_mark_does_no_harm() {
        assertThat(read("\uFEFFaccounts:\n" + MOTHER).accounts()).hasSize(1);
    }

    @Test
    void a_file_is_read_from_the_disk() throws Exception {
        Path file = Files.writeString(folder.resolve("accounts.yaml"), "accounts:\n" + MOTHER);

        assertThat(file().read(file).accounts()).hasSize(1);
        assertThat(file().read(folder.resolve("none")).understood()).isFalse();
        assertThat(file().read(folder).problems()).singleElement().satisfies(problem -> assertThat(problem.words().english())
                .startsWith("the file cannot be read"));
    }

    @Test
    void a_file_without_end_or_content_is_no_secret() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path large = Files.write(folder.resolve("large"), "a".repeat(70_000).getBytes(StandardCharsets.US_ASCII));

        assertThat(words(MOTHER.replace("mother-key", "file:" + empty))).contains("is empty");
        assertThat(words(MOTHER.replace("mother-key", "file:" + large))).contains("is too long");
        assertThat(words(MOTHER.replace("mother-key", "file:/dev/zero"))).contains("cannot be read");
    }

    /** Nor what looks like one where a name was expected. */
    @ParameterizedTest
    @ValueSource(strings = {"app-key: sEcReT sEcReT", "app-key: ${sEcReT}", "app-key: a${sEcReT", "app-key: [sEcReT]", "sEcReT-sEcReT-sEcReT: a",
        "account-no: sEcReT", "demo: sEcReT", "user-id: sEcReT", "rest-url: https://a:sEcReT@x_y", "ws-url: sEcReT", "name: sEcReT",
        "app-key: *sEcReT", "app-key: !sEcReT", "app-key: sEcReT: a", "sEcReT", "app-key: \"sEcReT", "app-key: @sEcReT"})
    void no_value_is_repeated_in_words(String line) {
        Read read = read("accounts:\n" + MOTHER + "  - name: father\n    " + line + "\n");

        assertThat(read.problems()).isNotEmpty();
        assertThat(read.problems().toString()).doesNotContain("sEcReT");
    }

    /** Whoever's it is, and wherever it is written. */
    @Test
    void an_alias_is_no_number_of_any_account() throws Exception {
        Path number = Files.writeString(folder.resolve("number"), "8112-5100");

        Read read = read("accounts:\n" + MOTHER.replace("name: mother", "name: of-81125100")
                + MOTHER.replace("mother", "father").replace("9112-5100", "file:" + number).replace("name: father", "name: a-9112-5100-1"));

        assertThat(read.accounts()).isEmpty();
        assertThat(read.problems()).hasSize(2).allSatisfy(problem -> {
            assertThat(problem.alias()).isEmpty();
            assertThat(problem.words().english()).contains("has an account number in it").doesNotContain("5100");
        });
    }

    @Test
    void a_name_of_a_file_or_variable_that_is_told_has_no_account_number_in_full() {
        Read read = read("accounts:\n" + MOTHER.replace("mother-key", "${KEY_OF_91125100}").replace("mother-secret", "file:/run/secrets/9112-5100.key"));

        assertThat(read.problems()).extracting(each -> each.words().english()).containsExactly(
                "app-key the variable KEY_OF_****5100 is set neither in the environment nor in .env",
                "app-secret the file /run/secrets/****5100.key cannot be read");
    }

    @Test
    void settings_show_alias_and_masked_account_only() {
        AccountSettings mother = read("accounts:\n" + MOTHER).accounts().get(0);

        assertThat(mother).hasToString("mother ****5100");
    }

    private String words(String entry) {
        return read("accounts:\n" + entry).problems().get(0).words().english();
    }

    private static Read read(String yaml) {
        return file().read(bytes(yaml));
    }

    private static AccountsFile file() {
        return new AccountsFile(new AccountDefaults(true, false, MOCK, REAL), VARIABLES::get);
    }

    private static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }
}
