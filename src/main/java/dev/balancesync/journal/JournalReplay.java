package dev.balancesync.journal;

import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the journal holds beyond its mark through {@code feed-replay-frame}, once. */
public final class JournalReplay {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private final Journal journal;
    private final CamelContext context;
    private final AtomicBoolean done = new AtomicBoolean();

    public JournalReplay(Journal journal, CamelContext context) {
        this.journal = journal;
        this.context = context;
    }

    public void run() throws Exception {
        if (!done.compareAndSet(false, true)) {
            return; // the route was reloaded; what was read then is in the database or pending
        }
        var count = new AtomicLong();
        try (ProducerTemplate frames = context.createProducerTemplate()) {
            journal.replay(entry -> {
                frames.send("direct:feed-replay-frame", exchange -> {
                    exchange.getMessage().setBody(entry.frame());
                    exchange.setVariable("frame", entry.frame());
                    exchange.setVariable("receivedAt", entry.receivedAt());
                    exchange.setVariable("journalPosition", entry.position());
                });
                count.incrementAndGet();
            });
        } catch (UncheckedIOException e) {
            LOG.error("{}. What comes in now is stored all the same", e.getMessage());
        }
        if (count.get() > 0) {
            LOG.info("Read {} frames of the journal again", count.get());
        }
    }
}
