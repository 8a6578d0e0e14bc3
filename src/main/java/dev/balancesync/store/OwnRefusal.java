package dev.balancesync.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Ticker;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tables have against something of one account, while they take the rest: its rows beside those of others, because of a
 * {@code user_id} that is nobody's, for example; or its cash, or how it stands, which are written by themselves. Rows that cannot be
 * brought to one spelling of its number hold back rows and cash, or the account would be two.
 */
public final class OwnRefusal {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Pattern OURS = Pattern.compile("\\bkw_(portfolio|account_balance)\\b");

    /** What of an account is written by itself; the first is told first. */
    public enum Part {
        SPELLING("row", "What comes in for it waits and is written once that is corrected; other accounts are not touched by it"),
        HOLDINGS("row", "What comes in for it waits and is written once that is corrected; other accounts are not touched by it"),
        CASH("cash", "The newest waits and is written once that is corrected; the holdings are not touched by it"),
        STATUS("row of kw_sync_status", "It is written once that is corrected; until then a front end reads there how it stood before");

        private final String words;
        private final String meanwhile;

        Part(String words, String meanwhile) {
            this.words = words;
            this.meanwhile = meanwhile;
        }
    }

    private record Refused(Instant since, Bilingual reason, long nextTryAt) {
    }

    private final Clock clock;
    private final Ticker ticker;
    private final Map<Part, Refused> refused = new EnumMap<>(Part.class);

    public OwnRefusal(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Whether that may be tried now. */
    public synchronized boolean mayTry(Part part) {
        if (part != Part.SPELLING && part != Part.STATUS && refused.containsKey(Part.SPELLING)) {
            return false;
        }
        return !refused.containsKey(part) || ticker.isReached(refused.get(part).nextTryAt());
    }

    /** Whether its rows wait for what only the user can correct. */
    public synchronized boolean holdsRows() {
        return refused.containsKey(Part.SPELLING) || refused.containsKey(Part.HOLDINGS);
    }

    /** The account's rows were held back. */
    public void refused(Part part, WrongTablesException why) {
        refused(part, why.said());
    }

    /**
     * Takes what stands between one part and its table; what stands before all tables is {@link DatabaseAnswers}'s.
     *
     * @return whether it was such a refusal
     */
    public boolean refused(Part part, Throwable why) {
        // a table of ours that is gone is gone for all, and made again once the store knows
        boolean ours = DatabaseAnswers.isTableMissing(why) && OURS.matcher(DatabaseAnswers.reason(why)).find();
        boolean own = ObjectHelper.getException(SQLException.class, why) != null && Obstacle.of(why) == Obstacle.TABLE && !ours;
        if (own) {
            refused(part, Refusal.of(why).map(Refusal::ofTheTable).orElseGet(() -> new Bilingual(DatabaseAnswers.reason(why) + ". " + Obstacle.TABLE.advice(Locale.KOREAN),
                    DatabaseAnswers.reason(why) + ". " + Obstacle.TABLE.advice(Locale.ENGLISH))));
        }
        return own;
    }

    private synchronized void refused(Part part, Bilingual reason) {
        Refused before = refused.get(part);
        if (before == null || !before.reason().equals(reason)) {
            LOG.warn("The database takes no {} of this account: {}. {}", part.words, reason.english(), part.meanwhile);
        }
        refused.put(part, new Refused(before == null ? clock.instant() : before.since(), reason, ticker.in(AGAIN)));
    }

    /** That was taken. */
    public synchronized void taken(Part part) {
        if (refused.remove(part) != null) {
            LOG.info("The database takes the {} of this account again", part.words);
        }
    }

    /** It is not to be written any more: its table is gone. */
    public synchronized void letGo(Part part) {
        refused.remove(part);
    }

    /** @return {@code null} while nothing is refused */
    public synchronized DatabaseAnswers.State state() {
        return refused.values().stream().findFirst().map(each -> new DatabaseAnswers.State(false, each.since(), each.reason().english())).orElse(null);
    }

    /** The reason of {@link #state()} in both languages; {@code null} while nothing is refused. */
    public synchronized Bilingual said() {
        return refused.values().stream().findFirst().map(Refused::reason).orElse(null);
    }
}
