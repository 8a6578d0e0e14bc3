package dev.balancesync.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Who asks the machine what time it is, read from the classes themselves: a clock or ticker that was handed in can be moved, these cannot. */
class TimeSourcesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes", "dev"));
    private static final String WALL_CLOCK = "java\\.lang\\.System\\.currentTimeMillis.*|java\\.time\\.\\w+\\.now\\((java\\.time\\.ZoneId)?\\).*"
            + "|java\\.time\\.Clock\\.(system|tick).*|java\\.util\\.(Date|Timer|GregorianCalendar)\\.<init>\\(\\).*|java\\.util\\.Calendar\\.getInstance.*";
    private static final String MONOTONIC = "java\\.lang\\.System\\.nanoTime.*";

    /** Each with its reason. */
    private static final Map<String, String> MAY_ASK_THE_WALL_CLOCK = Map.of(
            "dev.balancesync.Service", "where the service's clock is made",
            "dev.balancesync.doctor.DoctorCommand", "where the doctor's clock is made",
            "dev.balancesync.simulator.KiwoomSimulator", "where the simulator's clock is made",
            "dev.balancesync.replay.Replay", "the name of the folder of a replay");
    private static final Map<String, String> MAY_ASK_FOR_NANOS = Map.of(
            "dev.balancesync.time.Ticker", "the machine's own ticker",
            "dev.balancesync.meters.RouteMeters", "times routes for the metrics, and decides nothing",
            "dev.balancesync.meters.RouteTimes", "the same",
            "dev.balancesync.doctor.ServerChecks", "a command that runs once, with a limit",
            "dev.balancesync.doctor.Doctor", "the same");

    @Test
    void nobody_but_who_hands_a_clock_out_asks_the_machine_for_the_date() {
        assertThat(whoCalls(WALL_CLOCK)).containsExactlyInAnyOrderElementsOf(new TreeSet<>(MAY_ASK_THE_WALL_CLOCK.keySet()));
    }

    @Test
    void durations_are_asked_of_the_ticker() {
        assertThat(whoCalls(MONOTONIC)).containsExactlyInAnyOrderElementsOf(new TreeSet<>(MAY_ASK_FOR_NANOS.keySet()));
    }

    /** A {@code timer:} sleeps until a wall-clock time, and stands still when that is set back. */
    @Test
    void no_route_waits_for_a_time_of_day() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("uri: timer").doesNotContain("uri: quartz");
            }
        }
    }

    /** @return the outermost classes */
    private static TreeSet<String> whoCalls(String methods) {
        var who = new TreeSet<String>();
        for (JavaClass each : CLASSES) {
            if (each.getCodeUnitAccessesFromSelf().stream().anyMatch(access -> access.getTarget().getFullName().matches(methods))) {
                who.add(each.getName().replaceFirst("\\$.*", ""));
            }
        }
        return who;
    }
}
