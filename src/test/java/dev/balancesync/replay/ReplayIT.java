package dev.balancesync.replay;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestFiles;
import dev.balancesync.process.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded day once more, from the file to the tables. */
class ReplayIT {
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    @TempDir
    Path folder;
    private final TestDatabase database = TestDatabase.create();
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Path journal;
    private Path day;

    @BeforeEach
    void setUp() throws IOException {
        journal = Files.createDirectories(folder.resolve("journal"));
        day = journal.resolve("2026-01-02.jsonl");
        environment.putAll(Map.of("KIWOOM_ACCOUNT_NO", "8112-5100", "SUPABASE_DB_URL", database.url(), "DATA_DIR", folder.toString()));
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void tearDown() {
        System.setOut(OUT);
        System.setErr(ERR);
    }

    private int replay(String... arguments) {
        return Usage.of(new ReplayCommand(Path.of(""), environment), System.out, System.err).execute(arguments);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String frame(String code, long quantity) {
        return balance(code).quantity(quantity).price(10).cost(5).frame();
    }

    private static String line(int second, String frame) {
        return String.format("{\"at\":\"2026-01-02T09:00:%02d+09:00\",\"frame\":%s}%n", second, frame);
    }

    private void record(String... lines) throws IOException {
        Files.writeString(day, String.join("", lines));
    }

    private List<String> rows() {
        return database.rows("select stock_code || ' ' || quantity as line from kw_portfolio order by 1").stream()
                .map(row -> (String) row.get("line")).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void a_day_of_the_journal_ends_in_the_tables_and_the_journal_stays_as_it_was() throws Exception {
        String mark = "2026-01-02.jsonl 0000000000000000007\n";
        Files.writeString(journal.resolve("confirmed"), mark);
        record(line(1, frame("000001", 1)), line(2, frame("000002", 2)), line(3, frame("000001", 0)), line(4, frame("000003", 3)),
                line(5, frame("000001", 7)), line(6, frame("000003", 0)), line(7, entry("00", "").frame()),
                line(8, balance("000002").with("930", "many").frame()));
        byte[] before = Files.readAllBytes(day);

        int exit = replay(day.toString());

        assertThat(exit).as(printed()).isZero();
        assertThat(rows()).containsExactly("000001 7", "000002 2");
        assertThat(database.rows("select from kw_portfolio where updated_at = '2026-01-02T09:00:05+09:00'")).hasSize(1);
        assertThat(printed()).contains("8 frames from 2026-01-02T09:00:01+09:00 to 2026-01-02T09:00:08+09:00",
                "with 7 entries", "quarantined   1, in ", "rows written");
        assertThat(day).hasBinaryContent(before);
        assertThat(journal.resolve("confirmed")).hasContent(mark.strip());
        assertThat(folder.resolve("quarantine")).doesNotExist();
        assertThat(files()).hasSize(3).anyMatch(file -> file.toString().contains("replay-") && file.toString().contains("quarantine"));
    }

    @Test
    void frames_alone_one_a_line_are_a_recording_too_and_a_torn_last_line_is_left_out() throws Exception {
        record("{\"trnm\":\"LOGIN\",\"return_code\":0}\n", frame("000001", 4) + "\n", "{\"trnm\":\"PING\"}\n\n", frame("000002", 4).substring(0, 50));

        assertThat(replay(day.toString())).as(printed()).isZero();

        assertThat(rows()).containsExactly("000001 4");
        assertThat(printed()).contains("3 frames", "torn");
    }

    /** Of the routes it uses those of a frame alone. */
    @Test
    void routes_may_name_a_configuration_of_a_file_that_it_does_not_use() throws Exception {
        Path routes = folder.resolve("routes");
        TestFiles.copyRoutes(routes);
        Path balance = routes.resolve("balance.camel.yaml");
        Files.writeString(balance, Files.readString(balance).replace("routeConfigurationId: quarantine-entry", "routeConfigurationId: my-errors"));
        Files.writeString(routes.resolve("my-errors.camel.yaml"), "- routeConfiguration: {id: my-errors, onException: [{onException: {exception: [java.io.IOException]}}]}\n");
        environment.put("ROUTES_DIR", routes.toString());
        record(line(1, frame("000001", 1)));

        assertThat(replay(day.toString())).as(printed()).isZero();

        assertThat(rows()).containsExactly("000001 1");
    }

    @Test
    void a_table_with_rows_is_not_touched_unless_forced_and_then_says_what_the_recording_does() throws Exception {
        record(line(1, frame("000001", 1)), line(2, frame("000002", 2)));
        assertThat(replay(day.toString())).as(printed()).isZero();
        database.execute("update kw_portfolio set quantity = 9, updated_at = '2026-01-03T00:00:00Z' where stock_code = '000001'");
        record(line(1, frame("000001", 5)), line(2, frame("000002", 5)));
        record(line(3, frame("000001", 5)), line(4, frame("000002", 5)));

        assertThat(replay(day.toString())).isEqualTo(2);
        assertThat(rows()).containsExactly("000001 9", "000002 2");
        assertThat(printed()).contains("2 rows, the newest of 2026-01-03", "Nothing was written", "--force");

        assertThat(replay(day.toString(), "--force")).as(printed()).isZero();
        assertThat(rows()).containsExactly("000001 5", "000002 5");
    }

    @Test
    void a_line_that_is_no_frame_in_the_middle_is_told_and_the_rest_is_replayed() throws Exception {
        record(line(1, frame("000001", 1)), "garbage\n", line(2, frame("000002", 2)));

        assertThat(replay(day.toString())).isEqualTo(1);

        assertThat(rows()).containsExactly("000001 1", "000002 2");
        assertThat(printed()).contains("1 lines are no frames");
    }

    @Test
    void a_database_that_is_away_is_told_and_nothing_is_tried() throws Exception {
        record(line(1, frame("000001", 1)));
        environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing");

        assertThat(replay(day.toString())).isEqualTo(1);

        assertThat(printed()).contains("the database cannot be used", "refused");
    }

    @Test
    void what_is_no_recording_is_told_without_a_database() throws Exception {
        environment.remove("SUPABASE_DB_URL");
        Files.write(folder.resolve("binary"), new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 1, 2, (byte) 0xff, '\n', 0});
        Files.createFile(folder.resolve("empty"));
        Files.writeString(folder.resolve("blank"), "\n \n");

        for (String each : List.of("binary", "empty", "blank", "missing", "journal")) {
            printed.reset();
            assertThat(replay(folder.resolve(each).toString())).as(each).isEqualTo(2);
            assertThat(printed()).as(each).contains(each).doesNotContain("Exception");
        }
        for (String[] each : new String[][] {{}, {"a", "b"}, {"a", "--mask"}, {"a", "--fly"}}) {
            printed.reset();
            assertThat(replay(each)).isEqualTo(2);
            assertThat(printed()).contains("Usage");
        }
    }

    @Test
    void a_masked_copy_needs_no_database_and_can_be_replayed() throws Exception {
        record(line(1, frame("000001", 1)), line(2, frame("000002", 2)));
        String url = environment.remove("SUPABASE_DB_URL");
        Path masked = folder.resolve("masked.jsonl");

        assertThat(replay(day.toString(), "--mask", masked.toString())).as(printed()).isZero();
        assertThat(Files.readString(masked)).doesNotContain("81125100").contains("9000000111");
        environment.put("SUPABASE_DB_URL", url);
        environment.put("KIWOOM_ACCOUNT_NO", "90000001");

        assertThat(replay(masked.toString())).as(printed()).isZero();
        assertThat(rows()).containsExactly("000001 1", "000002 2");
    }

    @Test
    void the_accounts_of_the_list_are_masked_whichever_the_recording_is_of() throws Exception {
        environment.remove("KIWOOM_ACCOUNT_NO");
        Path list = folder.resolve("accounts.yaml");
        Files.writeString(list, """
                accounts:
                  - name: father
                    app-key: k1
                    app-secret: s1
                    account-no: 8112-5100
                  - name: mother
                    app-key: k2
                    app-secret: s2
                    account-no: 7777-1234
                """);
        environment.put("ACCOUNTS_FILE", list.toString());
        environment.put("BALANCE_ACCOUNT_NO", "6666-4321"); // of one that is not in the list
        record(line(1, "{\"trnm\":\"REAL\",\"m\":\"7777-1234, 81125100, 66664321\"}"));

        for (String[] chosen : new String[][] {{}, {"--account", "father"}}) {
            Path masked = folder.resolve("masked" + chosen.length + ".jsonl");
            assertThat(replay(Stream.concat(Stream.of(day.toString(), "--mask", masked.toString()), Stream.of(chosen)).toArray(String[]::new))).as(printed()).isZero();
            assertThat(Files.readString(masked)).doesNotContain("8112", "7777", "6666");
            assertThat(printed()).doesNotContain("Not every account");
        }
        Files.writeString(list, "accounts: {}\n");
        assertThat(replay(day.toString(), "--mask", folder.resolve("other.jsonl").toString())).isZero();
        assertThat(printed()).contains("Not every account");
    }

    @Test
    void a_masked_copy_is_replayed_only_under_one_of_its_numbers() throws Exception {
        record(line(1, frame("000001", 1).replace("8112510011", "9000000111")));

        assertThat(replay(day.toString())).isEqualTo(2);
        assertThat(database.rows("select from pg_class where relname = 'kw_portfolio'")).isEmpty();
        assertThat(printed()).contains("masked", "9000000111", "KIWOOM_ACCOUNT_NO");

        environment.put("KIWOOM_ACCOUNT_NO", "90000001");
        assertThat(replay(day.toString())).as(printed()).isZero();
        assertThat(rows()).containsExactly("000001 1");
    }
}
