package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The model can fail: a service that was spoilt on purpose, by one line of its routes, is found out within few days. */
class ChaosModelIT {
    private static final int DAYS = 40;
    private static final int AT_A_TIME = 4;

    @TempDir
    Path folder;

    /** What is spoilt: a text of a file, and what is put in its place. */
    enum Spoilt {
        SOLD_OUT_ROWS_STAY("sql/standard/write-batch.sql", "and (entry.quantity = 0 or entry.fresh)", "and entry.fresh"),
        PICTURES_CORRECT_NOTHING("snapshot.camel.yaml", "reconcile(${variable.snapshot}, ${body})", "state"),
        TOTALS_MISS_SMALL_ROWS("sql/standard/write-batch.sql", "left join kw_portfolio row on row.account_number = touched.account_number",
                "left join kw_portfolio row on row.account_number = touched.account_number and row.quantity > 20"),
        PARTIAL_FRAMES_BLANK("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", "entry.stock_name"),
        A_FAILED_BATCH_IS_LOST("store.camel.yaml", "putBack(${variable.batch})", "putBack(null)"),
        THE_CASH_OF_A_CONNECTION_STAYS("cash.camel.yaml", "${bean:cash?method=isDue}", "${bean:cash?method=isDue} && ${bean:snapshots?method=isGap}"),
        TOTAL_ASSET_DOES_NOT_FOLLOW("sql/standard/write-cash.sql", "where cash.consistent", "where not cash.consistent"),
        A_FRAMES_FIRST_ENTRY_ONLY("balance.camel.yaml", "expression: ${variable.data}", "expression: ${variable.data.get(0)}");

        private final String file;
        private final String good;
        private final String spoilt;

        Spoilt(String file, String good, String spoilt) {
            this.file = file;
            this.good = good;
            this.spoilt = spoilt;
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_would_be_spoilt_is_there(Spoilt what) throws IOException {
        assertThat(Chaos.ROUTES.resolve(what.file)).content().contains(what.good);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = {"SOLD_OUT_ROWS_STAY", "PICTURES_CORRECT_NOTHING"})
    void a_spoilt_service_is_found_out(Spoilt what) throws Exception {
        assertFoundOut(what);
    }

    /** With {@code mvn -Pchaos verify -Dtests=ChaosModelIT}, because they take their time. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "chaos.schedules", matches = ".+")
    @EnumSource(mode = Mode.EXCLUDE, names = {"SOLD_OUT_ROWS_STAY", "PICTURES_CORRECT_NOTHING"})
    void more_spoilt_services_are_found_out(Spoilt what) throws Exception {
        assertFoundOut(what);
    }

    private void assertFoundOut(Spoilt what) throws Exception {
        Path routes = copy();
        Path file = routes.resolve(what.file);
        Files.writeString(file, Files.readString(file).replace(what.good, what.spoilt));
        List<Day> days = LongStream.rangeClosed(1, DAYS).mapToObj(seed -> DayGenerator.day(seed, 0)).toList();

        var chaos = new Chaos(routes).untilBad().live(days, AT_A_TIME);

        System.out.println("chaos: " + what + " is found out within " + chaos.days() + " days");
        assertThat(chaos.bad()).isNotEmpty();
    }

    private Path copy() throws IOException {
        Path copy = folder.resolve("routes");
        try (Stream<Path> files = Files.walk(Chaos.ROUTES)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                Files.copy(each, copy.resolve(Chaos.ROUTES.relativize(each).toString()));
            }
        }
        return copy;
    }
}
