package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What explains that the money of the tables is not the account's yet. */
class PurseIT {
    private KiwoomSimulator kiwoom;
    private Purse purse;

    @BeforeEach
    void setUp() {
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults());
        var oracle = new Oracle();
        kiwoom.watch(oracle::changed);
        purse = new Purse(kiwoom, oracle, true);
        purse.look();
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private void askForCash() throws Exception {
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(kiwoom.restUrl() + "/api/dostk/acnt")).header("api-id", "kt00001")
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build(), BodyHandlers.discarding());
    }

    @Test
    void a_fill_explains_until_the_next_look() {
        kiwoom.buy("005930", 1, 0);

        assertThat(purse.look()).isEqualTo(new Purse.Look(true, Duration.ZERO));
        assertThat(purse.look()).isEqualTo(new Purse.Look(false, Duration.ZERO));
    }

    @Test
    void money_that_came_explains_until_the_cash_is_asked_for() throws Exception {
        askForCash();
        purse.move(1_000_000);

        assertThat(purse.look().isExplained()).isTrue();
        assertThat(purse.look().isExplained()).isTrue();
        askForCash();
        assertThat(purse.look().isExplained()).isFalse();
        assertThat(purse.isKnown()).isTrue();
    }

    @Test
    void a_fault_explains_when_it_meets_its_request_and_not_while_it_waits() throws Exception {
        kiwoom.next(new Fault.Refuse("kt00001", "1700"));

        assertThat(purse.look().isExplained()).isFalse();
        askForCash();
        assertThat(purse.look()).isEqualTo(new Purse.Look(true, Duration.ofSeconds(20)));
        assertThat(purse.look()).isEqualTo(new Purse.Look(false, Duration.ZERO));
    }

    @Test
    void what_is_called_off_explains_nothing() {
        kiwoom.next(new Fault.Refuse("kt00001", "1700"));
        purse.look();

        purse.clearFaults();

        assertThat(purse.look()).isEqualTo(new Purse.Look(false, Duration.ZERO));
    }

    @Test
    void a_lag_explains_as_long_as_it_lasts() {
        kiwoom.next(new Fault.Lag("kt00001", 1_000, 60_000));

        assertThat(purse.look().isExplained()).isTrue();
        assertThat(purse.look().felt()).isPositive();
        purse.clearFaults();
        assertThat(purse.look().isExplained()).isFalse();
    }
}
