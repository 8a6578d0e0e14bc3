package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.balancesync.MutableClock;
import dev.balancesync.TestFrames.Entry;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.journal.Journal;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came last is in the table, whatever clocks, triggers and columns say of the time. The broker offers no snapshot that could heal anything. */
class TimeAndOrderIT {
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

    private final TimeZone zone = TimeZone.getDefault();
    private TestService mirror;

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService();
        mirror.kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 100);
    }

    @AfterEach
    void tearDown() throws Exception {
        TimeZone.setDefault(zone);
        mirror.close();
    }

    private void legacy() {
        mirror.database.execute(LegacyTables.STRICT.sql);
        mirror.with("BALANCE_SCHEMA", "legacy").with("SUPABASE_USER_ID", LegacyTables.USER);
    }

    private void start(boolean legacy) throws IOException {
        if (legacy) {
            legacy();
        }
        mirror.startLive();
    }

    private static Entry entry(String code, long quantity) {
        return balance(code).quantity(quantity).price(10).with("931", "9").cost(9 * quantity);
    }

    private void fill(String code, long quantity) {
        mirror.kiwoom.send(entry(code, quantity).frame());
    }

    private List<String> rows() {
        return mirror.database.rows("select stock_code || ' ' || quantity as line from kw_portfolio order by 1").stream()
                .map(row -> (String) row.get("line")).toList();
    }

    private void awaitRows(String... lines) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(rows()).containsExactly(lines));
    }

    private static String code(int number) {
        return String.format("%06d", number);
    }

    private static List<String> lines(int count, Function<Integer, Long> quantity) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> code(i) + " " + quantity.apply(i)).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_trigger_that_stamps_rows_with_a_clock_ahead_refuses_no_part_fill(boolean legacy) throws Exception {
        start(legacy);
        mirror.database.execute("create function stamp() returns trigger language plpgsql as"
                + " 'begin new.updated_at = clock_timestamp() + interval ''3 seconds''; return new; end'");
        mirror.database.execute("create trigger stamp before insert or update on kw_portfolio for each row execute function stamp()");

        for (long part = 1; part <= 5; part++) {
            var entries = new ArrayList<Entry>();
            for (int i = 1; i <= 40; i++) {
                entries.add(entry(code(i), i % 4 == 0 && part == 5 ? 0 : 10 * part + i));
            }
            mirror.kiwoom.send(real(entries.toArray()));
            long told = part;
            await().atMost(SOON).until(() -> rows().size() == (told == 5 ? 30 : 40));
        }

        awaitRows(lines(40, i -> 50L + i).stream().filter(line -> Integer.parseInt(line.substring(0, 6)) % 4 != 0).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_time_without_a_zone_means_what_it_will_and_refuses_nothing(boolean legacy) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Seoul"));
        start(legacy);
        mirror.database.execute("alter table kw_portfolio alter updated_at type timestamp without time zone");
        mirror.stop();
        mirror.startLive();
        fill("005930", 10);
        fill("000660", 5);
        awaitRows("000660 5", "005930 10");
        mirror.stop();

        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        mirror.startLive();
        fill("005930", 40);
        fill("000660", 0);

        awaitRows("005930 40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"now() + interval '20 seconds'", "now() + interval '9 hours'", "null", "'infinity'"})
    void a_row_that_another_machine_wrote_is_no_newer_for_its_clock(String stamp) throws Exception {
        start(false);
        fill("000001", 1);
        fill("000002", 2);
        awaitRows("000001 1", "000002 2");
        mirror.database.execute("update kw_portfolio set quantity = 7, updated_at = " + stamp);

        fill("000001", 4);
        fill("000002", 0);

        awaitRows("000001 4");
    }

    @Test
    void rows_of_a_clock_that_was_ahead_take_what_comes_after_it_was_set_right() throws Exception {
        mirror.clock = new MutableClock(Instant.now().plus(Duration.ofHours(9)).toString());
        mirror.startLive();
        fill("005930", 10);
        fill("000660", 5);
        awaitRows("000660 5", "005930 10");
        mirror.stop();

        mirror.clock = Clock.systemUTC();
        mirror.startLive();
        fill("005930", 40);
        fill("000660", 0);

        awaitRows("005930 40");
    }

    @Test
    void what_came_after_the_clock_was_set_right_survives_a_crash_and_what_came_before_does_not_come_back() throws Exception {
        var clock = new MutableClock(LocalDate.now(KOREA).plusDays(1).atTime(0, 30).atZone(KOREA).toInstant().toString());
        mirror.clock = clock;
        int server = URI.create(mirror.database.url()).getPort();
        try (TestProxy proxy = TestProxy.to(server)) {
            mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + server + "/", ":" + proxy.port() + "/")).startLive();
            fill("999999", 10);
            awaitRows("999999 10");
            fill("999999", 30);
            awaitRows("999999 30");
            await().atMost(SOON).until(() -> Files.exists(mirror.dataDir().resolve("journal/confirmed")));
            clock.move(Duration.between(clock.instant(), Instant.now()));
            proxy.cut();
            for (int i = 1; i <= 20; i++) {
                fill(code(i), i);
            }
            await().atMost(SOON).until(() -> mirror.service().bean(Pending.class).size() == 20);
            mirror.stop();
            proxy.restore();
            assertThat(rows()).as("the database was away").containsExactly("999999 30");

            mirror.clock = Clock.systemUTC();
            mirror.startLive();

            var expected = new ArrayList<>(lines(20, Integer::longValue));
            expected.add("999999 30");
            awaitRows(expected.toArray(String[]::new));
            assertThat(mirror.service().bean(Journal.class).unwritten()).isZero();
        }
    }

    @Test
    void a_side_value_that_cannot_be_read_costs_no_fill_and_is_in_quarantine_by_name() throws Exception {
        mirror.startLive();
        fill("005930", 10);
        awaitRows("005930 10");

        mirror.kiwoom.send(real(entry("005930", 15).with("931", "9000.3333"), entry("000660", 3).with("933", "-5")));

        awaitRows("000660 3", "005930 15");
        assertThat(mirror.portfolio().get(1).get("average_price")).as("unknown stays as it was").hasToString("9.00");
        try (var files = Files.list(mirror.dataDir().resolve("quarantine"))) {
            assertThat(Files.readAllLines(files.findFirst().orElseThrow())).hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("field 931", "stock_code=005930", "9000.3333"))
                    .anySatisfy(line -> assertThat(line).contains("field 933", "stock_code=000660"));
        }
    }
}
