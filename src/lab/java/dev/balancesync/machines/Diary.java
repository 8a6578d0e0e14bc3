package dev.balancesync.machines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * What happened in one day, a line each: the steps, and what its machines logged. Several days run at once in one JVM, so a line belongs to
 * whom its thread was begun by.
 */
final class Diary {
    private static final InheritableThreadLocal<Writer> WRITER = new InheritableThreadLocal<>();
    private static final int MOST = 30_000;

    private record Writer(Diary diary, String name) {
    }

    private final List<String> lines = new ArrayList<>();
    private final long begun = System.nanoTime();

    /** What this thread, and whichever it begins, logs from now on is this one's. */
    void writtenBy(String name) {
        WRITER.set(new Writer(this, name));
    }

    synchronized void say(String who, String what) {
        if (lines.size() < MOST) {
            lines.add(String.format("%8.3f %-8s %s", (System.nanoTime() - begun) / 1e9, who, what));
        }
    }

    /** @param outputs of processes, by name */
    synchronized void keep(Path to, Map<String, List<Path>> outputs) throws IOException {
        Files.createDirectories(to.getParent());
        var all = new ArrayList<>(lines);
        for (Map.Entry<String, List<Path>> each : outputs.entrySet()) {
            for (Path file : each.getValue()) {
                all.add("--- " + each.getKey() + " as a process");
                all.addAll(Files.readAllLines(file));
            }
        }
        Files.write(to, all);
    }

    /** From now on nothing is logged anywhere else, which nobody could read. */
    static void takeTheLog() {
        LoggerConfig root = ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
        if (!root.getAppenders().containsKey(Appender.NAME)) {
            List.copyOf(root.getAppenders().keySet()).forEach(root::removeAppender);
            var appender = new Appender();
            appender.start();
            root.addAppender(appender, null, null);
        }
    }

    private static final class Appender extends AbstractAppender {
        static final String NAME = "diary";

        Appender() {
            super(NAME, (Filter) null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            Writer writer = WRITER.get();
            if (writer != null) {
                String thrown = event.getThrown() == null ? "" : " " + event.getThrown();
                writer.diary.say(writer.name, event.getLevel() + " " + event.getLoggerName() + " " + event.getMessage().getFormattedMessage() + thrown);
            }
        }
    }
}
