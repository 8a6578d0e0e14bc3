package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.TestService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mock trading allows one request a second for each TR; with the default settings every account is read all the same. */
class PaceIT {
    private static final Duration PACE = Duration.ofMillis(1_100);

    private final TestService mirror = new TestService();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Long> lastAt = new HashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private HttpServer broker;

    PaceIT() throws IOException {
    }

    @BeforeEach
    void setUp() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.setExecutor(Executors.newCachedThreadPool());
        broker.createContext("/", this::answer);
        broker.start();
        mirror.with("KIWOOM_REST_URL", "http://127.0.0.1:" + broker.getAddress().getPort());
        mirror.environment.remove("KIWOOM_REST_PACE");
        mirror.environment.remove("KIWOOM_SNAPSHOT_SETTLE");
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
        broker.stop(0);
    }

    /** As strict as Kiwoom, in front of the simulator. */
    private void answer(HttpExchange exchange) throws IOException {
        String tr = String.valueOf(exchange.getRequestHeaders().getFirst("api-id"));
        byte[] question = exchange.getRequestBody().readAllBytes();
        if (isTooEarly(tr)) {
            refused.incrementAndGet();
            send(exchange, 429, "{\"return_code\":5,\"return_msg\":\"허용된 요청 개수를 초과하였습니다[1700:유량=1, API ID=" + tr + "]\"}");
            return;
        }
        var request = HttpRequest.newBuilder(URI.create(mirror.kiwoom.restUrl() + exchange.getRequestURI()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(question));
        for (String header : List.of("api-id", "authorization", "cont-yn", "next-key", "Content-Type")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String header : List.of("cont-yn", "next-key")) {
                answer.headers().firstValue(header).ifPresent(value -> exchange.getResponseHeaders().set(header, value));
            }
            send(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private synchronized boolean isTooEarly(String tr) {
        long now = System.nanoTime();
        Long last = lastAt.put(tr, now);
        return !tr.equals("null") && last != null && now - last < Duration.ofSeconds(1).toNanos();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static IntStream all_rows_cash_and_totals_are_right_with_the_default_settings() {
        return IntStream.of(45, Integer.getInteger("paced", 300));
    }

    @ParameterizedTest
    @MethodSource
    void all_rows_cash_and_totals_are_right_with_the_default_settings(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            mirror.kiwoom.hold(String.format("%06d", 100_000 + i), "종목" + i, i, 1_000L * i, 1_100);
        }
        int pages = (count + 19) / 20;

        mirror.start();

        Duration most = PACE.multipliedBy(pages).plusSeconds(40);
        await().atMost(most).until(() -> mirror.snapshot().lastAt() != null && mirror.snapshot().gapSince() == null);
        await().atMost(Duration.ofSeconds(20)).until(() -> mirror.account().get("total_asset") != null);
        assertThat(mirror.portfolio()).hasSize(count);
        assertThat(mirror.account()).containsEntry("position_count", (long) count).containsEntry("total_cash", new BigDecimal("50000000"))
                .containsEntry("total_asset", new BigDecimal("50000000").add(new BigDecimal(mirror.kiwoom.state().get("stock_value").toString())));
        assertThat(refused.get()).as("asked too early").isLessThanOrEqualTo(pages / 5);
    }
}
