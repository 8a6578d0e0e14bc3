package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.INTERVAL;
import static dev.balancesync.snapshot.SnapshotDrive.RETRY;
import static dev.balancesync.snapshot.SnapshotDrive.SETTLE;
import static dev.balancesync.snapshot.SnapshotDrive.key;
import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static dev.balancesync.snapshot.SnapshotDrive.withTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.balancesync.LogLines;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.Losses;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a snapshot is due, and what comes of its end. What it corrects is in {@link ReconcileTest}. */
class SnapshotsTest {
    private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");
    private static final BrokerException HTML = new BrokerException(BrokerError.unavailable("200", "an HTML page", null));
    private static final BrokerException TOO_OFTEN = new BrokerException(BrokerError.of("1700", "too often"));
    private static final BrokerException NOT_OFFERED = new BrokerException(BrokerError.of("RC9000", "not in mock trading"));

    private final SnapshotDrive drive = new SnapshotDrive();
    private final Snapshots snapshots = drive.snapshots;

    // --- when one is due

    @Test
    void a_connection_makes_a_snapshot_due_at_once_and_then_the_interval_does() {
        assertThat(snapshots.isDue()).isTrue();
        drive.take(page());

        // what happened just before the connection was made may be missing in an answer that lags
        assertNextAfter(SETTLE);
        drive.take(page());
        assertNextAfter(INTERVAL);
    }

    /** What was lost may be missing in an answer that lags. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_loss_in_the_moment_in_which_a_snapshot_begins_asks_for_another(int moment) {
        var loss = new AtomicReference<Losses>();
        var moments = new AtomicInteger();
        var clock = new Clock() {
            @Override
            public Instant instant() {
                if (moments.decrementAndGet() == 0) {
                    loss.get().note("a frame");
                }
                return drive.clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var sequencer = new Sequencer(1, clock, SnapshotDrive.ticker(drive.clock));
        var losses = new Losses(sequencer);
        var losing = new Snapshots(drive.session, new StreamWords(drive.pending, losses, drive.bell, sequencer), new Lots(), drive.account,
                SnapshotDrive.mapping(drive.account, "standard"), new SnapshotLimits(INTERVAL, RETRY, SETTLE), () -> 1, drive.clock, SnapshotDrive.ticker(drive.clock));
        assertThat(losing.isDue()).isTrue();
        drive.clock.move(SETTLE);

        loss.set(losses);
        moments.set(moment);
        Snapshot snapshot = losing.begin();
        assertThat(losing.isGap()).isTrue();
        losing.page(snapshot, page(), "N", "");
        losing.reconcile(snapshot, List.of());
        losing.succeeded(snapshot);

        drive.clock.move(SETTLE);
        assertThat(losing.isDue()).isTrue();
    }

    @Test
    void none_is_due_while_one_is_taken() {
        snapshots.isDue();

        snapshots.begin();

        assertThat(snapshots.state().running()).isTrue();
        assertThat(snapshots.isDue()).isFalse();
    }

    @Test
    void after_another_machine_has_served_the_account_one_from_before_says_nothing_and_a_new_one_is_due() {
        snapshots.isDue();
        Snapshot before = snapshots.begin();
        Instant since = START.minusSeconds(10);

        snapshots.forget(since);

        assertThatThrownBy(() -> snapshots.reconcile(before, List.of())).hasMessageContaining("Another machine");
        snapshots.failed(HTML);
        assertThat(snapshots.state().gapSince()).isEqualTo(since);
        drive.clock.move(Duration.ofSeconds(10));
        assertThat(snapshots.isDue()).isTrue();
    }

    @Test
    void one_that_begins_after_another_machine_has_served_the_account_is_taken_over() {
        drive.take(page());
        drive.drained();

        snapshots.forget(drive.clock.instant());
        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(drive.drained()).extracting(Holding::key).containsExactly(key("005930"));
        assertThat(snapshots.state().gapSince()).isNull();
    }

    /** The user has asked for the end; a warning would say that something is wrong. */
    @Test
    void one_that_the_stop_cuts_short_warns_of_nothing() {
        snapshots.isDue();
        snapshots.begin();
        try (var log = new LogLines()) {
            drive.session.stopping();
            snapshots.failed(new InterruptedException());

            assertThat(log.all()).noneMatch(line -> line.startsWith("WARN"));
        }
    }

    @Test
    void none_is_due_while_the_session_is_not_live() {
        drive.disconnect();

        assertThat(snapshots.isDue()).isFalse();
    }

    @Test
    void a_connection_that_is_lost_is_none_though_its_socket_is_not_stopped_yet() {
        drive.take(page());
        drive.session.closed("code 1006");

        assertThat(snapshots.isDue()).isFalse();

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
    }

    /** Nobody asks for a due one while one is taken, which may last a minute. */
    @Test
    void a_connection_that_is_lost_and_made_again_while_one_is_taken_is_told_at_once() {
        drive.take(page());
        assertThat(snapshots.isHealed()).isTrue();
        drive.clock.move(Duration.ofMinutes(10));
        snapshots.isDue();
        snapshots.begin();
        Instant lastHeard = drive.clock.instant();
        drive.clock.move(Duration.ofSeconds(20));

        drive.disconnect();
        drive.connect();

        assertThat(snapshots.state().gapSince()).isEqualTo(lastHeard);
        assertThat(snapshots.isHealed()).isFalse();
        assertThat(snapshots.isGap()).isTrue();
    }

    @Test
    void another_connection_makes_a_snapshot_due_at_once_whatever_failed_before() {
        drive.read(page());
        snapshots.failed(HTML);
        drive.clock.move(Duration.ofSeconds(1));
        drive.disconnect();
        drive.connect();

        assertThat(snapshots.isDue()).isTrue();

        drive.read(page());
        snapshots.failed(HTML);
        assertNextAfter(RETRY);
    }

    /** V4: an answer that proves nothing is no success, however often it comes. */
    @Test
    void answers_that_do_not_add_up_while_live_open_a_gap_and_are_no_snapshot() {
        drive.inTable("005930", 3, "180000");
        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));
        assertThat(snapshots.state().gapSince()).isNull();
        Instant proved = snapshots.state().lastAt();

        for (int i = 0; i < 3; i++) {
            drive.clock.move(Duration.ofMinutes(10));
            drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 240_000));
        }

        assertThat(snapshots.state().gapSince()).isEqualTo(drive.clock.instant());
        assertThat(snapshots.state().lastAt()).isEqualTo(proved);
        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void an_empty_list_of_an_account_that_is_worth_something_removes_nothing() {
        drive.inTable("005930", 3, "180000");
        var worth = new HashMap<>(withTotal(page(), 0));
        worth.put("tot_evlt_amt", "180450");

        drive.take(worth);

        assertThat(drive.drained()).isEmpty();
        assertThat(snapshots.state().gapSince()).isNotNull();
    }

    /** The token is asked for before the snapshot begins. */
    @Test
    void a_refresh_for_which_there_is_no_token_fails_and_is_tried_later_and_later() {
        drive.take(page());
        long refresh = snapshots.request();

        snapshots.failed(HTML);

        assertThat(snapshots.outcome(refresh)).isNotEmpty();
        assertNextAfter(RETRY);
    }

    @Test
    void a_cost_that_is_wanted_is_asked_for_soon() {
        drive.take(page());

        snapshots.wanted();

        assertNextAfter(RETRY);
    }

    @Test
    void a_cost_that_is_wanted_while_one_is_taken_is_asked_for_soon_after_it() {
        drive.take(page());
        Snapshot underWay = drive.read(page());

        snapshots.wanted();

        snapshots.reconcile(underWay, drive.rows);
        snapshots.succeeded(underWay);
        assertNextAfter(RETRY);
    }

    /** Whether the answer is from before that, nobody knows. */
    @Test
    void a_cost_that_the_stream_left_out_a_moment_ago_is_asked_for_again_when_that_has_settled() {
        drive.take(page());
        drive.clock.move(SETTLE);
        drive.take(page());
        assertNextAfter(INTERVAL);
        drive.hear("005930", Map.of("quantity", 4L));
        drive.store();
        snapshots.wanted();
        drive.clock.move(RETRY);

        drive.take(page(row("005930", 4, 240_000, 60_150)));

        assertThat(drive.drained()).isEmpty();
        assertNextAfter(SETTLE);
        drive.take(page(row("005930", 4, 240_000, 60_150)));
        assertThat(drive.drained()).singleElement().satisfies(told -> assertThat(Lot.cost(told)).isEqualByComparingTo("240000"));
        assertNextAfter(INTERVAL);
    }

    @Test
    void where_the_broker_does_not_offer_it_a_cost_that_is_wanted_puts_nothing_forward() {
        drive.read(page());
        snapshots.failed(NOT_OFFERED);

        snapshots.wanted();

        assertNextAfter(INTERVAL);
    }

    // --- the gap

    @Test
    void what_happened_before_the_start_is_a_gap_until_the_first_snapshot() {
        assertThat(snapshots.state().gapSince()).isEqualTo(START);

        drive.take(page());

        assertThat(snapshots.state().gapSince()).isNull();
        assertThat(snapshots.state().lastAt()).isEqualTo(START);
    }

    @Test
    void a_lost_connection_is_a_gap_since_it_was_last_seen_live() {
        drive.take(page());
        drive.clock.move(Duration.ofMinutes(1));
        snapshots.isDue();
        Instant seen = drive.clock.instant();
        drive.clock.move(Duration.ofSeconds(1));

        drive.disconnect();

        snapshots.isDue();
        assertThat(snapshots.state().gapSince()).isEqualTo(seen);
        drive.clock.move(Duration.ofSeconds(1));
        drive.connect();
        snapshots.isDue();
        drive.clock.move(Duration.ofSeconds(1));
        snapshots.isDue();
        assertThat(snapshots.state().gapSince()).as("connected again is not healed").isEqualTo(seen);
        drive.take(page());
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void a_connection_lost_and_made_again_between_two_looks_left_a_gap_as_well() {
        drive.take(page());
        drive.clock.move(Duration.ofMinutes(1));
        snapshots.isDue();
        Instant seen = drive.clock.instant();
        drive.clock.move(Duration.ofSeconds(1));
        drive.disconnect();
        drive.connect();

        assertThat(snapshots.isDue()).isTrue();

        assertThat(snapshots.state().gapSince()).isEqualTo(seen);
    }

    @Test
    void a_connection_made_again_at_the_same_time_of_a_clock_that_was_set_back_is_another_one() {
        Snapshot snapshot = drive.read(page());
        Instant now = drive.clock.instant();
        drive.clock.move(Duration.between(now, START));
        drive.disconnect();
        drive.connect();
        drive.clock.move(Duration.between(START, now));
        snapshots.reconcile(snapshot, drive.rows);

        snapshots.succeeded(snapshot);

        assertThat(snapshots.state().gapSince()).as("from before the connection").isEqualTo(START);
        assertNextAfter(Duration.ZERO);
    }

    @Test
    void a_gap_stays_as_long_as_it_was_whatever_is_lost_in_it() {
        drive.clock.move(Duration.ofSeconds(1));
        snapshots.isDue();
        drive.disconnect();
        snapshots.isDue();
        drive.connect();

        snapshots.isDue();

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
    }

    @Test
    void a_snapshot_that_began_before_the_connection_heals_nothing_and_another_follows_at_once() {
        Snapshot snapshot = drive.read(page());
        drive.clock.move(Duration.ofSeconds(1));
        drive.disconnect();
        drive.connect();
        snapshots.reconcile(snapshot, drive.rows);

        snapshots.succeeded(snapshot);

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertNextAfter(Duration.ZERO);
    }

    @Test
    void nor_does_one_whose_connection_was_seen_while_it_was_read() {
        Snapshot snapshot = drive.read(page());
        drive.clock.move(Duration.ofSeconds(1));
        drive.disconnect();
        drive.connect();
        snapshots.isDue();
        snapshots.reconcile(snapshot, drive.rows);

        snapshots.succeeded(snapshot);

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertNextAfter(Duration.ZERO);
    }

    @Test
    void a_snapshot_of_a_connection_that_nobody_has_looked_at_heals_nothing() {
        Snapshot snapshot = snapshots.begin();
        snapshots.page(snapshot, page(), "N", "");
        snapshots.reconcile(snapshot, drive.rows);

        snapshots.succeeded(snapshot);

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
    }

    @Test
    void a_snapshot_whose_pages_may_have_moved_heals_nothing_and_is_taken_again_soon() {
        drive.take(page(row("005930", 3, 180_000, 60_150)), page(row("035720", 2, 80_000, 40_000)));

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertNextAfter(RETRY);

        drive.take(page(row("005930", 3, 180_000, 60_150)), page(row("035720", 2, 80_000, 40_000)));
        assertThat(snapshots.state().gapSince()).as("twice the same").isNull();
    }

    @Test
    void what_the_stream_said_by_halves_heals_nothing_and_is_asked_again_soon() {
        Snapshot snapshot = drive.read(page(row("005930", 3, 180_000, 60_150)));
        drive.hear("005930", Map.of("current_price", BigDecimal.TEN));
        snapshots.reconcile(snapshot, drive.rows);

        snapshots.succeeded(snapshot);

        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertNextAfter(RETRY);
    }

    @Test
    void a_row_that_can_never_be_read_opens_no_gap_where_none_was() {
        drive.inTable("005930", 3, "180000");
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(snapshots.state().gapSince()).isNull();

        for (int i = 0; i < 3; i++) {
            drive.take(page(row("005930", 3, 180_000, 60_150), Map.of("stk_cd", "A035720", "rmnd_qty", "3.5")));
        }

        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void what_the_table_does_not_take_is_a_gap_until_it_is_read_back_there() {
        snapshots.request();
        dropped();
        assertThat(snapshots.checking(1)).contains("does not have yet");
        drive.clock.move(RETRY);

        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(snapshots.state().gapSince()).as("the database may drop it again").isNotNull();
        drive.store();

        assertThat(snapshots.outcome(1)).isEmpty();
        assertThat(snapshots.isDue()).as("the one that closes the gap").isTrue();
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void what_the_table_did_not_take_and_has_by_another_way_is_no_gap_any_more() {
        dropped();
        drive.inTable("005930", 3, "180000");

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(snapshots.state().gapSince()).isNull();
    }

    /** What the snapshot told is written, and not in the table: a trigger has dropped it. */
    private void dropped() {
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.drained();
        assertThat(snapshots.isNowToConfirm()).isTrue();
        snapshots.confirm(drive.rows);
        assertThat(snapshots.state().gapSince()).isNotNull();
    }

    // --- who asks

    @Test
    void a_refresh_makes_a_snapshot_due_and_has_the_next_number() {
        drive.take(page());
        drive.clock.move(Duration.ofSeconds(1));
        assertThat(snapshots.isDue()).isFalse();

        long first = snapshots.request();

        assertThat(first).isEqualTo(1);
        assertThat(snapshots.state().requested()).isEqualTo(1);
        assertThat(snapshots.isDue()).isTrue();
        assertThat(snapshots.request()).as("asked again").isEqualTo(2);
        drive.take(page());
        assertThat(snapshots.state().done()).isEqualTo(2);
        assertNextAfter(SnapshotDrive.SETTLE);
        drive.take(page());
        assertNextAfter(INTERVAL);
    }

    @Test
    void refreshes_while_one_is_taken_are_one_more_after_it() {
        snapshots.request();
        Snapshot snapshot = drive.read(page());
        assertThat(snapshots.whyNot()).isEmpty();

        long second = snapshots.request();
        assertThat(snapshots.whyNot()).isNotEmpty();
        long third = snapshots.request();
        snapshots.reconcile(snapshot, drive.rows);
        snapshots.succeeded(snapshot);

        assertThat(second).isEqualTo(third).isEqualTo(2);
        assertThat(snapshots.outcome(1)).isEmpty();
        assertThat(snapshots.outcome(2)).isNull();
        assertThat(snapshots.isDue()).as("the one more").isTrue();
        assertThat(snapshots.whyNot()).isEmpty();
    }

    @Test
    void a_refresh_cannot_be_asked_for_while_the_session_is_not_live() {
        assertThat(snapshots.whyNot()).isEmpty();

        drive.disconnect();

        assertThat(snapshots.whyNot()).contains("RECONNECTING");
    }

    @Test
    void a_refresh_cannot_be_asked_for_where_the_broker_does_not_offer_it() {
        drive.read(page());

        snapshots.failed(NOT_OFFERED);

        assertThat(snapshots.isNotOffered()).isTrue();
        assertThat(snapshots.whyNot()).contains("not in mock trading");
    }

    @Test
    void after_too_many_requests_a_refresh_cannot_be_asked_for_until_the_wait_is_over() {
        drive.read(page());
        snapshots.failed(TOO_OFTEN);

        assertThat(snapshots.whyNot()).contains("2026-11-23T01:00:06Z");
        drive.clock.move(RETRY);
        assertThat(snapshots.whyNot()).isEmpty();
    }

    @Test
    void another_failure_is_no_reason_not_to_ask() {
        drive.read(page());

        snapshots.failed(HTML);

        assertThat(snapshots.whyNot()).isEmpty();
    }

    // --- how it ends

    @Test
    void what_was_taken_over_is_told() {
        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150), row("035720", 2, 80_000, 40_000)), 260_000));

        assertThat(snapshots.holdings()).isEqualTo(2);
        assertThat(snapshots.totals().purchase()).isEqualTo(BigDecimal.valueOf(260_000));
        assertThat(snapshots.totalsDiffer()).isNull();
        assertThat(snapshots.result()).isEqualTo("succeeded");
        assertThat(snapshots.ended("succeeded")).isEqualTo(1);
        assertThat(snapshots.state().taken()).isEqualTo(1);
        assertThat(snapshots.state().running()).isFalse();
        assertThat(snapshots.state().error()).isNull();
    }

    @Test
    void before_the_first_nothing_is_told_of_the_account() {
        assertThat(snapshots.totals()).isNull();
        assertThat(snapshots.dayResult()).isNull();
        assertThat(snapshots.state().taken()).isZero();
    }

    @Test
    void a_value_that_differs_from_the_prices_of_the_rows_is_told_though_their_costs_agree() {
        var worth = new HashMap<>(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));
        worth.put("tot_evlt_amt", "999999");

        drive.take(worth);

        assertThat(snapshots.totalsDiffer()).contains("180450", "999999");
    }

    /** A row that another page repeats counts once. */
    @ParameterizedTest
    @CsvSource({"180000, false", "360000, false", "180001, true"})
    void totals_of_several_pages_differ_from_the_rows_when_no_way_of_counting_fits(long total, boolean differ) {
        var same = withTotal(page(row("005930", 3, 180_000, 60_150)), total);

        drive.take(same, same);

        assertThat(snapshots.totalsDiffer() != null).isEqualTo(differ);
    }

    @Test
    void each_difference_of_the_totals_is_warned_of_once() {
        try (var log = new LogLines()) {
            drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));
            assertThat(warnings(log)).isZero();
            for (int total : new int[] {180_001, 180_001, 180_002}) {
                drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), total));
            }

            assertThat(warnings(log)).isEqualTo(2);
        }
    }

    @Test
    void each_reason_of_a_failure_is_warned_of_once_however_often_it_comes() {
        try (var log = new LogLines()) {
            for (BrokerException each : List.of(HTML, HTML, TOO_OFTEN)) {
                drive.read(page());
                snapshots.failed(each);
            }

            assertThat(warnings(log)).isEqualTo(2);
        }
    }

    private static long warnings(LogLines log) {
        return log.all().stream().filter(line -> line.startsWith("WARN kiwoom.snapshot")).count();
    }

    @Test
    void totals_that_differ_from_the_rows_are_told_until_they_agree() {
        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_001));
        assertThat(snapshots.totalsDiffer()).contains("180000", "180001");

        drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 180_000));

        assertThat(snapshots.totalsDiffer()).isNull();
    }

    @Test
    void each_failure_in_a_row_doubles_the_wait() {
        for (int seconds : new int[] {5, 10, 20}) {
            drive.read(page());
            snapshots.failed(HTML);

            assertNextAfter(Duration.ofSeconds(seconds));
        }
        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertThat(snapshots.state().error()).isEqualTo(HTML.error());
        assertThat(snapshots.result()).isEqualTo("failed");
        assertThat(snapshots.ended("failed")).isEqualTo(3);
        assertThat(snapshots.ended("succeeded")).isZero();
    }

    @Test
    void a_success_forgets_the_failures() {
        drive.read(page());
        snapshots.failed(HTML);
        drive.read(page());
        snapshots.failed(HTML);
        drive.take(page());

        assertThat(snapshots.state().error()).isNull();
        assertThat(snapshots.outcome(0)).isEmpty();
        drive.read(page());
        snapshots.failed(HTML);
        assertNextAfter(RETRY);
    }

    @Test
    void a_broker_that_does_not_offer_it_is_asked_again_after_the_interval() {
        drive.read(page());

        snapshots.failed(NOT_OFFERED);

        assertThat(snapshots.result()).isEqualTo("not_offered");
        assertThat(snapshots.ended("not_offered")).isEqualTo(1);
        assertThat(Snapshots.results()).containsExactlyInAnyOrder("succeeded", "failed", "not_offered");
        assertNextAfter(INTERVAL);
    }

    @Test
    void a_broker_that_cannot_be_reached_is_told_in_words() {
        drive.read(page());

        snapshots.failed(new UnknownHostException("mockapi.kiwoom.com"));

        assertThat(snapshots.state().error().words(Language.KO)).contains("이름을 찾을 수 없습니다");
        assertThat(snapshots.state().error().code()).isEqualTo("DNS");
        assertThat(snapshots.isNotOffered()).isFalse();
        assertThat(snapshots.state().running()).isFalse();
    }

    @Test
    void what_was_asked_for_while_one_failed_is_due_at_once() {
        drive.read(page());
        snapshots.request();

        snapshots.failed(HTML);

        assertThat(snapshots.isDue()).isTrue();
        assertThat(snapshots.outcome(1)).isNull();
    }

    // --- whose account it is

    @Test
    void no_snapshot_is_taken_of_another_account() {
        assertThatThrownBy(() -> drive.account.learn(Map.of("acctNo", "2222222211"))).isInstanceOf(BadEntryException.class);

        assertThatThrownBy(snapshots::begin).isInstanceOf(BrokerException.class).hasMessageContaining("KIWOOM_ACCOUNT_NO");
    }

    @Test
    void no_snapshot_is_taken_before_kiwoom_has_said_what_it_calls_the_account() {
        var unsettled = new SnapshotDrive("8112-5100", "standard");

        assertThatThrownBy(unsettled.snapshots::begin).isInstanceOf(BrokerException.class).hasMessageContaining("ka00001");

        unsettled.account.learn(Map.of("acctNo", "8112510011"));
        unsettled.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(unsettled.drained()).extracting(Holding::key).containsExactly(key("005930"));
    }

    @Test
    void a_lot_that_the_tables_have_no_room_for_is_told_once_as_long_as_it_is_held() {
        var legacy = new SnapshotDrive("8112510011", "legacy");
        var credit = new HashMap<>(row("005930", 3, 180_000, 60_150));
        credit.put("crd_tp", "03");

        assertThat(legacy.snapshots.leftOut(legacy.take(page(credit)))).containsExactly(Map.of("values", credit));
        assertThat(legacy.snapshots.leftOut(legacy.take(page(credit)))).isEmpty();
        assertThat(legacy.snapshots.leftOut(legacy.take(page()))).isEmpty();
        assertThat(legacy.snapshots.leftOut(legacy.take(page(credit)))).as("bought again").hasSize(1);
    }

    // --- losses

    @Test
    void a_known_loss_is_a_gap_and_asks_for_a_snapshot_at_once() {
        drive.take(page());
        drive.clock.move(SETTLE);
        drive.take(page());
        drive.clock.move(Duration.ofMinutes(1));

        drive.losses.note("a frame");
        snapshots.isDue();

        assertThat(snapshots.state().gapSince()).isEqualTo(drive.clock.instant());
        assertThat(snapshots.isDue()).isTrue();
        drive.take(page());
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void a_snapshot_makes_up_for_what_was_lost_before_it_began_and_for_nothing_later() {
        drive.take(page());
        drive.losses.note("a frame");
        Snapshot under = drive.read(page());
        drive.losses.note("another");
        snapshots.reconcile(under, drive.rows);
        snapshots.succeeded(under);
        assertThat(snapshots.state().healed()).isZero();

        drive.read(page());
        drive.losses.note("a third");
        snapshots.failed(HTML);
        drive.take(page());

        assertThat(snapshots.state().healed()).isEqualTo(3);
    }

    /** The answer that is asked for at once may lag, and not show yet what was lost. */
    @Test
    void after_a_loss_a_second_look_is_taken_once_answers_must_know_of_it() {
        drive.take(page());
        drive.clock.move(Duration.ofHours(1));
        drive.take(page());
        drive.losses.note("a frame");
        assertThat(snapshots.isDue()).isTrue();

        drive.take(page());

        drive.clock.move(SETTLE.minusSeconds(1));
        assertThat(snapshots.isDue()).isFalse();
        drive.clock.move(Duration.ofSeconds(1));
        assertThat(snapshots.isDue()).isTrue();
        drive.take(page());
        drive.clock.move(SETTLE);
        assertThat(snapshots.isDue()).as("one is enough").isFalse();
    }

    /** Seed 160 of the family's days: what it says is equal to the table, and nobody asked again until the interval was over. */
    @Test
    void what_is_lost_while_one_is_taken_asks_for_another_soon() {
        drive.take(page());
        drive.clock.move(Duration.ofHours(1));
        Snapshot under = drive.read(page());
        drive.losses.note("a frame");
        snapshots.isDue();
        snapshots.reconcile(under, drive.rows);
        snapshots.succeeded(under);
        assertThat(snapshots.state().gapSince()).isNotNull();

        drive.clock.move(RETRY);

        assertThat(snapshots.isDue()).isTrue();
        drive.take(page());
        assertThat(snapshots.state().gapSince()).isNull();
    }

    @Test
    void many_losses_ask_for_no_more_than_one_a_while() {
        drive.take(page());
        drive.losses.note("a frame");
        snapshots.isDue();
        drive.take(page());

        drive.losses.note("a frame");
        snapshots.isDue();

        assertThat(snapshots.isDue()).isFalse();
        // reading a page took a millisecond
        assertNextAfter(RETRY.minusMillis(1));
    }

    @Test
    void losses_are_counted_anew_once_a_snapshot_has_made_up_for_them() {
        drive.take(page());
        for (int i = 0; i < 2; i++) {
            drive.losses.note("a frame");
            assertThat(snapshots.isDue()).isTrue();
            drive.take(page());
            drive.clock.move(RETRY);
        }

        drive.losses.note("a frame");
        assertThat(snapshots.isDue()).isTrue();
        drive.take(page());
        drive.losses.note("a frame");

        assertThat(snapshots.isDue()).isFalse();
        // reading a page took a millisecond
        assertNextAfter(RETRY.minusMillis(1));
    }

    @Test
    void what_is_lost_while_one_is_taken_again_and_again_asks_later_and_later() {
        drive.take(page());

        for (int seconds : new int[] {5, 10, 20}) {
            Snapshot under = drive.read(page());
            drive.losses.note("a frame");
            snapshots.isDue();
            snapshots.reconcile(under, drive.rows);
            snapshots.succeeded(under);
            assertNextAfter(Duration.ofSeconds(seconds));
        }
    }

    /** Whether or not there is a moment to read the table in between: each snapshot brings the row, and each time it is lost again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_row_that_the_table_refuses_for_ever_is_asked_for_later_and_later(boolean tableIsRead) {
        int taken = 0;
        for (int second = 0; second < 3_600; second++) {
            drive.clock.move(Duration.ofSeconds(1));
            for (int i = 0; i < 5 && snapshots.isDue(); i++) {
                drive.take(page(row("005930", 11, 660_000, 60_000)));
                drive.drained().forEach(each -> drive.losses.note("refused"));
                taken++;
                if (tableIsRead && snapshots.isNowToConfirm()) {
                    snapshots.confirm(drive.rows);
                }
            }
        }

        assertThat(taken).isBetween(5, 60);
    }

    @Test
    void a_row_that_cannot_be_read_keeps_the_gap_and_is_told_once() {
        var bad = Map.<String, Object>of("stk_cd", "A035720", "stk_nm", "카카오", "rmnd_qty", "000000000003.5");
        drive.inTable("035720", 3, "80000");
        snapshots.request();

        Snapshot first = drive.take(page(row("005930", 3, 180_000, 60_150), bad));

        assertThat(drive.drained()).extracting(Holding::key).containsExactly(key("005930"));
        assertThat(snapshots.state().gapSince()).isEqualTo(START);
        assertThat(snapshots.leftOut(first)).containsExactly(Map.of("values", bad));
        assertThat(snapshots.outcome(1)).contains("cannot be read");
        assertNextAfter(RETRY);
        assertThat(snapshots.leftOut(drive.take(page(row("005930", 3, 180_000, 60_150), bad)))).isEmpty();
        assertNextAfter(RETRY.multipliedBy(2));
    }

    // --- a refresh is done when the table says so

    @Test
    void a_refresh_is_checked_until_the_table_has_what_was_told() {
        snapshots.request();
        assertThat(snapshots.checking(1)).isNull();

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).contains("written");
        assertThat(snapshots.isToConfirm()).as("it is not written yet").isFalse();
        drive.store();
        assertThat(snapshots.outcome(1)).isEmpty();
        assertThat(snapshots.checking(1)).isNull();
    }

    @Test
    void a_refresh_waits_until_what_the_stream_told_before_is_written_too() {
        drive.take(page());
        drive.hear("005930", Map.of("quantity", 3L, "total_purchase_amount", new BigDecimal(180_000), "current_price", new BigDecimal(60_150)));
        drive.clock.move(SETTLE);
        snapshots.request();

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).contains("stream told before");
        drive.store();
        assertThat(snapshots.outcome(1)).isEmpty();
    }

    @Test
    void an_answer_that_is_not_what_the_table_has_is_asked_for_once_more_before_it_is_done() {
        drive.take(page());
        drive.clock.move(Duration.ofSeconds(1));
        snapshots.request();

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).contains("differ in 1 rows");
        assertNextAfter(RETRY);
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        drive.store();
        assertThat(snapshots.outcome(1)).isEmpty();
    }

    @Test
    void an_answer_that_leaves_something_open_is_asked_for_once_more_though_the_table_has_what_it_told() {
        snapshots.request();
        drive.take(page(row("005930", 3, 180_000, 60_150)), page(row("035720", 2, 80_000, 40_000)));

        drive.store();

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).contains("pages may have moved");
        drive.take(page(row("005930", 3, 180_000, 60_150)), page(row("035720", 2, 80_000, 40_000)));
        assertThat(snapshots.outcome(1)).isEmpty();
    }

    @Test
    void an_answer_that_proves_nothing_three_times_is_a_failure() {
        snapshots.request();
        for (int i = 0; i < 3; i++) {
            assertThat(snapshots.outcome(1)).isNull();
            drive.take(withTotal(page(row("005930", 3, 180_000, 60_150)), 1));
        }

        assertThat(snapshots.outcome(1)).contains("proves nothing");
    }

    /** What the snapshot found equal is not what Kiwoom has by then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_refresh_is_not_done_when_something_was_missed_while_it_was_read(boolean cut) {
        drive.take(page());
        snapshots.request();
        Snapshot refresh = drive.read(page());

        miss(cut);
        snapshots.reconcile(refresh, drive.rows);
        snapshots.succeeded(refresh);

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).contains("not all is told yet");
        drive.clock.move(RETRY);
        drive.take(page());
        assertThat(snapshots.outcome(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nor_when_it_was_missed_before_the_table_was_read_back(boolean cut) {
        snapshots.request();
        drive.take(page(row("005930", 3, 180_000, 60_150)));

        miss(cut);
        drive.store();

        assertThat(snapshots.outcome(1)).isNull();
        assertThat(snapshots.checking(1)).isNotNull();
        drive.clock.move(RETRY);
        drive.take(page(row("005930", 3, 180_000, 60_150)));
        assertThat(snapshots.outcome(1)).isEmpty();
    }

    private void miss(boolean cut) {
        if (cut) {
            drive.disconnect();
            drive.connect();
        } else {
            drive.losses.note("a frame");
        }
    }

    private void assertNextAfter(Duration wait) {
        if (!wait.isZero()) {
            drive.clock.move(wait.minusMillis(1));
            assertThat(snapshots.isDue()).isFalse();
            drive.clock.move(Duration.ofMillis(1));
        }
        assertThat(snapshots.isDue()).isTrue();
    }
}
