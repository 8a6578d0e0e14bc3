package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FillsTest {
    private static final HoldingKey SAMSUNG = new HoldingKey("005930", "00", "");

    private final MutableClock clock = new MutableClock("2026-11-27T01:00:00Z");
    private final MutableTicker ticker = new MutableTicker();
    private final Sequencer sequencer = new Sequencer(1, clock, ticker);
    private final Pending pending = new Pending();
    private FakeService service;
    private Fills fills;
    private LiveTables tables;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        pending.release();
        fills = new Fills(service.events(), pending, () -> true);
        tables = new LiveTables(service.events(), fills, new Account("8112510011", ""), PreviousCloses.ofOneDay(), new ObjectMapper(), clock, ticker);
    }

    @AfterEach
    void end() {
        service.close();
    }

    private static String row(long quantity) {
        return "[{\"account_number\":\"8112510011\",\"stock_code\":\"005930\",\"credit_type\":\"00\",\"loan_date\":\"\",\"quantity\":" + quantity + "}]";
    }

    private List<Fills.Stored> committed(long quantity) {
        pending.put(new Holding(SAMSUNG, Map.of("quantity", quantity), sequencer.next(), false));
        List<Fills.Stored> stored = fills.of(pending.drain());
        pending.written();
        return stored;
    }

    /** How many shares there were before each fill that who comes is told of. */
    private List<String> told() throws IOException {
        try (var client = new EventClient(URI.create("http://127.0.0.1:" + service.port + "/api/events"))) {
            client.await("time", each -> true);
            List<EventClient.Event> events = client.named("fill");
            return events.isEmpty() ? List.of() : events.get(0).data().findValues("before").stream().map(JsonNode::asText).toList();
        }
    }

    @Test
    void what_the_table_held_before_it_was_read_is_not_taken_for_nothing() throws IOException {
        fills.tell(committed(6));

        assertThat(told()).as("ten were held, and four of them sold").isEmpty();
    }

    @Test
    void a_holding_that_neither_the_table_nor_a_snapshot_had_was_none() throws IOException {
        tables.positions("[]", true);
        fills.tell(committed(6));

        assertThat(told()).containsExactly("0");
    }

    @Test
    void a_first_reading_that_may_hold_an_untold_fill_leaves_it_to_the_next_what_was_held() throws IOException {
        tables.positions(row(10), false);
        tables.positions(row(10), true);
        fills.tell(committed(6));

        assertThat(told()).containsExactly("10");
    }

    @Test
    void what_was_committed_and_not_told_is_known_all_the_same() throws IOException {
        tables.positions("[]", true);
        fills.passOver(committed(10));
        fills.tell(committed(6));

        assertThat(told()).containsExactly("10");
    }

    @Test
    void after_another_machine_served_the_account_only_its_table_tells_what_was_held() throws IOException {
        tables.positions(row(3), true);
        tables.forget();
        tables.positions(row(10), true);
        fills.tell(committed(6));

        assertThat(told()).containsExactly("10");
    }

    @Test
    void a_clock_that_was_set_back_after_a_fill_leaves_the_cash_that_was_asked_for_later_the_later_one() throws IOException {
        tables.positions("[]", true);
        fills.tell(committed(6));
        clock.move(Duration.ofHours(-1));
        ticker.advance(Duration.ofSeconds(1));
        tables.cashWritten(ticker.nanos());
        tables.account("{\"account_number\":\"8112510011\",\"total_asset\":1000}");

        try (var client = new EventClient(URI.create("http://127.0.0.1:" + service.port + "/api/events"))) {
            assertThat(client.await("assets", each -> true).data().path("points").get(0).get(2).asBoolean()).isTrue();
        }
    }

    @Test
    void a_price_that_a_user_has_mapped_as_a_number_of_another_kind_keeps_no_batch_from_being_stored() {
        pending.put(new Holding(SAMSUNG, Map.of("quantity", 6L, "current_price", 70_000L), sequencer.next(), false));

        assertThat(fills.of(pending.drain())).singleElement().extracting(Fills.Stored::price).isNull();
    }
}
