package dev.balancesync.simulator;

import static dev.balancesync.simulator.SocketClient.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault that happens at once does what its Javadoc says, through either door. */
class SimulatorImmediateFaultIT {
    private static final Duration PING = Duration.ofMillis(50);
    private static final Duration HEARTBEAT = Duration.ofMillis(400);
    private static final String LOGIN_OK = SampleFrames.text("login-ok").strip();

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

    private void assertLoginWorks() {
        SocketClient.loggedIn(kiwoom, "key").register("04");
    }

    @ParameterizedTest
    @EnumSource
    void silence_keeps_connections_open_and_says_nothing_not_even_ping(FaultDoor door) {
        kiwoom.close();
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withPing(PING, HEARTBEAT));
        SocketClient program = SocketClient.open(kiwoom, true);
        program.logIn(new RestClient(kiwoom).token("key"));
        program.awaitHeard(LOGIN_OK);
        program.register("04");

        door.ask(kiwoom, new Fault.Silence());
        kiwoom.buy("005930", 1, 0);

        program.assertHearsNothingFor(HEARTBEAT.multipliedBy(3));
        assertThat(program.real("04")).isEmpty();
        assertThat(kiwoom.count("open")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_made_after_silence_is_not_silent(FaultDoor door) {
        SocketClient.loggedIn(kiwoom, "key");

        door.ask(kiwoom, new Fault.Silence());

        assertLoginWorks();
    }

    @ParameterizedTest
    @EnumSource
    void drop_cuts_connections_without_a_close_frame(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        door.ask(kiwoom, new Fault.Drop());

        assertThat(program.awaitEnd()).doesNotStartWith("1000").doesNotContain("Bye");
        soon().until(() -> kiwoom.count("open") == 0);
        assertLoginWorks();
    }

    @ParameterizedTest
    @EnumSource
    void bye_closes_connections_politely(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");
        SocketClient other = SocketClient.loggedIn(kiwoom, "other");

        door.ask(kiwoom, new Fault.Bye());

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(other.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(LOGIN_OK);
    }

    @ParameterizedTest
    @EnumSource
    void duplicate_tells_connections_of_another_session_and_closes_them(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        door.ask(kiwoom, new Fault.Duplicate());

        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(program.frames()).containsExactly(LOGIN_OK, SampleFrames.text("system-R10001-duplicate-session").strip());
    }

    @ParameterizedTest
    @EnumSource
    void revoke_token_makes_the_current_token_refused_and_the_next_one_another(FaultDoor door) {
        String token = rest.token("key");

        door.ask(kiwoom, new Fault.RevokeToken());

        assertThat(rest.query("ka00001", token).message()).contains("[8005:");
        SocketClient program = SocketClient.open(kiwoom);
        program.logIn(token);
        assertThat(program.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(rest.query("ka00001", rest.token("key")).code()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void send_gives_connections_its_text(FaultDoor door) {
        SocketClient program = SocketClient.loggedIn(kiwoom, "key");

        door.ask(kiwoom, new Fault.Send("{\"trnm\":\"REAL\" 가나다"));

        program.awaitHeard("{\"trnm\":\"REAL\" 가나다");
        assertThat(program.isOpen()).isTrue();
    }
}
