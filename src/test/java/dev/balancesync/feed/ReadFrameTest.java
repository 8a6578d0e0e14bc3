package dev.balancesync.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFrameTest {
    /** Makes a frame large without meaning anything. */
    private static final String PADDING = "\"x\":\"" + "삼".repeat(ReadFrame.LARGE) + "\"";

    private final ReadFrame readFrame = new ReadFrame(
            SampleFrames.JSON.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));

    private Map<String, Object> read(String text) throws Exception {
        return readFrame.read(text);
    }

    private static List<Object> entries(Map<String, Object> frame) {
        var entries = new ArrayList<>();
        ((Iterable<?>) frame.get("data")).forEach(entries::add);
        return entries;
    }

    static List<String> samples() {
        return SampleFrames.startingWith("real-");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_large_frame_is_read_as_a_small_one_is(String sample) throws Exception {
        String text = SampleFrames.text(sample).strip();
        String before = "{" + PADDING + "," + text.substring(1);
        String after = text.substring(0, text.lastIndexOf('}')) + "," + PADDING + "}";
        Map<String, Object> small = read(text);

        for (String large : List.of(before, after)) {
            Map<String, Object> frame = read(large);
            assertThat(frame.get("trnm")).isEqualTo(small.get("trnm"));
            assertThat(frame.get("data")).isInstanceOf(Entries.class);
            assertThat(entries(frame)).isEqualTo(small.get("data"));
            assertThat(entries(frame)).as("as often as one likes").isEqualTo(small.get("data"));
        }
    }

    @Test
    void entries_of_any_shape_come_one_by_one_and_a_number_beyond_all_measure_costs_its_entry_only() throws Exception {
        String data = "[ 1, null, \"t\" ,{\"n\":1e1111111111111},[{\"n\":[1e1111111111111]}],{\"ok\":[1,{\"a\":2}]}, 1e1111111111111 , true]";

        List<Object> entries = entries(read("{\"data\":" + data + "," + PADDING + "}"));

        assertThat(entries).hasSize(8);
        assertThat(entries.subList(0, 3)).isEqualTo(Arrays.asList(1, null, "t"));
        assertThat(entries.get(5)).isEqualTo(Map.of("ok", List.of(1, Map.of("a", 2))));
        assertThat(List.of(entries.get(3), entries.get(4), entries.get(6))).allSatisfy(each -> assertThat(each).isInstanceOf(String.class));
        assertThat(entries.get(7)).isEqualTo(true);
    }

    @Test
    void an_entry_beyond_all_measure_costs_itself_only_and_of_a_text_the_beginning_is_kept() throws Exception {
        String fields = IntStream.range(0, Entries.MOST_TOKENS).mapToObj(i -> "\"f" + i + "\":[{}]").collect(Collectors.joining(",", "{", "}"));
        String text = "{\"302\":\"" + "x".repeat(ReadFrame.LARGE) + "\",\"930\":\"7\"}";

        List<Object> entries = entries(read("{\"data\":[1,{\"values\":" + fields + "}," + text + ",[[" + fields + "]],2]}"));

        assertThat(entries).hasSize(5);
        assertThat(List.of(entries.get(0), entries.get(4))).isEqualTo(List.of(1, 2));
        assertThat(List.of(entries.get(1), entries.get(3))).allSatisfy(each -> assertThat(each).asString().contains("more than"));
        assertThat(entries.get(2)).isEqualTo(Map.of("302", "x".repeat(Entries.LONGEST_TEXT) + "…", "930", "7"));
    }

    @Test
    void of_a_large_frame_only_what_is_asked_for_is_read() throws Exception {
        String object = "{\"values\":{\"trnm\":\"no\",\"data\":[1]}}";

        assertThat(read("{\"trnm\":\"REG\",\"return_code\":\"0\",\"x\":" + object + ",\"return_msg\":" + object + "," + PADDING + "}"))
                .isEqualTo(Map.of("trnm", "REG", "return_code", "0"));
        assertThat(read("{\"trnm\":\"REAL\",\"data\":[1],\"data\":" + object + "," + PADDING + "}")).isEqualTo(Map.of("trnm", "REAL"));
    }

    @Test
    void of_two_fields_of_one_name_the_last_counts() throws Exception {
        assertThat(entries(read("{\"data\":[1],\"data\":[2,3]," + PADDING + "}"))).isEqualTo(List.of(2, 3));
        assertThat(read("{\"data\":[1],\"data\":7," + PADDING + "}").get("data")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[1]", "{\"data\":[1}}", "{\"data\":[1]}}", "{\"data\":[1]} x", "{\"data\":[{\"a\":}]}", "{\"data\":[\"\\x\"]}",
        "[{\"data\":[]}]", "\"text\"", "{\"data\":[1],}", "{\"data\":[01]}", "{'data':[]}"})
    void what_is_not_one_json_object_from_beginning_to_end_is_refused_whatever_its_size(String text) {
        String large = text.replaceFirst("(\\{|\\[|\")", "$1" + (text.startsWith("{") ? PADDING + "," : "")) + " ".repeat(ReadFrame.LARGE);

        assertThatThrownBy(() -> read(text)).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> read(large)).isInstanceOf(Exception.class);
    }
}
