package dev.balancesync.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.vertx.core.Future;

/** How many answers nobody has taken yet: each is in memory. One that could not be made, for whatever reason, is none. */
final class UnderWay {
    private final int most;
    private final AtomicInteger count = new AtomicInteger();

    UnderWay(int most) {
        this.most = most;
    }

    /**
     * Makes an answer.
     *
     * @param answer completes once it was taken, or can be no more
     * @return whether there was room for one
     */
    boolean begin(Supplier<Future<Void>> answer) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        Future<Void> taken = null;
        try {
            taken = answer.get();
        } finally {
            if (taken == null) {
                count.decrementAndGet();
            }
        }
        taken.onComplete(either -> count.decrementAndGet());
        return true;
    }
}
