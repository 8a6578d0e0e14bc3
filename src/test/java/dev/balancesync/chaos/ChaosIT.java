package dev.balancesync.chaos;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens, the tables equal the account, and when they do not, status says so. A handful of days here; as many as wanted with
 * {@code mvn -Pchaos verify -Dschedules=2000 -Dseed=1}, or one from its script with {@code -Dscript=FILE}.
 */
class ChaosIT {
    private static final long FIRST_SEED = 1;
    private static final int FEW = 8;
    private static final int AT_A_TIME = 4;
    /** A JVM takes seconds to start, so in few days the packaged jar runs as a process and is killed by a real SIGKILL. */
    private static final int PROCESS_PERCENT = 3;

    @Test
    void after_every_bad_day_the_tables_equal_the_account() throws Exception {
        String script = System.getProperty("chaos.script", "");
        int schedules = Integer.getInteger("chaos.schedules", FEW);
        long seed = Long.getLong("chaos.seed", FIRST_SEED);
        List<Day> days = !script.isBlank() ? List.of(Day.parse(Files.readString(Path.of(script))))
                : LongStream.range(seed, seed + schedules).mapToObj(each -> DayGenerator.day(each, PROCESS_PERCENT)).toList();
        if (days.size() > FEW) {
            Configurator.setLevel("kiwoom", Level.OFF);
            Configurator.setLevel("simulator", Level.OFF);
            Configurator.setRootLevel(Level.OFF);
        }

        var chaos = new Chaos(Chaos.ROUTES).live(days, Integer.getInteger("chaos.at-a-time", AT_A_TIME));

        System.out.println(chaos.summary());
        if (!chaos.bad().isEmpty()) {
            fail(chaos.report());
        }
    }
}
