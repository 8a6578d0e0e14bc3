package dev.balancesync.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.Quoted;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the journal holds beyond its mark through {@code feed-replay-frame}, once. */
public final class JournalReplay {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    private static final String NOTHING = "{\"trnm\":\"REAL\",\"data\":[]}";

    private final Journal journal;
    private final CamelContext context;
    private final Object account;
    private final Duration settle;
    private final Consumer<List<Frame>> stored;
    private final Runnable lost;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile boolean inherited;

    /**
     * @param account what the routes are told of whose frames they are
     * @param settle for so long answers of the broker need not know of a frame
     * @param stored takes those that came so shortly before the start and are in the database already, before any other is read
     * @param lost told of each frame that its route could neither use nor keep
     */
    public JournalReplay(Journal journal, CamelContext context, Object account, Duration settle, Consumer<List<Frame>> stored, Runnable lost) {
        this.account = account;
        this.settle = settle;
        this.stored = stored;
        this.lost = lost;
        this.journal = journal;
        this.context = context;
    }

    public void run() throws Exception {
        if (!done.compareAndSet(false, true)) {
            return; // the route was reloaded; what was read then is in the database or pending
        }
        if (!inherited) {
            stored.accept(journal.storedWithin(settle).stream().map(entry -> new Frame(entry.frame(), entry.arrival())).toList());
        }
        var count = new AtomicLong();
        try (ProducerTemplate frames = context.createProducerTemplate()) {
            journal.replay(entry -> {
                send(frames, entry, entry.frame());
                count.incrementAndGet();
            }, deadly -> {
                quarantine(frames, deadly);
                send(frames, deadly, NOTHING); // so that the mark can move over it
            });
        } catch (UncheckedIOException e) {
            LOG.error("{}. What comes in now is stored all the same", e.getMessage());
        }
        if (count.get() > 0) {
            LOG.info("Read {} frames of the journal again", count.get());
        }
    }

    /**
     * Frames that another machine received come to be read next, and nothing that this journal had.
     *
     * @return where the last of them ends; {@code null} when the journal cannot be read or written, and nothing of it is to be read
     */
    public JournalPosition instead(List<Frame> frames) {
        done.set(false);
        passOver();
        JournalPosition last = isEmpty() ? journal.append(frames) : null;
        inherited = last != null;
        done.set(!inherited);
        return last;
    }

    private boolean isEmpty() {
        try {
            return journal.lastUnconfirmed() == null;
        } catch (IOException e) {
            LOG.debug("The journal cannot be read: {}", e.getMessage());
            return false;
        }
    }

    /** Another machine has served the account since these frames came: they are history, and are not read again. */
    public void passOver() {
        if (done.compareAndSet(false, true)) {
            var last = new AtomicReference<JournalPosition>();
            try {
                journal.replay(entry -> last.set(entry.position()), deadly -> last.set(deadly.position()));
            } catch (UncheckedIOException e) {
                LOG.error("{}. What comes in now is stored all the same", e.getMessage());
            }
            if (last.get() != null) {
                journal.confirm(last.get());
                LOG.info("What the journal holds is from before another machine served the account, and is not read again");
            }
        } else {
            passOverReceived();
        }
    }

    /** What this process has received since it was read: the next start may follow before the store has moved the mark over it. */
    private void passOverReceived() {
        try {
            journal.confirm(journal.lastUnconfirmed());
        } catch (IOException e) {
            LOG.debug("The journal cannot be read: {}", e.getMessage());
        }
    }

    private void send(ProducerTemplate frames, JournalEntry entry, String frame) {
        Exchange sent = frames.send("direct:feed-replay-frame", exchange -> {
            exchange.getMessage().setBody(frame);
            exchange.setVariable("account", account);
            exchange.setVariable("frame", frame);
            exchange.setVariable("arrival", entry.arrival());
            exchange.setVariable("journalPosition", entry.position());
        });
        // what a stop refuses is read again at the next start: the mark does not move over it
        if (sent.getException() != null && !context.isStopping() && !context.isStopped()) {
            LOG.error("A frame of the journal could not be read again: {}", Quoted.line(String.valueOf(sent.getException().getMessage())));
            lost.run();
        }
    }

    private void quarantine(ProducerTemplate frames, JournalEntry entry) {
        frames.send("direct:errors-quarantine", exchange -> {
            exchange.getMessage().setBody(entry.frame());
            exchange.setVariable("account", account);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new BadEntryException("deadly", "the service died while it read this frame again,"
                    + " which ends at byte " + entry.position().offset() + " of " + entry.position().file() + " and has "
                    + entry.frame().length() + " characters"));
        });
    }
}
