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
    @Test
    void login_carries_the_raw_token() throws Exception {
        var token = new TokenCache("key", "secret", Duration.ofMinutes(10), SampleFrames.JSON,
                new MutableClock("2024-11-06T00:00:00Z"), new MutableTicker());
        token.keep(Map.of("token", "EXAMPLE-TOKEN", "expires_dt", "20241107083713"), null);

        String login = new SessionFrames(token, SampleFrames.JSON).login();

        assertThat(SampleFrames.JSON.readTree(login))
                .isEqualTo(SampleFrames.JSON.readTree("{\"trnm\":\"LOGIN\",\"token\":\"EXAMPLE-TOKEN\"}"));
    }
}
