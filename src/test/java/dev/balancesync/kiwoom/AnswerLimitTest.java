package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpServer;
import dev.balancesync.time.Ticker;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of camel-http, by the client that the routes name. That a longer answer is not read, {@code SnapshotIT} shows. */
class AnswerLimitTest {
    private static final String TEXT = "{\"return_code\":0,\"return_msg\":\"조회가 완료되었습니다\"}";

    private final AtomicLong nanos = new AtomicLong();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private HttpServer server;

    @BeforeEach
    void setUp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void tearDown() {
        camel.stop();
        server.stop(0);
    }

    private Exchange ask(Ticker ticker) {
        HttpClientConfigurer limited = client -> client.disableAutomaticRetries().addExecInterceptorFirst("limit", new AnswerLimit(ticker));
        camel.getRegistry().bind("limited", limited);
        camel.start();
        return camel.createProducerTemplate().request("http://127.0.0.1:" + server.getAddress().getPort() + "/?httpClientConfigurer=#limited",
                question -> question.getMessage().setBody("{}"));
    }

    private static byte[] packed(String how) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var packing = how.equals("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
            packing.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate"})
    void an_answer_that_is_packed_is_unpacked_once(String how) throws IOException {
        byte[] packed = packed(how);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", how);
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });

        Exchange answer = ask(Ticker.system());

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo(TEXT);
    }

    @Test
    void an_answer_that_drips_is_given_up() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            nanos.set(AnswerLimit.LONGEST.plus(Duration.ofSeconds(1)).toNanos());
            exchange.getResponseBody().write('}');
            exchange.close();
        });

        Exchange answer = ask(nanos::get);

        assertThat(answer.getException()).isInstanceOfSatisfying(BrokerException.class, slow -> {
            assertThat(slow.error().words(Language.KO)).contains("40초");
            assertThat(slow.error().words()).contains("40 s");
        });
    }
}
