package dev.balancesync.page;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.balancesync.time.Ticker;

/** When the tables are read: once for however many commits, again only after a pause, and at once for who has just come. */
final class Turn {
    private final BiFunction<Runnable, Duration, Future<?>> scheduler;
    private final BooleanSupplier wanted;
    private final Supplier<Duration> reading;
    private final Ticker ticker;
    private boolean rung;
    /** The reading that waits for its moment. */
    private Future<?> due;
    private boolean isReading;
    private long pausedUntil;

    /**
     * @param scheduler on one thread; answers {@code null} when nothing is read any more, or not yet
     * @param wanted whether a ring is answered; else the next one asks again
     * @param reading returns how long to pause after it
     */
    Turn(BiFunction<Runnable, Duration, Future<?>> scheduler, BooleanSupplier wanted, Supplier<Duration> reading, Ticker ticker) {
        this.scheduler = scheduler;
        this.wanted = wanted;
        this.reading = reading;
        this.ticker = ticker;
        pausedUntil = ticker.nanos();
    }

    synchronized void ring() {
        rung = true;
        if (due == null && !isReading && wanted.getAsBoolean()) {
            due = scheduler.apply(this::read, Duration.ofNanos(Math.max(0, pausedUntil - ticker.nanos())));
        }
    }

    /** A ring that the pause does not keep waiting. */
    synchronized void ringNow() {
        pausedUntil = ticker.nanos();
        if (due != null) {
            due.cancel(false);
            due = null;
        }
        ring();
    }

    /** What was committed before this moment is read; what comes meanwhile rings again. */
    synchronized void answered() {
        rung = false;
    }

    /** Whether something was committed that what has just been read may hold already. */
    synchronized boolean isRung() {
        return rung;
    }

    private void read() {
        synchronized (this) {
            due = null;
            isReading = true;
        }
        Duration pause = Duration.ZERO;
        try {
            pause = reading.get();
        } finally {
            synchronized (this) {
                pausedUntil = ticker.in(pause);
                isReading = false;
                if (rung) {
                    ring();
                }
            }
        }
    }
}
