package dev.balancesync.simulator;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Context;

/** The one event loop: everything happens one after the other, and the same seed makes the same day. */
final class Loop {
    static final int WAIT_SECONDS = 20;

    private final Context context;

    Loop(Context context) {
        this.context = context;
    }

    <T> T await(Callable<T> work) {
        return call(work).orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    void run(Runnable work) {
        await(() -> {
            work.run();
            return null;
        });
    }

    <T> CompletableFuture<T> call(Callable<T> work) {
        var result = new CompletableFuture<T>();
        context.runOnContext(nothing -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
