package dev.balancesync.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process with exit code {@value #EXIT_CODE} after an {@link Error} such as OutOfMemoryError: what is left of a process then may look
 * alive and do nothing, and whoever started it starts it again. Nothing is lost by that; the journal has what is not stored.
 *
 * <p>Frameworks catch errors in many places and go on, so they are looked for where all of them come by: at the end of each exchange, in what
 * is logged, and where a thread ends. An error that nobody is told of anywhere else is given to {@link #check}.
 *
 * <p>A StackOverflowError inside an exchange is none of these: the stack is unwound, the memory whole, and what caused it, such as a text nested
 * 100,000 deep, costs that exchange alone. One that ends a thread counts like any other.
 */
public final class Fatal {
    /** {@code EX_SOFTWARE} of sysexits.h. With {@code -XX:+ExitOnOutOfMemoryError} Java ends an OutOfMemoryError itself, with 3. */
    public static final int EXIT_CODE = 70;
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.fatal");
    /** Writing a line must not hold up the end: without memory even that may hang. */
    private static final long LINE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int MOST_CAUSES = 50;

    /** Made while there is memory. */
    private static final byte[] LAST_WORDS = ("The process ends with exit code " + EXIT_CODE + " after an Error that could not be logged\n")
            .getBytes(StandardCharsets.UTF_8);
    private static final FileOutputStream CONSOLE = new FileOutputStream(FileDescriptor.err);
    private static final AtomicReference<Thread> REAPER = new AtomicReference<>();
    private static volatile boolean ending;

    private Fatal() {
    }

    /** From now on errors end this process. Until this is called, as in tests that run the service in their own process, nothing does. */
    public static void install() {
        var reaper = new Thread(Fatal::reap, "fatal");
        reaper.setDaemon(true);
        if (REAPER.compareAndSet(null, reaper)) {
            reaper.start();
            Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
                if (thrown instanceof Error error) {
                    end(error);
                }
                LOG.error("The thread {} ended unexpectedly", thread.getName(), thrown);
            });
            ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger().addFilter(new Logged());
        }
    }

    /** Returns, unless an error is what was thrown or a cause of it. */
    public static void check(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (each instanceof Error error && !(error instanceof StackOverflowError)) {
                end(error);
            }
            each = each.getCause();
        }
    }

    private static void end(Error error) {
        Thread reaper = REAPER.get();
        if (reaper == null) {
            return;
        }
        boolean first = !ending;
        ending = true;
        LockSupport.unpark(reaper);
        if (first) {
            try {
                LOG.error("An Error ends the process with exit code {}: {}", EXIT_CODE, error.toString());
            } catch (Throwable e) {
                sayLastWords();
            }
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static void reap() {
        while (!ending) {
            LockSupport.park();
        }
        LockSupport.parkNanos(LINE_NANOS);
        sayLastWords();
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static void sayLastWords() {
        try {
            CONSOLE.write(LAST_WORDS);
        } catch (IOException e) {
            // nobody is there to be told
        }
    }

    /** Notices an error in what an exchange failed with, or would have, had a route not handled it. */
    public static final class UnitOfWork extends DefaultUnitOfWork {
        public UnitOfWork(Exchange exchange) {
            super(exchange);
        }

        @Override
        public void done(Exchange exchange) {
            check(exchange.getException());
            if (exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) instanceof Throwable caught) {
                check(caught);
            }
            if (exchange.getMessage().getBody() instanceof Throwable told) {
                check(told); // as the socket tells of its own
            }
            super.done(exchange);
        }
    }

    /** Camel's consumers, Vert.x and Netty log an error and go on. */
    private static final class Logged extends AbstractFilter {
        @Override
        public Result filter(LogEvent event) {
            check(event.getThrown());
            return Result.NEUTRAL;
        }
    }
}
