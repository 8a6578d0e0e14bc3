package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** Whoever's words are logged, they neither steer the terminal nor begin a line. */
class LogPatternTest {
    @Test
    void both_layouts_take_out_what_steers() throws Exception {
        JsonNode configuration = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build().readTree(Path.of("src/main/resources/log4j2.json").toFile());
        var patterns = configuration.findValues("PatternLayout").stream().map(layout -> layout.path("pattern").asText()).toList();
        assertThat(patterns).hasSize(2);

        for (String pattern : patterns) {
            String line = PatternLayout.newBuilder().setPattern(pattern).build().toSerializable(Log4jLogEvent.newBuilder().setLevel(Level.WARN)
                    .setLoggerName("kiwoom.store").setThreadName("main").setMessage(new SimpleMessage("a\u001b[31mb\r\nc\u202ed\u2028e\u0007f 한글\tg $1 {}")).build());
            assertThat(line.strip()).endsWith(" - a [31mb c d e f 한글\tg $1 {}").doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\t]]");
        }
    }
}
