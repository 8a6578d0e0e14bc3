package dev.balancesync.many;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.balancesync.chaos.SpoiltServices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two random days of several accounts; and services that were spoilt by one line of their routes, are found out. */
class FamilyDayIT {
    @TempDir
    Path folder;

    @Test
    void days_of_several_accounts_are_good() throws Exception {
        assertThat(FamilyDays.live(2, 2, 2)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            left join kw_portfolio row on row.account_number = touched.account_number | left join kw_portfolio row on true                              | position_count is
            coalesce(entry.average_price, known.average_price) as average_price       | coalesce(entry.average_price, 0) + 1 as average_price            | which it never was
            """)
    void a_spoilt_service_is_found_out(String good, String spoilt, String told) throws Exception {
        String file = "sql/standard/write-batch.sql";
        assertThat(FamilyDays.ROUTES.resolve(file)).content().contains(good);

        assertThat(FamilyDay.of(2, SpoiltServices.spoil(folder, file, good, spoilt))).contains(told);
    }
}
