package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderRingsTest {
    private final CashBell bell = new CashBell(Duration.ofMinutes(10), SnapshotDrive.ticker(new MutableClock("2026-11-23T01:00:00Z")));
    private final OrderRings rings = new OrderRings(bell);

    private void hear(String file, Map<String, String> other) {
        var entry = (Map<?, ?>) ((List<?>) SampleFrames.fields(file).get("data")).get(0);
        var values = new HashMap<Object, Object>((Map<?, ?>) entry.get("values"));
        values.putAll(other);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(Map.of("type", entry.get("type"), "values", values));
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
