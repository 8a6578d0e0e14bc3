package dev.balancesync.machines;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import dev.balancesync.Asked;

/**
 * Random bad days of two or three machines that serve one account: {@code mvn -Plab -Dlab=machines -Dschedules=1000 -Dseed=1}; or one of them again,
 * from its script: {@code -Dscript=FILE}. In the days that run the packaged jar, {@code -Dolder=CHECKOUT} is the version that takes turns with this one.
 * With {@code -Dengine=kafka} they have CLUSTER=kafka.
 */
public final class MachinesDays {
    private static final int SCHEDULES = 20;
    private static final int AT_A_TIME = 3;
    /** A JVM takes seconds to start. */
    private static final int PROCESS_PERCENT = 5;
    private static final Path KEPT = Path.of("target", "machines");

    private MachinesDays() {
    }

    public static void run() throws Exception {
        Diary.takeTheLog();
        long first = Asked.longNumber("seed", 1);
        List<MachinesDay> days = isOfAScript() ? List.of(MachinesDay.parse(Files.readString(Path.of(Asked.text("script", "")))))
                : LongStream.range(first, first + Asked.number("schedules", SCHEDULES)).mapToObj(seed -> MachinesGenerator.day(seed, PROCESS_PERCENT)).toList();
        int atATime = Asked.number("at-a-time", AT_A_TIME);
        List<MachinesRun.Outcome> all;
        try (Kafka kafka = Asked.text("engine", "postgres").equals("kafka") ? new Kafka(atATime) : null) {
            all = live(days, atATime, kafka);
        }
        System.out.println(summary(all));
        long bad = all.stream().filter(each -> !each.isGood()).count();
        if (bad > 0) {
            throw new AssertionError(bad + " of " + all.size() + " days diverge; what their machines logged is in " + KEPT);
        }
    }

    private static List<MachinesRun.Outcome> live(List<MachinesDay> days, int atATime, Kafka kafka) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(atATime);
        var running = new ArrayList<Future<MachinesRun.Outcome>>();
        days.forEach(day -> running.add(workers.submit(() -> live(day, kafka))));
        var all = new ArrayList<MachinesRun.Outcome>();
        for (Future<MachinesRun.Outcome> each : running) {
            all.add(each.get());
            if (all.size() % 50 == 0 && all.size() < days.size()) {
                System.out.println(summary(all));
            }
        }
        workers.shutdown();
        return all;
    }

    /** A day that cannot be lived to its end is a bad one, and not the end of those after it. */
    private static MachinesRun.Outcome live(MachinesDay day, Kafka kafka) throws Exception {
        MachinesRun.Outcome outcome;
        try {
            outcome = MachinesRun.live(day, kafka);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            outcome = new MachinesRun.Outcome(day, List.of("the day broke off: " + e), 0, 0, 0, 0, 0, 0, Map.of(), Duration.ZERO, Duration.ZERO);
        }
        if (kafka != null) {
            kafka.forget(day);
        }
        if (!outcome.isGood()) {
            Path script = KEPT.resolve("seed-" + day.seed() + ".txt");
            Files.createDirectories(KEPT);
            Files.writeString(script, day.script());
            System.out.println("machines: seed " + day.seed() + " diverges: " + String.join("\n  ", outcome.divergences()) + "\n" + day.script().indent(2)
                    + "  again: mvn -Plab -Dlab=machines -Dscript=" + script + "; log: " + kept(day));
        }
        return outcome;
    }

    /** Whoever runs one day again wants to see what happened, good or bad. */
    static boolean isOfAScript() {
        return !Asked.text("script", "").isEmpty();
    }

    /** Where the log of a bad day goes. */
    static Path kept(MachinesDay day) {
        return KEPT.resolve("seed-" + day.seed() + ".log");
    }

    /** One line. */
    private static String summary(List<MachinesRun.Outcome> all) {
        Map<String, Integer> faults = new TreeMap<>();
        all.forEach(outcome -> outcome.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum)));
        MachinesRun.Outcome slowest = all.stream().max(Comparator.comparing(MachinesRun.Outcome::recovery)).orElseThrow();
        return "machines: schedules=" + all.size() + " seeds=" + all.stream().mapToLong(each -> each.day().seed()).min().orElse(0) + ".."
                + all.stream().mapToLong(each -> each.day().seed()).max().orElse(0)
                + " of-three=" + all.stream().filter(each -> each.day().machines() == 3).count()
                + " without-snapshot=" + all.stream().filter(each -> !each.day().snapshots()).count()
                + " as-process=" + all.stream().filter(each -> each.day().process()).count()
                + " trades=" + all.stream().mapToInt(MachinesRun.Outcome::trades).sum()
                + " logins=" + all.stream().mapToLong(MachinesRun.Outcome::logins).sum()
                + " leases=" + all.stream().mapToLong(MachinesRun.Outcome::takeovers).sum()
                + " samples=" + all.stream().mapToLong(MachinesRun.Outcome::samples).sum()
                + " faults=" + faults.values().stream().mapToInt(Integer::intValue).sum() + " " + faults
                + " ended-by-a-held-login=" + all.stream().mapToInt(MachinesRun.Outcome::explained).sum()
                + " by-a-stall=" + all.stream().mapToInt(MachinesRun.Outcome::stalled).sum()
                + " divergences=" + all.stream().filter(each -> !each.isGood()).count()
                + " slowest-recovery=" + slowest.recovery().toMillis() + "ms (seed " + slowest.day().seed() + ")"
                + " longest-stall=" + Hiccups.watch().longest().toMillis() + "ms";
    }
}
