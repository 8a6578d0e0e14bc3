package dev.balancesync;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged from now on by whatever is configured to be logged, a stack trace with all its lines; of several accounts, which. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerConfig root;

    public LogLines() {
        super("lines-" + COUNT.incrementAndGet(), (Filter) null, null, true, Property.EMPTY_ARRAY);
        root = ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
        start();
        root.addAppender(this, null, null);
    }

    @Override
    public void append(LogEvent event) {
        String account = event.getContextData().getValue("account");
        lines.add(event.getLevel() + " " + event.getLoggerName() + " " + (account == null || account.isEmpty() ? "" : "[" + account + "] ")
                + event.getMessage().getFormattedMessage());
        for (Throwable each = event.getThrown(); each != null; each = each.getCause()) {
            lines.add(each.toString());
            for (StackTraceElement frame : each.getStackTrace()) {
                lines.add("  at " + frame);
            }
        }
    }

    public List<String> all() {
        return lines;
    }

    @Override
    public void close() {
        root.removeAppender(getName());
        stop();
    }
}
