package dev.balancesync.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
    @ParameterizedTest
    @CsvSource({
        "token-ok-doc,  2024-11-06T23:37:13Z",
        "token-ok-live, 2026-01-17T12:39:32Z",
    })
    void the_expiry_is_korean_time(String file, Instant expiresAt) {
        AccessToken token = AccessToken.of(SampleFrames.fields(file));

        assertThat(token.value()).isEqualTo("EXAMPLE-TOKEN");
        assertThat(token.expiresAt()).isEqualTo(expiresAt);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"  "})
    void an_answer_without_a_token_is_none(String token) {
        var answer = answer(token, "20241107083713");

        var refused = catchThrowableOfType(BrokerException.class, () -> AccessToken.of(answer));

        assertThat(refused.error().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void a_token_that_is_no_text_is_none() {
        var answer = answer(12345, "20241107083713");

        var refused = catchThrowableOfType(BrokerException.class, () -> AccessToken.of(answer));

        assertThat(refused.error().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    /** A token is asked for again soon then; without one there would be no session at all. */
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"tomorrow", "2024-11-07T08:37:13", "20241107", "202411070837", "202411070837130", "20241307083713",
        "20241107253713", "-20241107083713"})
    void an_expiry_that_cannot_be_read_costs_no_token(String expires) {
        AccessToken token = AccessToken.of(answer("hunter2", expires));

        assertThat(token.value()).isEqualTo("hunter2");
        assertThat(token.leftAt(Instant.parse("2024-11-06T09:00:00Z"))).isZero();
        assertThat(token.toString()).doesNotContain("hunter2");
    }

    @Test
    void an_expiry_written_as_a_number_is_read_too() {
        AccessToken token = AccessToken.of(answer("t", 20241107083713L));

        assertThat(token.expiresAt()).isEqualTo("2024-11-06T23:37:13Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-06T23:37:12.999Z, PT0.001S",
        "2024-11-06T23:37:13Z,     PT0S",
        "2030-01-01T00:00:00Z,     PT0S",
        "2024-11-06T00:37:13Z,     PT23H",
        "2024-11-05T23:37:13Z,     PT24H",
        "2020-01-01T00:00:00Z,     PT24H",
    })
    void what_is_left_of_it_is_never_less_than_nothing_nor_more_than_a_day(Instant now, Duration left) {
        AccessToken token = AccessToken.of(SampleFrames.fields("token-ok-doc"));

        assertThat(token.leftAt(now)).isEqualTo(left);
    }

    @Test
    void the_token_is_not_shown() {
        AccessToken token = AccessToken.of(SampleFrames.fields("token-ok-doc"));

        assertThat(token.toString()).doesNotContain("EXAMPLE-TOKEN").contains("2024-11-06T23:37:13Z");
    }

    private static Map<String, Object> answer(Object token, Object expires) {
        var answer = new HashMap<String, Object>();
        answer.put("token", token);
        answer.put("expires_dt", expires);
        return answer;
    }
}
