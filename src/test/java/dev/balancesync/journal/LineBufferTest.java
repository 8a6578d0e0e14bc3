package dev.balancesync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes are those that Java makes of a text. */
class LineBufferTest {
    private static final List<String> PIECES = List.of("{\"302\":\"", "삼성전자", "\n", "\r\n", "é", "\ud83d\ude00", "\ud83d", "\ude00", "0", "\"}");

    @Test
    void line_breaks_of_a_frame_become_blanks_and_those_of_the_journal_stay() {
        var buffer = new LineBuffer(1);

        buffer.add("{\"frame\":");
        buffer.addInOneLine("{\r\n\"a\":\n1}");
        buffer.add("}\n");

        assertThat(text(buffer)).isEqualTo("{\"frame\":{  \"a\": 1}}\n");
    }

    /** Also of what is no whole character, and more than was reckoned with. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 10_000})
    void they_are_those_of_any_text_whatever_was_reckoned_with(int reckoned) {
        var random = new Random(reckoned);
        for (int i = 0; i < 200; i++) {
            var texts = new ArrayList<String>();
            var buffer = new LineBuffer(reckoned);
            for (int j = random.nextInt(5); j >= 0; j--) {
                var text = new StringBuilder();
                random.ints(random.nextInt(300), 0, PIECES.size()).forEach(each -> text.append(PIECES.get(each)));
                texts.add(text.toString());
                buffer.add(text.toString());
            }

            byte[] expected = texts.stream().map(each -> new String(each.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .reduce("", String::concat).getBytes(StandardCharsets.UTF_8);
            assertThat(buffer.size()).isEqualTo(expected.length);
            assertThat(text(buffer).getBytes(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }

    private static String text(LineBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.written()).toString();
    }
}
