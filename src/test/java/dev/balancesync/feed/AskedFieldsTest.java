package dev.balancesync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BadEntryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a burst a frame is read as it is by itself, but for what nobody asks for. */
class AskedFieldsTest {
    private static final Set<String> ASKED = Set.of("9201", "9001", "930", "302", "8019", "913");
    private static final ObjectMapper JSON = SampleFrames.JSON.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String DAMAGE = "{}[]:,\"\\ 0e1\u0001삼-.nulltrue";
    private static final int DAMAGED = 400;

    private interface Reader {
        Map<String, Object> read(String text) throws IOException;
    }

    private final ReadFrame readFrame = new ReadFrame(JSON);
    private final AskedFields askedFields = new AskedFields(JSON, ASKED);

    static List<String> samples() {
        return SampleFrames.startingWith("");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whole_and_damaged_it_says_the_same(String sample) {
        String text = SampleFrames.text(sample).strip();
        var random = new Random(sample.hashCode());
        assertSame(text);
        for (int i = 0; i < DAMAGED; i++) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(3));
            String piece = random.nextBoolean() ? "" : String.valueOf(DAMAGE.charAt(random.nextInt(DAMAGE.length())));
            assertSame(text.substring(0, from) + piece + text.substring(to));
            assertSame(text.substring(0, from));
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void odd_ones_too(String text) {
        assertSame(text);
    }

    static List<String> odd() {
        String huge = "1e1111111111111";
        return List.of("", "[]", "7", "{}", "{} {}", "{\"data\":null}", "{\"data\":{}}", "{\"data\":[null,7,[{}],\"x\",{\"values\":[{\"930\":1,\"x\":\"y\"}]}]}",
                "{\"data\":[1],\"data\":[2]}", "{\"trnm\":\"PING\",\"trnm\":\"REAL\"}", "{\"data\":[{\"values\":{\"930\":\"1\",\"930\":\"2\"}}]}",
                "{\"data\":[{\"values\":{\"930\":" + huge + "}}]}", "{\"data\":[{\"values\":{\"999\":" + huge + "}}]}", "{\"other\":" + huge + "}",
                "{\"data\":[{\"other\":{\"a\":[" + huge + "]}}]}", "{\"data\":[{\"values\":{\"930\":12.50,\"302\":true,\"913\":null}}]}", "{\"values\":{\"1\":2}}",
                "{\"data\":[{\"data\":[{\"type\":\"04\"}]}]}", "{\"x\":\"\\q\"}", "{\"x\":\"\\ud83d\"}", "{\"data\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
    }

    private void assertSame(String text) {
        Map<String, Object> all = read(readFrame::read, text);
        assertThat(read(askedFields::read, text)).as(text).isEqualTo(all == null ? null : asked(all));
    }

    /** @return {@code null} where it cannot be read */
    private static Map<String, Object> read(Reader reader, String text) {
        try {
            return reader.read(text);
        } catch (IOException | BadEntryException e) {
            return null;
        }
    }

    private static Map<String, Object> asked(Map<String, Object> frame) {
        var asked = only(frame, Set.of("trnm", "data"));
        asked.computeIfPresent("data", (name, data) -> data instanceof List<?> entries ? entries.stream().map(AskedFieldsTest::ofEntry).toList() : data);
        return asked;
    }

    private static Object ofEntry(Object entry) {
        if (!(entry instanceof Map<?, ?> fields)) {
            return entry;
        }
        var asked = only(fields, Set.of("type", "item", "values"));
        asked.computeIfPresent("values", (name, values) -> values instanceof Map<?, ?> map ? only(map, ASKED) : values);
        return asked;
    }

    private static Map<String, Object> only(Map<?, ?> fields, Set<String> names) {
        var only = new HashMap<String, Object>();
        fields.forEach((name, value) -> {
            if (names.contains(name)) {
                only.put((String) name, value);
            }
        });
        return only;
    }
}
