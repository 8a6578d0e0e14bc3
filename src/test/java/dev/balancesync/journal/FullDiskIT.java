package dev.balancesync.journal;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static dev.balancesync.kiwoom.BilingualTest.assertBoth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.balancesync.Arrivals;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestFrames.Entry;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: told, survived, and made good once there is room. */
class FullDiskIT {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    @TempDir
    Path parent;
    private SmallDisk disk;

    @BeforeEach
    void setUp() throws Exception {
        disk = SmallDisk.mount(parent);
    }

    @AfterEach
    void tearDown() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    private Journal journal() {
        return new Journal(parent.resolve("journal"), 7, SampleFrames.JSON, Clock.systemUTC(),
                Arrivals.sequencer(Journal.nextEpoch(parent.resolve("journal")), Clock.systemUTC()));
    }

    private static String frame(int number) {
        return "{\"n\":" + number + ",\"text\":\"" + "x".repeat(3000) + "\"}";
    }

    private List<String> replayed() throws Exception {
        var frames = new ArrayList<String>();
        try (var journal = journal()) {
            journal.replay(entry -> frames.add(entry.frame()), entry -> { });
        }
        return frames;
    }

    @Test
    void what_did_not_fit_is_written_in_order_once_there_is_room_even_if_no_frame_comes() throws Exception {
        var written = new ArrayList<String>();
        try (var journal = journal()) {
            assertThat(Lines.append(journal, frame(0), Arrivals.at(START))).isNotNull();
            written.add(frame(0));
            disk.fill();
            for (int i = 1; i <= 20; i++) {
                Lines.append(journal, frame(i), Arrivals.at(START.plusSeconds(i)));
                written.add(frame(i));
            }
            assertThat(journal.failure()).contains("No space left").doesNotContain("inodes");
            assertThat(journal.unwritten()).isGreaterThan(15);
            journal.tend();
            assertThat(journal.failure()).isNotNull();
            assertThat(replayed()).startsWith(written.get(0));

            disk.free();
            journal.tend();

            assertThat(journal.failure()).isNull();
            assertThat(journal.unwritten()).isZero();
            // a kill -9 from here on loses nothing: all of it is in the file
            assertThat(replayed()).isEqualTo(written);
            assertThat(Lines.append(journal, frame(21), Arrivals.at(START.plusSeconds(21)))).isNotNull();
        }
    }

    @Test
    void a_day_that_ends_while_the_disk_is_full_keeps_its_frames_in_its_own_file() throws Exception {
        try (var journal = journal()) {
            Lines.append(journal, frame(0), Arrivals.at(Instant.parse("2026-11-23T14:59:00Z")));
            disk.fill();
            Lines.append(journal, frame(1), Arrivals.at(Instant.parse("2026-11-23T14:59:30Z")));
            Lines.append(journal, frame(2), Arrivals.at(Instant.parse("2026-11-23T15:00:30Z")));
            disk.free();
            var position = Lines.append(journal, frame(3), Arrivals.at(Instant.parse("2026-11-23T15:01:00Z")));

            assertThat(position.file()).isEqualTo("000001-0002-2026-11-24.jsonl");
        }
        assertThat(replayed()).containsExactly(frame(0), frame(1), frame(2), frame(3));
        assertThat(parent.resolve("journal/000001-0001-2026-11-23.jsonl")).content().contains("\"n\":1", "23:59:30").doesNotContain("\"n\":2");
    }

    @Test
    void a_disk_that_has_bytes_and_no_inodes_is_told_as_one() throws Exception {
        disk.close();
        disk = SmallDisk.mount(parent, "size=4m,nr_inodes=32");
        try (var journal = journal()) {
            Lines.append(journal, frame(0), Arrivals.at(Instant.parse("2026-11-23T14:59:00Z")));
            disk.fillInodes();

            Lines.append(journal, frame(1), Arrivals.at(Instant.parse("2026-11-23T15:00:30Z")));

            assertThat(journal.failure()).contains("No space left", "bytes are free", "df -i");
            assertBoth(journal.said());
        }
    }

    @Test
    void memory_is_bounded_and_the_newest_frames_are_kept() throws Exception {
        try (var journal = journal()) {
            Lines.append(journal, frame(0), Arrivals.at(START));
            disk.fill();
            for (int i = 1; i <= 3000; i++) {
                Lines.append(journal, frame(i), Arrivals.at(START.plusSeconds(i)));
            }
            assertThat((long) journal.unwritten() * frame(1).length()).isBetween(JournalWriter.MOST_UNWRITTEN / 2, JournalWriter.MOST_UNWRITTEN);
        }
    }

    @Test
    void the_feed_goes_on_health_is_down_and_what_waits_for_the_database_too_is_in_the_journal_again() throws Exception {
        try (var mirror = new TestService()) {
            int server = URI.create(mirror.database.url()).getPort();
            try (TestProxy proxy = TestProxy.to(server)) {
                mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + server + "/", ":" + proxy.port() + "/"))
                        .with("DATA_DIR", parent.toString());
                // what is sent here is not in the simulator's account: a snapshot, which each loss asks for, would rightly remove it
                mirror.kiwoom.next(new Fault.Refuse("kt00018", "RC9000"), 1_000);
                mirror.startLive();
                Journal journal = mirror.service().bean(Journal.class);
                Pending pending = mirror.service().bean(Pending.class);
                mirror.database.execute("alter table kw_portfolio add constraint no_whale check (quantity < 1000)");
                disk.fill();

                mirror.kiwoom.send(real(entry("000001", 1), entry("000002", 2).with("930", "many"), entry("000003", 3)));
                mirror.kiwoom.send(real(entry("000004", 9_000_000_000_000_000_000L), entry("000005", 5)));

                await().atMost(SOON).until(() -> mirror.portfolio().size() == 3 && mirror.service().bean(Quarantine.class).count() == 2);
                assertThat(journal.failure()).contains("No space left");
                assertThat(health(mirror).getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(health(mirror).getMessage().orElseThrow()).contains("No space left", "Free space");
                assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
                proxy.cut();
                mirror.kiwoom.send(entry("000006", 6).frame());
                await().atMost(SOON).until(() -> pending.size() == 1);

                disk.free();

                await().atMost(SOON).until(() -> journal.failure() == null);
                assertThat(replayed()).anyMatch(frame -> frame.contains("000001")).last().asString().contains("000006");
                assertThat(health(mirror).getState()).isEqualTo(HealthCheck.State.UP);
                proxy.restore();
                await().atMost(SOON).until(() -> mirror.portfolio().size() == 4);
                assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
            }
        }
    }

    private static HealthCheck.Result health(TestService mirror) {
        return mirror.service().camel().getRegistry().lookupByNameAndType("journalHealth", HealthCheck.class).call();
    }

    private static Entry entry(String code, long quantity) {
        return balance(code).quantity(quantity).with("10", "9999999999.99").cost(5);
    }
}
