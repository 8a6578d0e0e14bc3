package dev.balancesync.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Who asks the machine what time it is, read from the classes themselves: a clock or ticker that was handed in can be moved, these cannot. */
class TimeSourcesTest {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final String WALL_CLOCK = "java\\.lang\\.System\\.currentTimeMillis.*|java\\.time\\.\\w+\\.now\\((Ljava/time/ZoneId;)?\\).*"
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
            "dev.balancesync.health.RouteMeters", "times routes for the metrics, and decides nothing",
            "dev.balancesync.health.RouteTimes", "the same",
            "dev.balancesync.doctor.DatabaseChecks", "a command that runs once, with a limit",
            "dev.balancesync.doctor.Doctor", "the same");

    @Test
    void nobody_but_who_hands_a_clock_out_asks_the_machine_for_the_date() throws IOException {
        assertThat(whoCalls(WALL_CLOCK)).containsExactlyInAnyOrderElementsOf(new TreeSet<>(MAY_ASK_THE_WALL_CLOCK.keySet()));
    }

    @Test
    void durations_are_asked_of_the_ticker() throws IOException {
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
    private static TreeSet<String> whoCalls(String methods) throws IOException {
        var who = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(CLASSES.resolve("dev"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                if (methodsCalledBy(file).stream().anyMatch(each -> each.matches(methods))) {
                    String name = CLASSES.relativize(file).toString().replace(".class", "").replace('/', '.').replace('\\', '.');
                    who.add(name.replaceFirst("\\$.*", ""));
                }
            }
        }
        return who;
    }

    /** The method references of the constant pool; lambdas and method handles stand there as well. */
    private static List<String> methodsCalledBy(Path file) throws IOException {
        Map<Integer, Object> pool = new TreeMap<>();
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.skipNBytes(8);
            int size = in.readUnsignedShort();
            for (int i = 1; i < size; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> pool.put(i, in.readUTF());
                    case 7, 8, 16, 19, 20 -> pool.put(i, new int[] {in.readUnsignedShort()});
                    case 10, 11 -> pool.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort(), tag});
                    case 9, 12, 17, 18 -> pool.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
                    case 3, 4 -> in.skipNBytes(4);
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        i++;
                    }
                    case 15 -> in.skipNBytes(3);
                    default -> throw new IOException(file + " has a constant of the unknown kind " + tag);
                }
            }
        }
        return pool.values().stream().filter(each -> each instanceof int[] reference && reference.length == 3).map(each -> {
            var reference = (int[]) each;
            String owner = (String) pool.get(((int[]) pool.get(reference[0]))[0]);
            var nameAndType = (int[]) pool.get(reference[1]);
            return owner.replace('/', '.') + "." + pool.get(nameAndType[0]) + pool.get(nameAndType[1]);
        }).toList();
    }
}
