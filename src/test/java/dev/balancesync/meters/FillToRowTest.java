package dev.balancesync.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.balancesync.Arrivals;
import dev.balancesync.balance.Pending.Batch;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class FillToRowTest {
    private static final Instant NOON = Instant.parse("2026-11-23T03:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FillToRow fillToRow = new FillToRow(FillToRow.timer(meters), () -> Arrivals.at(NOON).nanos());

    private static Batch arrived(long millisAgo) {
        return new Batch(List.of(), null, Arrivals.at(NOON.minusMillis(millisAgo)));
    }

    @Test
    void nothing_measured_is_null_and_not_zero() {
        assertThat(fillToRow.summary()).containsEntry("count", 0L).containsEntry("p50Millis", null).containsEntry("p99Millis", null);
    }

    @Test
    void percentiles_are_of_the_last_thousand() {
        for (int i = 1; i <= 1_100; i++) {
            fillToRow.committed(arrived(i));
        }

        assertThat(fillToRow.summary()).containsEntry("count", 1_100L).containsEntry("p50Millis", 600.0).containsEntry("p99Millis", 1_090.0);
    }

    @Test
    void what_was_no_fill_is_not_measured() {
        fillToRow.committed(new Batch(List.of(), null, null));

        assertThat(fillToRow.summary()).containsEntry("count", 0L);
    }

    @Test
    void the_meter_counts_the_same() {
        fillToRow.committed(arrived(7));

        Timer timer = meters.get("kiwoom.fill.to.row").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(7);
    }
}
