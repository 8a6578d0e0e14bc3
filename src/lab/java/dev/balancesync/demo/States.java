package dev.balancesync.demo;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import dev.balancesync.session.Session;
import dev.balancesync.session.Transition;

/** Prints each change of the session's state once. */
final class States {
    static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Session session;
    private final PrintStream out;
    private Transition last;

    States(Session session, PrintStream out) {
        this.session = session;
        this.out = out;
    }

    void printNew() {
        Instant since = last == null ? Instant.MIN : last.since();
        for (Transition transition : session.transitions()) {
            if (transition.since().isAfter(since)) {
                out.printf("%s  session   %s%n", CLOCK.format(transition.since()), transition);
                last = transition;
            }
        }
    }
}
