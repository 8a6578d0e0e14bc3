package dev.balancesync.feed;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs what it is given one after the other, on whatever thread of a pool is free. After each it stands behind what others have given the
 * pool meanwhile, so that a line with very many frames leaves the others their turns.
 */
final class InOrder implements Executor {
    private final Executor pool;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor pool) {
        this.pool = pool;
    }

    @Override
    public synchronized void execute(Runnable work) {
        waiting.add(work);
        if (!running) {
            running = true;
            pool.execute(this::next);
        }
    }

    private void next() {
        boolean goOn;
        do {
            Runnable work;
            synchronized (this) {
                work = waiting.remove();
            }
            try {
                work.run();
            } finally {
                goOn = isLeftToThisThread();
            }
        } while (goOn);
    }

    /** A pool that is being shut down takes nothing more, but what has come is still to be kept. */
    private synchronized boolean isLeftToThisThread() {
        running = !waiting.isEmpty();
        if (!running) {
            return false;
        }
        try {
            pool.execute(this::next);
            return false;
        } catch (RejectedExecutionException stopping) {
            return true;
        }
    }
}
