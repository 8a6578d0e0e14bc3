package dev.balancesync.feed;

import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.balancesync.SampleFrames;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestFrames.Entry;
import dev.balancesync.TestProcess;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames of a size that no account should have, at the image's heap. Needs the packaged jar. */
class HugeFrameIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int MEGABYTES = 4 * 1024 * 1024;
    /** More stocks than anybody holds: they stay in the memory that the frame needs, too. */
    private static final int STOCKS = 2_000;

    @TempDir
    Path folder;
    private final TestDatabase database = TestDatabase.create();
    private final KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false));
    private TestProcess service;

    @BeforeEach
    void setUp() throws IOException {
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 100);
        service = new TestProcess(folder, kiwoom, database);
        for (String file : List.of("jvm.options", "docker/image.options")) {
            // only the parts of these that every Java from 17 on knows
            Files.readAllLines(Path.of(file)).stream().map(String::strip).filter(line -> line.matches("-Xm[sx].*|-XX:\\+UseSerialGC|-XX:Tiered.*"))
                    .forEach(service.jvmOptions::add);
        }
        service.jvmOptions.add("-XX:+ExitOnOutOfMemoryError");
        assertThat(service.jvmOptions).contains("-Xmx72m");
    }

    @AfterEach
    void tearDown() throws Exception {
        service.close();
        kiwoom.close();
    }

    private void run() throws IOException {
        service.run();
        await().atMost(LONG).ignoreExceptions().until(service::isLive);
    }

    private static Entry small(int number) {
        return entry("04", String.format("%06d", number % 1000)).quantity(number);
    }

    /** As Kiwoom sends it, Korean letters and all. */
    private static Entry full(int number) {
        return new Entry(SampleFrames.values("real-04-official-doc"), "04", "").with("9201", "8112510011").of(String.format("%06d", number % STOCKS));
    }

    private static String frame(int count, IntFunction<?> entry) {
        return real(IntStream.range(0, count).mapToObj(entry).toArray());
    }

    private long rows() {
        return (Long) database.rows("select count(*) as count from kw_portfolio").get(0).get("count");
    }

    private void assertUnharmed() throws Exception {
        assertThat(service.output()).doesNotContain("OutOfMemory", "Terminating due to");
        kiwoom.send(small(777).frame());
        await().atMost(SOON).ignoreExceptions().until(() -> !database.rows("select from kw_portfolio where stock_code = '000777' and quantity = 777")
                .isEmpty());
        assertThat(service.isLive()).isTrue();
        assertThat(kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void a_frame_of_twenty_thousand_entries_is_taken() throws Exception {
        run();
        String frame = frame(20_000, HugeFrameIT::small);
        long begun = System.nanoTime();

        kiwoom.send(frame);

        await().atMost(LONG).ignoreExceptions().until(() -> rows() == 1000
                && !database.rows("select from kw_portfolio where quantity = 19999").isEmpty());
        LOG.info("measured: {} characters in {} ms", frame.length(), (System.nanoTime() - begun) / 1_000_000);
        assertUnharmed();
    }

    @Test
    void a_frame_of_four_megabytes_is_taken_and_read_again_after_a_crash() throws Exception {
        int entries = MEGABYTES / full(0).toString().getBytes(StandardCharsets.UTF_8).length;
        String frame = frame(entries, HugeFrameIT::full);
        int server = URI.create(database.url()).getPort();
        try (TestProxy proxy = TestProxy.to(server)) {
            service.environment.put("SUPABASE_DB_URL", database.url().replace(":" + server + "/", ":" + proxy.port() + "/"));
            run();
            long begun = System.nanoTime();
            kiwoom.send(frame);
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(rows()).as(service.output()).isEqualTo(STOCKS));
            LOG.info("measured: {} entries, {} characters in {} ms", entries, frame.length(), (System.nanoTime() - begun) / 1_000_000);
            assertUnharmed();

            proxy.cut();
            kiwoom.send(frame.replace("\"930\":\"", "\"930\":\"1"));
            await().atMost(LONG).ignoreExceptions().until(() -> journal() > 2L * frame.getBytes(StandardCharsets.UTF_8).length);
            service.kill();
            proxy.restore();
            run();

            await().atMost(LONG).ignoreExceptions().until(() -> database.rows("select from kw_portfolio where quantity > 1000").size() == STOCKS);
            assertThat(service.output()).contains("of the journal again").doesNotContain("OutOfMemory", "Terminating due to");
        }
    }

    private long journal() throws IOException {
        try (var files = Files.list(folder.resolve("data/journal"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void a_frame_of_megabytes_that_is_no_json_costs_only_itself() throws Exception {
        run();

        kiwoom.send("{\"trnm\":\"REAL\",\"data\":[" + "[1],".repeat(MEGABYTES / 4));
        kiwoom.send(frame(2_000, i -> List.of(i)));

        await().atMost(LONG).until(() -> Files.exists(folder.resolve("data/quarantine")));
        assertUnharmed();
    }

    /** A proxy's page, or a broker gone wrong: no more than 4 MB of it is ever read. */
    @Test
    void an_answer_of_forty_megabytes_costs_only_itself() throws Exception {
        kiwoom.clearFaults();
        String row = "{\"stk_cd\":\"A005930\",\"rmnd_qty\":\"000000000000003\",\"stk_nm\":\"" + "x".repeat(900) + "\"},";
        String answer = "{\"return_code\":0,\"return_msg\":\"\",\"acnt_evlt_remn_indv_tot\":[" + row.repeat(10 * MEGABYTES / row.length()) + "{}]}";
        assertThat(answer).hasSizeGreaterThan(10 * MEGABYTES - 1_000);
        for (String api : List.of("ka00001", "kt00018", "kt00001")) {
            kiwoom.next(new Fault.RestAnswer(api, 200, answer), 3);
        }

        run();

        await().atMost(LONG).untilAsserted(() -> assertThat(service.output()).contains("more than 4 MB"));
        kiwoom.clearFaults();
        kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 100);
        assertUnharmed();
    }

    /** As maps of their fields each of these would take ten times its length. */
    @Test
    void a_frame_of_one_huge_value_costs_only_that_value() throws Exception {
        run();
        String object = IntStream.range(0, MEGABYTES / 14).mapToObj(i -> "\"" + (100_000 + i) + "\":\"12\"").collect(Collectors.joining(",", "{", "}"));
        String text = "x".repeat(MEGABYTES);

        kiwoom.send("{\"trnm\":\"REAL\",\"data\":[" + small(1) + ",{\"type\":\"04\",\"item\":\"000001\",\"values\":" + object + "}," + small(2) + "]}");
        kiwoom.send(real(small(3), entry("04", "000001").with("302", text).quantity(7), small(4)));
        kiwoom.send("{\"trnm\":\"REAL\",\"data\":" + object + "}");
        kiwoom.send("{\"trnm\":\"REAL\",\"other\":" + object + ",\"data\":[" + small(5) + "]}");
        kiwoom.send("{\"trnm\":\"SYSTEM\",\"message\":" + object + ",\"more\":\"" + text + "\"}");

        await().atMost(LONG).ignoreExceptions().until(() -> rows() == 5);
        assertThat(database.rows("select from kw_portfolio where stock_code = '000001' and quantity = 7 and stock_name is null")).hasSize(1);
        try (var files = Files.list(folder.resolve("data/quarantine"))) {
            assertThat(Files.readString(files.findFirst().orElseThrow())).contains("an entry of more than", "field 302 has more than", "no list of entries");
        }
        kiwoom.send(small(6).with("302", "x".repeat(30_000)).frame());
        await().atMost(LONG).ignoreExceptions().until(() -> !database.rows("select from kw_portfolio where quantity = 6 and stock_name is null")
                .isEmpty());
        assertUnharmed();
    }
}
