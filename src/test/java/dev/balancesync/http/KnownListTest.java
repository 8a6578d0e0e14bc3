package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;

class KnownListTest {
    private final KnownList list = new KnownList();
    private final AtomicInteger made = new AtomicInteger();
    private final PackedAnswer.Writing make = out -> out.write("{\"이름\":" + made.incrementAndGet() + "}" + " ".repeat(200_000));

    private String ask(String question) throws IOException {
        try (var answer = new GZIPInputStream(new ByteArrayInputStream(list.answer(question, make).packed()))) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void a_list_is_made_once_until_there_is_another_mbean_or_another_question() throws IOException {
        assertThat(ask("all")).isEqualTo("{\"이름\":1}");
        assertThat(ask("all")).isEqualTo("{\"이름\":1}");
        list.handleNotification(null, null);
        assertThat(ask("all")).isEqualTo("{\"이름\":2}");
        assertThat(ask("some")).isEqualTo("{\"이름\":3}");
    }

    @Test
    void an_error_is_not_kept() throws IOException {
        list.answer("all", out -> out.write("{\"error\":\"now\"}"));

        assertThat(ask("all")).isEqualTo("{\"이름\":1}");
    }

    @Test
    void what_changes_while_it_is_made_is_in_the_next() throws IOException {
        list.answer("all", out -> {
            list.handleNotification(null, null);
            make.to(out);
        });

        assertThat(ask("all")).isEqualTo("{\"이름\":2}");
    }
}
