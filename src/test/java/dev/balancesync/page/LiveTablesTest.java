package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTablesTest {
    @ParameterizedTest
    @CsvSource({"3, true, 50", "3, false, 200", "40, true, 80", "40, false, 360", "900, true, 1000", "20000, false, 1000"})
    void reading_thousands_of_rows_leaves_the_processor_to_the_store_and_a_database_that_hangs_is_soon_asked_again(long last, boolean watched, long pause) {
        assertThat(LiveTables.pause(Duration.ofMillis(last), watched)).isEqualTo(Duration.ofMillis(pause));
    }
}
