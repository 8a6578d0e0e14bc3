package dev.balancesync.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.balancesync.TestDatabase;

/** Lives through one day and says what came of it. */
final class DayRun {
    /**
     * @param divergences in words; empty when all was as it must be
     * @param recovery from when everything was mended until both tables equalled the account
     */
    record Outcome(Day day, List<String> divergences, int frames, long samples, Map<String, Integer> faults, Duration recovery,
            Duration took) {
        boolean isGood() {
            return divergences.isEmpty();
        }
    }

    private final Day day;
    private final Map<String, Integer> faults = new TreeMap<>();
    private Duration recovery = Duration.ZERO;
    private int step;

    private DayRun(Day day) {
        this.day = day;
    }

    static Outcome live(Day day, TestDatabase database, Path routes) throws Exception {
        return new DayRun(day).live(database, routes);
    }

    private Outcome live(TestDatabase database, Path routes) throws Exception {
        long begun = System.nanoTime();
        try (var world = new World(day, database, routes); var watcher = new Watcher(world, day.snapshots())) {
            try {
                for (step = 0; step < day.steps().size() && watcher.wrong().isEmpty(); step++) {
                    String line = day.steps().get(step);
                    if (line.equals("rest") || line.equals("calm")) {
                        if (!world.isHurt()) {
                            rest(world, watcher, null);
                            if (line.equals("calm")) {
                                awaitMoney(world, watcher);
                            }
                        }
                    } else {
                        world.step(line);
                        count(line);
                    }
                }
                Instant mended = world.clock.instant();
                long at = System.nanoTime();
                world.heal();
                rest(world, watcher, mended);
                awaitMoney(world, watcher);
                recovery = Duration.ofNanos(System.nanoTime() - at);
            } catch (World.Wrong e) {
                if (watcher.wrong().isEmpty()) {
                    watcher.say(e.getMessage());
                }
            }
            List<String> wrong = watcher.wrong().stream().map(each -> (step < day.steps().size()
                    ? "at step " + (step + 1) + " (" + day.steps().get(step) + ") " : "at the end ") + each).toList();
            return new Outcome(day, wrong, (Integer) world.kiwoom.state().get("published"), watcher.samples(), faults, recovery,
                    Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /**
     * Nothing happens until status claims that all is well; then both tables must equal the account.
     *
     * @param mended at the end: a snapshot must have been taken after this
     */
    private void rest(World world, Watcher watcher, Instant mended) throws Exception {
        if (day.snapshots() && (mended != null || world.database.needsSnapshot())) {
            world.step("refresh");
        }
        long last = System.nanoTime() + World.RECOVERY.toNanos();
        do {
            awaitClaim(world, watcher, mended);
        } while (!holds(world, watcher, System.nanoTime() > last));
    }

    private void awaitClaim(World world, Watcher watcher, Instant mended) throws Exception {
        world.await("a status that claims that all is well", World.RECOVERY, () -> {
            StatusAnswer status = world.lives.status();
            return !watcher.wrong().isEmpty() || status != null && status.claimsAllIsWell(day.snapshots()) && !world.database.isExcused(status)
                    && (mended == null || !day.snapshots() || status.snapshotAt() != null && status.snapshotAt().isAfter(mended));
        });
    }

    /** @return {@code false} when status took its claim back in time: a line that was cut a moment before looked alive */
    private boolean holds(World world, Watcher watcher, boolean isLast) throws Exception {
        long end = System.nanoTime() + world.patience().toNanos();
        int tries = 0;
        for (String difference = "unknown"; difference != null && watcher.wrong().isEmpty();) {
            world.requireLife();
            Sample sample = watcher.sample();
            difference = watcher.difference(sample);
            if (difference != null && System.nanoTime() > end && ++tries > Watcher.ANSWERS) {
                StatusAnswer status = world.lives.status();
                if (!isLast && status != null && !status.claimsAllIsWell(day.snapshots())) {
                    return false;
                }
                watcher.say("all is well says status, but " + difference + "; " + status);
            }
            if (difference != null) {
                Thread.sleep(10);
            }
        }
        return true;
    }

    /** Until the money of the tables is the account's; long before that is waited for in vain, the watcher has said so. */
    private static void awaitMoney(World world, Watcher watcher) throws Exception {
        world.await("the account's money in the tables", World.RECOVERY, () -> !world.purse.isKnown() || !watcher.wrong().isEmpty()
                || watcher.moneyDifference(watcher.sample()) == null);
    }

    private void count(String line) {
        String[] words = line.split(" +");
        if (!List.of("frame", "order", "refresh", "wait", "expect").contains(words[0]) && !line.equals("service start")
                && !line.equals("database back") && !line.equals("database accept") && !line.equals("journal free") && !line.startsWith("outside start") && !line.endsWith("mended")) {
            String kind = words[0].equals("pressure") ? words[0] : words[0].equals("routes") ? "routes " + words[2] : words[0].equals("garbage") ? "garbage"
                    : words[0] + " " + words[1] + (words[0].equals("service") && words[1].equals("kill") ? day.process() ? " -9" : " (abandoned)" : "");
            faults.merge(kind, 1, Integer::sum);
        }
    }
}
