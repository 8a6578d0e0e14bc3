package dev.balancesync.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCacheTest {
    private static final Duration RENEW_BEFORE = Duration.ofMinutes(10);

    /** From the clock's start until the example's {@code expires_dt}. */
    private static final Duration LEFT = Duration.ofHours(23).plusMinutes(37).plusSeconds(13);

    private final MutableTicker ticker = new MutableTicker();
    private final MutableClock clock = new MutableClock("2024-11-06T00:00:00Z");
    private final TokenCache cache = new TokenCache("key", "secret", RENEW_BEFORE, SampleFrames.JSON, clock, ticker);

    /** A value that is refused may stand in the words of the refusal. */
    @Test
    void what_the_broker_is_sent_is_not_read_in_its_words() {
        var cache = new TokenCache("App-key_of_the_portal", "secret.of/the+portal", RENEW_BEFORE, SampleFrames.JSON, clock, ticker);
        cache.keep(Map.of("token", "first_token-0001"), null);
        cache.keep(Map.of("token", "other_token-0002"), null);

        BrokerError error = BrokerError.read(3, "입력 값 오류[1517:파라미터=App-key_of_the_portal,secret.of/the+portal 실패사유=\"Bearer other_token-0002\"]");

        assertThat(error.words()).isEqualTo("입력 값 오류[1517:파라미터=***,*** 실패사유=\"Bearer ***\"]");
        assertThat(BrokerError.read(3, "first_token-0001").words()).as("none any more").isEqualTo("first_token-0001");
    }

    @Test
    void a_token_is_good_until_ten_minutes_before_it_expires() {
        keep(cache, SampleFrames.fields("token-ok-doc"));

        ticker.advance(LEFT.minus(RENEW_BEFORE).minusNanos(1));
        assertThat(cache.isGood()).isTrue();
        ticker.advance(Duration.ofNanos(1));
        assertThat(cache.isGood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT9H", "-PT1H", "PT9H", "P400D"})
    void a_clock_that_is_set_later_makes_no_token_older_or_younger(Duration step) {
        keep(cache, SampleFrames.fields("token-ok-doc"));

        clock.move(step);
        assertThat(cache.isGood()).isTrue();
        ticker.advance(LEFT.minus(RENEW_BEFORE));

        assertThat(cache.isGood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT9H", "PT9H", "P2D", "P400D"})
    void a_clock_that_is_wrong_is_not_asked_when_the_broker_tells_the_time(Duration wrong) {
        clock.move(wrong);

        cache.keep(SampleFrames.fields("token-ok-doc"), "Wed, 06 Nov 2024 22:37:13 GMT");

        ticker.advance(Duration.ofMinutes(50).minusNanos(1));
        assertThat(cache.isGood()).isTrue();
        ticker.advance(Duration.ofNanos(1));
        assertThat(cache.isGood()).isFalse();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"yesterday", "2024-11-06T22:37:13Z", "Wed, 99 Nov 2024 22:37:13 GMT"})
    void without_a_readable_date_this_machines_clock_has_to_do(String date) {
        cache.keep(SampleFrames.fields("token-ok-doc"), date);

        ticker.advance(LEFT.minus(RENEW_BEFORE).minusNanos(1));
        assertThat(cache.isGood()).isTrue();
    }

    @Test
    void no_token_is_believed_in_for_more_than_a_day() {
        clock.move(Duration.ofDays(-400));
        keep(cache, SampleFrames.fields("token-ok-doc"));

        ticker.advance(Duration.ofHours(24).minus(RENEW_BEFORE));

        assertThat(cache.isGood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20241106090000", "20241106091000", "20241106090001", "20200101000000"})
    void a_token_that_is_about_to_expire_or_seems_to_have_is_asked_for_once_a_minute_at_most(String expires) {
        keep(cache, Map.of("token", "t", "expires_dt", expires));

        ticker.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(cache.isGood()).isTrue();
        ticker.advance(Duration.ofNanos(1));
        assertThat(cache.isGood()).isFalse();
    }

    /** Parallel calls with one key are answered with 429; and a turn that never came would leave a round of a loop standing. */
    @Test
    void of_all_who_ask_one_has_the_turn_until_it_ends() throws Exception {
        cache.awaitTurn();
        var second = new Thread(() -> {
            try {
                cache.awaitTurn();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        second.setDaemon(true);
        second.start();
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        cache.endTurn();

        second.join(5_000);
        assertThat(second.isAlive()).isFalse();
        assertThat(TokenCache.TURN).as("longer than any one request takes, and no hang").isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void without_a_token_there_is_nothing_good_and_nothing_to_give() {
        assertThat(cache.isGood()).isFalse();
        assertThatThrownBy(cache::token).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_dropped_token_is_replaced_before_the_next_question_and_still_there_for_who_is_about_to_ask() {
        keep(cache, SampleFrames.fields("token-ok-doc"));
        AccessToken refused = cache.token();

        cache.drop(refused);

        assertThat(cache.isGood()).isFalse();
        assertThat(cache.token()).as("the broker says what became of it").isSameAs(refused);
        cache.drop(refused);
        keep(cache, SampleFrames.fields("token-ok-doc"));
        cache.drop(refused);
        assertThat(cache.isGood()).isTrue();
        assertThat(cache.token()).isNotSameAs(refused);
    }

    @Test
    void a_refusal_that_comes_late_drops_no_token_that_was_given_since() {
        keep(cache, SampleFrames.fields("token-ok-doc"));
        AccessToken refused = cache.token();
        keep(cache, SampleFrames.fields("token-ok-doc"));

        cache.drop(refused);
        cache.drop(null);

        assertThat(cache.isGood()).isTrue();
        cache.drop(cache.token());
        cache.drop(null);
        assertThat(cache.isGood()).isFalse();
    }

    @Test
    void the_newest_token_is_given() {
        keep(cache, SampleFrames.fields("token-ok-doc"));

        keep(cache, Map.of("token", "newer", "expires_dt", "20241108083713"));

        assertThat(cache.token().value()).isEqualTo("newer");
        assertThat(cache.isGood()).isTrue();
    }

    @Test
    void an_unreadable_answer_leaves_the_token_that_is_there() {
        keep(cache, SampleFrames.fields("token-ok-doc"));

        assertThatThrownBy(() -> keep(cache, Map.of("expires_dt", "20241108083713"))).isInstanceOf(BrokerException.class);

        assertThat(cache.token().value()).isEqualTo("EXAMPLE-TOKEN");
    }

    @Test
    void the_request_is_the_brokers() throws JsonProcessingException {
        var example = new TokenCache("EXAMPLE-APP-KEY", "EXAMPLE-SECRET-KEY", RENEW_BEFORE, SampleFrames.JSON, clock, ticker);

        var request = SampleFrames.JSON.readTree(example.request());

        assertThat(request).isEqualTo(SampleFrames.JSON.readTree(SampleFrames.text("token-request")));
    }

    @Test
    void quotes_and_backslashes_in_a_key_stay_what_they_are() throws JsonProcessingException {
        var odd = new TokenCache("k\"e\\y\n", "{\"s\":\u0001}", RENEW_BEFORE, SampleFrames.JSON, clock, ticker);

        var request = SampleFrames.JSON.readTree(odd.request());

        assertThat(request.size()).isEqualTo(3);
        assertThat(request.path("appkey").asText()).isEqualTo("k\"e\\y\n");
        assertThat(request.path("secretkey").asText()).isEqualTo("{\"s\":\u0001}");
    }

    @Test
    void neither_keys_nor_token_are_shown() {
        var secretive = new TokenCache("hunter1", "hunter2", RENEW_BEFORE, SampleFrames.JSON, clock, ticker);

        keep(secretive, Map.of("token", "hunter3", "expires_dt", "20241108083713"));

        assertThat(secretive.toString()).doesNotContain("hunter1", "hunter2", "hunter3");
    }

    @Test
    void a_request_gives_a_token_or_has_failed_once_it_is_over() throws Exception {
        cache.awaitTurn();
        cache.request();
        keep(cache, SampleFrames.fields("token-ok-doc"));
        cache.endTurn();
        cache.awaitTurn();
        cache.request();
        cache.endTurn();
        cache.awaitTurn();
        cache.endTurn();

        assertThat(cache.requests()).isEqualTo(2);
        assertThat(cache.granted()).isEqualTo(1);
        assertThat(cache.failed()).isEqualTo(1);
    }

    private static void keep(TokenCache cache, Map<String, Object> answer) {
        cache.keep(answer, null);
    }
}
