package dev.balancesync.many;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

import dev.balancesync.bench.Load;
import dev.balancesync.simulator.SimulatedAccount;

/** One account that gets as many frames of type 04 a second, over twenty stocks, until it is closed. */
final class Flood implements AutoCloseable {
    private static final int STOCKS = 20;

    private final SimulatedAccount account;
    private final int perSecond;
    private final Load load;
    private final Thread thread = new Thread(this::run, "flood");
    private volatile boolean over;

    Flood(SimulatedAccount account, int perSecond) throws IOException {
        this.account = account;
        this.perSecond = perSecond;
        this.load = new Load(STOCKS, account.number());
        thread.start();
    }

    private void run() {
        long start = System.nanoTime();
        long sent = 0;
        while (!over) {
            int due = (int) ((System.nanoTime() - start) / 1e9 * perSecond - sent);
            if (due > 0) {
                account.burst(load.next(due)).join();
                sent += due;
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
