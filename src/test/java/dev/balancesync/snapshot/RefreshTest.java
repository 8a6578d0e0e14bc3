package dev.balancesync.snapshot;

import static dev.balancesync.snapshot.SnapshotDrive.page;
import static dev.balancesync.snapshot.SnapshotDrive.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.steps.RefreshSteps;
import dev.balancesync.store.Owner;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {
    private final SnapshotDrive drive = new SnapshotDrive();
    private final RefreshSteps refresh = new RefreshSteps(served(drive), SampleFrames.JSON);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private static Accounts served(SnapshotDrive drive) {
        var accounts = new Accounts(false);
        var settings = new AccountSettings(Accounts.ONLY, "key", "secret", "8112510011", true, null, "", "");
        var only = new ServedAccount(settings, new Owner(Accounts.ONLY, drive.account, null), "");
        only.with(Refresh.class, new Refresh(drive.snapshots));
        accounts.add(only);
        return accounts;
    }

    private JsonNode ask() throws Exception {
        refresh.ask(exchange);
        return answer();
    }

    private JsonNode tell(String id) throws Exception {
        exchange.getMessage().setHeader("id", id);
        refresh.tell(exchange);
        assertThat(exchange.getMessage().getHeader("id")).as("no header of the request is sent back").isNull();
        return answer();
    }

    private JsonNode answer() throws Exception {
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json;charset=UTF-8");
        return SampleFrames.JSON.readTree(exchange.getMessage().getBody(String.class));
    }

    private int status() {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class);
    }

    @Test
    void a_refresh_gets_a_number_to_ask_for() throws Exception {
        JsonNode answer = ask();

        assertThat(status()).isEqualTo(202);
        assertThat(answer.path("id").longValue()).isEqualTo(1);
        assertThat(drive.snapshots.state().requested()).isEqualTo(1);
    }

    @Test
    void one_that_cannot_be_asked_for_gets_the_reason() throws Exception {
        drive.disconnect();

        JsonNode answer = ask();

        assertThat(status()).isEqualTo(409);
        assertThat(answer.path("error").asText()).isEqualTo(drive.snapshots.whyNot()).isNotEmpty();
        assertThat(drive.snapshots.state().requested()).isZero();
    }

    @Test
    void what_came_of_it_is_told() throws Exception {
        drive.snapshots.request();
        assertThat(tell("1")).isEqualTo(SampleFrames.JSON.readTree("{\"id\":1,\"state\":\"waiting\"}"));
        assertThat(status()).isEqualTo(200);

        drive.take(page());
        assertThat(tell("1")).isEqualTo(SampleFrames.JSON.readTree("{\"id\":1,\"state\":\"done\"}"));

        drive.snapshots.request();
        drive.read(page());
        drive.snapshots.failed(new BrokerException(BrokerError.unavailable(null, "not today", null)));
        assertThat(tell("2")).isEqualTo(SampleFrames.JSON.readTree("{\"id\":2,\"state\":\"failed\",\"error\":\"not today\"}"));
    }

    /** As after a restart, of one that was asked for before it. */
    @Test
    void one_that_was_not_asked_for_is_not_waited_for() throws Exception {
        drive.snapshots.request();

        assertThat(tell("1").path("state").asText()).isEqualTo("waiting");
        JsonNode answer = tell("2");

        assertThat(answer.path("state").asText()).isEqualTo("failed");
        assertThat(answer.path("error").asText()).contains("ask for one");
    }

    @Test
    void what_is_not_in_the_table_yet_is_being_checked_with_the_reason() throws Exception {
        drive.snapshots.request();

        drive.take(page(row("005930", 3, 180_000, 60_150)));

        assertThat(tell("1")).isEqualTo(SampleFrames.JSON.readTree(
                "{\"id\":1,\"state\":\"checking\",\"reason\":\"What the snapshot told is being written\"}"));
        drive.store();
        assertThat(tell("1")).isEqualTo(SampleFrames.JSON.readTree("{\"id\":1,\"state\":\"done\"}"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"first", "-1", "1234567890123456789"})
    void what_is_no_number_is_refused(String id) throws Exception {
        JsonNode answer = tell(id);

        assertThat(status()).isEqualTo(400);
        assertThat(answer.path("error").asText()).isNotEmpty();
    }

    @Test
    void the_last_hundred_that_were_asked_for_are_known() {
        var asked = new Refresh(drive.snapshots);
        for (int i = 0; i < 100; i++) {
            asked.ask();
        }
        assertThat(asked.has(1)).isTrue();
        assertThat(asked.has(101)).isFalse();

        asked.ask();

        assertThat(asked.has(1)).as("the oldest is forgotten").isFalse();
        assertThat(asked.has(2)).isTrue();
        assertThat(asked.has(101)).isTrue();
    }

    @Test
    void a_number_that_no_account_has_is_to_be_asked_for_anew() {
        assertThat(Refresh.unknown(7)).containsEntry("id", 7L).containsEntry("state", "failed")
                .hasEntrySatisfying("error", why -> assertThat(why).asString().contains("ask for one"));
    }

    @Test
    void the_last_one_has_a_number_if_somebody_asked_for_it() {
        var asked = new Refresh(drive.snapshots);
        drive.take(page());
        assertThat(asked.tellLast()).isEqualTo(Map.of("state", "done"));

        asked.ask();

        assertThat(asked.tellLast()).isEqualTo(Map.of("id", 1L, "state", "waiting"));
    }
}
