package dev.balancesync.machines;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long threads of this JVM that wanted to run had to wait for a processor: a machine that stood still for so long was suspended, too. */
final class Hiccups {
    private static final long LOOKS_EVERY = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Hiccups ALL = new Hiccups();

    /** Longer than this is longer than a machine has between the end of its belief and that of its lease. */
    static final Duration LONG = Duration.ofMillis(200);

    private volatile long lastLong = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    private volatile long longest;

    private Hiccups() {
        var thread = new Thread(this::look, "hiccups");
        thread.setDaemon(true);
        thread.start();
    }

    static Hiccups watch() {
        return ALL;
    }

    private void look() {
        while (true) {
            long before = System.nanoTime();
            LockSupport.parkNanos(LOOKS_EVERY);
            long late = System.nanoTime() - before - LOOKS_EVERY;
            longest = Math.max(longest, late);
            if (late > LONG.toNanos()) {
                lastLong = System.nanoTime();
            }
        }
    }

    /** Whether there was a long one within this time. */
    boolean within(Duration time) {
        return System.nanoTime() - lastLong < time.toNanos();
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }
}
