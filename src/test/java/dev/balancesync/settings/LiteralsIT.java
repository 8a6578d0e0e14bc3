package dev.balancesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.TestService;
import dev.balancesync.notify.NotifyCommand;
import dev.balancesync.process.Usage;
import dev.balancesync.store.DatabaseAnswers;
import org.junit.jupiter.api.Test;

/** What looks like a template arrives as it is: at the broker, at the database, at the guard, at the receiver of notices. */
class LiteralsIT {
    private static final String AWKWARD = "a{{x}}b${env:PATH}c{{env:PATH}}#d%25e\\f\"g'h\\{{i\\}}";

    @Test
    void secrets_arrive_as_they_are() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().startsWith("/hook") ? 200 : 500, -1);
            exchange.close();
        });
        other.start();
        String address = "http://127.0.0.1:" + other.getAddress().getPort();
        String hook = "/hook/a%7B%7Bx%7D%7D%2525b?x=%24%7By%7D&c=%23&d=%5C";
        try (var mirror = new TestService()) {
            mirror.with("KIWOOM_APP_KEY", "key" + AWKWARD).with("KIWOOM_APP_SECRET", "secret" + AWKWARD).with("HTTP_PASSWORD", "password" + AWKWARD)
                    .with("KIWOOM_REST_URL", address).with("NOTIFY_URL", address + hook)
                    .with("SUPABASE_DB_URL", mirror.database.url().replace("postgresql://postgres", "postgresql://postgres:p{{x}}$%7By}%5C")).start();

            await().atMost(TestService.SOON).until(() -> asked.contains("/oauth2/token"));
            JsonNode token = new ObjectMapper().readTree(bodies.get(asked.indexOf("/oauth2/token")));
            assertThat(token.path("appkey").asText()).isEqualTo("key" + AWKWARD);
            assertThat(token.path("secretkey").asText()).isEqualTo("secret" + AWKWARD);
            assertThat(status(mirror.port, "password" + AWKWARD)).isEqualTo(200);
            assertThat(status(mirror.port, "password")).isEqualTo(401);
            await().atMost(TestService.SOON).until(() -> mirror.service().bean(DatabaseAnswers.class).isPrepared());

            var out = new PrintStream(new ByteArrayOutputStream());
            assertThat(Usage.of(new NotifyCommand(Path.of(""), mirror.environment, out, out), out, out).execute("--test")).isZero();
            assertThat(asked).contains(hook);
        } finally {
            other.stop(0);
        }
    }

    private static int status(int port, String password) throws Exception {
        String login = Base64.getEncoder().encodeToString(("kiwoom:" + password).getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status"))
                .header("Authorization", "Basic " + login).build(), BodyHandlers.discarding()).statusCode();
    }
}
