package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.TestFiles;
import dev.balancesync.store.Obstacle;
import org.junit.jupiter.api.Test;

/**
 * Every line that doctor may print as failed or warning is brought about by a test: by its name, and by the words of each of its causes. The list is
 * held to the code, so that who adds a line adds its test.
 */
class EveryLineTest {
    private static final Path CODE = Path.of("src/main/java/dev/balancesync");
    private static final Pattern LINE = Pattern.compile("\\bCheck\\.(?:failed|warning)\\(");
    private static final Pattern FINDING = Pattern.compile("\\bnew Bilingual\\(");
    private static final Pattern SAY = Pattern.compile("\\bsay\\(");
    private static final Pattern SENTENCE = Pattern.compile("[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}");
    /** What the finding of one of these begins with is its words. */
    private static final EnumSet<Obstacle> AFTER_THE_LOGIN = EnumSet.of(Obstacle.HOST, Obstacle.NO_ROUTE, Obstacle.NO_TLS, Obstacle.READ_ONLY, Obstacle.DISK_FULL, Obstacle.OUT_OF_MEMORY, Obstacle.TIMED_OUT,
            Obstacle.TABLE, Obstacle.FENCED);

    /** Name of the line, words that stand in the code, and the test. */
    private static final String LINES = """
            accounts                 | there is no list of accounts                          | AccountChecksTest.without_a_list_no_account_can_be_chosen
            accounts                 | "line " + each.line()                                 | AccountChecksTest.a_mistake_of_one_account_is_told_with_its_line_and_leaves_nothing_to_look_at
            accounts                 | Check SUPABASE_DB_URL, and the file of ACCOUNTS_SQL   | AccountChecksTest.a_list_that_the_database_does_not_tell_is_a_finding
            accounts                 | no account of the list can be looked at               | AccountChecksTest.a_mistake_of_one_account_is_told_with_its_line_and_leaves_nothing_to_look_at
            accounts                 | "accounts." + one                                     | AccountChecksTest.a_name_that_is_not_in_the_list_is_told_with_those_that_are
            settings                 | parts.group(1)                                        | BrokenSetUpsIT.settings
            settings.mode            | is the other side                                     | BrokenSetUpsIT.settings
            settings.names           | not read by this service                              | DoctorIT.a_misspelt_name_in_the_env_file_is_corrected_and_its_readers_are_looked_at
            settings.env-file        | other users of this machine can read or change .env   | DoctorIT.a_misspelt_name_in_the_env_file_is_corrected_and_its_readers_are_looked_at
            data.folder              | is not a folder                                       | BrokenSetUpsIT.machine
            data.folder              | cannot be written by this user                        | DoctorIT.a_data_folder_that_cannot_be_made_or_holds_what_waits_is_told
            data.folder              | cannot be made                                        | DoctorIT.a_data_folder_that_cannot_be_made_or_holds_what_waits_is_told
            data.lock                | another service uses this folder                      | BrokenSetUpsIT.machine
            data.space               | "data.space", words, advice                           | LinesTest.little_space_is_told
            data.journal             | "data.journal", words                                 | DoctorIT.a_data_folder_that_cannot_be_made_or_holds_what_waits_is_told
            data.quarantine          | entries that could not be stored                      | DoctorIT.a_data_folder_that_cannot_be_made_or_holds_what_waits_is_told
            data.http-port           | is taken:                                             | DoctorIT.another_program_at_the_port_is_a_failure_and_one_with_a_password_may_be_ours
            data.http-port           | is taken by another program                           | DoctorIT.another_program_at_the_port_is_a_failure_and_one_with_a_password_may_be_ours
            routes                   | missing.get().in(language)                            | BrokenSetUpsIT.machine
            routes                   | holds no *.camel.yaml                                 | BrokenSetUpsIT.machine
            routes                   | a file of your own holds a mistake                    | DoctorIT.a_mistake_in_a_route_file_of_ones_own_is_a_warning
            routes                   | e.getMessage()                                        | BrokenSetUpsIT.machine
            database                 | not finished within                                   | DoctorIT.what_never_answers_takes_no_longer_than_the_limit_and_is_named
            database                 | the rest of this group could not be looked at         | DoctorIT.what_breaks_off_in_the_middle_is_told_and_nothing_else_suffers
            database.dns             | the name cannot be resolved                           | BrokenSetUpsIT.database
            broker.rest-dns          | the name cannot be resolved                           | BrokenSetUpsIT.broker
            broker.websocket-dns     | the name cannot be resolved                           | BrokenSetUpsIT.broker
            notify-dns               | the name cannot be resolved                           | BrokenSetUpsIT.broker
            database.dns             | and this machine has no route to it                   | NetworkTest.a_host_with_only_ipv6_is_out_of_reach_without_it_and_the_pooler_is_named
            database.line            | does not answer as PostgreSQL does                    | DoctorIT.it_ends_within_half_a_minute_when_nobody_answers
            database.line            | name, where + ": " + Words.of(e, language), say(      | DoctorIT.a_database_that_is_down_is_told_at_the_line
            database.line            | is in force                                           | BrokenSetUpsIT.database
            database.line            | password and balances cross the internet readably     | LinesTest.a_line_over_the_internet_has_to_be_encrypted_and_checked
            database.line            | url.tlsWarning()                                      | LinesTest.a_line_over_the_internet_has_to_be_encrypted_and_checked
            database.line            | Write sslmode=require in SUPABASE_DB_URL              | LinesTest.a_line_over_the_internet_has_to_be_encrypted_and_checked
            database.line            | Whoever sits on the line can pose as the database     | LinesTest.a_line_over_the_internet_has_to_be_encrypted_and_checked
            database.line            | it has expired                                        | LinesTest.a_certificate_of_the_database_that_has_expired_is_told
            database.login           | obstacle.words(language.locale())                     | BrokenSetUpsIT.database
            database.login           | The database refuses the password                     | BrokenSetUpsIT.database
            database.login           | The database does not let this user in                | BrokenSetUpsIT.database
            database.login           | There is no database of that name                     | BrokenSetUpsIT.database
            database.login           | The database has no connection left                   | BrokenSetUpsIT.database
            database.login           | The pooler does not know this project or user         | BrokenSetUpsIT.doors
            database.login           | Supabase has shut this project out                    | BrokenSetUpsIT.doors
            database.login           | The pooler does not let this machine's public address in | BrokenSetUpsIT.doors
            database.login           | The pooler blocks logins for a while                  | BrokenSetUpsIT.doors
            database.login           | All sessions of the pooler are taken                  | BrokenSetUpsIT.doors
            database.login           | The pooler takes no connection without TLS            | BrokenSetUpsIT.doors
            database.login           | The database cannot be reached                        | BrokenSetUpsIT.doors
            database.login           | The pooler does not take currentSchema                | BrokenSetUpsIT.poolers
            database.login           | The database's certificate is not trusted             | TlsDatabaseIT.doctor_tells_a_wrong_root_another_name_and_an_expired_certificate
            database.login           | The pooler takes no transactions                      | BrokenSetUpsIT.odd
            database.search-path     | dropped.get().words()                                 | BrokenSetUpsIT.poolers
            database.statements      | the SQL files cannot be read                          | DoctorIT.sql_files_that_are_not_there_are_told
            database.statements      | Statements.said(e).in(language)                       | BrokenSetUpsIT.machine
            database.clock           | harmful ? Check.failed(name, words, advice)           | BrokenSetUpsIT.machine
            broker.clock             | : Check.warning(name, words, advice)                  | ClockSkewTest.more_than_5_s_is_a_warning_and_more_than_5_min_a_failure
            broker.clock             | harmful ? Check.failed(name, words, advice)           | DoctorIT.a_wrong_clock_is_found_against_broker_and_database
            database.writable        | a read-only copy (in recovery)                        | LinesTest.a_standby_is_told
            database.writable        | the database is read only                             | BrokenSetUpsIT.database
            database.connections     | "database.connections", words                         | LinesTest.few_connections_are_told
            database.pooler          | and named statements are on                           | LinesTest.a_pooler_that_loses_named_statements_is_told
            database.tables          | kw_portfolio is                                       | BrokenSetUpsIT.database
            database.tables          | is a view that cannot be written                      | BrokenSetUpsIT.database
            database.tables          | has kw_portfolio                                      | BrokenSetUpsIT.database
            database.tables          | Legacy tables are not made by this service            | BrokenSetUpsIT.database
            database.tables          | Set BALANCE_CREATE_TABLES=true, or run                | BrokenSetUpsIT.database
            database.tables          | and this user may not make tables in schema           | BrokenSetUpsIT.database
            database.tables          | but only in part                                      | OlderTablesIT.a_role_of_its_own_stores_from_the_start_and_doctor_says_what_is_left
            database.tables          | and no schema of this user's search_path exists       | BrokenSetUpsIT.odd
            database.columns         | missing:                                              | BrokenSetUpsIT.database
            database.not-null        | must not be empty, and is not filled                  | BrokenSetUpsIT.database
            database.keys            | a unique key is missing                               | BrokenSetUpsIT.database
            database.rights          | this user lacks                                       | BrokenSetUpsIT.database
            database.row-security    | so writes can be refused and rows stay unseen         | DoctorIT.row_level_security_against_this_user_is_told
            database.row-security    | and no policy lets it write                           | BrokenSetUpsIT.database
            database.row-security    | but SUPABASE_USER_ID is not set                       | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.row-security    | found.stream().map(each -> each.words()               | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.row-security    | a view: who reads which rows                          | OlderTablesIT.a_view_is_named_and_not_altered
            database.row-security    | a policy lets everybody with the public anon key read | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.row-security    | a policy lets every user who has logged in read       | ExposureLinesIT.policies
            database.row-security    | row level security is off on \" + TABLE               | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.row-security    | but no policy lets anybody read                       | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.row-security    | row level security is off on partitions of            | ExposureLinesIT.policies
            database.realtime        | is partitioned: Realtime sends changes                | OlderTablesIT.partitions_are_closed_and_what_realtime_makes_of_them_is_told
            database.grants          | authenticated may not enter the schema of             | ExposureLinesIT.grants
            database.grants          | is not granted to authenticated                       | ExposureLinesIT.grants
            database.grants          | is not granted to service_role                        | ExposureLinesIT.grants
            database.grants          | is granted to anon                                    | ExposureLinesIT.grants
            database.realtime        | has no primary key                                    | ExposureLinesIT.realtime
            database.realtime        | Realtime tells everybody                              | ExposureLinesIT.realtime
            database.realtime        | hears of no row that leaves                           | ExposureLinesIT.realtime
            database.realtime        | Supabase Realtime does not send changes of            | DoctorIT.on_supabase_row_level_security_and_realtime_are_looked_at
            database.columns         | has no cash_at                                        | ExposureLinesIT.columns
            database.front-ends      | the tables are not yet as new ones are made           | ExposureLinesIT.realtime
            database.owner           | and a foreign key lets no row be stored               | BrokenSetUpsIT.odd
            database.owner           | so nobody's front end sees the rows                   | ExposureLinesIT.owners
            database.leases          | "there is no "                                        | BrokenSetUpsIT.odd
            database.leases          | and this user may not make it                         | BrokenSetUpsIT.odd
            database.leases          | this user may not read and write                      | BrokenSetUpsIT.odd
            database.leases          | row level security keeps this user from               | BrokenSetUpsIT.odd
            database.triggers        | triggers or rules that can change rows before they are written | DoctorIT.a_trigger_that_changes_rows_is_a_warning
            database.accounts        | rows of this account under another spelling           | DoctorIT.other_spellings_of_the_account_are_found_and_not_shown_whole
            broker.session           | the HTTP port is taken, perhaps by this service       | DoctorIT.another_program_at_the_port_is_a_failure_and_one_with_a_password_may_be_ours
            broker.session           | case "DOWN" -> Check.failed(name, words, advice)      | LinesTest.the_running_service_is_believed
            broker.session           | case "WARNING" -> Check.warning(name, words, advice)  | LinesTest.the_running_service_is_believed
            broker.account           | the App key belongs to account                        | BrokenSetUpsIT.broker
            broker.account           | the answer of ka00001 has no account number           | DoctorIT.an_answer_without_what_is_asked_for_is_told
            broker.login             | not finished in time                                  | LinesTest.a_session_that_came_to_no_end_is_told
            broker.account           | Words.of(e, language), tryLater()                     | DoctorIT.each_query_of_a_broker_that_hangs_has_its_limit
            broker.account           | finding + ". " + error.advice(language)               | DoctorIT.what_mock_trading_does_not_offer_is_a_warning
            broker.token             | finding, error.advice(language)                       | DoctorIT.a_wrong_secret_is_told_with_the_brokers_code_and_what_to_do
            broker.login             | finding, error.advice(language)                       | DoctorIT.a_refused_login_is_told_also_when_a_system_frame_comes_first
            broker.register          | finding, error.advice(language)                       | DoctorIT.a_refused_handshake_and_an_unanswered_registration_are_told
            broker.holdings          | finding, error.advice(language)                       | DoctorIT.an_answer_without_what_is_asked_for_is_told
            broker.cash              | finding, error.advice(language)                       | DoctorIT.an_answer_without_what_is_asked_for_is_told
            broker.rest-line         | name + "-line", where + ": " + Words.of(e, language)  | BrokenSetUpsIT.broker
            broker.websocket-line    | name + "-line", where + ": " + Words.of(e, language)  | BrokenSetUpsIT.broker
            notify-line              | name + "-line", where + ": " + Words.of(e, language)  | BrokenSetUpsIT.broker
            broker.rest-line         | its owner must renew it                               | LinesTest.a_certificate_of_another_day_or_host_is_told
            broker.websocket-line    | answers, but not in TLS                               | DoctorIT.a_certificate_of_somebody_else_is_named_and_nothing_is_sent
            broker.rest-line         | the certificate has expired on                        | LinesTest.a_certificate_of_another_day_or_host_is_told
            broker.rest-line         | the certificate is not valid yet                      | LinesTest.a_certificate_of_another_day_or_host_is_told
            broker.rest-line         | the certificate is for another host                   | LinesTest.a_certificate_of_another_day_or_host_is_told
            broker.rest-line         | which Java does not trust                             | DoctorIT.a_certificate_of_somebody_else_is_named_and_nothing_is_sent
            """;

    /**
     * @param name of the line
     * @param words that stand in the code where it is made
     * @param test class and method
     */
    private record Row(String name, String words, String test) {
        static Row of(String line) {
            String[] parts = line.split(" +\\| ");
            return new Row(parts[0], parts[1].strip(), parts[2]);
        }

        /** The method that is named, to its end. */
        String body() {
            String[] named = test.split("\\.");
            String file = source(named[0] + ".java");
            Matcher method = Pattern.compile("(?m)^    (?:static )?[\\w<>]+ " + named[1] + "\\(").matcher(file);
            assertThat(method.find()).as(test).isTrue();
            return file.substring(method.start(), file.indexOf("\n    }\n", method.start()));
        }
    }

    /**
     * Where a line is made.
     *
     * @param code the whole of it
     * @param causes the English words of what it finds; the code itself where there are none
     */
    private record Made(String code, List<String> causes) {
    }

    private static String source(String file) {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return TestFiles.text(files.filter(each -> each.endsWith(file)).findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of a call. */
    private static List<String> arguments(String text, int from) {
        var arguments = new ArrayList<String>();
        int depth = 0;
        int begin = from;
        for (int i = from;; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                for (i++; text.charAt(i) != '"'; i++) {
                    i += text.charAt(i) == '\\' ? 1 : 0;
                }
            } else if (depth == 0 && (c == ',' || c == ')')) {
                arguments.add(text.substring(begin, i).replaceAll("\\s+", " ").strip());
                begin = i + 1;
                if (c == ')') {
                    return arguments;
                }
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            }
        }
    }

    private static List<Made> lines(Path file) {
        String text = TestFiles.text(file);
        return LINE.matcher(text).results().map(call -> {
            List<String> arguments = arguments(text, call.end());
            String code = text.substring(text.lastIndexOf('\n', call.start()), call.end()) + String.join(", ", arguments) + ")";
            String found = String.join(", ", arguments.subList(0, 2));
            List<String> causes = SAY.matcher(found).results().map(say -> arguments(found, say.end()).get(1)).filter(each -> SENTENCE.matcher(each).find()).toList();
            return new Made(code, causes.isEmpty() ? List.of(code) : causes);
        }).toList();
    }

    private static List<Made> exposures() {
        String text = TestFiles.text(CODE.resolve("store/ExposedTable.java"));
        return FINDING.matcher(text).results().map(call -> arguments(text, call.end())).filter(call -> call.get(0).matches("(?s).*\\p{IsHangul}.*")
                && call.get(1).contains("TABLE")).map(call -> new Made(call.get(1), List.of(call.get(1)))).toList();
    }

    private static List<Made> all() throws IOException {
        try (Stream<Path> files = Files.list(CODE.resolve("doctor"))) {
            var logins = EnumSet.complementOf(AFTER_THE_LOGIN).stream().map(each -> each.words(Locale.ENGLISH)).map(each -> new Made(each, List.of(each)));
            return Stream.of(files.sorted().flatMap(each -> lines(each).stream()), exposures().stream(), logins).flatMap(each -> each).toList();
        }
    }

    private static List<Row> rows() {
        return LINES.lines().map(Row::of).toList();
    }

    @Test
    void each_cause_of_each_line_is_in_the_list() throws IOException {
        List<Made> all = all();

        assertThat(all).hasSizeGreaterThan(90);
        assertThat(all.stream().flatMap(each -> each.causes().stream()))
                .allSatisfy(cause -> assertThat(rows()).as("a test for: " + cause).anyMatch(row -> cause.contains(row.words())));
        assertThat(rows()).allSatisfy(row -> assertThat(all).as("is in the code: " + row).anyMatch(each -> each.code().contains(row.words())));
    }

    @Test
    void each_test_of_the_list_is_there_and_about_its_line() {
        assertThat(rows()).allSatisfy(row -> assertThat(row.body()).as(row.toString()).contains('"' + row.name()));
    }

    /** What can only be told as well, or not at all. */
    @Test
    void each_name_that_can_fail_is_in_the_list() throws IOException {
        TreeSet<String> explained = Files.readString(Path.of("docs/reference/doctor.md")).lines().filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([^`]+)`").matcher(line.split("\\|")[1]).results().map(found -> found.group(1))).filter(name -> !name.startsWith("--")).collect(Collectors.toCollection(TreeSet::new));
        explained.removeAll(Set.of("broker", "notify"));

        var listed = new TreeSet<>(rows().stream().map(Row::name).toList());
        assertThat(listed).isEqualTo(explained);
    }
}
