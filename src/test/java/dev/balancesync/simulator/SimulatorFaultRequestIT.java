package dev.balancesync.simulator;

import static dev.balancesync.simulator.SocketClient.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/faults}: how a person asks for faults, and takes them back. */
class SimulatorFaultRequestIT {
    private KiwoomSimulator kiwoom;
    private RestClient rest;

    @BeforeEach
    void setUp() {
        kiwoom = KiwoomSimulator.start(0);
        rest = new RestClient(kiwoom);
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private void ask(String json) {
        assertThat(rest.post("/api/faults", json).status()).isEqualTo(202);
    }

    private int waiting() {
        return rest.get("/api/simulator").json().path("faults_waiting").size();
    }

    static Stream<Class<?>> kinds() {
        return Stream.of(Fault.Queued.class, Fault.Immediate.class, Fault.Lasting.class)
                .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void every_fault_can_be_asked_for_by_its_name_in_kebab_case(Class<?> kind) {
        String name = kind.getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase();
        String fields = Stream.of(kind.getRecordComponents()).map(part -> ",\"" + switch (part.getName()) {
            case "status" -> "status\":503";
            case "close" -> "close\":true";
            case "millis", "lastsMillis" -> part.getName() + "\":5000";
            case "page" -> "page\":2";
            case "won" -> "won\":5000";
            case "apiId" -> "apiId\":\"kt00018\"";
            case "code" -> "code\":\"" + (kind == Fault.Refuse.class || kind == Fault.OldTokens.class ? "8005" : "005930") + "\"";
            case "field" -> "field\":\"rmnd_qty\"";
            case "form" -> "form\":\"absent\"";
            case "bytes" -> "bytes\":\"AAEC\"";
            default -> part.getName() + "\":\"x\"";
        }).reduce("", String::concat);

        ask("{\"fault\":\"" + name + "\"" + fields + "}");

        assertThat(waiting()).isEqualTo(Fault.Queued.class.isAssignableFrom(kind) ? 1 : 0);
        assertThat(rest.get("/api/simulator").json().path("faults_lasting")).hasSize(Fault.Lasting.class.isAssignableFrom(kind) ? 1 : 0);
    }

    @Test
    void times_repeats_a_fault_that_waits() {
        ask("{\"fault\":\"token-answer\",\"status\":429,\"body\":\"slow down\",\"times\":2}");

        assertThat(waiting()).isEqualTo(2);
        assertThat(rest.askToken("key").status()).isEqualTo(429);
        assertThat(rest.askToken("key").status()).isEqualTo(429);
        assertThat(rest.askToken("key").status()).isEqualTo(200);
        assertThat(waiting()).isZero();
    }

    @Test
    void times_repeats_a_fault_that_happens_at_once() {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        ask("{\"times\":3,\"fault\":\"send\",\"text\":\"again\"}");

        soon().until(() -> program.frames().size() == 4);
        assertThat(program.frames().subList(1, 4)).containsOnly("again");
    }

    @Test
    void a_test_can_repeat_a_fault_too() {
        kiwoom.next(new Fault.TokenAnswer(500, "down"), 2);

        assertThat(rest.askToken("key").status()).isEqualTo(500);
        assertThat(rest.askToken("key").status()).isEqualTo(500);
        assertThat(rest.askToken("key").status()).isEqualTo(200);
    }

    @Test
    void faults_of_one_kind_come_in_the_order_in_which_they_were_asked_for() {
        ask("{\"fault\":\"token-answer\",\"status\":500,\"body\":\"first\"}");
        ask("{\"fault\":\"rest-answer\",\"apiId\":\"ka00001\",\"status\":501,\"body\":\"elsewhere\"}");
        ask("{\"fault\":\"token-answer\",\"status\":502,\"body\":\"second\"}");

        assertThat(rest.askToken("key").text()).isEqualTo("first");
        assertThat(rest.askToken("key").text()).isEqualTo("second");
        assertThat(rest.query("ka00001", rest.token("key")).text()).isEqualTo("elsewhere");
    }

    @Test
    void delete_takes_back_whatever_waits() {
        ask("{\"fault\":\"token-hang\",\"times\":5}");
        ask("{\"fault\":\"login-silence\"}");

        int status = rest.delete("/api/faults").status();

        assertThat(status).isEqualTo(200);
        assertThat(waiting()).isZero();
        assertThat(rest.askToken("key").code()).isZero();
        SocketClient.loggedIn(kiwoom, "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "not JSON", "{}", "{\"fault\":\"earthquake\"}", "{\"fault\":null}", "{\"fault\":\"drop\",\"colour\":1}",
        "{\"fault\":\"token-answer\"}", "{\"fault\":\"token-answer\",\"status\":429}", "{\"fault\":\"token-answer\",\"body\":\"x\"}",
        "{\"fault\":\"token-answer\",\"status\":7,\"body\":\"x\"}", "{\"fault\":\"rest-answer\",\"status\":500,\"body\":\"x\"}",
        "{\"fault\":\"rest-hang\"}", "{\"fault\":\"refuse-handshake\"}", "{\"fault\":\"login-answer\"}", "{\"fault\":\"reg-answer\"}",
        "{\"fault\":\"send\"}", "{\"fault\":\"drop\",\"times\":0}", "{\"fault\":\"drop\",\"times\":100000}",
        "{\"fault\":\"refuse\",\"apiId\":\"kt00018\",\"code\":\"4711\"}",
        "{\"fault\":\"refuse\",\"apiId\":\"kt00018\",\"code\":\"105110\"}",
        "{\"fault\":\"refuse\",\"apiId\":\"REG\",\"code\":\"RC9000\"}", "{\"fault\":\"return-code\",\"apiId\":\"LOGIN\"}",
        "{\"fault\":\"row-field\",\"code\":\"005930\",\"field\":\"quantity\",\"text\":\"1\"}", "{\"fault\":\"empty-list\"}",
        "{\"fault\":\"empty-list\",\"form\":\"none\"}", "{\"fault\":\"old-tokens\",\"code\":\"1700\"}",
        "{\"fault\":\"lag\",\"apiId\":\"ka00001\",\"millis\":1,\"lastsMillis\":1}",
        "{\"fault\":\"lag\",\"apiId\":\"kt00018\",\"millis\":1}",
        "{\"fault\":\"suspend\",\"code\":\"999999\"}", "{\"fault\":\"page-answer\",\"page\":-1,\"status\":500,\"body\":\"\"}"})
    void what_is_no_fault_is_refused_and_harms_nothing(String json) {
        RestClient.Answer answer = rest.post("/api/faults", json);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Not a fault");
        assertThat(waiting()).isZero();
        assertThat(rest.query("ka00001", rest.token("key")).code()).isZero();
    }

    @Test
    void the_simulator_tells_over_http_what_it_tells_a_test() throws Exception {
        SocketClient.loggedIn(kiwoom, "key").register("04");
        kiwoom.next(new Fault.LoginSilence());

        RestClient.Answer answer = rest.get("/api/simulator");

        assertThat(answer.json()).isEqualTo(SampleFrames.JSON.readTree(SampleFrames.JSON.writeValueAsString(kiwoom.state())));
        assertThat(answer.json().path("account").asText()).isEqualTo(KiwoomSimulator.ACCOUNT);
        assertThat(answer.json().path("registrations").asInt()).isEqualTo(1);
        assertThat(answer.json().path("faults_waiting").path(0).asText()).isEqualTo("LoginSilence[]");
    }

    @Test
    void an_ordinary_request_to_the_websocket_address_is_refused_and_harms_nothing() {
        assertThat(rest.get(KiwoomSimulator.WEBSOCKET_PATH).status()).isEqualTo(400);
        assertThat(kiwoom.count("opened")).isZero();
    }
}
