package dev.balancesync.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import dev.balancesync.Asked;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * As many bad days as wanted: {@code mvn -Plab -Dlab=chaos -Dschedules=2000 -Dseed=1}; or one of them again, from its script:
 * {@code -Dscript=FILE}. {@link ChaosIT} lives through the first few.
 */
public final class BadDays {
    /** Nobody reads the log of more. */
    static final int FEW = 8;
    private static final int SCHEDULES = 200;
    private static final int FIRST_SEED = 1;
    static final int AT_A_TIME = 4;
    /** A JVM takes seconds to start, so in few days the packaged jar runs as a process and is killed by a real SIGKILL. */
    private static final int PROCESS_PERCENT = 3;

    private BadDays() {
    }

    public static void run() throws Exception {
        String script = Asked.text("script", "");
        List<Day> days = script.isEmpty() ? days(Asked.longNumber("seed", FIRST_SEED), Asked.number("schedules", SCHEDULES))
                : List.of(Day.parse(Files.readString(Path.of(script))));
        if (days.size() > FEW) {
            List.of("kiwoom", "simulator", LogManager.ROOT_LOGGER_NAME).forEach(name -> Configurator.setLevel(name, Level.OFF));
        }
        live(days, Asked.number("at-a-time", AT_A_TIME));
    }

    static List<Day> days(long firstSeed, int schedules) {
        return LongStream.range(firstSeed, firstSeed + schedules).mapToObj(each -> DayGenerator.day(each, PROCESS_PERCENT)).toList();
    }

    /** @throws AssertionError with a report if one of them goes wrong */
    static void live(List<Day> days, int atATime) throws Exception {
        var chaos = new Chaos(Chaos.ROUTES).live(days, atATime);

        System.out.println(chaos.summary());
        if (!chaos.bad().isEmpty()) {
            throw new AssertionError(chaos.report());
        }
    }
}
