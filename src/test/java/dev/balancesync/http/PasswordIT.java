package dev.balancesync.http;

import static dev.balancesync.http.RawHttp.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.balancesync.LogLines;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProcess;
import dev.balancesync.TestService;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port when it is open to the network. */
class PasswordIT {
    private static final String PASSWORD = "c0rrect h:rse";
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static TestService mirror;
    private static RawHttp http;

    @BeforeAll
    static void start() throws IOException {
        mirror = new TestService().withManagement().with("HTTP_HOST", "0.0.0.0").with("HTTP_PASSWORD", PASSWORD).startLive();
        http = new RawHttp(mirror.port);
    }

    @AfterAll
    static void stop() throws Exception {
        mirror.close();
        THREADS.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/status", "/api/positions", "/api/events", "/observe/health", "/observe/metrics", "/jolokia", "/jolokia/version",
        "/hawtio", "/hawtio/", "/hawtio/index.html", "/hawtio/user", "/nothing", "//api/status", "/./api/status", "/%61pi/status",
        "/observe/health/live/../../../api/status", "/observe/health/ready/x"})
    void everything_asks_for_the_password(String path) throws IOException {
        for (String method : List.of("GET", "POST", "HEAD", "PUT")) {
            RawHttp.Answer answer = http.ask(method, path, "");
            assertThat(answer.status()).as(method + " " + path).isIn(401, path.contains("jolokia") ? 403 : 401);
            assertThat(answer.body()).doesNotContain("LIVE", "root");
        }
        assertThat(http.get(path).head().toLowerCase()).contains("www-authenticate: basic");
    }

    @Test
    void the_right_password_opens_and_a_wrong_one_does_not() throws IOException {
        int address = 0;
        for (String path : List.of("/api/status", "/observe/metrics", "/jolokia/version", "/hawtio/", "/observe/health")) {
            assertThat(http.get(path, basic("kiwoom", PASSWORD)).status()).as(path).isEqualTo(200);
            for (String wrong : List.of(basic("kiwoom", "wrong"), basic("kiwoom", ""), basic("kiwoom", PASSWORD + " "), basic("root", PASSWORD), basic("", ""),
                    "Authorization: Basic", "Authorization: Basic !!!", "Authorization: Bearer " + PASSWORD)) {
                // each from an address of its own, since more than a few from one are slowed
                assertThat(new RawHttp(mirror.port, "127.0.1." + ++address).get(path, wrong).status()).as(path + " " + wrong).isEqualTo(401);
            }
        }
        assertThat(http.post("/api/refresh", "", basic("kiwoom", PASSWORD)).status()).isIn(202, 409);
        assertThat(http.post("/api/refresh", "", basic("kiwoom", PASSWORD), "Origin: https://my.example", "Sec-Fetch-Site: same-origin").status()).isIn(202, 409);
        assertThat(http.post("/api/refresh", "", basic("kiwoom", PASSWORD), "Origin: http://evil.example").status()).isEqualTo(403);
        assertThat(http.get("/api/status", basic("kiwoom", PASSWORD), "Host: nas.example").status()).isEqualTo(200);
    }

    @Test
    void health_checks_of_a_container_need_none_and_learn_nothing_but_up_or_down() throws IOException {
        for (String path : List.of("/observe/health/live", "/observe/health/ready", "/observe/health/ready?data=true&exposureLevel=full")) {
            assertThat(http.get(path).status()).isEqualTo(200);
            assertThat(http.get(path).body()).isEqualTo("{\"status\":\"UP\"}");
        }
        assertThat(http.get("/observe/health/ready", basic("kiwoom", PASSWORD)).body()).contains("kiwoom-session");
        assertThat(http.get("/observe/health/ready", basic("kiwoom", "wrong")).status()).isEqualTo(401);
    }

    @Test
    void the_network_is_not_opened_without_a_password(@TempDir Path folder) throws Exception {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
                var service = new TestProcess(folder, kiwoom, TestDatabase.create())) {
            service.environment.put("HTTP_HOST", "0.0.0.0");

            service.run();

            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.output().lines()).singleElement().asString().contains("HTTP_HOST").contains("HTTP_PASSWORD").contains(".env");
            assertThat(kiwoom.count("token_requests")).isZero();
        }
    }

    @Test
    void wrong_passwords_are_answered_later_and_later_told_once_and_keep_nobody_else_waiting() throws Exception {
        var guesser = new RawHttp(mirror.port, "127.0.0.2");
        var honest = new RawHttp(mirror.port, "127.0.0.3");
        var guesses = new ArrayList<CompletableFuture<RawHttp.Answer>>();
        try (var log = new LogLines()) {
            for (int i = 0; i < 3; i++) {
                assertThat(guesser.get("/api/status", basic("kiwoom", "guess" + i)).status()).isEqualTo(401);
            }
            for (int i = 0; i < 40; i++) {
                String guess = basic("kiwoom", "another" + i);
                guesses.add(CompletableFuture.supplyAsync(() -> asked(guesser, guess), THREADS));
            }
            await().atMost(TestService.SOON).until(() -> guesses.stream().filter(CompletableFuture::isDone).count() >= 36);

            assertThat(guesses.stream().filter(CompletableFuture::isDone).map(each -> each.join().status())).contains(429).doesNotContain(200);
            assertThat(guesser.get("/api/status", basic("kiwoom", PASSWORD)).status()).isEqualTo(429);
            long before = System.nanoTime();
            assertThat(honest.get("/api/status", basic("kiwoom", PASSWORD)).status()).isEqualTo(200);
            assertThat(guesses).anyMatch(each -> !each.isDone());
            assertThat(System.nanoTime() - before).isLessThan(TestService.SOON.toNanos());
            await().atMost(TestService.SOON).until(() -> log.all().stream().anyMatch(line -> line.contains("127.0.0.2")));
            assertThat(log.all().stream().filter(line -> line.contains("127.0.0.2"))).singleElement().asString().contains("127.0.0.2")
                    .doesNotContain("guess", "another");
        }
        CompletableFuture.allOf(guesses.toArray(CompletableFuture[]::new)).join();
        assertThat(guesser.get("/api/status", basic("kiwoom", PASSWORD)).status()).isEqualTo(200);
    }

    private static RawHttp.Answer asked(RawHttp http, String password) {
        try {
            return http.get("/api/status", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
