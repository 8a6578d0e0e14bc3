package dev.balancesync.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import dev.balancesync.TestDatabase;

/** Many days, several at a time, each in a world of its own. */
final class Chaos {
    static final Path ROUTES = Path.of("routes");
    private static final Duration SHRINKING = Duration.ofMinutes(4);
    private static final int SHRUNK = 3;

    private final Path routes;
    private boolean untilBad;
    private final List<DayRun.Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());

    Chaos(Path routes) {
        this.routes = routes;
    }

    /** The first bad day is the last. */
    Chaos untilBad() {
        untilBad = true;
        return this;
    }

    int days() {
        return outcomes.size();
    }

    /** @param atATime days that are lived at the same time; they mostly wait */
    Chaos live(List<Day> days, int atATime) throws InterruptedException, ExecutionException {
        var left = new ConcurrentLinkedQueue<>(days);
        var workers = Executors.newFixedThreadPool(Math.min(atATime, days.size()));
        try {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < Math.min(atATime, days.size()); i++) {
                running.add(workers.submit(() -> {
                    TestDatabase database = TestDatabase.create();
                    for (Day day = left.poll(); day != null; day = left.poll()) {
                        DayRun.Outcome outcome = live(day, database);
                        outcomes.add(outcome);
                        if (!outcome.isGood() && untilBad) {
                            left.clear();
                        } else if (!outcome.isGood()) {
                            System.out.println("chaos: seed " + day.seed() + " diverges: " + outcome.divergences().get(0));
                        } else if (outcomes.size() % 50 == 0) {
                            System.out.println(summary());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            workers.shutdownNow();
        }
        return this;
    }

    /** A day that cannot be lived to its end is a bad one, and not the end of those after it. */
    private DayRun.Outcome live(Day day, TestDatabase database) throws InterruptedException {
        try {
            return DayRun.live(day, database, routes);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new DayRun.Outcome(day, List.of("the day broke off: " + e), 0, 0, Map.of(), Duration.ZERO, Duration.ZERO);
        }
    }

    List<DayRun.Outcome> bad() {
        return List.copyOf(outcomes).stream().filter(outcome -> !outcome.isGood()).toList();
    }

    /** One line. */
    String summary() {
        List<DayRun.Outcome> all = List.copyOf(outcomes);
        Map<String, Integer> faults = new TreeMap<>();
        all.forEach(outcome -> outcome.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum)));
        DayRun.Outcome slowest = all.stream().max((one, other) -> one.recovery().compareTo(other.recovery())).orElseThrow();
        return "chaos: schedules=" + all.size() + " seeds=" + all.stream().mapToLong(outcome -> outcome.day().seed()).min().orElse(0) + ".."
                + all.stream().mapToLong(outcome -> outcome.day().seed()).max().orElse(0)
                + " without-snapshot=" + all.stream().filter(outcome -> !outcome.day().snapshots()).count()
                + " as-process=" + all.stream().filter(outcome -> outcome.day().process()).count()
                + " frames=" + all.stream().mapToInt(DayRun.Outcome::frames).sum()
                + " samples=" + all.stream().mapToLong(DayRun.Outcome::samples).sum()
                + " faults=" + faults.values().stream().mapToInt(Integer::intValue).sum() + " " + faults
                + " divergences=" + bad().size() + " slowest-recovery=" + slowest.recovery().toMillis() + "ms (seed " + slowest.day().seed() + ")";
    }

    /** What went wrong, the seeds, and the shortest scripts that still go wrong. */
    String report() throws Exception {
        var report = new StringBuilder();
        int shrunk = 0;
        for (DayRun.Outcome outcome : bad()) {
            report.append("\nseed ").append(outcome.day().seed()).append(" diverges:\n")
                    .append(outcome.divergences().stream().map(each -> "  " + each + "\n").collect(Collectors.joining()));
            Day day = outcome.day();
            if (shrunk++ < SHRUNK) {
                TestDatabase database = TestDatabase.create();
                day = Shrinker.shrink(day, fewer -> !DayRun.live(fewer, database, routes).isGood(), SHRINKING.dividedBy(SHRUNK));
                report.append("shrunk from ").append(outcome.day().steps().size()).append(" to ").append(day.steps().size()).append(" steps:\n");
            }
            Path script = Path.of("target", "chaos", "seed-" + day.seed() + ".txt");
            Files.createDirectories(script.getParent());
            Files.writeString(script, day.script());
            report.append(day.script()).append("again: mvn -Plab -Dlab=chaos -Dseed=").append(day.seed())
                    .append(" -Dschedules=1   or   mvn -Plab -Dlab=chaos -Dscript=").append(script).append('\n');
        }
        return report.toString();
    }
}
