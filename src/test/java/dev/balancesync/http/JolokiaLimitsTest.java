package dev.balancesync.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JolokiaLimitsTest {
    /** Which of two fields of one name counts may be seen in another way by another parser. */
    @Test
    void what_was_judged_is_what_is_handed_on() {
        var judged = JolokiaLimits.judge("{\"type\":\"notification\", \"type\":\"version\"}".getBytes(UTF_8));

        assertThat(judged.refusal()).isNull();
        assertThat(judged.body()).asString(UTF_8).isEqualTo("{\"type\":\"version\"}");
    }

    @Test
    void a_question_mark_in_quotes_makes_no_pattern_of_a_name() {
        String read = "{\"type\":\"read\",\"mbean\":\"a:name=%s\"}";
        String quoted = read.formatted("\\\"seda://x\\\\?size=1\\\"");
        String pattern = read.formatted("x?");

        assertThat(JolokiaLimits.judge(("[" + String.join(",", quoted, quoted, quoted) + "]").getBytes(UTF_8)).refusal()).isNull();
        assertThat(JolokiaLimits.judge(("[" + String.join(",", pattern, pattern, pattern) + "]").getBytes(UTF_8)).refusal().status()).isEqualTo(413);
    }

    @Test
    void an_empty_name_is_everything_and_none_is_nothing() {
        String version = "{\"type\":\"version\"}";
        String empty = "{\"type\":\"read\",\"mbean\":\"\"}";

        assertThat(JolokiaLimits.judge(("[" + String.join(",", version, version, version) + "]").getBytes(UTF_8)).refusal()).isNull();
        assertThat(JolokiaLimits.judge(("[" + String.join(",", empty, empty, empty) + "]").getBytes(UTF_8)).refusal().status()).isEqualTo(413);
    }

    @Test
    void what_cannot_be_read_is_no_request() {
        assertThat(JolokiaLimits.judge("[{]".getBytes(UTF_8)).refusal().status()).isEqualTo(400);
        assertThat(JolokiaLimits.judge(new byte[0]).refusal().status()).isEqualTo(400);
        assertThat(JolokiaLimits.judge("null".getBytes(UTF_8)).refusal().status()).isEqualTo(400);
    }
}
