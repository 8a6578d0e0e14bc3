package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.balance.Losses;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.time.Sequencer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderRingsTest {
    private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    private final CashBell bell = new CashBell(Duration.ofMinutes(10), SnapshotDrive.ticker(clock));
    private final Losses losses = new Losses(new Sequencer(1, clock, SnapshotDrive.ticker(clock)));
    private final OrderRings rings = new OrderRings(bell, losses, new Account("9999999911", ""));

    private void hear(String file, Map<String, String> other) {
        var values = SampleFrames.values(file);
        values.putAll(other);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(Map.of("type", "00", "values", values));
        rings.process(exchange);
    }

    @ParameterizedTest
    @CsvSource({"real-00-captured-1-buy-accepted", "real-00-captured-3-sell-accepted"})
    void an_order_that_was_taken_rings_and_is_no_fill(String file) {
        hear(file, Map.of());

        assertThat(bell.rings()).isEqualTo(1);
        assertThat(bell.fills()).isEqualTo(FillsTold.NONE);
    }

    @ParameterizedTest
    @CsvSource({"real-00-captured-2-buy-filled, -258000", "real-00-captured-4-sell-filled, 258000", "real-00-derived-partial-1, -1032000"})
    void a_fill_tells_what_it_brought_in_or_cost(String file, BigDecimal amount) {
        hear(file, Map.of());

        assertThat(bell.rings()).isEqualTo(1);
        assertThat(bell.fills().net()).isEqualByComparingTo(amount);
        assertThat(bell.fills().untold()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"914, -258000", "914, +258000", "915, +1", "913, ' 체결 '"})
    void a_sign_that_is_a_direction_or_a_blank_makes_it_no_other_fill(String field, String value) {
        hear("real-00-captured-2-buy-filled", Map.of(field, value));

        assertThat(bell.fills().net()).isEqualByComparingTo("-258000");
        assertThat(bell.fills().untold()).isZero();
    }

    /** Or else nobody would know, until the next snapshot, that the row is another than the account's. */
    @Test
    void a_fill_of_which_no_holding_tells_is_a_loss() {
        hear("real-00-captured-1-buy-accepted", Map.of());
        hear("real-00-captured-2-buy-filled", Map.of());
        clock.move(Duration.ofSeconds(5));
        assertThat(losses.count()).isZero();
        assertThat(losses.isAwaited()).as("until then no cash is of one moment with the rows").isTrue();

        clock.move(Duration.ofMillis(1));
        assertThat(losses.count()).isEqualTo(1);
        assertThat(losses.last().reason()).contains("order was filled");
        clock.move(Duration.ofMinutes(1));
        assertThat(losses.count()).as("told once").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-900, 0", "5000, 0", "-1100, 1", "5100, 1"})
    void the_holding_may_come_a_moment_before_or_some_seconds_after(long millis, int lost) {
        if (millis < 0) {
            losses.told("005930", true);
            clock.move(Duration.ofMillis(-millis));
        }
        hear("real-00-captured-2-buy-filled", Map.of());
        if (millis > 0) {
            clock.move(Duration.ofMillis(millis));
            losses.count();
            losses.told("005930", true);
        }
        clock.move(Duration.ofSeconds(10));

        assertThat(losses.count()).isEqualTo(lost);
    }

    @ParameterizedTest
    @CsvSource({"9001, ''", "9201, ''"})
    void a_fill_without_its_stock_or_account_is_of_the_entrys_item_and_of_this_account(String field, String value) {
        var values = SampleFrames.values("real-00-captured-2-buy-filled");
        values.put(field, value);
        rings.told(Map.of("type", "00", "item", "005930", "values", values));
        assertThat(losses.isAwaited()).isTrue();

        losses.told("005930", true);

        assertThat(losses.isAwaited()).isFalse();
    }

    /** The tables may have no room for what was bought on credit; what cannot be told by its stock, nothing can be awaited of. */
    @ParameterizedTest
    @CsvSource({"9201, 2222222211", "922, 03", "9001, ???"})
    void of_what_else_was_filled_nothing_is_to_come(String field, String value) {
        hear("real-00-captured-2-buy-filled", Map.of(field, value));

        clock.move(Duration.ofSeconds(10));

        assertThat(losses.count()).isZero();
    }

    @Test
    void what_is_no_entry_of_an_order_does_not_ring() {
        rings.told(null);
        rings.told("00");
        rings.told(Map.of("type", "04", "values", SampleFrames.values("real-00-captured-2-buy-filled")));

        assertThat(bell.rings()).isZero();
        assertThat(losses.isAwaited()).isFalse();
    }

    @Test
    void an_order_whose_values_are_not_told_as_such_rings_and_is_no_fill() {
        rings.told(Map.of("type", "00", "values", "체결"));

        assertThat(bell.rings()).isEqualTo(1);
        assertThat(bell.fills()).isEqualTo(FillsTold.NONE);
    }

    /** 911 and 903 add up over the order: 4 and then 6 of 10 shares. */
    @Test
    void each_part_of_an_order_counts_once() {
        hear("real-00-derived-partial-1", Map.of());
        hear("real-00-derived-partial-2", Map.of());

        assertThat(bell.fills().net()).isEqualByComparingTo("-2577000");
    }

    @ParameterizedTest
    @CsvSource({"922, 01", "914, ''", "915, many", "907, 3"})
    void one_that_does_not_say_it_or_was_not_for_cash_counts_without_an_amount(String field, String value) {
        hear("real-00-captured-2-buy-filled", Map.of(field, value));

        assertThat(bell.fills()).isEqualTo(FillsTold.NONE.plus(null));
    }
}
