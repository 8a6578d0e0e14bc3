package dev.balancesync.snapshot;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.balancesync.balance.HoldingKey;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the table has what the stream told and the store wrote. A statement that PostgreSQL carried out need not have changed a row: a trigger,
 * a rule or a policy of the user's may have dropped it, without a word.
 */
final class ReadBack {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.snapshot");
    private static final Duration BETWEEN = Duration.ofSeconds(15);
    private static final int MOST_NAMED = 5;

    private final StreamWords stream;
    private final Ticker ticker;
    private long asking;
    private long looked;
    private long nextAt;
    private String notKept;

    ReadBack(StreamWords stream, Ticker ticker) {
        this.stream = stream;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** Whether the table is to be read: it was written since it was read last, or lacked something then. */
    boolean isDue() {
        asking = stream.fills();
        return (looked != asking || notKept != null) && ticker.isReached(nextAt);
    }

    /**
     * Compares, unless the stream has spoken since {@link #isDue}.
     *
     * @param since what the stream said before that, a snapshot has corrected; {@code null} when none has
     */
    void look(Map<HoldingKey, Reconciliation.Row> table, Arrival since) {
        if (asking != stream.fills()) {
            return;
        }
        looked = asking;
        nextAt = ticker.in(BETWEEN);
        var lacking = new TreeMap<String, String>();
        stream.words().forEach((key, word) -> {
            Long quantity = word.quantity();
            if (quantity != null && (since == null || word.countsAfter(since)) && !stream.hasLostSince(word)
                    && !quantity.equals(table.getOrDefault(key, Reconciliation.Row.NONE).quantity())) {
                lacking.put(key.stockCode(), "stock_code=" + key.stockCode() + " quantity " + table.getOrDefault(key, Reconciliation.Row.NONE).quantity()
                        + " should be " + quantity);
            }
        });
        String words = lacking.isEmpty() ? null : String.join(", ", lacking.values().stream().limit(MOST_NAMED).toList())
                + (lacking.size() > MOST_NAMED ? " and " + (lacking.size() - MOST_NAMED) + " more" : "");
        if (words != null && !words.equals(notKept)) {
            LOG.warn("The table does not keep what is written to it: {}. Look for triggers, rules and policies that drop writes; doctor names them", words);
        }
        notKept = words;
    }

    /** What the table lacks, by stock; {@code null} when it lacks nothing. */
    String notKept() {
        return notKept;
    }

    /** Another machine has served the account: what the stream said here before is history. */
    void forget() {
        looked = stream.fills();
        notKept = null;
    }
}
