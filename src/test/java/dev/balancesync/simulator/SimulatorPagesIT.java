package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of somebody else can do to the simulator: nothing. */
class SimulatorPagesIT {
    private static final String FAULT = "{\"fault\":\"drop\"}";
    private static final String ORDER = "{\"stock_code\":\"005930\",\"quantity\":1,\"price\":0,\"order_type\":\"buy\"}";
    private static final String KEYS = "{\"grant_type\":\"client_credentials\",\"appkey\":\"k\",\"secretkey\":\"s\"}";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    private static KiwoomSimulator kiwoom;
    private static KiwoomSimulator open;

    @BeforeAll
    static void start() {
        kiwoom = KiwoomSimulator.start(0);
        open = KiwoomSimulator.start(SimulatorOptions.defaults().withHost("0.0.0.0"));
    }

    @AfterAll
    static void stop() {
        kiwoom.close();
        open.close();
    }

    private static int ask(String line, String body, String headers) throws IOException {
        return ask(kiwoom, line, body, headers);
    }

    /** @return the status, of which there is one even when the line stays open */
    private static int handshake(KiwoomSimulator kiwoom, String headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", kiwoom.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + KiwoomSimulator.WEBSOCKET_PATH + " HTTP/1.1\r\n" + headers + UPGRADE + "\r\n").getBytes(StandardCharsets.UTF_8));
            return Integer.parseInt(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8).split(" ", 3)[1]);
        }
    }

    private static int ask(KiwoomSimulator kiwoom, String line, String body, String headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", kiwoom.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((line + " HTTP/1.1\r\n" + headers + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return Integer.parseInt(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ", 3)[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://evil.example", "Origin: null", "Origin: http://localhost:1", "Referer: http://evil.example/x",
        "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"})
    void a_page_of_another_origin_moves_nothing(String header) throws IOException {
        String headers = "Host: localhost:" + kiwoom.port() + "\r\n" + header + "\r\n";

        assertThat(ask("POST /api/faults", FAULT, headers)).isEqualTo(403);
        assertThat(ask("DELETE /api/faults", "", headers)).isEqualTo(403);
        assertThat(ask("POST /api/order/buy", ORDER, headers)).isEqualTo(403);
        assertThat(ask("POST /api/dostk/ordr", ORDER, headers)).isEqualTo(403);
        assertThat(ask("POST /oauth2/token", KEYS, headers)).isEqualTo(403);
        assertThat(handshake(kiwoom, headers)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "192.168.0.9"})
    void a_name_that_was_pointed_here_is_refused(String host) throws IOException {
        String headers = "Host: " + host + "\r\n";

        assertThat(ask("POST /api/faults", FAULT, headers)).isEqualTo(421);
        assertThat(ask("POST /api/order/buy", ORDER, headers)).isEqualTo(421);
        assertThat(ask("GET /api/simulator", "", headers)).isEqualTo(421);
        String page = headers + "Origin: http://" + host + "\r\nUser-Agent: Mozilla/5.0\r\n";
        assertThat(ask("POST /oauth2/token", KEYS, page)).isEqualTo(421);
        assertThat(handshake(kiwoom, page)).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({"nas:8081, Origin: http://evil.example, 403", "nas:8081, Sec-Fetch-Site: cross-site, 403", "192.168.0.9, Origin: null, 403", "192.168.0.9, Referer: http://evil.example/x, 403",
        "evil.example, Origin: http://evil.example, 421", "evil.example, Referer: http://evil.example/x, 421", "evil.example, Sec-Fetch-Site: same-origin, 421"})
    void on_all_interfaces_too_a_page_of_another_origin_gets_nowhere(String host, String header, int status) throws IOException {
        String headers = "Host: " + host + "\r\nUser-Agent: Mozilla/5.0\r\n" + header + "\r\n";

        assertThat(ask(open, "POST /api/faults", FAULT, headers)).isEqualTo(status);
        assertThat(ask(open, "POST /api/order/buy", ORDER, headers)).isEqualTo(status);
        assertThat(ask(open, "POST /oauth2/token", KEYS, headers)).isEqualTo(status);
        assertThat(handshake(open, headers)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiwoom:8081", "192.168.0.9:8081", "simulator.trading.svc.cluster.local", "kiwoom.test:8081", "nas.example.com"})
    void the_service_says_nothing_of_an_origin_or_its_own_and_goes_through(String host) throws IOException {
        for (KiwoomSimulator each : List.of(kiwoom, open)) {
            assertThat(ask(each, "POST /oauth2/token", KEYS, "Host: " + host + "\r\nUser-Agent: Apache-HttpClient\r\n")).isEqualTo(200);
            assertThat(handshake(each, "Host: " + host + "\r\n")).isEqualTo(101);
            assertThat(handshake(each, "Host: " + host + "\r\nOrigin: http://" + host + "\r\n")).isEqualTo(101);
        }
        assertThat(ask(open, "GET /api/simulator", "", "Host: kiwoom\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Requested-With: me\r\nOrigin: http://evil.example\r\n", "Sec-Fetch-Site: same-origin\r\n"})
    void programs_and_people_may(String headers) throws IOException {
        assertThat(ask("POST /api/faults", FAULT, "Host: 127.0.0.1\r\n" + headers)).isEqualTo(202);
        assertThat(ask("GET /api/simulator", "", "Host: localhost\r\n" + headers)).isEqualTo(200);
    }
}
