package dev.balancesync.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.cluster.KafkaObstacle;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.store.DatabaseAnswers;
import dev.balancesync.store.Obstacle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MutableClock clock = new MutableClock(START.toString());
    private final MutableTicker ticker = new MutableTicker();
    private final Told told = new Told();
    private DatabaseProbe.Answer asked;
    private final Loops loops = new Loops(ticker, clock);
    private final Standing standing = new Standing(told, loops, List::of, () -> asked, ticker, clock);

    /** What the rooms would say: at first all is well. */
    private final class Told implements Rooms {
        private final List<Transition> transitions = new ArrayList<>(List.of(new Transition(SessionState.LIVE, START, null)));
        private long frameAt = ticker.nanos();
        private Bilingual said;
        private DatabaseAnswers.State database = new DatabaseAnswers.State(true, START, null);
        private long databaseAnswered = ticker.nanos();
        private long commits;
        private boolean waiting;
        private Duration behind = Duration.ZERO;
        private Bilingual journalFailure;
        private Snapshots.State snapshots = new Snapshots.State(null, START, null, 0, null, false, 0, 0, null, 0, 1);
        private boolean notOffered;
        private BrokerError cashError;
        private boolean cashBehind;
        private long quarantined;
        private long losses;
        private long onCredit;
        private Bilingual leaseFailure;
        private Bilingual kafkaFailure;
        private Bilingual notReplicated;
        private boolean aside;
        private String leader;
        private String stranger;
        private long ofOtherAccount;

        void enter(SessionState state, BrokerError error) {
            transitions.add(new Transition(state, START.plusSeconds(transitions.size()), error));
        }

        void snapshot(Instant gapSince, Instant lastAt, BrokerError error) {
            snapshots = new Snapshots.State(gapSince, lastAt, error, snapshots.driftRows(), snapshots.driftAt(), false, 0, 0, null, 0,
                    snapshots.taken() + (lastAt == null || lastAt.equals(snapshots.lastAt()) ? 0 : 1));
        }

        /** A frame comes, and the database answers. */
        void breathe() {
            frameAt = ticker.nanos();
            databaseAnswered = ticker.nanos();
        }

        @Override
        public List<Transition> transitions() {
            return List.copyOf(transitions);
        }

        @Override
        public long entered(SessionState state) {
            return transitions.stream().filter(each -> each.state() == state).count();
        }

        @Override
        public Duration silence() {
            return ticker.since(frameAt);
        }

        @Override
        public Duration silenceLimit() {
            return Duration.ofSeconds(35);
        }

        @Override
        public DatabaseAnswers.State database() {
            return database;
        }

        @Override
        public Obstacle obstacle() {
            return said == null ? null : Obstacle.TABLE;
        }

        @Override
        public Bilingual said() {
            return said;
        }

        @Override
        public long databaseAnswered() {
            return databaseAnswered;
        }

        @Override
        public long commits() {
            return commits;
        }

        @Override
        public boolean isWaiting() {
            return waiting;
        }

        @Override
        public Duration behind() {
            return behind;
        }

        @Override
        public Bilingual journalFailure() {
            return journalFailure;
        }

        @Override
        public Snapshots.State snapshots() {
            return snapshots;
        }

        @Override
        public boolean isNotOffered() {
            return notOffered;
        }

        @Override
        public boolean isCashBehind() {
            return cashBehind;
        }

        @Override
        public BrokerError cashError() {
            return cashError;
        }

        void lose() {
            losses++;
            quarantined++;
        }

        void heal(long healed) {
            Snapshots.State last = snapshots;
            snapshots = new Snapshots.State(null, last.lastAt().plusSeconds(1), null, last.driftRows(), last.driftAt(), false, 0, 0, null, healed, last.taken() + 1);
        }

        @Override
        public long losses() {
            return losses;
        }

        @Override
        public long quarantined() {
            return quarantined;
        }

        @Override
        public boolean isAside() {
            return aside;
        }

        @Override
        public Bilingual kafkaFailure() {
            return kafkaFailure;
        }

        @Override
        public Bilingual notReplicated() {
            return notReplicated;
        }

        @Override
        public Bilingual leaseFailure() {
            return leaseFailure;
        }

        @Override
        public String leader() {
            return leader;
        }

        @Override
        public String stranger() {
            return stranger;
        }

        @Override
        public long onCredit() {
            return onCredit;
        }

        @Override
        public long ofOtherAccount() {
            return ofOtherAccount;
        }
    }

    /** Time passes, and line and database are good meanwhile. */
    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            standing.all();
            ticker.advance(SECOND);
            told.breathe();
        }
    }

    private List<String> now() {
        return standing.all().stream().map(each -> each.name() + " " + each.level()).toList();
    }

    @Test
    void when_all_is_well_there_is_live_alone() {
        assertThat(now()).containsExactly("LIVE OK");
        assertThat(standing.isReady()).isTrue();
        assertThat(Standing.headline(standing.all()).kind()).isEqualTo(Kind.LIVE);
    }

    @ParameterizedTest
    @EnumSource(value = SessionState.class, names = {"LIVE", "STANDBY"}, mode = EnumSource.Mode.EXCLUDE)
    void every_other_state_is_a_condition_of_its_name_and_not_ready(SessionState state) {
        told.enter(state, null);

        assertThat(now()).containsExactly(state + " DOWN");
        assertThat(standing.isReady()).isFalse();
    }

    @Test
    void who_stands_by_is_ready_for_it_and_says_who_serves_the_account() {
        told.enter(SessionState.STANDBY, null);
        told.leader = "nas";
        told.database = new DatabaseAnswers.State(null, START, null);
        told.snapshot(START, null, null);

        assertThat(now()).as("what the tables have is the business of who writes them").containsExactly("STANDBY OK");
        assertThat(standing.isReady()).isTrue();
        assertThat(standing.database().reachable()).isTrue();
        assertThat(Standing.headline(standing.all()).detail().english()).isEqualTo("nas serves it");
    }

    @Test
    void who_stands_by_beside_nobody_is_not_ready_once_that_has_lasted_a_minute() {
        told.enter(SessionState.STANDBY, null);

        assertThat(now()).as("the lease of the dead one runs out").containsExactly("STANDBY OK");
        ticker.advance(Standing.KNOWN_TO_DIFFER.plusSeconds(1));
        assertThat(now()).containsExactly("STANDBY DOWN");
        assertThat(standing.isReady()).isFalse();
        assertThat(Standing.headline(standing.all()).detail().english()).isEqualTo("Nobody serves it now");

        told.leader = "nas";
        assertThat(now()).containsExactly("STANDBY OK");
        told.leader = null;
        assertThat(now()).as("since just now").containsExactly("STANDBY OK");
    }

    @Test
    void who_stands_by_says_which_machine_has_the_lease_and_not_the_account() {
        told.enter(SessionState.STANDBY, null);
        told.stranger = "nas";
        now();
        ticker.advance(Standing.KNOWN_TO_DIFFER.plusSeconds(1));

        assertThat(now()).containsExactly("STANDBY DOWN");
        assertThat(Standing.headline(standing.all()).detail()).isEqualTo(new Bilingual("지금은 아무도 맡지 않았습니다. nas의 계좌 목록에 이 계좌가 없습니다. 모든 컴퓨터의 계좌 목록이 같아야 합니다",
                "Nobody serves it now: nas has its lease, and not the account in its list. All machines must have the same list"));
    }

    @Test
    void who_cannot_ask_who_serves_the_account_is_not_ready_to_take_over() {
        told.enter(SessionState.STANDBY, null);
        told.leaseFailure = Bilingual.both("connection refused");

        assertThat(now()).containsExactly("LEASE_FAILING DOWN", "STANDBY OK");
        assertThat(standing.isReady()).isFalse();
        assertThat(standing.database().reachable()).isFalse();
    }

    @Test
    void kafka_that_does_not_answer_costs_who_serves_its_second_journal_and_who_stands_by_its_readiness() {
        told.kafkaFailure = KafkaObstacle.NO_ANSWER.words();
        told.notReplicated = told.kafkaFailure;

        assertThat(now()).containsExactly("NOT_REPLICATED WARNING", "LIVE OK");
        assertThat(Standing.headline(standing.all()).text(Language.KO)).isEqualTo("NOT_REPLICATED: " + Kind.NOT_REPLICATED.words().korean() + ". Kafka가 제때 답하지 않습니다 ("
                + Kind.NOT_REPLICATED.advice().korean() + ")");
        assertThat(standing.isReady()).isTrue();

        told.enter(SessionState.STANDBY, null);

        assertThat(now()).containsExactly("KAFKA_FAILING DOWN", "STANDBY OK");
        assertThat(standing.isReady()).isFalse();

        told.kafkaFailure = null;

        assertThat(now()).as("what could not be sent while it served is no matter of who stands by").containsExactly("STANDBY OK");
        assertThat(standing.isReady()).isTrue();
    }

    @Test
    void who_stands_aside_since_kiwoom_does_not_answer_it_says_so_and_lives() {
        told.enter(SessionState.STANDBY, null);
        told.aside = true;

        assertThat(now()).containsExactly("STANDS_ASIDE WARNING", "STANDBY OK");
        assertThat(standing.isReady()).isTrue();
        assertThat(Standing.headline(standing.all()).kind()).isEqualTo(Kind.STANDS_ASIDE);
    }

    @Test
    void live_is_not_live_once_the_line_has_been_silent_for_too_long() {
        standing.all();
        ticker.advance(Duration.ofSeconds(35));
        told.databaseAnswered = ticker.nanos();
        assertThat(standing.session().state()).isEqualTo(SessionState.LIVE);

        ticker.advance(SECOND);

        assertThat(now()).containsExactly("LINE_SILENT DOWN");
        assertThat(standing.session().state()).isEqualTo(SessionState.RECONNECTING);
        assertThat(standing.silence()).isEqualTo(Duration.ofSeconds(36));
        told.breathe();
        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void a_clock_that_was_set_changes_no_age() {
        standing.all();

        clock.move(Duration.ofHours(9));

        assertThat(now()).containsExactly("LIVE OK");
        assertThat(standing.silence()).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_refusal_stays_while_it_is_tried_again() {
        told.enter(SessionState.CREDENTIALS_REJECTED, BrokerError.of("8001", "no"));
        told.enter(SessionState.AUTHENTICATING, null);
        told.enter(SessionState.CREDENTIALS_REJECTED, BrokerError.of("8001", "no"));
        told.enter(SessionState.CONNECTING, null);

        Condition refused = standing.worst();

        assertThat(now()).containsExactly("CREDENTIALS_REJECTED DOWN");
        assertThat(refused.since()).isEqualTo(START.plusSeconds(1));
        assertThat(refused.times()).isEqualTo(2);
        assertThat(refused.code()).isEqualTo("8001");
        assertThat(refused.detail().english()).isEqualTo("no");
        assertThat(refused.advice().english()).contains("KIWOOM_APP_KEY");
        told.enter(SessionState.LIVE, null);
        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void a_broker_that_answers_can_be_reached_whatever_it_says() {
        told.enter(SessionState.CIRCUIT_OPEN, null);
        told.enter(SessionState.CREDENTIALS_REJECTED, null);
        assertThat(now()).containsExactly("CREDENTIALS_REJECTED DOWN");
        told.enter(SessionState.CIRCUIT_OPEN, null);
        assertThat(now()).as("which says nothing about the key").containsExactly("CREDENTIALS_REJECTED DOWN", "CIRCUIT_OPEN DOWN");
        told.enter(SessionState.DUPLICATE_SESSION, null);

        assertThat(now()).as("whose key was accepted").containsExactly("DUPLICATE_SESSION DOWN");
    }

    @Test
    void what_was_before_the_last_live_is_past_also_when_the_list_has_forgotten_what_was_seen() {
        told.enter(SessionState.CREDENTIALS_REJECTED, null);
        standing.all();
        told.transitions.clear();
        told.enter(SessionState.LIVE, null);
        told.enter(SessionState.RECONNECTING, null);

        assertThat(now()).containsExactly("RECONNECTING DOWN");
    }

    @Test
    void a_database_that_does_not_answer_the_one_who_asks_is_away() {
        asked = new DatabaseProbe.Answer(ticker.nanos() + 1, START, Bilingual.both("Connection refused"), Obstacle.AWAY);

        Condition away = standing.worst();

        assertThat(now()).containsExactly("DATABASE_AWAY DOWN", "LIVE OK");
        assertThat(away.detail().english()).isEqualTo("The database cannot be reached (Connection refused)");
        assertThat(standing.database()).isEqualTo(new DatabaseAnswers.State(false, START, "Connection refused"));
        told.databaseAnswered = ticker.nanos() + 2;
        assertThat(now()).as("the store got an answer later").containsExactly("LIVE OK");
    }

    @Test
    void an_answer_to_the_one_who_asks_does_not_say_that_the_store_can_write() {
        told.database = new DatabaseAnswers.State(false, START, "no such column. Correct it");
        told.said = new Bilingual("그런 컬럼이 없습니다", "no such column");
        asked = new DatabaseProbe.Answer(ticker.nanos() + 1, START, null, null);

        assertThat(now()).containsExactly("DATABASE_AWAY DOWN", "LIVE OK");
    }

    @Test
    void what_stands_in_the_way_of_the_store_is_told_in_its_words_and_with_its_advice() {
        told.database = new DatabaseAnswers.State(false, START, "no such column. Correct it");
        told.said = new Bilingual("그런 컬럼이 없습니다", "no such column");

        Condition away = standing.worst();

        assertThat(away.detail().english()).isEqualTo("The tables cannot be written to (no such column)");
        assertThat(away.detail().korean()).isEqualTo("테이블이 쓰기를 받지 않습니다 (그런 컬럼이 없습니다)");
        assertThat(away.advice().korean()).isEqualTo(Obstacle.TABLE.advice(Locale.KOREAN));
    }

    @Test
    void an_answer_that_is_too_old_proves_nothing_whoever_got_it() {
        standing.all();
        ticker.advance(Duration.ofSeconds(8));
        asked = new DatabaseProbe.Answer(ticker.nanos(), START, null, null);
        ticker.advance(Duration.ofSeconds(10));
        assertThat(now()).containsExactly("LIVE OK");

        ticker.advance(SECOND);

        assertThat(now()).containsExactly("DATABASE_AWAY DOWN", "LIVE OK");
    }

    @Test
    void what_waits_for_ten_seconds_without_a_commit_is_stalled() {
        told.waiting = true;
        pass(Duration.ofSeconds(10));
        told.commits++;
        pass(Duration.ofSeconds(10));
        assertThat(now()).as("others were stored meanwhile").containsExactly("LIVE OK");

        pass(Duration.ofSeconds(2));

        assertThat(now()).containsExactly("STORE_STALLED DOWN", "LIVE OK");
        told.waiting = false;
        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void a_frame_that_came_ten_seconds_ago_and_is_not_read_yet_is_stalled() {
        told.behind = Duration.ofSeconds(10);
        assertThat(now()).containsExactly("LIVE OK");

        told.behind = Duration.ofSeconds(11);

        assertThat(now()).containsExactly("STORE_STALLED DOWN", "LIVE OK");
    }

    @Test
    void a_journal_that_cannot_be_written_is_not_ready() {
        told.journalFailure = Bilingual.both("No space left on device");

        assertThat(standing.worst().text(Language.EN)).startsWith("JOURNAL_FAILING: The journal cannot be written. No space left")
                .contains("Free space");
    }

    /** The database may be away at the same time: then they are in memory and nowhere else. */
    @Test
    void while_the_journal_cannot_be_written_nobody_is_told_that_fills_are_stored() {
        assertThat(Kind.JOURNAL_FAILING.advice().english()).doesNotContain("stored").contains("Do not stop it");
        assertThat(Kind.JOURNAL_FAILING.advice().korean()).doesNotContain("저장됩니다").contains("끄지 마세요");
    }

    @Test
    void a_gap_is_not_ready_once_it_is_known_for_a_minute() {
        told.snapshot(START, null, null);
        pass(MINUTE);
        assertThat(now()).containsExactly("GAP WARNING", "LIVE OK");
        assertThat(standing.isReady()).isTrue();

        pass(SECOND);

        assertThat(now()).containsExactly("GAP DOWN", "LIVE OK");
        assertThat(standing.gap()).isEqualTo(Duration.ofSeconds(61));
        told.snapshot(null, START, null);
        assertThat(now()).containsExactly("LIVE OK");
        assertThat(standing.gap()).isZero();
    }

    @Test
    void snapshots_that_keep_failing_are_not_ready_after_a_minute_although_there_is_no_gap() {
        told.snapshot(null, START, BrokerError.of("1700", "too often"));
        pass(MINUTE);
        assertThat(now()).containsExactly("SNAPSHOT_FAILING WARNING", "LIVE OK");

        pass(SECOND);

        assertThat(now()).containsExactly("SNAPSHOT_FAILING DOWN", "LIVE OK");
        assertThat(standing.worst().code()).isEqualTo("1700");
    }

    @Test
    void a_code_that_came_without_words_is_told_by_what_it_means() {
        told.enter(SessionState.LIVE, null);
        told.cashError = BrokerError.of("1700", "");

        assertThat(standing.all()).filteredOn(each -> each.kind() == Kind.CASH_FAILING).singleElement()
                .satisfies(each -> assertThat(each.detail().korean()).contains("허용 요청 수"));
    }

    @Test
    void a_cash_that_is_known_to_be_another_since_a_fill_is_not_ready_after_a_minute() {
        told.cashError = BrokerError.of("1700", "too often");
        told.cashBehind = true;
        pass(SECOND);
        assertThat(now()).containsExactly("CASH_FAILING WARNING", "LIVE OK");

        pass(MINUTE.plus(SECOND));

        assertThat(now()).containsExactly("CASH_FAILING DOWN", "LIVE OK");
        assertThat(standing.isReady()).isFalse();
    }

    @Test
    void a_cash_that_is_not_offered_at_all_stays_a_warning() {
        told.cashError = BrokerError.of("RC9000", "모의투자에서는 해당업무가 제공되지 않습니다");
        told.cashBehind = true;

        pass(Duration.ofHours(1));

        assertThat(now()).containsExactly("CASH_FAILING WARNING", "LIVE OK");
        assertThat(standing.isReady()).isTrue();
    }

    @Test
    void what_the_table_does_not_keep_is_not_ready_after_a_minute_also_where_there_are_no_snapshots() {
        told.snapshots = new Snapshots.State(null, START, null, 0, null, false, 0, 0, new Bilingual("종목 005930", "005930"), 0, 1);
        pass(SECOND);
        assertThat(now()).containsExactly("NOT_KEPT WARNING", "LIVE OK");

        pass(MINUTE.plus(SECOND));

        assertThat(now()).containsExactly("NOT_KEPT DOWN", "LIVE OK");
        assertThat(standing.isReady()).isFalse();
    }

    @Test
    void a_cash_that_cannot_be_asked_for_is_said_apart_from_the_holdings_and_ready() {
        told.cashError = BrokerError.of("RC4058", "모의투자 장종료");

        pass(Duration.ofHours(1));

        assertThat(now()).containsExactly("CASH_FAILING WARNING", "LIVE OK");
        assertThat(standing.isReady()).isTrue();
        assertThat(standing.worst().code()).isEqualTo("RC4058");
    }

    @Test
    void a_query_that_the_broker_does_not_offer_is_a_note_of_its_own_and_ready() {
        told.snapshot(START, null, BrokerError.of("RC9000", "모의투자에서는 해당업무가 제공되지 않습니다"));
        told.notOffered = true;
        told.lose();

        pass(Duration.ofHours(1));

        assertThat(now()).containsExactly("GAP NOTE", "QUARANTINED NOTE", "SNAPSHOT_NOT_OFFERED NOTE", "LIVE OK");
        assertThat(standing.isReady()).isTrue();
        assertThat(Standing.headline(standing.all()).kind()).isEqualTo(Kind.LIVE);
    }

    @Test
    void what_was_quarantined_is_healed_by_a_snapshot_that_began_afterwards() {
        told.lose();
        standing.all();
        told.heal(0);
        pass(MINUTE);
        assertThat(now()).as("that one had begun before").containsExactly("QUARANTINED WARNING", "LIVE OK");
        pass(SECOND);
        assertThat(now()).containsExactly("QUARANTINED DOWN", "LIVE OK");

        told.heal(1);
        pass(Duration.ofSeconds(5));

        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void what_was_quarantined_while_a_snapshot_was_under_way_that_failed_is_healed_by_the_next() {
        told.snapshots = new Snapshots.State(null, START, null, 0, null, true, 0, 0, null, 0, 1);
        told.lose();
        standing.all();
        told.snapshot(null, START, BrokerError.of("500", "down"));
        standing.all();

        told.heal(1);
        standing.all();
        pass(Duration.ofSeconds(5));

        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void a_row_that_each_snapshot_brings_again_and_the_table_refuses_again_is_not_healed() {
        told.lose();
        pass(MINUTE.plusSeconds(1));

        told.heal(1);
        pass(SECOND);
        told.lose();
        pass(Duration.ofSeconds(10));

        assertThat(now()).containsExactly("QUARANTINED DOWN", "LIVE OK");
    }

    @Test
    void drift_is_a_note_until_the_next_snapshot_agrees() {
        told.snapshots = new Snapshots.State(null, START.plusSeconds(600), null, 2, START.plusSeconds(600), false, 0, 0, null, 0, 2);
        assertThat(now()).containsExactly("DRIFT NOTE", "LIVE OK");
        assertThat(standing.worst().detail().english()).startsWith("2 rows");
        assertThat(now()).containsExactly("DRIFT NOTE", "LIVE OK");

        told.snapshot(null, START.plusSeconds(1_200), null);

        assertThat(now()).containsExactly("LIVE OK");
    }

    @Test
    void a_clock_that_stands_still_makes_two_snapshots_not_one() {
        told.snapshots = new Snapshots.State(null, START, null, 2, START, false, 0, 0, null, 0, 2);
        assertThat(now()).containsExactly("DRIFT NOTE", "LIVE OK");
        ticker.advance(MINUTE);
        told.breathe();
        assertThat(standing.sinceSnapshot()).isEqualTo(MINUTE);

        told.snapshots = new Snapshots.State(null, START, null, 2, START, false, 0, 0, null, 0, 3);

        assertThat(standing.sinceSnapshot()).isZero();
        assertThat(now()).containsExactly("LIVE OK");
        told.snapshots = new Snapshots.State(null, START, null, 3, START, false, 0, 0, null, 0, 3);
        assertThat(now()).containsExactly("DRIFT NOTE", "LIVE OK");
    }

    @Test
    void a_clock_that_stands_still_hides_no_refusal_between_two_attempts() {
        told.transitions.add(new Transition(SessionState.RECONNECTING, START, null));
        standing.all();

        told.transitions.add(new Transition(SessionState.CREDENTIALS_REJECTED, START, null));
        told.transitions.add(new Transition(SessionState.RECONNECTING, START, null));

        assertThat(now()).containsExactly("CREDENTIALS_REJECTED DOWN");
    }

    @Test
    void entries_of_another_account_and_lots_without_room_are_notes() {
        told.ofOtherAccount = 1;
        told.onCredit = 1;
        assertThat(now()).containsExactly("CREDIT_LEFT_OUT NOTE", "OTHER_ACCOUNT NOTE", "LIVE OK");

        pass(Duration.ofMinutes(11));

        assertThat(now()).containsExactly("CREDIT_LEFT_OUT NOTE", "LIVE OK");
    }

    @Test
    void one_that_looks_after_all_and_no_longer_does_is_missed() {
        standing.watch();
        pass(Duration.ofSeconds(10));
        assertThat(now()).containsExactly("LIVE OK");

        pass(SECOND);

        assertThat(now()).containsExactly("LOOP_STALLED DOWN", "LIVE OK");
        assertThat(standing.worst().detail().english()).isEqualTo("standing-watch");
        standing.watch();
        assertThat(now()).containsExactly("LIVE OK");
    }

    @ParameterizedTest
    @EnumSource(value = SessionState.class, names = {"LIVE", "STANDBY"})
    void whatever_recovers_or_breaks_while_it_is_judged_it_is_judged(SessionState afterwards) {
        var well = new Told();
        var ill = new Told();
        ill.enter(afterwards == SessionState.LIVE ? SessionState.STANDBY : SessionState.RECONNECTING, null);
        well.enter(afterwards, null);
        ill.database = new DatabaseAnswers.State(false, START, "refused");
        ill.cashError = BrokerError.unavailable(null, "no answer", null);
        ill.journalFailure = ill.leaseFailure = ill.kafkaFailure = ill.notReplicated = Bilingual.both("no");
        ill.snapshots = new Snapshots.State(START, START, BrokerError.unavailable(null, "no answer", null), 3, START, false, 0, 0, Bilingual.both("kept"), 0, 2);
        ill.notOffered = true;
        ill.quarantined = ill.losses = ill.onCredit = ill.ofOtherAccount = 1;
        var noLoops = new Loops(ticker, clock);

        for (int reads = 0; reads < 60; reads++) {
            for (List<Told> turn : List.of(List.of(ill, well), List.of(well, ill))) {
                var judged = new Standing(firstThen(turn.get(0), reads, turn.get(1)), noLoops, List::of, () -> null, ticker, clock);

                assertThat(judged.all()).as("after %s answers", reads).isNotEmpty().noneMatch(each -> each.kind() == Kind.DATABASE_AWAY && each.detail() == null);
                assertThat(judged.database()).isNotNull();
            }
        }
    }

    /** Of who has just lost the lease, or got it, what the tables have is told with LIVE, and not with STANDBY. */
    @Test
    void who_begins_or_ends_to_stand_by_while_it_is_judged_is_judged_as_one_of_the_two() {
        var serves = new Told();
        var standsBy = new Told();
        standsBy.enter(SessionState.STANDBY, null);
        for (Told each : List.of(serves, standsBy)) {
            each.database = new DatabaseAnswers.State(false, START, "refused");
            each.said = Bilingual.both("refused");
        }
        var noLoops = new Loops(ticker, clock);

        for (int reads = 0; reads < 30; reads++) {
            for (List<Told> turn : List.of(List.of(serves, standsBy), List.of(standsBy, serves))) {
                var judged = new Standing(firstThen(turn.get(0), reads, turn.get(1)), noLoops, List::of, () -> null, ticker, clock);

                List<Kind> kinds = judged.all().stream().map(Condition::kind).toList();

                assertThat(kinds).as("after %s answers", reads).isIn(List.of(Kind.DATABASE_AWAY, Kind.LIVE), List.of(Kind.STANDBY));
            }
        }
    }

    /** So many answers of one, and from then on of another. */
    private static Rooms firstThen(Rooms first, int answers, Rooms then) {
        var asked = new AtomicInteger();
        return (Rooms) Proxy.newProxyInstance(Rooms.class.getClassLoader(), new Class<?>[] {Rooms.class},
                (self, question, with) -> question.invoke(asked.getAndIncrement() < answers ? first : then, with));
    }
}
