package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of somebody else can do to the simulator: nothing. */
class SimulatorPagesIT {
    private static final String FAULT = "{\"fault\":\"drop\"}";
    private static final String ORDER = "{\"stock_code\":\"005930\",\"quantity\":1,\"price\":0,\"order_type\":\"buy\"}";
    private static KiwoomSimulator kiwoom;

    @BeforeAll
    static void start() {
        kiwoom = KiwoomSimulator.start(0);
    }

    @AfterAll
    static void stop() {
        kiwoom.close();
    }

    private static int ask(String line, String body, String headers) throws IOException {
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "192.168.0.9"})
    void a_name_that_was_pointed_here_is_refused(String host) throws IOException {
        String headers = "Host: " + host + "\r\n";

        assertThat(ask("POST /api/faults", FAULT, headers)).isEqualTo(421);
        assertThat(ask("POST /api/order/buy", ORDER, headers)).isEqualTo(421);
        assertThat(ask("GET /api/simulator", "", headers)).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Requested-With: me\r\nOrigin: http://evil.example\r\n", "Sec-Fetch-Site: same-origin\r\n"})
    void programs_and_people_may(String headers) throws IOException {
        assertThat(ask("POST /api/faults", FAULT, "Host: 127.0.0.1\r\n" + headers)).isEqualTo(202);
        assertThat(ask("GET /api/simulator", "", "Host: localhost\r\n" + headers)).isEqualTo(200);
    }
}
