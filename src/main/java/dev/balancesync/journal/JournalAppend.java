package dev.balancesync.journal;

import java.util.List;

import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Writes the variable {@code frame} to the journal with the variable {@code arrival}; sets {@code journalPosition}, leaves the body alone. */
public final class JournalAppend implements Processor {
    private final Journal journal;

    public JournalAppend(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void process(Exchange exchange) {
        var frame = new Frame(exchange.getVariable("frame", String.class), exchange.getVariable("arrival", Arrival.class));
        exchange.setVariable("journalPosition", journal.append(List.of(frame)));
    }
}
