package dev.balancesync.status;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks how the service stands although nobody asks, on a thread that waits for nobody. */
public final class Watch extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.status");
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<List<Judged>> accounts;
    private final DatabaseProbe probe;
    private volatile boolean stopping;
    private Thread thread;

    public Watch(Supplier<List<Judged>> accounts, DatabaseProbe probe) {
        this.accounts = accounts;
        this.probe = probe;
    }

    @Override
    protected void doStart() {
        stopping = false;
        thread = new Thread(this::run, "standing-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean failed = false;
        while (!stopping) {
            RuntimeException failure = look();
            if (failure != null && !failed) {
                LOG.error("How it stands cannot be judged: {}. Restart the service, and report it if it comes again", failure.toString());
            }
            failed = failure != null;
            LockSupport.parkNanos(EVERY);
        }
    }

    /** @return what kept one of them from being judged, which costs no other; {@code null} when nothing did */
    private RuntimeException look() {
        RuntimeException failure = null;
        try {
            probe.tend();
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Judged each : accounts.get()) {
            try {
                each.standing().watch();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        return failure;
    }

    @Override
    protected void doStop() {
        stopping = true;
        LockSupport.unpark(thread);
        probe.stop();
    }
}
