package dev.balancesync.meters;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.balancesync.Http;
import dev.balancesync.TestFiles;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads at {@code /observe/metrics}. */
class MetersIT {
    @TempDir
    private Path routes;
    private TestService mirror;

    @BeforeEach
    void setUp() throws IOException {
        TestFiles.copyRoutes(routes);
        mirror = new TestService().with("ROUTES_DIR", routes.toString()).with("KIWOOM_SNAPSHOT_RETRY", "200ms");
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    /** Each series with its value. */
    private Map<String, Double> meters() throws Exception {
        String text = Http.get(mirror.port, "/observe/metrics");
        var meters = new TreeMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line ->
                meters.put(line.substring(0, line.lastIndexOf(' ')), Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return meters;
    }

    private double meter(String series) throws Exception {
        Map<String, Double> meters = meters();
        assertThat(meters).containsKey(series);
        return meters.get(series);
    }

    private void awaitAtLeast(String series, double value) {
        await().atMost(SOON).untilAsserted(() -> assertThat(meter(series)).isGreaterThanOrEqualTo(value));
    }

    private void awaitMeter(String series, double value) {
        await().atMost(SOON).untilAsserted(() -> assertThat(meter(series)).isEqualTo(value));
    }

    private void send(String frame) {
        mirror.kiwoom.next(new Fault.Send(frame));
    }

    @Test
    void every_frame_and_every_entry_is_counted_once() throws Exception {
        mirror.startLive();

        mirror.kiwoom.buy("005930", 1, 0);
        send(entry("0B", "005930").frame());
        send(balance("005930").with("9201", "9999999911").frame());
        send(balance("").frame());
        send(balance("005930").with("930", "many").frame());
        send(balance("005930").with("930", "99999999999999999999").frame());
        send("{\"trnm\":\"NEWS\"}");
        send("not JSON");

        awaitMeter("kiwoom_quarantined_total{reason=\"unreadable_frame\"}", 1);
        awaitAtLeast("kiwoom_store_seconds_count{outcome=\"stored\"}", 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(meters()).containsEntry("kiwoom_frames_total{trnm=\"REAL\"}", 8.0)
                .containsEntry("kiwoom_frames_total{trnm=\"LOGIN\"}", 1.0).containsEntry("kiwoom_frames_total{trnm=\"REG\"}", 1.0)
                .containsEntry("kiwoom_frames_total{trnm=\"other\"}", 1.0)
                .containsEntry("kiwoom_entries_total{outcome=\"taken\"}", 1.0).containsEntry("kiwoom_entries_total{outcome=\"merged\"}", 0.0)
                .containsEntry("kiwoom_entries_total{outcome=\"filtered\"}", 3.0)
                .containsEntry("kiwoom_entries_total{outcome=\"other_account\"}", 1.0)
                .containsEntry("kiwoom_entries_total{outcome=\"quarantined\"}", 3.0)
                .containsEntry("kiwoom_quarantined_total{reason=\"other_account\"}", 1.0)
                .containsEntry("kiwoom_quarantined_total{reason=\"no_code\"}", 1.0)
                .containsEntry("kiwoom_quarantined_total{reason=\"bad_value\"}", 1.0)
                .containsEntry("kiwoom_quarantined_total{reason=\"out_of_range\"}", 1.0)
                .containsEntry("kiwoom_quarantined_total{reason=\"refused_by_database\"}", 0.0)
                .containsEntry("kiwoom_pending_positions", 0.0)
                .containsEntry("kiwoom_incomplete_positions", 0.0)
                .containsEntry("kiwoom_journal_up", 1.0).containsEntry("kiwoom_token_requests_total{result=\"failed\"}", 0.0));
        assertThat(meter("kiwoom_journal_bytes")).isGreaterThan(500);
        assertThat(meters().keySet()).contains("kiwoom_store_seconds_bucket{outcome=\"stored\",le=\"0.005\"}");
    }

    @Test
    void a_row_that_the_database_refuses_is_counted_apart() throws Exception {
        mirror.startLive();
        mirror.database.execute("alter table kw_portfolio add constraint no_whale check (quantity < 10)");

        mirror.kiwoom.buy("005930", 11, 0);

        // a snapshot is asked for, which brings the row again, and is refused again: later and later
        awaitAtLeast("kiwoom_snapshots_total{result=\"succeeded\"}", 4);
        assertThat(meter("kiwoom_quarantined_total{reason=\"refused_by_database\"}")).isBetween(1.0, 8.0);
        awaitAtLeast("kiwoom_store_seconds_count{outcome=\"refused\"}", 1);
        try (Stream<Path> files = Files.list(mirror.dataDir().resolve("quarantine"))) {
            assertThat(Files.readAllLines(files.findFirst().orElseThrow())).as("written down once").hasSize(1);
        }
        assertThat(meter("kiwoom_entries_total{outcome=\"quarantined\"}")).as("the entry itself was taken").isZero();
    }

    @Test
    void snapshots_tell_how_they_ended_and_how_old_they_are() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 3, 1_000, 1_100);
        mirror.startLive();
        awaitMeter("kiwoom_gap_seconds", 0);
        double before = meter("kiwoom_snapshots_total{result=\"succeeded\"}");
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "down"));

        mirror.service().bean(Snapshots.class).request();

        awaitMeter("kiwoom_snapshots_total{result=\"failed\"}", 1);
        await().atMost(SOON).until(() -> meter("kiwoom_snapshots_total{result=\"succeeded\"}") > before);
        assertThat(meter("kiwoom_snapshot_seconds_count{result=\"failed\"}")).isEqualTo(1);
        assertThat(meter("kiwoom_snapshot_holdings")).isEqualTo(1);
        assertThat(meter("kiwoom_last_snapshot_age_seconds")).isBetween(0.0, 20.0);
    }

    @Test
    void kiwooms_own_totals_are_compared_with_ours() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 1, 250_250, 260_000);

        mirror.startLive();

        awaitMeter("kiwoom_totals_difference_won{because=\"unknown\",total=\"total_asset\"}", 0);
        awaitMeter("kiwoom_totals_difference_won{because=\"unknown\",total=\"profit_loss\"}", 0);
        awaitMeter("kiwoom_totals_difference_won{because=\"fees_and_tax\",total=\"profit_loss\"}", -2_300);
        assertThat(meter("kiwoom_totals_difference_won{because=\"fees_and_tax\",total=\"total_asset\"}")).isZero();
    }

    @Test
    void an_edit_of_any_route_file_sets_nothing_back() throws Exception {
        mirror.startLive();
        mirror.kiwoom.buy("005930", 1, 0);
        awaitAtLeast("kiwoom_store_seconds_count{outcome=\"stored\"}", 1);
        awaitMeter("kiwoom_gap_seconds", 0);
        String stored = "kiwoom_store_seconds_count{outcome=\"stored\"}";
        Map<String, Double> before = meters();

        // without Kafka there are no routes of its file
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".camel.yaml"))
                    .filter(each -> !each.endsWith("kafka.camel.yaml"))::iterator) {
                String text = Files.readString(file);
                Files.writeString(file, text.replaceFirst("description: ", "description: Edited. "));
                await(file.toString()).atMost(SOON).until(() -> isEdited(file));
            }
        }
        mirror.awaitRegistrations(2);
        mirror.kiwoom.buy("005930", 1, 0);

        await().atMost(SOON).until(() -> meter(stored) > before.get(stored));
        Map<String, Double> after = meters();
        assertThat(before.keySet()).anyMatch(each -> each.startsWith("camel_exchanges_total") && each.contains("store-write-rows"));
        before.forEach((series, value) -> {
            if (series.matches("[a-z_]+(_total|_count|_sum|_bucket)(\\{.*|)")) {
                assertThat(after).containsKey(series);
                assertThat(after.get(series)).as(series).isGreaterThanOrEqualTo(value);
            }
        });
        assertThat(after.keySet()).noneMatch(each -> each.contains("check"));
    }

    /** The file's first description stands at a route, or at an error configuration, which has none to be asked for. */
    private boolean isEdited(Path file) {
        return file.getFileName().toString().startsWith("errors") || mirror.service().camel().getRoutes().stream()
                .anyMatch(route -> route.getSourceLocation().contains(file.getFileName().toString())
                        && String.valueOf(route.getDescription()).startsWith("Edited. "));
    }

    @Test
    void a_holding_whose_quantity_nobody_has_told_is_counted_until_somebody_does() throws Exception {
        mirror.startLive();

        send(balance("068270").price(1000).frame());

        awaitMeter("kiwoom_incomplete_positions", 1);
        send(balance("068270").quantity(2).frame());
        awaitMeter("kiwoom_incomplete_positions", 0);
    }
}
