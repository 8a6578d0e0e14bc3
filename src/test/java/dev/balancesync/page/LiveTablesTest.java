package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTablesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"3, true, 50", "3, false, 1000", "40, true, 80", "900, true, 1000", "20000, false, 1000"})
    void reading_thousands_of_rows_leaves_the_processor_to_the_store_and_a_database_that_hangs_is_soon_asked_again(long last, boolean watched, long pause) {
        assertThat(LiveTables.pause(Duration.ofMillis(last), watched)).isEqualTo(Duration.ofMillis(pause));
    }

    private static LiveTables tables(EventStream events) {
        return tables(events, Clock.systemUTC(), Ticker.system());
    }

    private static LiveTables tables(EventStream events, Clock clock, Ticker ticker) {
        return new LiveTables(events, new Fills(events, new Pending(), () -> true), new Account("8112510011", ""), PreviousCloses.ofOneDay(), JSON, clock, ticker);
    }

    /** Points in the order of their times, and as far from each other as they came. */
    @Test
    void a_clock_that_is_set_back_takes_what_the_chart_has_back_with_it() throws IOException {
        var clock = new MutableClock("2026-11-23T10:00:00Z");
        var ticker = new MutableTicker();
        try (var service = new FakeService()) {
            LiveTables tables = tables(service.events(), clock, ticker);
            for (int i = 1; i <= 4; i++) {
                tables.account("{\"account_number\":\"8112510011\",\"total_asset\":" + i + "}");
                clock.move(Duration.ofMinutes(i == 2 ? -50 : 10));
                ticker.advance(Duration.ofMinutes(10));
            }

            try (EventClient client = look(service)) {
                JsonNode points = client.await("assets", each -> true).data().path("points");

                assertThat(points).extracting(point -> Instant.ofEpochMilli(point.get(0).asLong()) + " " + point.get(1).asInt()).containsExactly(
                        "2026-11-23T09:00:00Z 1", "2026-11-23T09:10:00Z 2", "2026-11-23T09:20:00Z 3", "2026-11-23T09:30:00Z 4");
            }
        }
    }

    private static String row(String code, int quantity) {
        return "[{\"account_number\":\"8112510011\",\"stock_code\":\"" + code + "\",\"credit_type\":\"00\",\"loan_date\":\"\",\"quantity\":" + quantity + "}]";
    }

    private static EventClient look(FakeService service) throws IOException {
        return new EventClient(URI.create("http://127.0.0.1:" + service.port + "/api/events"));
    }

    @Test
    void who_comes_gets_what_was_last_read_while_nobody_looked() throws IOException {
        try (var service = new FakeService()) {
            LiveTables tables = tables(service.events());
            tables.positions(row("005930", 3), true);
            tables.positions(row("005930", 7), true);

            try (EventClient client = look(service)) {
                JsonNode told = client.await("positions", each -> true).data();

                assertThat(told.path("complete").asBoolean()).isTrue();
                assertThat(told.path("changed")).hasSize(1);
                assertThat(told.path("changed").get(0).path("quantity").asInt()).isEqualTo(7);
                assertThat(told.toString()).as("account numbers are masked").doesNotContain("8112510011");
            }
        }
    }

    @Test
    void what_is_read_once_somebody_looks_is_told_whole_and_then_by_what_changes() throws IOException {
        try (var service = new FakeService()) {
            LiveTables tables = tables(service.events());
            tables.positions(row("005930", 3), true);
            try (EventClient client = look(service)) {
                client.await("positions", each -> true);

                tables.positions(row("000660", 5), true);
                tables.positions(row("000660", 6), true);

                client.await("positions", each -> !each.path("complete").asBoolean() && each.path("changed").get(0).path("quantity").asInt() == 6);
                JsonNode whole = client.named("positions").get(1).data();
                assertThat(whole.path("complete").asBoolean()).isTrue();
                assertThat(whole.path("changed").get(0).path("stock_code").asText()).isEqualTo("000660");
            }
        }
    }

    @Test
    void what_cannot_be_read_keeps_nobody_out() throws IOException {
        try (var service = new FakeService()) {
            LiveTables tables = tables(service.events());
            tables.positions(row("005930", 3), true);
            tables.positions("no JSON", true);

            try (EventClient client = look(service)) {
                assertThat(client.await("positions", each -> true).data().path("changed")).isEmpty();
                client.await("time", each -> true);
                assertThatThrownBy(() -> tables.positions("no JSON", true)).isInstanceOf(JsonProcessingException.class);
            }
        }
    }
}
