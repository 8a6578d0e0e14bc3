package dev.balancesync.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueTest {
    private static final Duration REPEAT = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MutableClock clock = new MutableClock("2026-11-23T00:00:00Z");
    private final Due due = new Due(REPEAT, Map.of(Cause.CIRCUIT_OPEN, Duration.ofMinutes(5), Cause.DATABASE_AWAY, Duration.ofMinutes(1),
            Cause.GAP, Duration.ofMinutes(1)));
    private final Instant start = clock.instant();

    private Trouble trouble(Cause cause) {
        return trouble(cause, 0);
    }

    private Trouble trouble(Cause cause, long times) {
        return new Trouble(cause, start, times, "detail", "advice");
    }

    private Trouble drift(Instant at) {
        return new Trouble(Cause.DRIFT, at, 0, "1 row", null, false);
    }

    /** Looks, takes what is due as sent, and tells it in short: {@code GAP}, {@code still GAP +2}, {@code GAP over}. */
    private List<String> look(Trouble... troubles) {
        due.look(Arrays.asList(troubles), clock.instant());
        var told = new ArrayList<String>();
        for (var next = due.next(clock.instant()); next.isPresent(); next = due.next(clock.instant())) {
            Notice notice = next.get();
            told.add((notice.again() ? "still " : "") + notice.cause() + (notice.recovered() ? " over" : "")
                    + (notice.repeats() > 0 ? " +" + notice.repeats() : ""));
            due.sent(notice, clock.instant());
        }
        return told;
    }

    private List<String> lookAfter(Duration step, Trouble... troubles) {
        clock.move(step);
        return look(troubles);
    }

    @Test
    void nothing_wrong_is_nothing_to_tell() {
        assertThat(look()).isEmpty();
        assertThat(lookAfter(REPEAT)).isEmpty();
    }

    @Test
    void what_only_the_user_can_cure_is_told_at_once_and_once() {
        assertThat(look(trouble(Cause.CREDENTIALS_REJECTED, 1))).containsExactly("CREDENTIALS_REJECTED");
        assertThat(lookAfter(SECOND, trouble(Cause.CREDENTIALS_REJECTED, 1))).isEmpty();
    }

    @Test
    void repeats_are_counted_and_told_with_the_next_message() {
        look(trouble(Cause.CREDENTIALS_REJECTED, 1));

        for (int minute = 1; minute < 10; minute++) {
            assertThat(lookAfter(Duration.ofMinutes(1), trouble(Cause.CREDENTIALS_REJECTED, 1 + minute))).as("minute " + minute).isEmpty();
        }

        assertThat(lookAfter(Duration.ofMinutes(1), trouble(Cause.CREDENTIALS_REJECTED, 11))).containsExactly("still CREDENTIALS_REJECTED +9");
        assertThat(lookAfter(REPEAT, trouble(Cause.CREDENTIALS_REJECTED, 11))).containsExactly("still CREDENTIALS_REJECTED");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59})
    void an_outage_that_ends_in_time_is_not_told(long seconds) {
        look(trouble(Cause.DATABASE_AWAY));

        assertThat(lookAfter(Duration.ofSeconds(seconds), trouble(Cause.DATABASE_AWAY))).isEmpty();
        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void an_outage_that_lasts_is_told_and_so_is_its_end() {
        look(trouble(Cause.DATABASE_AWAY), trouble(Cause.CIRCUIT_OPEN));

        assertThat(lookAfter(Duration.ofSeconds(60), trouble(Cause.DATABASE_AWAY), trouble(Cause.CIRCUIT_OPEN))).containsExactly("DATABASE_AWAY");
        assertThat(lookAfter(Duration.ofSeconds(239), trouble(Cause.CIRCUIT_OPEN))).containsExactly("DATABASE_AWAY over");
        assertThat(lookAfter(SECOND, trouble(Cause.CIRCUIT_OPEN))).containsExactly("CIRCUIT_OPEN");
        assertThat(lookAfter(SECOND)).containsExactly("CIRCUIT_OPEN over");
        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void what_comes_again_within_the_limit_is_told_neither_when_it_comes_nor_when_it_goes() {
        look(trouble(Cause.DUPLICATE_SESSION, 1));
        assertThat(lookAfter(SECOND)).containsExactly("DUPLICATE_SESSION over");

        assertThat(lookAfter(SECOND, trouble(Cause.DUPLICATE_SESSION, 2))).isEmpty();
        assertThat(lookAfter(SECOND)).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Cause.DUPLICATE_SESSION, 3))).isEmpty();

        assertThat(lookAfter(REPEAT, trouble(Cause.DUPLICATE_SESSION, 3))).containsExactly("DUPLICATE_SESSION +1");
    }

    @Test
    void a_message_that_was_not_taken_stays_due() {
        due.look(List.of(trouble(Cause.GAP)), clock.instant());
        clock.move(Duration.ofMinutes(1));
        due.look(List.of(trouble(Cause.GAP)), clock.instant());
        assertThat(due.next(clock.instant())).isPresent();

        assertThat(lookAfter(REPEAT, trouble(Cause.GAP))).containsExactly("GAP");
    }

    @Test
    void the_end_of_what_was_never_told_is_not_told() {
        due.look(List.of(trouble(Cause.CREDENTIALS_REJECTED, 1)), clock.instant());
        assertThat(due.next(clock.instant())).isPresent();

        assertThat(lookAfter(SECOND)).isEmpty();
    }

    @Test
    void drift_is_told_once_and_again_when_another_row_drifts() {
        assertThat(look(drift(start))).containsExactly("DRIFT");
        assertThat(lookAfter(REPEAT, drift(start))).isEmpty();
        assertThat(lookAfter(REPEAT, drift(start.plusSeconds(900)))).containsExactly("still DRIFT");
        assertThat(lookAfter(REPEAT)).containsExactly("DRIFT over");
    }

    @Test
    void a_gap_is_not_told_beside_the_lost_session_that_makes_it() {
        look(trouble(Cause.GAP), trouble(Cause.DUPLICATE_SESSION, 1));
        assertThat(lookAfter(Duration.ofMinutes(5), trouble(Cause.GAP), trouble(Cause.DUPLICATE_SESSION, 1))).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Cause.GAP))).containsExactly("DUPLICATE_SESSION over");

        assertThat(lookAfter(Duration.ofSeconds(59), trouble(Cause.GAP))).isEmpty();
        assertThat(lookAfter(SECOND, trouble(Cause.GAP))).containsExactly("GAP");
        assertThat(lookAfter(SECOND, trouble(Cause.GAP), trouble(Cause.DUPLICATE_SESSION, 2))).as("and it is not over either").isEmpty();
        assertThat(lookAfter(SECOND)).containsExactly("GAP over");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_happens_a_cause_is_told_once_in_ten_minutes_and_ends_once(long seed) {
        var chance = new Random(seed);
        long times = 0;
        boolean wrong = false;
        Instant last = null;
        boolean open = false;
        for (int step = 0; step < 20_000; step++) {
            clock.move(SECOND);
            if (chance.nextInt(wrong ? 200 : 100) == 0) {
                wrong = !wrong;
                times += wrong ? 1 : 0;
            }
            for (String told : wrong ? look(trouble(Cause.DUPLICATE_SESSION, times)) : look()) {
                if (told.contains(" over")) {
                    assertThat(open).as("told before it is over").isTrue();
                    open = false;
                } else {
                    assertThat(last == null || !clock.instant().isBefore(last.plus(REPEAT))).as(told + " at " + clock.instant()).isTrue();
                    last = clock.instant();
                    open = true;
                }
            }
        }
        assertThat(last).isNotNull();
    }
}
