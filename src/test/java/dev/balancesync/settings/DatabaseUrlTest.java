package dev.balancesync.settings;

import static dev.balancesync.kiwoom.BilingualTest.assertBoth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    private static final String SUPABASE = "sslmode=verify-full&sslfactory=org.postgresql.ssl.SingleCertValidatingFactory"
            + "&sslfactoryarg=classpath:dev/balancesync/store/supabase-root-2021.crt&";
    private static final String DEFAULTS = "ApplicationName=balance_sync&connectTimeout=5&socketTimeout=30&tcpKeepAlive=true";

    @Test
    void the_form_of_the_dashboard_is_taken_apart() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://postgres.abcdef:secret@db.abcdef.supabase.co:5432/postgres?sslmode=require");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.abcdef.supabase.co:5432/postgres?sslmode=require&" + DEFAULTS);
        assertThat(url.user()).isEqualTo("postgres.abcdef");
        assertThat(url.password()).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "postgresql://host              | jdbc:postgresql://host:5432/postgres?",
        "postgres://host                | jdbc:postgresql://host:5432/postgres?",
        "postgresql://host/             | jdbc:postgresql://host:5432/postgres?",
        "postgresql://host:5433         | jdbc:postgresql://host:5433/postgres?",
        "postgresql://host/mine         | jdbc:postgresql://host:5432/mine?",
        "postgresql://h?sslmode=allow   | jdbc:postgresql://h:5432/postgres?sslmode=allow&",
        "postgresql://10.0.0.7:1/db     | jdbc:postgresql://10.0.0.7:1/db?",
        "postgresql://[::1]:5433/db     | jdbc:postgresql://[::1]:5433/db?",
        "postgresql://u:p@[fe80::1]/db  | jdbc:postgresql://[fe80::1]:5432/db?",
        "postgresql://[fe80::1%br-a]/db | jdbc:postgresql://[fe80::1%br-a]:5432/db?",
        "jdbc:postgresql://host:5433/db | jdbc:postgresql://host:5433/db?",
        "jdbc:postgresql://host/db?a=b  | jdbc:postgresql://host:5432/db?a=b&",
    })
    void what_the_address_does_not_say_is_filled_in(String text, String jdbcUrl) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl + DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "secret           | secret",
        "p%40ss%3A%2F%3F%23%25 | p@ss:/?#%",
        "p@ss             | p@ss",
        "p@@s@s           | p@@s@s",
        "a:b:c            | a:b:c",
        "a/b              | a/b",
        "a?b#c            | a?b#c",
        "1234?hunter2     | 1234?hunter2",
        "1234?a=hunter2   | 1234?a=hunter2",
        "p@ss?hunter2     | p@ss?hunter2",
        "p@ss?x&hunter2   | p@ss?x&hunter2",
        "p@ss?=hunter2    | p@ss?=hunter2",
        "p@ss hunter2     | p@ss hunter2",
        "p@[ hunter2@[x]  | p@[ hunter2@[x]",
        "p@ss/hunter2 x   | p@ss/hunter2 x",
        "a+b              | a+b",
        "a%2Bb            | a+b",
        "a%20b            | a b",
        "%EB%B9%84%EB%B2%88 | 비번",
        "[brackets]       | [brackets]",
        "~~               | ~~",
    })
    void a_password_arrives_as_it_is_however_it_was_written(String written, String password) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://user:" + written + "@host:5432/postgres");

        assertThat(url.password()).isEqualTo(password);
        assertThat(url.user()).isEqualTo("user");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/postgres?" + DEFAULTS);
    }

    @Test
    void a_user_without_a_password_has_none() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://us%40er@host/postgres");

        assertThat(url.user()).isEqualTo("us@er");
        assertThat(url.password()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host:5432/db?user=u&password=hunter2", "postgresql://u@host/db?password=hunter2"})
    void a_login_in_the_query_is_taken_out_of_what_may_be_shown(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.user()).isEqualTo("u");
        assertThat(url.password()).isEqualTo("hunter2");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/db?" + DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=u@x&&password=p", "&user=u@x&password=p", "user=u@x&password=p&1x"})
    void a_login_in_the_query_is_one_whatever_stands_beside_it(String query) {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://host:5432/postgres?" + query);

        assertThat(url.jdbcUrl()).startsWith("jdbc:postgresql://host:5432/postgres?").doesNotContain("u@x", "password");
        assertThat(url.user()).isEqualTo("u@x");
        assertThat(url.password()).isEqualTo("p");
    }

    @Test
    void an_at_sign_in_the_user_of_the_query_is_not_the_end_of_a_login() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://host/db?user=u@server&password=hunter2");

        assertThat(url.user()).isEqualTo("u@server");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/db?" + DEFAULTS);
    }

    @Test
    void an_at_sign_in_the_query_is_not_the_end_of_the_login() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:hunter2@host:5432/db?options=a@b");

        assertThat(url.password()).isEqualTo("hunter2");
        assertThat(url.jdbcUrl()).startsWith("jdbc:postgresql://host:5432/db?options=a@b&");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://host:5432/db"})
    void an_address_without_a_login_has_neither_user_nor_password(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "postgresql://u:p@aws-0.pooler.supabase.com:6543/postgres",
        "postgresql://u:p@aws-0.pooler.supabase.com:6543",
        "jdbc:postgresql://aws-0.pooler.supabase.com:6543/postgres",
    })
    void behind_the_transaction_pooler_no_named_statements_are_used(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://aws-0.pooler.supabase.com:6543/postgres?" + SUPABASE + DEFAULTS + "&prepareThreshold=0");
    }

    @Test
    void a_password_that_looks_like_the_poolers_port_changes_nothing() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:6543@host:5432/db");

        assertThat(url.jdbcUrl()).doesNotContain("prepareThreshold");
    }

    @Test
    void what_the_address_says_wins_over_the_defaults() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:p@host:6543/db?prepareThreshold=3&socketTimeout=60&ApplicationName=mine");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://host:6543/db?prepareThreshold=3&socketTimeout=60&ApplicationName=mine"
                + "&connectTimeout=5&tcpKeepAlive=true");
    }

    @Test
    void a_setting_whose_name_only_ends_like_a_default_does_not_replace_it() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://host/db?xconnectTimeout=9");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://host:5432/db?xconnectTimeout=9&" + DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "hunter2",
        "mysql://u:hunter2@host/db",
        "https://hunter2.supabase.co",
        "postgresql://",
        "postgresql://u:hunter2@",
        "postgresql://u:hunter2@:5432/db",
        "postgresql://u:hunter2",
        "postgresql://u:hunter2@host:port/db",
        "postgresql://u:hunter2@host:123456/db",
        "postgresql://u:hunter2@host:/db",
        "postgresql://u:hunter2@[::1/db",
        "postgresql://u:hunter2%zz@host/db",
        "postgresql://u:hunter2%@host/db",
        "postgresql://u%4:hunter2@host/db",
        "postgresql://u:hunter2\n@host/db",
        "jdbc:mysql://u:hunter2@host/db",
    })
    void an_address_that_cannot_be_read_is_refused_without_being_repeated(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SUPABASE_DB_URL")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://user:hunter2@host:5432/db", "postgresql://user:hun@ter2@host/db", "postgresql://user:%68unter2@host"})
    void the_password_is_not_in_what_is_shown(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.toString()).startsWith("jdbc:postgresql://host:5432/").doesNotContain("unter2", "ter2", "hun");
        assertThat(url.jdbcUrl()).doesNotContain("unter2", "ter2", "hun");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db.abc.supabase.co                  | SUPABASE | verify-full", "aws-0-eu.pooler.supabase.com        | SUPABASE | verify-full",
        "DB.ABC.SUPABASE.CO.                 | SUPABASE | verify-full", "db.supabase.co.example.com          | PUBLIC   | require",
        "evilsupabase.co                     | PUBLIC   | require",     "db.example.com                      | PUBLIC   | require",
        "203.0.113.5                         | PUBLIC   | require",     "172.32.0.1                          | PUBLIC   | require",
        "[2001:db8::1]                       | PUBLIC   | require",     "localhost                           | PRIVATE  | prefer",
        "127.0.0.2                           | PRIVATE  | prefer",      "10.1.2.3                            | PRIVATE  | prefer",
        "172.16.0.1                          | PRIVATE  | prefer",      "172.31.255.255                      | PRIVATE  | prefer",
        "192.168.1.5                         | PRIVATE  | prefer",      "169.254.1.1                         | PRIVATE  | prefer",
        "[::1]                               | PRIVATE  | prefer",      "[fd00::1]                           | PRIVATE  | prefer",
        "[fe80::1%eth0]                      | PRIVATE  | prefer",      "db                                  | PRIVATE  | prefer",
        "host.docker.internal                | PRIVATE  | prefer",      "nas.local                           | PRIVATE  | prefer",
    })
    void how_much_tls_there_has_to_be_depends_on_the_line(String host, DatabaseUrl.Line line, String sslmode) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://postgres@" + host + "/postgres");

        assertThat(url.line()).isEqualTo(line);
        assertThat(url.sslmode()).isEqualTo(sslmode);
        assertThat(url.jdbcUrl().contains("sslmode=" + sslmode)).isEqualTo(line != DatabaseUrl.Line.PRIVATE);
        assertThat(url.jdbcUrl().contains("sslfactory=")).isEqualTo(line == DatabaseUrl.Line.SUPABASE);
        assertThat(url.tlsWarning()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db.abc.supabase.co | sslmode=require                    | require     | pose as the database",
        "db.abc.supabase.co | sslmode=disable                    | disable     | readably",
        "db.abc.supabase.co | sslmode=verify-ca                  | verify-ca   | pose as the database",
        "db.abc.supabase.co | sslmode=verify-full                | verify-full | ",
        "db.abc.supabase.co | ssl=true                           | verify-full | ",
        "db.abc.supabase.co | sslrootcert=/data/ca.crt           | verify-full | ",
        "db.abc.supabase.co | sslfactory=org.postgresql.ssl.NonValidatingFactory | verify-full | Take it out of the address: Supabase",
        "db.abc.supabase.co | sslhostnameverifier=mine.All       | verify-full | sslhostnameverifier=mine.All",
        "db.example.com     | sslmode=verify-full&sslfactory=mine.Factory         | verify-full | sslrootcert",
        "db.example.com     | sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory | verify-full | ",
        "10.0.0.1           | sslmode=verify-full&sslfactory=mine.Factory         | verify-full | ",
        "db.example.com     | sslmode=prefer                     | prefer      | readably",
        "db.example.com     | sslmode=DISABLE                    | disable     | readably",
        "db.example.com     | ssl=true                           | verify-full | ",
        "db.example.com     | sslmode=require                    | require     | ",
        "10.0.0.1           | sslmode=disable                    | disable     | ",
    })
    void what_the_address_says_wins_and_less_than_the_line_asks_for_is_told(String host, String query, String sslmode, String warning) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://postgres@" + host + "/postgres?" + query);

        assertThat(url.sslmode()).isEqualTo(sslmode);
        assertThat(url.jdbcUrl()).contains(query);
        assertThat(url.jdbcUrl().split("sslmode=")).hasSizeLessThanOrEqualTo(2);
        if (warning == null) {
            assertThat(url.tlsWarning()).isEmpty();
        } else {
            assertThat(url.tlsWarning().orElseThrow().english()).contains(warning);
            assertBoth(url.tlsWarning().orElseThrow());
        }
    }

    /** The driver would refuse it at the first connection, which is told as a database that is away. */
    @ParameterizedTest
    @ValueSource(strings = {"no-verify", "off", "true", "verify_full", ""})
    void a_mode_that_the_driver_does_not_know_is_refused_with_those_it_knows(String mode) {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://u:secret@db.abc.supabase.co/postgres?sslmode=" + mode)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("its sslmode").hasMessageContaining("verify-full").hasMessageNotContaining("secret")
                .satisfies(thrown -> assertBoth(((SettingsException) thrown).said()));
    }

    @Test
    void the_password_of_the_clients_key_is_not_shown() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:secret@db.example.com/postgres?sslkey=/data/key.pk8&sslpassword=hun%26ter2");

        assertThat(url.jdbcUrl()).contains("sslkey=/data/key.pk8").doesNotContain("sslpassword", "hun");
        assertThat(url.toString()).doesNotContain("hun", "secret");
        assertThat(url.login()).containsEntry("sslpassword", "hun&ter2").containsEntry("password", "secret").containsEntry("user", "u");
    }

    @Test
    void tables_may_be_in_a_schema_that_the_address_names() {
        assertThat(DatabaseUrl.parse("postgresql://host/db?currentSchema=app,public&a=b").schema()).contains("app");
        assertThat(DatabaseUrl.parse("postgresql://host/db?options=-c%20search_path%3Dapp").schema()).contains("app");
        assertThat(DatabaseUrl.parse("postgresql://host/db").schema()).isEmpty();
    }
}
