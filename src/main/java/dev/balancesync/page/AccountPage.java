package dev.balancesync.page;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.time.Ticker;
import org.apache.camel.Exchange;

/** The live page of one account. */
public final class AccountPage {
    private static final int MOST_UNTOLD = 1000;
    /** Of very many accounts whose page nobody looks at. */
    private static final int MOST_UNWATCHED = 20;

    /** What an account gives its page. */
    public interface Parts {
        Fills fills(EventStream events);

        LiveTables tables(EventStream events, Fills fills);

        LiveStatus status(EventStream events);
    }

    private final LivePage all;
    private final EventStreams streams;
    private final Object account;
    private final EventStream events;
    private final Fills fills;
    private final LiveTables tables;
    private final LiveStatus status;
    private final Ticker ticker;
    private final boolean onlyWhileWatched;
    private final Turn turn;
    private final Queue<List<Fills.Stored>> untold = new ArrayDeque<>();
    private boolean failed;

    /**
     * @param account what the route that reads the tables is told
     * @param onlyWhileWatched nothing is looked at while nobody looks; what was committed meanwhile is told to who comes next
     */
    public AccountPage(LivePage all, Object account, EventStreams streams, Parts parts, boolean onlyWhileWatched, Ticker ticker) {
        this.all = all;
        this.streams = streams;
        this.account = account;
        this.ticker = ticker;
        this.onlyWhileWatched = onlyWhileWatched;
        turn = new Turn(all::schedule, () -> !isUnwatched(), this::read, ticker);
        events = streams.add(turn::ringNow);
        fills = parts.fills(events);
        tables = parts.tables(events, fills);
        status = parts.status(events);
    }

    public EventStream events() {
        return events;
    }

    /** The account is not served any more. */
    public void end() {
        streams.remove(events);
    }

    /** A commit has stored these holdings. Returns at once; of what nobody could tell for very long, the oldest is no longer told. */
    public void stored(Batch batch) {
        List<Fills.Stored> stored = fills.of(batch);
        synchronized (untold) {
            untold.add(stored);
            while (untold.size() > (isUnwatched() ? MOST_UNWATCHED : MOST_UNTOLD)) {
                fills.passOver(untold.remove());
            }
        }
        turn.ring();
    }

    /** A commit has stored the cash that was asked for at this moment of the ticker. Returns at once. */
    public void cashStored(long askedNanos) {
        tables.cashWritten(askedNanos);
        turn.ring();
    }

    /** Another machine has served the account meanwhile: how many shares this one knew of says nothing of a fill. */
    public void forget() {
        synchronized (untold) {
            untold.clear();
            tables.forget();
        }
    }

    private boolean isUnwatched() {
        return onlyWhileWatched && events.watching() == 0;
    }

    /** @return how long nothing is read after it, however many commits come */
    private Duration read() {
        long began = ticker.nanos();
        try {
            for (List<Fills.Stored> stored = next(); stored != null; stored = next()) {
                fills.tell(stored);
            }
            Exchange answer = all.readTables(account);
            if (answer.getException() != null) {
                tables.unreadable(answer.getException());
            } else {
                tables.positions(answer.getVariable("positions", String.class), !turn.isRung());
                tables.account(answer.getMessage().getBody(String.class));
                failed = false;
            }
        } catch (Exception | Error e) {
            LivePage.tell(e, failed);
            failed = true;
            tables.unreadable(e);
        }
        return tables.pause(Duration.ofNanos(ticker.nanos() - began));
    }

    /** The ring counts as answered before the tables are read, so that what is committed meanwhile is read again. */
    private List<Fills.Stored> next() {
        synchronized (untold) {
            turn.answered();
            return untold.poll();
        }
    }

    void look() {
        if (isUnwatched()) {
            status.unwatched();
            tables.unwatched();
        } else {
            status.look();
            if (tables.isDue()) {
                turn.ring();
            }
        }
    }
}
