package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLHandshakeException;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeardTest {
    private final MutableTicker ticker = new MutableTicker();
    private final Heard heard = new Heard(new MutableClock("2026-11-23T00:00:00Z"), ticker);

    @Test
    void a_frame_breaks_the_silence_and_a_ping_is_noted_beside_it() {
        assertThat(heard.silence()).isNull();
        heard.frame();
        ticker.advance(Duration.ofSeconds(7));
        heard.ping();

        assertThat(heard.silence()).hasSeconds(7);
        assertThat(heard.lastFrameAt()).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(heard.lastPingAt()).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
    }

    @Test
    void a_warning_explains_what_follows_within_ten_seconds_unless_it_is_forgotten() {
        assertThat(heard.recentWarning()).isEmpty();
        heard.warning(SessionErrors.CUT_OFF);
        ticker.advance(Duration.ofMillis(9_999));
        assertThat(heard.recentWarning()).contains(SessionErrors.CUT_OFF);
        ticker.advance(Duration.ofMillis(1));
        assertThat(heard.recentWarning()).isEmpty();

        heard.warning(SessionErrors.CUT_OFF);
        heard.forgetWarning();

        assertThat(heard.recentWarning()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, , false", "UNAVAILABLE, 503, true", "RATE, , true"})
    void what_the_broker_refuses_is_an_answer(Kind kind, String code, boolean answered) {
        heard.failure(SessionErrors.closed("1006"));
        ticker.advance(Duration.ofSeconds(4));

        heard.failure(new BrokerError(kind, code, "words", (String) null));

        assertThat(heard.unanswered()).isEqualTo(answered ? null : Duration.ofSeconds(4));
    }

    @Test
    void who_cannot_even_reach_the_broker_has_no_answer_of_it() {
        heard.failure(SessionErrors.closed("1006"));
        ticker.advance(Duration.ofSeconds(4));

        heard.failure(ConnectionErrors.read(new UnknownHostException("mockapi.kiwoom.com")));
        heard.failure(ConnectionErrors.read(new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")));

        assertThat(heard.unanswered()).hasSeconds(4);
    }

    @Test
    void who_is_asked_nothing_owes_no_answer() {
        heard.failure(SessionErrors.closed("1006"));

        heard.nothingUnanswered();

        assertThat(heard.unanswered()).isNull();
    }
}
