package dev.balancesync.page;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.balancesync.feed.FeedSockets;
import dev.balancesync.process.Fatal;
import dev.balancesync.status.Loops;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the live pages at what is so: has both tables read after a commit, by the route {@code web-read-tables}, and looks ten times a second
 * whether how an account stands has changed. Reading has a thread of its own, since a database that hangs is what the other one must tell of; the
 * store never waits for either.
 */
public final class LivePage extends ServiceSupport {
    /** The name under which it is supervised. */
    static final String LOOP = "live-page";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.web");
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final String READ_TABLES = "direct:web-read-tables";

    private final CamelContext context;
    private final Supplier<List<AccountPage>> pages;
    private final Overview overview;
    private final Loops loops;
    private boolean failed;
    private ProducerTemplate producer;
    private ScheduledExecutorService looker;
    private volatile ScheduledExecutorService reader;

    public LivePage(CamelContext context, Supplier<List<AccountPage>> pages, Overview overview, Loops loops) {
        this.context = context;
        this.pages = pages;
        this.overview = overview;
        this.loops = loops;
    }

    /** @return {@code null} when it will not be done: before there is a page, and when the service stops */
    Future<?> schedule(Runnable read, Duration wait) {
        ScheduledExecutorService thread = reader;
        try {
            if (thread != null) {
                return thread.schedule(read, wait.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // the service stops, and nobody looks any more
        }
        return null;
    }

    /** @return the variable {@code positions} and the body, the account's totals, or the exception */
    Exchange readTables(Object account) {
        return producer.request(READ_TABLES, question -> question.setVariable(FeedSockets.LINE, account));
    }

    private void look() {
        boolean before = failed;
        failed = false;
        attempt(before, () -> {
            for (AccountPage each : pages.get()) {
                attempt(before, each::look); // one that cannot be told costs no other
            }
        });
        attempt(before, overview::look);
        if (!failed) {
            loops.round(LOOP);
        }
    }

    private void attempt(boolean failedBefore, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            tell(e, failedBefore || failed);
            failed = true;
        }
    }

    /** @param again it failed the last time, too */
    static void tell(Throwable e, boolean again) {
        Fatal.check(e);
        if (!again) {
            LOG.error("The live page cannot be told how it stands. Restart the service, and report this if it comes again", e);
        }
    }

    /** From now on there is a page; commands that only borrow routes have none. */
    public void open() {
        producer = context.createProducerTemplate();
        reader = thread("live-tables");
        looker = thread(LOOP);
        looker.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        loops.watch(LOOP, EVERY);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    protected void doStop() {
        if (looker != null) {
            loops.unwatch(LOOP);
            looker.shutdownNow();
            reader.shutdownNow();
        }
    }
}
