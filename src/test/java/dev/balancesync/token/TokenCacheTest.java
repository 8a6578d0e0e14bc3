package dev.balancesync.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCacheTest {
    private static final Duration RENEW_BEFORE = Duration.ofMinutes(10);

    private final MutableClock clock = new MutableClock("2024-11-06T00:00:00Z");
    private final TokenCache cache = new TokenCache("key", "secret", RENEW_BEFORE, SampleFrames.JSON, clock);

    @ParameterizedTest
    @CsvSource({
        "2024-11-05T23:37:13Z,     true",
        "2024-11-06T23:27:12.999Z, true",
        "2024-11-06T23:27:13Z,     false",
        "2024-11-06T23:27:13.001Z, false",
        "2024-11-06T23:37:13Z,     false",
    })
    void a_token_is_good_until_ten_minutes_before_it_expires(Instant now, boolean good) {
        var fixed = new TokenCache("key", "secret", RENEW_BEFORE, SampleFrames.JSON, Clock.fixed(now, ZoneOffset.UTC));

        fixed.keep(SampleFrames.fields("token-ok-doc"));

        assertThat(fixed.isGood()).isEqualTo(good);
    }

    @Test
    void without_a_token_there_is_nothing_good_and_nothing_to_give() {
        assertThat(cache.isGood()).isFalse();
        assertThatThrownBy(cache::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_dropped_token_is_not_given_again() {
        cache.keep(SampleFrames.fields("token-ok-doc"));

        cache.drop();

        assertThat(cache.isGood()).isFalse();
        assertThatThrownBy(cache::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_newest_token_is_given() {
        cache.keep(SampleFrames.fields("token-ok-doc"));

        cache.keep(Map.of("token", "newer", "expires_dt", "20241108083713"));

        assertThat(cache.value()).isEqualTo("newer");
        assertThat(cache.isGood()).isTrue();
    }

    @Test
    void an_unreadable_answer_leaves_the_token_that_is_there() {
        cache.keep(SampleFrames.fields("token-ok-doc"));

        assertThatThrownBy(() -> cache.keep(Map.of("token", "t"))).isInstanceOf(BrokerException.class);

        assertThat(cache.value()).isEqualTo("EXAMPLE-TOKEN");
    }

    @Test
    void the_request_is_the_brokers() throws JsonProcessingException {
        var example = new TokenCache("EXAMPLE-APP-KEY", "EXAMPLE-SECRET-KEY", RENEW_BEFORE, SampleFrames.JSON, clock);

        var request = SampleFrames.JSON.readTree(example.request());

        assertThat(request).isEqualTo(SampleFrames.JSON.readTree(SampleFrames.text("token-request")));
    }

    @Test
    void quotes_and_backslashes_in_a_key_stay_what_they_are() throws JsonProcessingException {
        var odd = new TokenCache("k\"e\\y\n", "{\"s\":\u0001}", RENEW_BEFORE, SampleFrames.JSON, clock);

        var request = SampleFrames.JSON.readTree(odd.request());

        assertThat(request.size()).isEqualTo(3);
        assertThat(request.path("appkey").asText()).isEqualTo("k\"e\\y\n");
        assertThat(request.path("secretkey").asText()).isEqualTo("{\"s\":\u0001}");
    }

    @Test
    void neither_keys_nor_token_are_shown() {
        var secretive = new TokenCache("hunter1", "hunter2", RENEW_BEFORE, SampleFrames.JSON, clock);

        secretive.keep(Map.of("token", "hunter3", "expires_dt", "20241108083713"));

        assertThat(secretive.toString()).doesNotContain("hunter1", "hunter2", "hunter3");
    }

    @Test
    void a_request_gives_a_token_or_has_failed_once_it_is_over() throws JsonProcessingException {
        cache.request();
        cache.keep(SampleFrames.fields("token-ok-doc"));
        cache.asked();
        cache.request();
        cache.asked();
        cache.asked();

        assertThat(cache.requests()).isEqualTo(2);
        assertThat(cache.granted()).isEqualTo(1);
        assertThat(cache.failed()).isEqualTo(1);
    }
}
