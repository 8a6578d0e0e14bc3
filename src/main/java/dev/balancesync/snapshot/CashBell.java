package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.balancesync.time.Ticker;

/**
 * When the cash (kt00001) is to be asked for: every order and fill that the stream tells rings. It is asked 1 s after the last ring, since an
 * order comes in several frames and Kiwoom needs a moment, but at most 5 s after the first.
 */
public final class CashBell {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 10;
    private static final int REMEMBERED = 100;

    private final Duration longest;
    private final Ticker ticker;
    private long rings;
    private FillsTold fills = FillsTold.NONE;
    /** As of each fill whose cash is not known yet. */
    private final Deque<FillsTold> told = new ArrayDeque<>();
    private boolean rung;
    private long firstAt;
    private long dueAt;
    private int again;

    /** @param longest at most so long between two attempts when the answer was of no use */
    public CashBell(Duration longest, Ticker ticker) {
        this.longest = longest;
        this.ticker = ticker;
    }

    /** The stream told something of an order. */
    public void ring() {
        ring(false);
    }

    /** @param fill shares may have changed hands, so that the cash is another */
    public synchronized void ring(boolean fill) {
        fills = fill ? fills.plus() : fills;
        rung();
    }

    /**
     * Shares have changed hands.
     *
     * @param amount won that came in for them, below zero when it went out; {@code null} when nobody knows
     */
    synchronized void filled(BigDecimal amount) {
        fills = fills.plus(amount);
        told.addLast(fills);
        if (told.size() > REMEMBERED) {
            told.removeFirst();
        }
        rung();
    }

    /** Whether a cash that has moved by so much knows of the first of these fills, and of no later one. */
    synchronized boolean knowsTheFirst(FillsTold since, FillsTold all, BigDecimal moved) {
        return told.stream().filter(each -> each.count() > since.count() && each.count() < all.count())
                .anyMatch(each -> each.since(since).isExplained(moved));
    }

    private void rung() {
        rings++;
        again = 0;
        // what is only asked again later has not begun to wait
        firstAt = rung ? Ticker.earlier(firstAt, ticker.nanos()) : ticker.nanos();
        dueAt = Ticker.earlier(ticker.in(QUIET), firstAt + MOST.toNanos());
        rung = true;
    }

    /** A snapshot was taken over: what it brought is of now, so the cash is asked for at once. */
    public synchronized void ringNow() {
        again = 0;
        firstAt = ticker.nanos();
        dueAt = firstAt;
        rung = true;
    }

    /** The answer was of no use, or none came: it is asked for again, later each time, until there is something new to be asked about. */
    synchronized void again() {
        Duration wait = QUIET.multipliedBy(1L << Math.min(again++, MOST_DOUBLINGS));
        askAgainIn(wait.compareTo(longest) > 0 ? longest : wait);
    }

    /** What it would be asked for later, it is asked for then. */
    synchronized void noLaterThan(long moment) {
        if (dueAt - moment > 0) {
            dueAt = moment;
        }
    }

    synchronized void askAgainIn(Duration wait) {
        if (!rung) {
            rung = true;
            firstAt = ticker.in(wait);
            dueAt = firstAt;
        }
    }

    /** The answer was taken, and knows of these. */
    synchronized void settled(FillsTold known) {
        again = 0;
        told.removeIf(each -> each.count() <= known.count());
    }

    synchronized boolean isDue() {
        return rung && ticker.isReached(dueAt);
    }

    /** It is being asked for now: what rings from here on asks for one more. */
    synchronized void asked() {
        rung = false;
    }

    /** So many times the stream has rung. */
    synchronized long rings() {
        return rings;
    }

    /** Those that were fills. */
    synchronized FillsTold fills() {
        return fills;
    }
}
