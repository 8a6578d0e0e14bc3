package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import dev.balancesync.chaos.SpoiltServices.Spoilt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two of the {@link SpoiltServices}; the others take their time. */
class ChaosModelIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void what_would_be_spoilt_is_there(Spoilt what) throws IOException {
        assertThat(Chaos.ROUTES.resolve(what.file)).content().contains(what.good);
    }

    /** @param seed of a day that is known to show it; should it not any more, one of those after it must */
    @ParameterizedTest
    @CsvSource({"SOLD_OUT_ROWS_STAY, 7", "SNAPSHOTS_CORRECT_NOTHING, 1"})
    void a_spoilt_service_is_found_out(Spoilt what, long seed) throws Exception {
        SpoiltServices.findOut(what, folder, seed, 1);
    }
}
