package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.SampleFrames;
import dev.balancesync.token.TokenCache;
import org.junit.jupiter.api.Test;

class SessionFramesTest {
    private static final Map<String, Object> ANSWER = Map.of("token", "EXAMPLE-TOKEN", "expires_dt", "20241107083713");

    private final TokenCache token = new TokenCache("key", "secret", Duration.ofMinutes(10), SampleFrames.JSON,
            new MutableClock("2024-11-06T00:00:00Z"), new MutableTicker());
    private final SessionFrames frames = new SessionFrames(token, SampleFrames.JSON);

    @Test
    void login_carries_the_raw_token() throws Exception {
        token.keep(ANSWER, null);

        String login = frames.login();

        assertThat(SampleFrames.JSON.readTree(login))
                .isEqualTo(SampleFrames.JSON.readTree("{\"trnm\":\"LOGIN\",\"token\":\"EXAMPLE-TOKEN\"}"));
    }

    @Test
    void a_refused_login_drops_its_own_token_and_none_that_was_given_since() throws Exception {
        token.keep(ANSWER, null);
        frames.login();
        token.keep(ANSWER, null);

        frames.dropToken();

        assertThat(token.isGood()).isTrue();
        frames.login();
        frames.dropToken();
        assertThat(token.isGood()).isFalse();
    }
}
