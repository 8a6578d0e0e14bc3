package dev.balancesync.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.RestAnswer;

/** One HTTP answer of the broker, and whether it is taken for what it is. */
record Answer(int status, String body, String continued, String nextKey) {
    static final String SECRET = "s3cret-of-the-token";
    private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 200, 200, 429, 500, 302, 0);
    private static final List<Object> CODES = Arrays.asList(0, 0, 0, 0, 0, 0, 0, "0", null, 8005, 20, "RC9000", "R10001", 0.0, true, List.of(0),
            "a\nb", "x".repeat(2_000), "\0");
    private static final List<Object> MESSAGES = Arrays.asList("정상적으로 처리되었습니다", null, "[8005:Token]", "[2000](RC9000:모의)",
            "CODE=8005", "a\nb", "\0", "\ud83d", "\ud83d\ude00".repeat(200), 7, List.of("x"));
    private static final RestAnswer REST = new RestAnswer(Shipped.JSON);

    Answer(String body) {
        this(200, body, null, null);
    }

    /** @param fields get a code and a message, too */
    static Answer of(Choices choices, Map<String, Object> fields) throws JsonProcessingException {
        fields.put("return_code", choices.of(CODES));
        fields.put("return_msg", choices.of(MESSAGES));
        String body = Shipped.JSON.writeValueAsString(fields);
        return new Answer(choices.of(STATUSES), choices.seldom(8) ? RandomEntries.spoilt(body, choices) : body,
                choices.of(Arrays.asList("N", "Y", null, "y", "")), choices.of(Arrays.asList("", "1", "2", null, " ")));
    }

    /** @return {@code null} when it is no answer of success */
    JsonNode sound() {
        try {
            JsonNode tree = Reading.tree(body.replaceFirst("^\uFEFF", ""));
            JsonNode code = tree.path("return_code");
            boolean succeeded = code.isTextual() && code.asText().matches("0+") || code.isIntegralNumber() && code.bigIntegerValue().signum() == 0;
            return status == 200 && tree.isObject() && succeeded ? tree : null;
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    /** @return {@code null} when the answer was refused, in words that may be shown */
    Map<String, Object> read() {
        JsonNode tree = sound();
        try {
            Map<String, Object> fields = REST.read(status, body);
            Must.hold(tree != null, "what is no success was taken for one", this);
            return fields;
        } catch (BrokerException e) {
            Must.hold(tree == null, "an answer of success was refused", e.getMessage(), this);
            Must.hold(!e.getMessage().contains(SECRET) || isSaid(), "the error repeats the token", this);
            sayable(e);
            return null;
        }
    }

    /** Jazzer learns the token from the comparison, and has the broker itself say it. */
    private boolean isSaid() {
        try {
            JsonNode tree = Reading.tree(body);
            return (tree.path("return_msg") + " " + tree.path("return_code")).contains(SECRET);
        } catch (JsonProcessingException | NumberFormatException e) {
            return false;
        }
    }

    private static void sayable(BrokerException e) {
        Must.hold(e.error().kind() != null, "an error without a kind", e.error());
        Must.beSayable(e.getMessage());
        Must.beSayable(e.error().toString());
    }

    /** What was taken for a success may still be refused for what it holds, in words that may be shown. */
    static void refused(BrokerException e) {
        sayable(e);
        Must.hold(!e.getMessage().contains(SECRET), "the error repeats the token", e.getMessage());
    }
}
