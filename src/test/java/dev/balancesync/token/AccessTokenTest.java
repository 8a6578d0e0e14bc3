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

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"tomorrow", "2024-11-07T08:37:13", "20241107", "202411070837", "202411070837130", "20241307083713",
        "20241107253713", " 20241107083713", "-20241107083713"})
    void an_answer_without_a_readable_expiry_is_refused_and_not_repeated(String expires) {
        var answer = answer("hunter2", expires);

        var refused = catchThrowableOfType(BrokerException.class, () -> AccessToken.of(answer));

        assertThat(refused.error().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refused).hasMessageNotContaining("hunter2");
    }

    @Test
    void an_expiry_written_as_a_number_is_read_too() {
        AccessToken token = AccessToken.of(answer("t", 20241107083713L));

        assertThat(token.expiresAt()).isEqualTo("2024-11-06T23:37:13Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-06T23:27:12.999Z, true",
        "2024-11-06T23:27:13Z,     false",
        "2024-11-06T23:37:13Z,     false",
        "2030-01-01T00:00:00Z,     false",
    })
    void it_is_good_until_the_time_to_renew_it(Instant now, boolean good) {
        AccessToken token = AccessToken.of(SampleFrames.fields("token-ok-doc"));

        assertThat(token.isGoodAt(now, Duration.ofMinutes(10))).isEqualTo(good);
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
