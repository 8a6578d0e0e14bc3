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
import org.junit.jupiter.params.provider.CsvSource;

/** The model can fail: a service that was spoilt on purpose, by one line of its routes, is found out within few days. */
class ChaosModelIT {
    private static final int DAYS = 40;
    private static final int AT_A_TIME = 4;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "sold-out rows stay        | sql/standard/write-batch.sql | and (entry.quantity = 0 or entry.fresh) | and entry.fresh",
            "pictures correct nothing  | snapshot.camel.yaml          | reconcile(${variable.picture}, ${body}) | state"
    })
    void a_spoilt_service_is_found_out(String what, String file, String good, String spoilt) throws Exception {
        spoil(what, file, good, spoilt);
    }

    /** With {@code mvn -Pchaos verify -Dtests=ChaosModelIT}, because they take their time. */
    @ParameterizedTest(name = "{0}")
    @EnabledIfSystemProperty(named = "chaos.schedules", matches = ".+")
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "totals miss small rows    | sql/standard/write-batch.sql | left join kw_portfolio row on row.account_number = touched.account_number"
                    + " | left join kw_portfolio row on row.account_number = touched.account_number and row.quantity > 20",
            "partial frames blank      | sql/standard/write-batch.sql | coalesce(entry.stock_name, known.stock_name) | entry.stock_name",
            "a failed batch is lost    | store.camel.yaml             | putBack(${variable.batch})                   | putBack(null)",
            "a frame's last entry only | balance.camel.yaml           | expression: ${body[data]}                    | expression: ${body[data][last]}"
    })
    void more_spoilt_services_are_found_out(String what, String file, String good, String spoilt) throws Exception {
        spoil(what, file, good, spoilt);
    }

    private void spoil(String what, String file, String good, String spoilt) throws Exception {
        Path routes = copy();
        String text = Files.readString(routes.resolve(file));
        assertThat(text).contains(good);
        Files.writeString(routes.resolve(file), text.replace(good, spoilt));
        List<Day> days = LongStream.rangeClosed(1, DAYS).mapToObj(seed -> DayGenerator.day(seed, 0)).toList();

        var chaos = new Chaos(routes).untilBad().live(days, AT_A_TIME);

        System.out.println("chaos: '" + what + "' is found out within " + chaos.days() + " days");
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
