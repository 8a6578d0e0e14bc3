package dev.balancesync.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTest {
    private static final Duration REPEAT = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final Condition LIVE = new Condition(Kind.LIVE, Level.OK, START, 0, null, null, null);

    private final MutableTicker ticker = new MutableTicker();
    private final Due due = new Due(REPEAT, Map.of(Kind.CIRCUIT_OPEN, Duration.ofMinutes(5), Kind.DATABASE_AWAY, Duration.ofMinutes(1),
            Kind.GAP, Duration.ofMinutes(1)), ticker);

    private Condition trouble(Kind kind) {
        return trouble(kind, 0);
    }

    private Condition trouble(Kind kind, long times) {
        return new Condition(kind, kind.level(), START, times, null, new Bilingual("detail", "detail"), kind.advice());
    }

    private Condition drift(Instant at) {
        return new Condition(Kind.DRIFT, Level.NOTE, at, 0, null, new Bilingual("1 row", "1 row"), null);
    }

    /** Looks, takes what is due as sent, and tells it in short: {@code GAP}, {@code still GAP +2}, {@code GAP over}. */
    private List<String> look(Condition... troubles) {
        var conditions = new ArrayList<>(List.of(troubles));
        if (conditions.stream().noneMatch(each -> each.kind().isOfSession())) {
            conditions.add(LIVE);
        }
        return lookAt(conditions);
    }

    private List<String> lookAt(List<Condition> conditions) {
        due.look(conditions);
        var told = new ArrayList<String>();
        for (var next = due.next(); next.isPresent(); next = due.next()) {
            Notice notice = next.get();
            told.add((notice.again() ? "still " : "") + notice.cause() + (notice.recovered() ? " over" : "")
                    + (notice.repeats() > 0 ? " +" + notice.repeats() : ""));
            due.sent(notice);
        }
        return told;
    }

    private List<String> lookAfter(Duration step, Condition... troubles) {
        ticker.advance(step);
        return look(troubles);
    }

    @Test
    void nothing_wrong_is_nothing_to_tell() {
        assertThat(look()).isEmpty();
        assertThat(lookAfter(REPEAT)).isEmpty();
    }

    @Test
    void what_only_the_user_can_cure_is_told_at_once_and_once() {
        assertThat(look(trouble(Kind.CREDENTIALS_REJECTED, 1))).containsExactly("CREDENTIALS_REJECTED");
        assertThat(lookAfter(SECOND, trouble(Kind.CREDENTIALS_REJECTED, 1))).isEmpty();
    }

    @Test
    void repeats_are_counted_and_told_with_the_next_message() {
        look(trouble(Kind.CREDENTIALS_REJECTED, 1));

        for (int minute = 1; minute < 10; minute++) {
            assertThat(lookAfter(Duration.ofMinutes(1), trouble(Kind.CREDENTIALS_REJECTED, 1 + minute))).as("minute " + minute).isEmpty();
        }

        assertThat(lookAfter(Duration.ofMinutes(1), trouble(Kind.CREDENTIALS_REJECTED, 11))).containsExactly("still CREDENTIALS_REJECTED +9");
        assertThat(lookAfter(REPEAT, trouble(Kind.CREDENTIALS_REJECTED, 11))).containsExactly("still CREDENTIALS_REJECTED");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59})
    void an_outage_that_ends_in_time_is_not_told(long seconds) {
        look(trouble(Kind.DATABASE_AWAY));

        assertThat(lookAfter(Duration.ofSeconds(seconds), trouble(Kind.DATABASE_AWAY))).isEmpty();
        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void an_outage_that_lasts_is_told_and_so_is_its_end() {
        look(trouble(Kind.DATABASE_AWAY), trouble(Kind.CIRCUIT_OPEN));

        assertThat(lookAfter(Duration.ofSeconds(60), trouble(Kind.DATABASE_AWAY), trouble(Kind.CIRCUIT_OPEN))).containsExactly("DATABASE_AWAY");
        assertThat(lookAfter(Duration.ofSeconds(239), trouble(Kind.CIRCUIT_OPEN))).containsExactly("DATABASE_AWAY over");
        assertThat(lookAfter(SECOND, trouble(Kind.CIRCUIT_OPEN))).containsExactly("CIRCUIT_OPEN");
        assertThat(lookAfter(SECOND)).containsExactly("CIRCUIT_OPEN over");
        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void what_comes_again_within_the_limit_is_told_neither_when_it_comes_nor_when_it_goes() {
        look(trouble(Kind.DUPLICATE_SESSION, 1));
        assertThat(lookAfter(SECOND)).containsExactly("DUPLICATE_SESSION over");

        assertThat(lookAfter(SECOND, trouble(Kind.DUPLICATE_SESSION, 2))).isEmpty();
        assertThat(lookAfter(SECOND)).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Kind.DUPLICATE_SESSION, 3))).isEmpty();

        assertThat(lookAfter(REPEAT, trouble(Kind.DUPLICATE_SESSION, 3))).containsExactly("DUPLICATE_SESSION +1");
    }

    @Test
    void a_message_that_was_not_taken_stays_due() {
        due.look(List.of(trouble(Kind.GAP)));
        ticker.advance(Duration.ofMinutes(1));
        due.look(List.of(trouble(Kind.GAP)));
        assertThat(due.next()).isPresent();

        assertThat(lookAfter(REPEAT, trouble(Kind.GAP))).containsExactly("GAP");
    }

    @Test
    void the_end_of_what_was_never_told_is_not_told() {
        due.look(List.of(trouble(Kind.CREDENTIALS_REJECTED, 1)));
        assertThat(due.next()).isPresent();

        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void drift_is_told_once_and_again_when_another_row_drifts() {
        assertThat(look(drift(START))).containsExactly("DRIFT");
        assertThat(lookAfter(REPEAT, drift(START))).isEmpty();
        assertThat(lookAfter(REPEAT, drift(START.plusSeconds(900)))).containsExactly("still DRIFT");
        assertThat(lookAfter(REPEAT)).containsExactly("DRIFT over");
    }

    @Test
    void a_gap_is_not_told_beside_the_lost_session_that_makes_it() {
        look(trouble(Kind.GAP), trouble(Kind.DUPLICATE_SESSION, 1));
        assertThat(lookAfter(Duration.ofMinutes(5), trouble(Kind.GAP), trouble(Kind.DUPLICATE_SESSION, 1))).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Kind.GAP))).containsExactly("DUPLICATE_SESSION over");

        assertThat(lookAfter(Duration.ofSeconds(59), trouble(Kind.GAP))).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Kind.GAP))).containsExactly("GAP");
        assertThat(lookAfter(SECOND, trouble(Kind.GAP), trouble(Kind.DUPLICATE_SESSION, 2))).as("and it is not over either").isEmpty();
        assertThat(lookAfter(SECOND)).containsExactly("GAP over");
    }

    @Test
    void a_refusal_is_over_when_there_is_a_session_again_and_not_while_it_is_lost_anew() {
        look(trouble(Kind.DUPLICATE_SESSION, 1));
        var lost = new Condition(Kind.RECONNECTING, Level.DOWN, START, 0, null, null, null);
        ticker.advance(SECOND);
        due.look(List.of(LIVE));
        ticker.advance(SECOND);

        assertThat(lookAt(List.of(lost))).isEmpty();

        ticker.advance(SECOND);
        assertThat(lookAt(List.of(LIVE))).containsExactly("DUPLICATE_SESSION over");
    }

    /** The receiver was away meanwhile, so that nobody was told of the end. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"DATABASE_AWAY", "JOURNAL_FAILING", "GAP", "NOT_REPLICATED"})
    void who_stands_by_does_not_know_whether_what_it_told_while_it_served_is_over(Kind kind) {
        var standby = new Condition(Kind.STANDBY, Level.OK, START, 0, null, null, null);
        look(trouble(kind));
        lookAfter(Duration.ofMinutes(2), trouble(kind));

        assertThat(lookAt(List.of(standby))).isEmpty();
        assertThat(lookAt(List.of(trouble(Kind.STANDS_ASIDE), standby))).containsExactly("STANDS_ASIDE");
        assertThat(lookAt(List.of(standby))).containsExactly("STANDS_ASIDE over");
        assertThat(look()).containsExactly(kind + " over");
    }

    @Test
    void what_is_there_again_is_not_told_to_be_over() {
        look(trouble(Kind.GAP));
        assertThat(lookAfter(Duration.ofMinutes(1), trouble(Kind.GAP))).containsExactly("GAP");
        ticker.advance(SECOND);
        due.look(List.of(LIVE));

        assertThat(lookAfter(SECOND, trouble(Kind.GAP))).isEmpty();

        assertThat(lookAfter(REPEAT, trouble(Kind.GAP))).containsExactly("still GAP");
        assertThat(lookAfter(SECOND)).containsExactly("GAP over");
    }

    @Test
    void one_message_is_enough_for_a_cause_and_what_follows_from_it() {
        look(trouble(Kind.ROUTE_STOPPED), trouble(Kind.LINE_SILENT), trouble(Kind.GAP), trouble(Kind.SNAPSHOT_FAILING), trouble(Kind.CASH_FAILING),
                trouble(Kind.QUARANTINED));

        assertThat(lookAfter(Duration.ofMinutes(1), trouble(Kind.ROUTE_STOPPED), trouble(Kind.LINE_SILENT), trouble(Kind.GAP),
                trouble(Kind.SNAPSHOT_FAILING), trouble(Kind.CASH_FAILING), trouble(Kind.QUARANTINED))).containsExactly("GAP");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_happens_a_cause_is_told_once_in_ten_minutes_and_ends_once(long seed) {
        var chance = new Random(seed);
        long times = 0;
        boolean wrong = false;
        Long last = null;
        boolean open = false;
        for (int step = 0; step < 20_000; step++) {
            ticker.advance(SECOND);
            if (chance.nextInt(wrong ? 200 : 100) == 0) {
                wrong = !wrong;
                times += wrong ? 1 : 0;
            }
            for (String told : wrong ? look(trouble(Kind.DUPLICATE_SESSION, times)) : look()) {
                if (told.contains(" over")) {
                    assertThat(open).as("told before it is over").isTrue();
                    open = false;
                } else {
                    assertThat(last == null || ticker.since(last).compareTo(REPEAT) >= 0).as(told + " after " + step + " s").isTrue();
                    last = ticker.nanos();
                    open = true;
                }
            }
        }
        assertThat(last).isNotNull();
    }
}
