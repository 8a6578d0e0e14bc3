package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.Test;

/** Groups, items and types of REG and REMOVE. */
class RegistrationsTest {
    private final Registrations registered = new Registrations();

    private static JsonNode frame(String text) {
        try {
            return SampleFrames.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static JsonNode prices(String group, String refresh, int from, int to) {
        String items = IntStream.range(from, to).mapToObj(i -> "\"" + String.format("%06d", i) + "\"").collect(Collectors.joining(","));
        return frame("{\"trnm\":\"REG\",\"grp_no\":\"" + group + "\",\"refresh\":\"" + refresh + "\",\"data\":[{\"item\":[" + items
                + "],\"type\":[\"0B\"]}]}");
    }

    @Test
    void one_reg_can_take_two_types_of_the_account() {
        assertThat(registered.register(frame(SampleFrames.text("reg-request-00-04")))).isNull();

        assertThat(registered.types()).containsExactly("00", "04");
    }

    @Test
    void remove_takes_back_the_same_group_item_and_type_and_nothing_else() {
        registered.register(frame(SampleFrames.text("reg-request-00-04")));
        JsonNode remove = frame(SampleFrames.text("remove-request-04"));

        assertThat(registered.remove(frame(remove.toString().replace("\"grp_no\":\"1\"", "\"grp_no\":\"2\"")))).isNull();
        assertThat(registered.remove(frame(remove.toString().replace("\"item\":[\"\"]", "\"item\":[\"005930\"]")))).isNull();
        assertThat(registered.types()).containsExactly("00", "04");
        assertThat(registered.remove(remove)).isNull();

        assertThat(registered.types()).containsExactly("00");
    }

    @Test
    void an_empty_list_of_items_is_the_same_as_an_empty_item() {
        registered.register(frame(SampleFrames.text("reg-request-04").replace("[\"\"]", "[]")));

        assertThat(registered.remove(frame(SampleFrames.text("remove-request-04")))).isNull();

        assertThat(registered.hears("04")).isFalse();
    }

    @Test
    void a_remove_of_nothing_is_refused() {
        assertThat(registered.remove(frame("{\"trnm\":\"REMOVE\",\"grp_no\":\"1\",\"data\":[]}"))).isEqualTo("305003");
    }

    @Test
    void refresh_0_forgets_what_was_registered_before_in_every_group() {
        registered.register(frame(SampleFrames.text("reg-request-00-04")));

        registered.register(prices("2", "0", 0, 10));

        assertThat(registered.types()).containsExactly("0B");
    }

    @Test
    void a_group_takes_two_hundred_items_and_a_reg_that_is_refused_changes_nothing() {
        assertThat(registered.register(prices("2", "1", 0, 200))).isNull();
        assertThat(registered.register(prices("2", "1", 0, 200))).isNull();

        assertThat(registered.register(prices("2", "1", 200, 201))).isEqualTo("105118");
        assertThat(registered.register(prices("3", "1", 0, 300))).isEqualTo("105118");
        assertThat(registered.register(prices("2", "0", 200, 400))).isNull();
    }

    @Test
    void a_session_takes_two_hundred_items_over_all_its_groups_and_the_account_counts_for_none() {
        registered.register(prices("2", "1", 0, 150));

        assertThat(registered.register(prices("3", "1", 150, 201))).isEqualTo("105115");
        assertThat(registered.register(prices("3", "1", 100, 200))).isNull();
        assertThat(registered.register(frame(SampleFrames.text("reg-request-00-04")))).isNull();
    }
}
