package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Arrivals;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Frame;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private final Losses losses = Arrivals.losses();
    private final Quarantine quarantine = new Quarantine(SampleFrames.JSON, new MutableClock("2026-11-23T00:00:00Z"), losses);

    private JsonNode line(Object received, Throwable cause) throws Exception {
        String line = quarantine.line(received, cause);
        assertThat(line).endsWith("\n").hasLineCount(1);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(line)).isTrue();
        return SampleFrames.JSON.readTree(line);
    }

    @Test
    void a_line_says_when_why_and_what() throws Exception {
        JsonNode line = line(Map.of("302", "삼성전자"), new BadEntryException("code", "the entry has no code"));

        assertThat(line.path("at").asText()).isEqualTo("2026-11-23T09:00+09:00");
        assertThat(line.path("reason").asText()).isEqualTo("code");
        assertThat(line.path("message").asText()).isEqualTo("the entry has no code");
        assertThat(line.path("received").path("302").asText()).isEqualTo("삼성전자");
        assertThat(quarantine.count()).isEqualTo(1);
    }

    @Test
    void half_of_a_surrogate_pair_and_control_characters_come_through() throws Exception {
        for (String text : new String[] {"\udc00", "a\ud800b", "삼성\ud83d", "\0", "\r\n"}) {
            assertThat(line(Map.of("302", text), new BadEntryException("value", "bad")).path("received").path("302").asText()).isEqualTo(text);
        }
    }

    @Test
    void what_is_no_frame_counts_as_an_unreadable_one() throws Exception {
        line("{}", new BadEntryException("frame", "the frame is not a JSON object with a trnm"));
        line("{", new IllegalStateException("at byte 1"));

        assertThat(quarantine.count(Quarantine.UNREADABLE_FRAME)).isEqualTo(2);
    }

    @Test
    void what_cannot_be_parsed_is_no_json_of_the_expected_form() throws Exception {
        JsonNode line = line("{", new JsonParseException(null, "hunter2 at byte 1"));

        assertThat(line.path("reason").asText()).isEqualTo("shape");
        assertThat(line.path("message").asText()).isEqualTo("it is not JSON of the expected form");
    }

    @Test
    void a_step_that_failed_is_not_blamed_on_what_was_received() throws Exception {
        JsonNode line = line("{}", new IllegalStateException("No consumers available on endpoint: direct://store-rung of 8112510011"));

        assertThat(line.path("reason").asText()).isEqualTo("step");
        assertThat(line.path("message").asText()).isEqualTo("a step of the routes failed; was one edited?: IllegalStateException"
                + " No consumers available on endpoint: direct://store-rung of ******0011");
    }

    /** A moment is no JSON, and where an own step failed at frames that came together, or after a holding was made, nothing was kept. */
    @Test
    void what_steps_have_made_of_what_was_received_is_kept_as_well() throws Exception {
        var frame = new Frame("{\"trnm\":\"REAL\",\"data\":[]}", Arrivals.at(Instant.parse("2026-11-23T00:00:00Z")));

        assertThat(line(List.of(frame), new IllegalStateException("own")).path("received").asText()).contains(frame.text());
    }

    @Test
    void whatever_the_tables_will_lack_opens_a_gap_and_what_is_no_business_of_theirs_does_not() throws Exception {
        line(Map.of(), new BadEntryException("account", "another's"));
        line(Map.of(), new BadEntryException("credit", "no room for it"));
        assertThat(losses.count()).isZero();
        assertThat(losses.last()).isNull();

        line(Map.of(), new BadEntryException("code", "no code"));
        line("{", new IllegalStateException("a frame"));

        assertThat(losses.count()).isEqualTo(2);
        assertThat(losses.last().reason()).isEqualTo("a step of the routes failed; was one edited?");
    }

    @Test
    void an_entry_of_which_only_values_cannot_be_read_is_told_as_it_came_and_is_no_bad_entry() throws Exception {
        JsonNode line = line("the holding", new UnreadableValueException("value", "field 931 is not a number", Map.of("931", "many")));

        assertThat(line.path("reason").asText()).isEqualTo("value");
        assertThat(line.path("received").path("931").asText()).isEqualTo("many");
        assertThat(quarantine.count("bad_value")).isEqualTo(1);
        assertThat(quarantine.badEntries()).isZero();
        assertThat(losses.count()).isEqualTo(1);
    }

    @Test
    void of_a_very_long_frame_the_beginning_is_kept() throws Exception {
        JsonNode line = line("x".repeat(1_000_000), new IllegalStateException("a frame"));

        assertThat(line.path("received").asText()).startsWith("xxx").endsWith("(1000000 characters in all)").hasSizeLessThan(300_000);
    }

    @Test
    void a_row_that_the_database_refuses_again_and_again_counts_each_time_and_is_written_once() throws Exception {
        var whale = new BadEntryException("refused", "the database refused the row: no_whale");
        Map<String, Object> row = Map.of("stock_code", "005930", "quantity", 5_000L, "current_price", 60_000, "updated_at", "10:00");
        line(row, whale);

        assertThat(quarantine.line(Map.of("stock_code", "005930", "quantity", 5_000L, "current_price", 60_100, "updated_at", "10:05"), whale))
                .as("another price and time").isNull();

        assertThat(quarantine.count(Quarantine.REFUSED)).isEqualTo(2);
        assertThat(losses.count()).as("it is missing still").isEqualTo(2);
        line(Map.of("stock_code", "005930", "quantity", 6_000L), whale);
        line(row, new BadEntryException("refused", "the database refused the row: no_samsung"));
        assertThat(quarantine.count(Quarantine.REFUSED)).isEqualTo(4);
    }

    @Test
    void of_what_the_broker_sends_everything_is_written() throws Exception {
        var bad = new BadEntryException("value", "field 930 is not a number");

        line(Map.of("930", "many"), bad);
        line(Map.of("930", "many"), bad);
    }

    @Test
    void a_person_can_read_the_line() throws Exception {
        String line = quarantine.line(Map.of("302", "삼성전자"), new BadEntryException("code", "the entry has no code"));

        assertThat(line).contains("삼성전자");
    }

    @Test
    void entries_are_counted_by_their_reason_and_bad_ones_are_those_that_could_not_be_read() throws Exception {
        line(Map.of(), new BadEntryException("code", "no code"));
        line("an entry that is text", new BadEntryException("value", "no number"));
        line(Map.of(), new JsonParseException(null, "an entry that failed in another way"));
        line(Map.of(), new BadEntryException("unheard of", "?"));
        line(Map.of(), new BadEntryException("account", "another's"));
        line(Map.of(), new BadEntryException("refused", "by the database"));
        line("{", new IllegalStateException("a frame"));
        line("{", new BadEntryException("deadly", "the process died of it"));

        assertThat(quarantine.count()).isEqualTo(8);
        assertThat(quarantine.badEntries()).isEqualTo(4);
        for (String each : new String[] {"no_code", "bad_value", "bad_entry", "other", Quarantine.OTHER_ACCOUNT, Quarantine.REFUSED,
            Quarantine.UNREADABLE_FRAME, Quarantine.DEADLY}) {
            assertThat(quarantine.count(each)).as(each).isEqualTo(1);
        }
        assertThat(quarantine.classes()).contains("no_code", "out_of_range", "on_credit", "other").hasSize(10);
    }

    @Test
    void a_frame_that_is_just_not_too_long_is_kept_whole() throws Exception {
        String frame = "x".repeat(256 * 1024);

        assertThat(line(frame, new IllegalStateException("a frame")).path("received").asText()).isEqualTo(frame);
    }

    @Test
    void what_is_refused_and_is_no_row_is_written_once_too() throws Exception {
        var refused = new BadEntryException("refused", "the database refused it");

        assertThat(line("a text", refused).path("received").asText()).isEqualTo("a text");
        assertThat(quarantine.line("a text", refused)).isNull();
        assertThat(quarantine.line("another", refused)).isNotNull();
    }

    @Test
    void the_last_thousand_refusals_are_known_and_what_is_older_is_written_once_more() throws Exception {
        var refused = new BadEntryException("refused", "the database refused the row");
        for (long quantity = 1; quantity <= 1_000; quantity++) {
            quarantine.line(Map.of("quantity", quantity), refused);
        }
        assertThat(quarantine.line(Map.of("quantity", 1L), refused)).as("the oldest of a thousand").isNull();

        quarantine.line(Map.of("quantity", 1_001L), refused);

        assertThat(quarantine.line(Map.of("quantity", 2L), refused)).as("the oldest now").isNull();
        assertThat(quarantine.line(Map.of("quantity", 1L), refused)).isNotNull();
    }
}
