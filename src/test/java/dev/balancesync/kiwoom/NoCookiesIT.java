package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.balancesync.LogLines;
import dev.balancesync.TestService;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who stands before the broker may mark its visitors; the accounts of this service share one client, and are not to pass for one. */
class NoCookiesIT {
    @RegisterExtension
    private final TestService mirror = new TestService();

    @Test
    void a_cookie_is_neither_sent_back_nor_logged() throws Exception {
        mirror.startLive();
        var cookies = new AtomicInteger();
        HttpServer server = marking(cookies);
        try (var log = new LogLines()) {
            ProducerTemplate routes = mirror.service().camel().createProducerTemplate();
            for (int i = 0; i < 2; i++) {
                routes.requestBody("http://127.0.0.1:" + server.getAddress().getPort() + "/?httpMethod=POST&httpClientConfigurer=#noRetries", "{}");
            }

            assertThat(cookies).hasValue(0);
            assertThat(log.all()).noneMatch(line -> line.contains("COOKIE-OF-A-SESSION"));
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer marking(AtomicInteger cookies) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                cookies.addAndGet(exchange.getRequestHeaders().containsKey("Cookie") ? 1 : 0);
                exchange.getResponseHeaders().add("Set-Cookie", "kept=1; Path=/");
                exchange.getResponseHeaders().add("Set-Cookie", "session=COOKIE-OF-A-SESSION; Path=/; Expires=in a while");
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return server;
    }
}
