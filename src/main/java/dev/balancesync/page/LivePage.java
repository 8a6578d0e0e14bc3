package dev.balancesync.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.process.Fatal;
import dev.balancesync.status.Loops;
import dev.balancesync.time.Ticker;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the live page at what is so: has both tables read after a commit, by the route {@code web-read-tables}, and looks ten times a second
 * whether how it stands has changed. Reading has a thread of its own, since a database that hangs is what the other one must tell of; the
 * store never waits for either.
 */
public final class LivePage extends ServiceSupport {
    /** The name under which it is supervised. */
    static final String LOOP = "live-page";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.web");
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final int MOST_UNTOLD = 1000;
    private static final String READ_TABLES = "direct:web-read-tables";

    private final CamelContext context;
    private final Fills fills;
    private final LiveTables tables;
    private final LiveStatus status;
    private final Loops loops;
    private final Ticker ticker;
    private final Queue<Batch> untold = new ArrayDeque<>();
    private boolean rung;
    private boolean answering;
    private long pausedUntil;
    private boolean failed;
    private ProducerTemplate producer;
    private ScheduledExecutorService looker;
    private volatile ScheduledExecutorService reader;

    public LivePage(CamelContext context, Fills fills, LiveTables tables, LiveStatus status, Loops loops, Ticker ticker) {
        this.context = context;
        this.fills = fills;
        this.tables = tables;
        this.status = status;
        this.loops = loops;
        this.ticker = ticker;
        this.pausedUntil = ticker.nanos();
    }

    /** A commit has stored these holdings. Returns at once; of what nobody could tell for very long, the oldest is no longer told. */
    public void stored(Batch batch) {
        synchronized (untold) {
            if (untold.size() == MOST_UNTOLD) {
                untold.remove();
            }
            untold.add(batch);
        }
        ring();
    }

    /** A commit has stored the cash that was asked for at this moment. Returns at once. */
    public void cashStored(Instant askedAt) {
        tables.cashWritten(askedAt);
        ring();
    }

    /** One ring is enough, however many come: a burst of commits is read at most 20 times a second, and 5 times when nobody looks. */
    private void ring() {
        synchronized (untold) {
            rung = true;
            if (!answering && reader != null) {
                answering = true;
                try {
                    reader.schedule(this::read, Math.max(0, pausedUntil - ticker.nanos()), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    // the service stops, and nobody looks any more
                }
            }
        }
    }

    private void read() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                fills.stored(batch);
            }
            Exchange answer = producer.request(READ_TABLES, question -> { });
            if (answer.getException() != null) {
                tables.unreadable(answer.getException());
            } else {
                tables.positions(answer.getVariable("positions", String.class), !isRung());
                tables.account(answer.getMessage().getBody(String.class));
            }
        } catch (Exception | Error e) {
            failed(e);
            tables.unreadable(e);
        } finally {
            synchronized (untold) {
                pausedUntil = ticker.in(tables.pause());
                answering = false;
                if (rung) {
                    ring();
                }
            }
        }
    }

    /** The ring counts as answered before the tables are read, so that what is committed meanwhile is read again. */
    private Batch next() {
        synchronized (untold) {
            rung = false;
            return untold.poll();
        }
    }

    /** Whether something was committed that what has just been read may hold already. */
    private boolean isRung() {
        synchronized (untold) {
            return rung;
        }
    }

    private void look() {
        try {
            status.look();
            if (tables.isDue()) {
                ring();
            }
            loops.round(LOOP);
            failed = false;
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        Fatal.check(e);
        if (!failed) {
            LOG.error("The live page cannot be told how it stands. Restart the service, and report this if it comes again", e);
        }
        failed = true;
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
