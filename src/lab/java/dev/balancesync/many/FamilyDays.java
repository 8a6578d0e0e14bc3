package dev.balancesync.many;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.balancesync.Asked;

/** Random bad days of one to five accounts in one process; each fault is one account's, or the database's that they share. */
public final class FamilyDays {
    static final Path ROUTES = Path.of("routes");

    private FamilyDays() {
    }

    public static void run() throws Exception {
        long first = Asked.longNumber("seed", 1);
        int days = Asked.number("schedules", 20);
        List<String> wrong = live(first, days, Asked.number("at-a-time", 3));
        System.out.printf("family: days=%d seeds=%d..%d divergences=%d%n", days, first, first + days - 1, wrong.size());
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.size() + " of " + days + " days diverge");
        }
    }

    /** @return what went wrong */
    static List<String> live(long first, int days, int together) throws Exception {
        ExecutorService atATime = Executors.newFixedThreadPool(together);
        var running = new ArrayList<Future<String>>();
        for (long seed = first; seed < first + days; seed++) {
            long each = seed;
            running.add(atATime.submit(() -> FamilyDay.of(each, ROUTES)));
        }
        List<String> wrong = new ArrayList<>();
        for (Future<String> each : running) {
            String divergence = each.get();
            if (divergence != null) {
                wrong.add(divergence);
                System.out.println("family: " + divergence);
            }
        }
        atATime.shutdown();
        return wrong;
    }
}
