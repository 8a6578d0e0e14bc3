package dev.balancesync.journal;

import java.time.Instant;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Writes the variable {@code frame} to the journal; sets {@code receivedAt} and {@code journalPosition}, and leaves the body alone. */
public final class JournalAppend implements Processor {
    private final Journal journal;

    public JournalAppend(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void process(Exchange exchange) {
        JournalEntry entry = journal.append(exchange.getVariable("frame", String.class), exchange.getVariable("receivedAt", Instant.class));
        exchange.setVariable("receivedAt", entry.receivedAt());
        exchange.setVariable("journalPosition", entry.position());
    }
}
