package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final Duration MOCK = Duration.ofMillis(1_100);

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = nanos::get;
    private final Pace pace = new Pace(MOCK, Duration.ofMinutes(5), ticker, () -> true);

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private Pace.Attempt first(String tr) {
        return pace.open(tr, "", null);
    }

    private Pace.Attempt page(String tr) {
        return pace.open(tr, "20", null);
    }

    private static BrokerException refused(String code) {
        return new BrokerException(BrokerError.of(code, "words"));
    }

    @Test
    void the_first_question_of_a_tr_need_not_wait_and_the_next_keeps_its_distance() {
        Pace.Attempt one = first("kt00001");
        assertThat(pace.take(one)).isTrue();
        pace.answered(one, "N");

        Pace.Attempt next = first("kt00001");
        pass(1_099);
        assertThat(pace.take(next)).isFalse();
        pass(1);
        assertThat(pace.take(next)).isTrue();
    }

    @Test
    void each_tr_keeps_its_own() {
        assertThat(pace.take(first("kt00001"))).isTrue();

        assertThat(pace.take(first("kt00018"))).isTrue();
    }

    @Test
    void one_question_of_a_tr_is_under_way_at_a_time_however_long_it_takes() {
        Pace.Attempt slow = first("kt00018");
        pace.take(slow);
        pass(7_000);
        Pace.Attempt next = first("kt00018");
        assertThat(pace.take(next)).isFalse();

        pace.answered(slow, "N");

        assertThat(pace.take(next)).isTrue();
    }

    @Test
    void while_pages_are_read_nobody_else_begins_a_chain() {
        Pace.Attempt one = first("kt00018");
        pace.take(one);
        pace.answered(one, "Y");
        pass(2_000);
        Pace.Attempt other = first("kt00018");
        assertThat(pace.take(other)).isFalse();

        Pace.Attempt second = page("kt00018");
        assertThat(pace.take(second)).isTrue();
        pace.answered(second, "N");

        pass(1_100);
        assertThat(pace.take(other)).isTrue();
    }

    @Test
    void a_chain_that_nobody_goes_on_with_is_given_up() {
        Pace.Attempt one = first("kt00018");
        pace.take(one);
        pace.answered(one, "Y");

        pass(29_999);
        assertThat(pace.take(first("kt00018"))).isFalse();
        pass(1);
        assertThat(pace.take(first("kt00018"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1700", "1701", "1702", "429"})
    void what_was_asked_too_often_is_asked_again_later_and_later(String code) throws Exception {
        Pace.Attempt attempt = page("kt00018");
        for (int millis : new int[] {1_100, 2_200, 4_400, 8_800, 17_600, 20_000, 20_000}) {
            assertThat(pace.take(attempt)).isTrue();

            pace.failed(attempt, refused(code));

            assertThat(attempt.isOpen()).isTrue();
            pass(millis - 1);
            assertThat(pace.take(attempt)).isFalse();
            pass(1);
        }
    }

    @Test
    void but_not_for_ever() throws Exception {
        Pace.Attempt attempt = first("kt00018");
        pace.take(attempt);
        pass(299_999);
        pace.failed(attempt, refused("1700"));
        pass(20_000);
        pace.take(attempt);

        assertThatThrownBy(() -> pace.failed(attempt, refused("1700"))).isInstanceOf(BrokerException.class);

        assertThat(attempt.isOpen()).isFalse();
    }

    @Test
    void who_has_less_patience_says_so() {
        Pace.Attempt attempt = pace.open("ka00001", null, Duration.ofSeconds(3));
        pace.take(attempt);
        pass(3_000);

        assertThatThrownBy(() -> pace.failed(attempt, refused("1700"))).isInstanceOf(BrokerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8005", "8010", "8003"})
    void a_refused_token_is_renewed_once_and_the_same_is_asked_again(String code) throws Exception {
        Pace.Attempt attempt = page("kt00018");
        pace.take(attempt);
        pace.failed(attempt, refused(code));
        assertThat(attempt.isOpen()).isTrue();
        assertThat(attempt.isTokenRefused()).isTrue();
        pass(1_100);
        assertThat(pace.take(attempt)).isTrue();
        assertThat(attempt.isTokenRefused()).isFalse();

        assertThatThrownBy(() -> pace.failed(attempt, refused(code))).isInstanceOf(BrokerException.class);

        assertThat(attempt.isTokenRefused()).isFalse();
    }

    @Test
    void every_other_failure_is_passed_on_and_makes_way() {
        Pace.Attempt attempt = page("kt00018");
        pace.take(attempt);

        assertThatThrownBy(() -> pace.failed(attempt, new IOException("Read timed out"))).isInstanceOf(IOException.class);

        pass(1_100);
        assertThat(pace.take(first("kt00018"))).as("the chain is over").isTrue();
    }

    @Test
    void who_waits_while_the_service_stops_gives_up() {
        pace.take(first("kt00018"));

        assertThatThrownBy(() -> pace.await(first("kt00018"))).isInstanceOf(BrokerException.class).hasMessageContaining("stopping");
        assertThatCode(() -> pace.await(first("kt00001"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -3_600_000_000_000L, 3_600_000_000_000L})
    void the_first_question_need_not_wait_wherever_the_ticker_begins(long start) {
        nanos.set(start);

        assertThat(pace.take(first("kt00018"))).isTrue();
    }

    @Test
    void where_questions_follow_faster_a_refused_one_waits_for_a_second_all_the_same() throws Exception {
        var real = new Pace(Duration.ofMillis(220), Duration.ofMinutes(5), ticker, () -> true);
        Pace.Attempt attempt = real.open("kt00018", null, null);
        for (int millis : new int[] {1_000, 2_000, 4_000}) {
            assertThat(real.take(attempt)).isTrue();

            real.failed(attempt, refused("1700"));

            pass(millis - 1);
            assertThat(real.take(attempt)).isFalse();
            pass(1);
        }
    }

    @Test
    void who_waits_has_its_turn_once_the_distance_is_kept_and_looks_seldom_meanwhile() throws Exception {
        var looks = new AtomicInteger();
        var slow = new Pace(Duration.ofMillis(200), Duration.ofMinutes(5), Ticker.system(), () -> looks.incrementAndGet() < 0);
        Pace.Attempt before = slow.open("kt00018", null, null);
        long began = System.nanoTime();
        slow.await(before);
        slow.answered(before, "N");

        slow.await(slow.open("kt00018", null, null));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
        assertThat(looks).hasValueLessThan(200);
    }
}
