package dev.balancesync.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.process.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifyCommandIT {
    private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer receiver;
    private int status = 200;

    @BeforeEach
    void setUp() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        environment.putAll(Map.of("KIWOOM_APP_KEY", "key", "KIWOOM_APP_SECRET", "secret", "KIWOOM_ACCOUNT_NO", "8112-5100",
                "SUPABASE_DB_URL", "postgresql://nobody@127.0.0.1:1/nothing", "LANGUAGE", "en",
                "NOTIFY_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?chat_id=7"));
    }

    @AfterEach
    void tearDown() {
        receiver.stop(0);
    }

    private int run(String... arguments) {
        var told = new PrintStream(out);
        var complained = new PrintStream(err);
        return Usage.of(new NotifyCommand(Path.of(""), environment, told, complained), told, complained).execute(arguments);
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    /** Nothing is wrong with the address of a chat that takes two messages a second. */
    @Test
    void that_too_many_were_sent_is_said() {
        status = 429;

        assertThat(run("--test")).isEqualTo(1);
        assertThat(told()).contains("HTTP 429, too many messages").doesNotContain("check the address");
    }

    @Test
    void one_message_goes_out_as_the_service_would_send_it() {
        assertThat(run("--test")).as(this::told).isZero();

        assertThat(received).hasSize(1);
        JsonNode message = received.get(0);
        assertThat(message.path("event").asText()).isEqualTo("test");
        assertThat(message.path("text").asText()).isEqualTo("kiwoom-balance-sync ****5100 (mock): This is a test. Messages arrive.");
        assertThat(message.path("content")).isEqualTo(message.path("text"));
        assertThat(message.path("chat_id").asText()).isEqualTo("7");
        assertThat(told()).contains("Sent and taken");
    }

    @Test
    void a_receiver_that_refuses_is_told_without_its_address_and_in_korean_too() {
        status = 404;
        environment.put("LANGUAGE", "ko");

        assertThat(run("--test")).isEqualTo(1);

        assertThat(told()).contains("받지 않았습니다", "HTTP 404").doesNotContain("hook");
        assertThat(received).isNotEmpty().allMatch(message -> message.path("text").asText().contains("시험 알림"));
    }

    @Test
    void without_an_address_or_the_option_nothing_is_sent() {
        environment.remove("NOTIFY_URL");
        assertThat(run("--test")).isEqualTo(2);
        assertThat(told()).contains("NOTIFY_URL is not set");

        assertThat(run()).isEqualTo(2);
        assertThat(told()).contains("Usage");
        assertThat(received).isEmpty();
    }
}
