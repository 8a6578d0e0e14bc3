package dev.balancesync.session;

import static dev.balancesync.SampleFrames.text;
import static dev.balancesync.TestFrames.PING;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import dev.balancesync.LogLines;
import dev.balancesync.TestService;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.feed.FeedNotConnectedException;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.snapshot.Cash;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the broker does: the session recovers by itself, says what is the matter, and asks no more than it should. */
class SessionFaultsIT {
    private static final int DROPS = Integer.getInteger("drops", 15);

    private TestService mirror;

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService(SimulatorOptions.defaults().withHoldings(false).withPing(Duration.ofMillis(300), Duration.ofSeconds(2)))
                .with("KIWOOM_HANDSHAKE_TIMEOUT", "600ms").with("KIWOOM_ANSWER_TIMEOUT", "500ms").with("KIWOOM_REST_TIMEOUT_MILLIS", "500")
                .with("KIWOOM_SILENCE_LIMIT", "1500ms").with("KIWOOM_CIRCUIT_OPEN_DURATION", "1s").with("KIWOOM_CREDENTIALS_DELAY", "700ms")
                .with("KIWOOM_DUPLICATE_DELAY", "700ms").with("KIWOOM_RATE_DELAY_MAX", "900ms");
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    /**
     * @param when before the service starts, or once it is LIVE
     * @param state the state it must pass through
     * @param code the broker's code that state must carry; {@code null} for none
     * @param tokens the most token requests until it is LIVE again
     */
    record Case(String name, boolean whenLive, List<Fault> faults, SessionState state, String code, String says, int tokens) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case start(String name, Fault fault, SessionState state, String code, String says, int tokens) {
        return new Case(name, false, List.of(fault), state, code, says, tokens);
    }

    private static Case live(String name, Fault fault, SessionState state, String code, String says, int tokens) {
        return new Case(name, true, List.of(fault), state, code, says, tokens);
    }

    static Stream<Case> cases() {
        return Stream.of(
                start("wrong key", new Fault.TokenAnswer(200, text("token-fail-8001-http200")), SessionState.CREDENTIALS_REJECTED, "8001", "KIWOOM_APP_KEY", 2),
                start("address not registered", new Fault.TokenAnswer(200, text("token-fail-8050-http200")), SessionState.CREDENTIALS_REJECTED, "8050", "IP", 2),
                start("token 429", new Fault.TokenAnswer(429, text("token-fail-1700-http429")), SessionState.RECONNECTING, "1700", "Too many", 2),
                start("token 1700 with 200", new Fault.TokenAnswer(200, text("rest-fail-1700-flow-variant")), SessionState.RECONNECTING, "1700", "Too many", 2),
                start("token 500", new Fault.TokenAnswer(500, "INTERNAL_SERVER_ERROR"), SessionState.RECONNECTING, "500", "500", 2),
                start("token 500 JSON", new Fault.TokenAnswer(500, "{\"return_code\":1,\"return_msg\":\"오류\"}"), SessionState.RECONNECTING, "1", "오류", 2),
                start("maintenance page", new Fault.TokenAnswer(200, "<html>중단 일시</html>"), SessionState.RECONNECTING, "200", "maintenance", 2),
                start("token garbage", new Fault.TokenAnswer(200, "]["), SessionState.RECONNECTING, "200", "not a JSON object", 2),
                start("token without token", new Fault.TokenAnswer(200, "{\"return_code\":0}"), SessionState.RECONNECTING, null, "no token", 2),
                start("token hangs", new Fault.TokenHang(), SessionState.RECONNECTING, null, "in time", 2),
                start("handshake refused", new Fault.RefuseHandshake(503), SessionState.RECONNECTING, "503", "503", 1),
                start("handshake hangs", new Fault.HangHandshake(), SessionState.RECONNECTING, null, "handshake", 1),
                start("LOGIN refused 8005", new Fault.LoginAnswer(text("login-fail-805004-invalid-token"), true), SessionState.RECONNECTING, "8005", "fresh token", 2),
                start("LOGIN refused 8005, server keeps the line open", new Fault.LoginAnswer(text("login-fail-805004-invalid-token"), false), SessionState.RECONNECTING, "8005", "fresh token", 2),
                start("LOGIN refused 8031", new Fault.Refuse("LOGIN", "8031"), SessionState.RECONNECTING, "8031", "KIWOOM_IS_DEMO", 2),
                start("LOGIN silent", new Fault.LoginSilence(), SessionState.RECONNECTING, null, "LOGIN was not answered", 1),
                start("LOGIN closed", new Fault.LoginClose(), SessionState.RECONNECTING, null, "1000 Bye", 1),
                start("REG refused", new Fault.RegAnswer(text("reg-fail-105111")), SessionState.RECONNECTING, "105111", "실시간 항목", 1),
                start("REG 1700", new Fault.Refuse("REG", "1700"), SessionState.REGISTERING, "1700", "Too many", 1),
                start("REG too many", new Fault.Refuse("REG", "105110"), SessionState.REGISTERING, "105110", "sent again", 1),
                start("LOGIN answered false", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":false}", false), SessionState.RECONNECTING, "false", "LOGIN refused: return_code false", 1),
                start("LOGIN answered 0.5", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":0.5}", false), SessionState.RECONNECTING, "0.5", "LOGIN refused", 1),
                start("LOGIN answered 1e999999999", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":1e999999999}", false), SessionState.RECONNECTING, "1E+*****9999", "LOGIN refused", 1),
                start("LOGIN answered 00x", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":\"00x\"}", false), SessionState.RECONNECTING, "00x", "LOGIN refused", 1),
                start("LOGIN answered without a code", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\"}", false), SessionState.RECONNECTING, "no return_code", "LOGIN refused", 1),
                start("REG answered null", new Fault.RegAnswer("{\"trnm\":\"REG\",\"return_code\":null}"), SessionState.RECONNECTING, "no return_code", "REG refused", 1),
                start("token bound to another address", new Fault.Refuse("LOGIN", "8010"), SessionState.RECONNECTING, "8010", "fresh token", 2),
                start("token 1701", new Fault.Refuse("au10001", "1701"), SessionState.RECONNECTING, "1701", "Too many", 2),
                start("REG silent", new Fault.RegSilence(), SessionState.RECONNECTING, null, "REG was not answered", 1),
                live("line cut", new Fault.Drop(), SessionState.RECONNECTING, null, "closed", 1),
                live("1000 Bye", new Fault.Bye(), SessionState.RECONNECTING, null, "1000 Bye", 1),
                live("silence", new Fault.Silence(), SessionState.RECONNECTING, null, "No frame for", 1),
                live("duplicate session", new Fault.Duplicate(), SessionState.DUPLICATE_SESSION, "R10001", "Another program", 1),
                new Case("revoked token and a cut line", true, List.of(new Fault.RevokeToken(), new Fault.Drop()), SessionState.RECONNECTING, "8005", "fresh token", 2),
                new Case("SYSTEM before the LOGIN answer", true, List.of(new Fault.RevokeToken(), new Fault.LoginAnswer(text("system-R10004-no-login"), false), new Fault.Drop()), SessionState.RECONNECTING, "R10004", "접속허용요청", 2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_recovers_by_itself_and_says_what_is_the_matter(Case fault) throws Exception {
        if (fault.whenLive()) {
            mirror.startLive();
            // the last that is asked with the token which a fault revokes
            await().atMost(SOON).until(() -> ((Map<?, ?>) mirror.kiwoom.state().get("calls")).containsKey("kt00001"));
        }
        int before = mirror.kiwoom.count("registrations");
        fault.faults().forEach(mirror.kiwoom::next);
        if (!fault.whenLive()) {
            mirror.start();
        }

        await().atMost(SOON).until(() -> mirror.kiwoom.count("registrations") > before && mirror.state() == SessionState.LIVE);

        assertThat(mirror.session().transitions()).anySatisfy(transition -> {
            assertThat(transition.state()).isEqualTo(fault.state());
            assertThat(transition.error()).isNotNull();
            assertThat(transition.error().code()).isEqualTo(fault.code());
            assertThat(transition.error().toString()).contains(fault.says());
        });
        assertThat(mirror.kiwoom.count("token_requests")).isLessThanOrEqualTo(fault.tokens());
        assertThat(mirror.kiwoom.count("most_open")).isEqualTo(1);
        assertMirrors();
    }

    /** For what must not fail because the machine is slow. */
    private TestService patient() {
        return mirror.with("KIWOOM_HANDSHAKE_TIMEOUT", "10s").with("KIWOOM_ANSWER_TIMEOUT", "10s").with("KIWOOM_REST_TIMEOUT_MILLIS", "10000");
    }

    /** A state that no row proves is worth nothing. */
    private void assertMirrors() {
        mirror.kiwoom.buy("005930", 1, 0);
        await().atMost(SOON).until(() -> mirror.database.has("kw_portfolio") && mirror.portfolio().size() == 1);
    }

    @Test
    void three_failures_in_a_row_open_the_circuit_and_one_probe_closes_it() throws Exception {
        mirror.kiwoom.next(new Fault.RefuseHandshake(502), 4);

        mirror.startLive();

        List<SessionState> states = mirror.session().transitions().stream().map(Transition::state)
                .filter(state -> state == SessionState.RECONNECTING || state == SessionState.CIRCUIT_OPEN || state == SessionState.LIVE).toList();
        assertThat(states).containsExactly(SessionState.RECONNECTING, SessionState.RECONNECTING, SessionState.CIRCUIT_OPEN,
                SessionState.CIRCUIT_OPEN, SessionState.LIVE);
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(1);
    }

    @Test
    void while_the_circuit_is_open_nothing_reaches_the_broker() throws Exception {
        mirror.with("KIWOOM_CIRCUIT_OPEN_DURATION", "1h");
        mirror.kiwoom.next(new Fault.TokenAnswer(500, "down"), 10);
        mirror.start();
        mirror.awaitState(SessionState.CIRCUIT_OPEN);

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> mirror.kiwoom.count("token_requests") == 3);

        assertThat(mirror.session().current().error().code()).isEqualTo("500");
    }

    @Test
    void refused_credentials_are_not_hammered() throws Exception {
        mirror.with("KIWOOM_CREDENTIALS_DELAY", "60s");
        mirror.kiwoom.next(new Fault.TokenAnswer(200, text("token-fail-8001-http200")), 10);
        mirror.start();
        mirror.awaitState(SessionState.CREDENTIALS_REJECTED);

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> mirror.kiwoom.count("token_requests") == 1);

        assertThat(mirror.kiwoom.count("opened")).isZero();
    }

    @Test
    void too_many_requests_are_not_asked_again_at_once_by_the_http_client() throws Exception {
        mirror.with("KIWOOM_REST_TIMEOUT_MILLIS", "7000").with("KIWOOM_RECONNECT_DELAY", "60s").with("KIWOOM_RATE_DELAY_MAX", "5m");
        mirror.kiwoom.next(new Fault.TokenAnswer(429, text("token-fail-1700-http429")));
        mirror.start();
        await().atMost(SOON).until(() -> mirror.session().current().error() != null);

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> mirror.kiwoom.count("token_requests") == 1);

        assertThat(mirror.session().current().error().code()).isEqualTo("1700");
    }

    @Test
    void two_programs_with_one_app_key_do_not_fight() throws Exception {
        mirror.with("KIWOOM_DUPLICATE_DELAY", "60s").startLive();

        mirror.kiwoom.next(new Fault.Duplicate());

        mirror.awaitState(SessionState.DUPLICATE_SESSION);
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> mirror.kiwoom.count("opened") == 1);
        assertThat(mirror.state()).isEqualTo(SessionState.DUPLICATE_SESSION);
    }

    @Test
    void a_duplicate_session_again_and_again_is_told_each_time() throws Exception {
        mirror.startLive();

        for (int i = 1; i <= 4; i++) {
            mirror.awaitRegistrations(i);
            mirror.kiwoom.next(new Fault.Duplicate());
            mirror.awaitState(SessionState.DUPLICATE_SESSION);
        }
        mirror.awaitRegistrations(5);

        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(1);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(5);
    }

    @Test
    void a_token_that_stays_refused_counts_as_credentials() throws Exception {
        mirror.kiwoom.next(new Fault.LoginAnswer(text("login-fail-805004-invalid-token"), true), 5);

        mirror.startLive();

        assertThat(mirror.session().transitions()).extracting(Transition::state).contains(SessionState.CREDENTIALS_REJECTED)
                .doesNotContain(SessionState.CIRCUIT_OPEN);
        assertThat(mirror.kiwoom.count("token_requests")).isLessThanOrEqualTo(6);
    }

    @Test
    void random_drops_in_a_row_lose_neither_the_line_nor_a_holding() throws Exception {
        var random = new Random(7);
        mirror.with("KIWOOM_RATE_DELAY_MAX", "200ms").with("KIWOOM_CIRCUIT_OPEN_DURATION", "200ms").startLive();

        for (int i = 1; i <= DROPS; i++) {
            mirror.kiwoom.next(switch (random.nextInt(3)) {
                case 0 -> new Fault.Drop();
                case 1 -> new Fault.Bye();
                default -> new Fault.RevokeToken();
            });
            mirror.kiwoom.next(new Fault.Drop());
            mirror.awaitRegistrations(i + 1);
        }

        assertThat(mirror.kiwoom.count("most_open")).isEqualTo(1);
        assertThat(mirror.kiwoom.count("token_requests")).isLessThanOrEqualTo(DROPS + 1);
        assertMirrors();
    }

    @Test
    void a_token_that_only_rest_refuses_is_replaced() throws Exception {
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 200, "{\"return_code\":3,\"return_msg\":"
                + "\"인증에 실패했습니다[8010:Token을 발급받은 IP와 서비스를 요청한 IP가 동일하지 않습니다]\"}"));

        mirror.startLive();

        await().atMost(SOON).until(() -> mirror.snapshot().lastAt() != null && mirror.snapshot().error() == null);
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(2);
    }

    @Test
    void where_the_question_for_the_account_has_cost_the_token_no_line_is_opened_without_one() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("ka00001", "RC9000"), 100);
        mirror.startLive();
        await().atMost(SOON).until(() -> mirror.service().bean(Cash.class).state().asOf() != null);
        mirror.kiwoom.clearFaults();
        mirror.kiwoom.next(new Fault.OldTokens("8005"));
        mirror.kiwoom.next(new Fault.Refuse("au10001", "1700"), 12);

        mirror.kiwoom.next(new Fault.Drop());

        mirror.awaitRegistrations(2);
        assertThat(mirror.session().transitions()).filteredOn(each -> each.error() != null).extracting(each -> each.error().words())
                .noneMatch(words -> words.contains("LOGIN"));
        assertThat(mirror.service().bean(Quarantine.class).count()).isZero();
    }

    @Test
    void a_line_that_is_closed_after_every_reg_is_told_as_that_and_tried_less_and_less() throws Exception {
        patient().with("KIWOOM_RATE_DELAY_MAX", "1m").with("KIWOOM_RECONNECT_DELAY", "500ms").with("KIWOOM_CIRCUIT_OPEN_DURATION", "1h").start();

        for (int i = 1; i <= 4; i++) {
            int registrations = i;
            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> mirror.session().entered(SessionState.LIVE) == registrations);
            mirror.kiwoom.next(new Fault.Bye());
        }
        mirror.awaitState(SessionState.CIRCUIT_OPEN);

        assertThat(mirror.session().transitions()).filteredOn(transition -> transition.error() != null)
                .allSatisfy(transition -> assertThat(transition.error().words())
                        .matches("The broker closed the connection \\d\\.\\d s after LIVE: 1000 Bye"));
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(4);
    }

    @Test
    void registering_is_asked_again_on_the_same_connection_which_goes_on_being_pinged() throws Exception {
        patient().with("KIWOOM_RECONNECT_DELAY", "800ms");
        mirror.kiwoom.next(new Fault.Refuse("REG", "105110"), 2);

        mirror.startLive();

        assertThat(mirror.kiwoom.count("opened")).as("%s", mirror.session().transitions()).isEqualTo(1);
        assertThat(mirror.kiwoom.received().stream().filter(frame -> frame.contains("\"REG\""))).hasSize(3);
        assertMirrors();
    }

    @Test
    void a_login_that_is_acknowledged_twice_registers_once() throws Exception {
        mirror.startLive();

        mirror.kiwoom.next(new Fault.Send(text("login-ok")));
        mirror.kiwoom.next(new Fault.Send("{\"trnm\":\"PING\",\"after\":\"LOGIN\"}"));

        await().atMost(SOON).until(() -> mirror.kiwoom.received().stream().anyMatch(frame -> frame.contains("after")));
        assertThat(mirror.kiwoom.received().stream().filter(frame -> frame.contains("\"REG\""))).hasSize(1);
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void pings_are_echoed_as_they_came() throws Exception {
        mirror.startLive();

        await().atMost(SOON).until(() -> mirror.kiwoom.received().stream().filter(PING::equals).count() >= 8);

        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
        assertThat(mirror.session().lastPingAt()).isNotNull();
    }

    @Test
    void login_comes_first_and_reg_only_after_its_answer() throws Exception {
        mirror.startLive();

        assertThat(mirror.kiwoom.received().get(0)).startsWith("{\"trnm\":\"LOGIN\",\"token\":\"SIMULATED");
        assertThat(mirror.kiwoom.received().get(1)).isEqualTo(text("reg-request-04").strip().replace("[\"04\"]", "[\"00\",\"04\"]"));
    }

    @Test
    void a_server_that_kills_the_old_token_is_survived() throws Exception {
        mirror.close();
        mirror = new TestService(SimulatorOptions.defaults().withTokenReplaces(true)).startLive();

        mirror.kiwoom.next(new Fault.RevokeToken());
        mirror.kiwoom.next(new Fault.Drop());

        mirror.awaitRegistrations(2);
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(2);
    }

    /** It is told by the session once, as a line that closed; the routes that send have nothing to add, and no stack trace. */
    @ParameterizedTest
    @ValueSource(strings = {"session-log-in", "session-send-registration"})
    void what_cannot_be_sent_because_the_line_has_gone_is_the_matter_of_who_sends(String route) throws Exception {
        mirror.startLive();
        mirror.kiwoom.next(new Fault.HangHandshake());
        mirror.kiwoom.next(new Fault.Drop());
        await().atMost(SOON).until(() -> mirror.state() != SessionState.LIVE);

        try (var log = new LogLines()) {
            Exchange sent = mirror.service().camel().createProducerTemplate().send("direct:" + route, exchange -> { });

            assertThat(sent.getException()).isInstanceOf(FeedNotConnectedException.class);
            assertThat(log.all()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }
}
