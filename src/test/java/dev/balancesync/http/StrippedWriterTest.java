package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrippedWriterTest {
    private static final List<String> PARTS = List.of("\"},", "\\", "\"", "},", "{", "password=", "sslpassword", "S3CRET", "app-key-1", "\"},app-key-2", ":", " ", "이름", "x".repeat(50));

    private final Secrets secrets = new Secrets(List.of("app-key-1", "\"},app-key-2"));
    private final Random random = new Random(1);

    private String text() {
        return random.ints(random.nextInt(12), 0, PARTS.size()).mapToObj(PARTS::get).collect(Collectors.joining());
    }

    private JsonObject beans(int most) {
        var beans = new JsonObject();
        for (int i = 0; i < most; i++) {
            beans.put(text() + i, i % 3 == 0 ? new JsonArray().add(text()) : new JsonObject().put(text(), text()).put("clientSecret", text()));
        }
        return beans;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 3_000, 10_000})
    void piece_by_piece_it_says_what_it_says_whole(int most) throws IOException {
        String json = beans(most).encode();
        var pieces = new ArrayList<Integer>();
        var whole = new StringWriter();
        try (var writer = new StrippedWriter(whole, piece -> {
            pieces.add(piece.length());
            return secrets.strip(piece);
        })) {
            for (int at = 0; at < json.length();) {
                int next = Math.min(json.length(), at + 1 + random.nextInt(100));
                writer.write(json, at, next - at);
                at = next;
            }
        }

        assertThat(whole.toString().equals(secrets.strip(json))).isTrue(); // a megabyte is not to be printed
        assertThat(whole.toString().contains("app-key-1")).isFalse();
        assertThat(pieces).allMatch(length -> length < 70_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 300_000})
    void a_text_that_is_longer_than_a_piece_stays_whole(int length) throws IOException {
        String json = new JsonObject().put("a", new JsonObject().put("password", "\"},".repeat(length / 3))).put("b", new JsonObject().put("c", "d")).encode();
        var whole = new StringWriter();
        try (var writer = new StrippedWriter(whole, secrets::strip)) {
            writer.write(json);
        }

        assertThat(whole).hasToString("{\"a\":{\"password\":\"xxxxxx\"},\"b\":{\"c\":\"d\"}}");
    }
}
