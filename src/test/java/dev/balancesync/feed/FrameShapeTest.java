package dev.balancesync.feed;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.BadEntryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameShapeTest {
    @Test
    void every_sample_of_the_socket_passes() {
        for (String start : List.of("real-", "login-", "reg-", "remove-", "ping", "system-")) {
            for (String name : SampleFrames.startingWith(start)) {
                assertThatCode(() -> FrameShape.check(SampleFrames.fields(name))).as(name).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"trnm\":\"REAL\",\"data\":[]}", "{\"trnm\":\"\",\"return_code\":100002}", "{\"trnm\":\"NEW\",\"data\":7}"})
    void what_is_unknown_or_empty_passes(String text) throws JsonProcessingException {
        Object frame = SampleFrames.JSON.readValue(text, Object.class);

        assertThatCode(() -> FrameShape.check(frame)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"REAL\"", "[]", "{}", "{\"trnm\":null}", "{\"trnm\":{}}", "{\"trnm\":\"REAL\"}",
            "{\"trnm\":\"REAL\",\"data\":null}", "{\"trnm\":\"REAL\",\"data\":{}}", "{\"trnm\":\"REAL\",\"data\":\"a,b\"}"})
    void what_is_no_frame_is_refused(String text) throws JsonProcessingException {
        Object frame = SampleFrames.JSON.readValue(text, Object.class);

        assertThatThrownBy(() -> FrameShape.check(frame)).isInstanceOf(BadEntryException.class).hasMessageContaining("the frame");
    }
}
