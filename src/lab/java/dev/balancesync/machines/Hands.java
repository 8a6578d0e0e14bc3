package dev.balancesync.machines;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Do what takes time on one machine, one thing after the other, while the day goes on. */
final class Hands implements AutoCloseable {
    interface Work {
        void run() throws Exception;
    }

    private final ExecutorService worker;
    private Future<?> last;

    /** @param diary which what they log goes to, under the name of the machine */
    Hands(String name, Diary diary) {
        worker = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(() -> {
                diary.writtenBy(name);
                work.run();
            }, "machine-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    void later(Work work) {
        last = worker.submit(() -> {
            work.run();
            return null;
        });
    }

    /** Until all that was asked of them is done. */
    void await(Duration most) throws Exception {
        if (last != null) {
            try {
                last.get(most.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
