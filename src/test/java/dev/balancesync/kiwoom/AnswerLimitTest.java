package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.time.Ticker;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of camel-http, by the client that the routes name. That a longer answer is not read, {@code SnapshotIT} shows. */
class AnswerLimitTest {
    private static final String TEXT = "{\"return_code\":0,\"return_msg\":\"조회가 완료되었습니다\"}";
    private static final int LIMIT = AnswerLimit.MOST_MEGABYTES * 1024 * 1024;

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
        return ask(new AnswerLimit(ticker), server.getAddress().getPort());
    }

    private Exchange ask(AnswerLimit limit, int port) {
        HttpClientConfigurer limited = client -> client.disableAutomaticRetries().addExecInterceptorFirst("limit", limit);
        camel.getRegistry().bind("limited", limited);
        camel.start();
        return camel.createProducerTemplate().request("http://127.0.0.1:" + port + "/?httpClientConfigurer=#limited",
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
    void an_answer_without_content_stays_one() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });

        Exchange answer = ask(nanos::get);

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(204);
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

    /** The time limit of a request begins anew with each byte, and none of them is the content's. */
    @Test
    void an_answer_of_which_the_head_drips_is_given_up() throws Exception {
        try (var dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var gone = CompletableFuture.supplyAsync(() -> drip(dripping));

            Exchange answer = ask(new AnswerLimit(Ticker.system(), Duration.ofSeconds(1)), dripping.getLocalPort());

            assertThat(answer.getException()).isInstanceOf(BrokerException.class).hasMessageContaining("did not end within 1 s");
            assertThat(gone).as("the connection is closed").succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        }
    }

    /** @return whether the other side has gone before the end */
    private static boolean drip(ServerSocket server) {
        try (Socket asked = server.accept()) {
            asked.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Head: ".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 400; i++) {
                asked.getOutputStream().write('.');
                Thread.sleep(50);
            }
            return false;
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_answer_that_ends_in_the_last_moment_is_read() {
        server.createContext("/", exchange -> {
            nanos.set(AnswerLimit.LONGEST.toNanos());
            answer(exchange, TEXT.getBytes(StandardCharsets.UTF_8));
        });

        assertThat(ask(nanos::get).getMessage().getBody(String.class)).isEqualTo(TEXT);
    }

    @Test
    void an_answer_as_long_as_the_limit_is_read() {
        server.createContext("/", exchange -> answer(exchange, new byte[LIMIT]));

        assertThat(ask(nanos::get).getMessage().getBody(byte[].class)).hasSize(LIMIT);
    }

    @Test
    void a_longer_one_is_given_up_and_its_rest_is_not_read() {
        var left = new CompletableFuture<Boolean>();
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                for (int i = 0; i < 16 * AnswerLimit.MOST_MEGABYTES; i++) {
                    exchange.getResponseBody().write(new byte[1024 * 1024]);
                }
                left.complete(false);
            } catch (IOException e) {
                left.complete(true);
                throw e;
            }
        });

        Exchange answer = ask(nanos::get);

        assertThat(answer.getException()).isInstanceOfSatisfying(BrokerException.class, big -> {
            assertThat(big.error().words(Language.KO)).contains("4 MB보다 커서");
            assertThat(big.error().words()).contains("more than 4 MB");
        });
        assertThat(left).as("the connection is closed").succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
    }

    /** As a reader of JSON may. */
    @Test
    void what_is_read_byte_by_byte_is_counted_too() throws IOException {
        server.createContext("/whole", exchange -> answer(exchange, new byte[LIMIT]));
        server.createContext("/longer", exchange -> answer(exchange, new byte[LIMIT + 1]));

        try (var client = HttpClients.custom().addExecInterceptorFirst("limit", new AnswerLimit(nanos::get)).build()) {
            assertThat(afterTheLimit(client, "/whole")).as("the end").isEqualTo(-1);
            assertThatThrownBy(() -> afterTheLimit(client, "/longer")).isInstanceOf(BrokerException.class).hasMessageContaining("4 MB");
        }
    }

    private int afterTheLimit(HttpClient client, String path) throws IOException {
        return client.execute(new HttpGet("http://127.0.0.1:" + server.getAddress().getPort() + path), response -> {
            InputStream content = response.getEntity().getContent();
            assertThat(content.readNBytes(LIMIT)).hasSize(LIMIT);
            return content.read();
        });
    }

    private static void answer(HttpExchange exchange, byte[] content) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }
}
