package dev.balancesync.snapshot;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.balancesync.balance.HoldingKey;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.snapshot.Reconciliation.Row;
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
    private long looked;
    private long nextAt;
    private long asking;
    /** What the table must have when it is read now; {@code null} while it is not. */
    private Map<HoldingKey, StreamWord> asked;
    private Bilingual notKept;

    ReadBack(StreamWords stream, Ticker ticker) {
        this.stream = stream;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** Whether the table is to be read: it was written since it was read last, or lacked something then. */
    boolean isDue() {
        return (looked != stream.writes() || notKept != null) && ticker.isReached(nextAt);
    }

    /** The table is read now. If nothing comes of that, it is read again some time later. */
    void begin() {
        asking = stream.writes();
        asked = new HashMap<>(stream.words());
        asked.keySet().removeAll(stream.unwritten().keySet());
        nextAt = ticker.in(BETWEEN);
    }

    /**
     * Compares with what was written by {@link #begin}, but for that of which the stream has spoken since.
     *
     * @param since what the stream said before that, a snapshot has corrected; {@code null} when none has
     */
    void look(Map<HoldingKey, Row> table, Arrival since) {
        if (asked == null) {
            return;
        }
        Map<HoldingKey, StreamWord> now = stream.words();
        var lacking = new TreeMap<String, Bilingual>();
        asked.forEach((key, word) -> {
            Long held = table.getOrDefault(key, Row.NONE).quantity();
            boolean counts = word.quantity() != null && word.equals(now.get(key)) && (since == null || word.countsAfter(since)) && !stream.hasLostSince(word);
            if (counts && !word.quantity().equals(held)) {
                lacking.put(key.stockCode(), new Bilingual("종목 " + key.stockCode() + " 수량 " + (held == null ? "없음" : held) + ", 맞는 값 " + word.quantity(),
                        "stock_code=" + key.stockCode() + " quantity " + held + " should be " + word.quantity()));
            }
        });
        looked = asking;
        asked = null;
        int more = lacking.size() - MOST_NAMED;
        Bilingual words = lacking.isEmpty() ? null : new Bilingual(first(lacking, Bilingual::korean) + (more > 0 ? " 외 " + more + "종목" : ""),
                first(lacking, Bilingual::english) + (more > 0 ? " and " + more + " more" : ""));
        if (words != null && !words.equals(notKept)) {
            LOG.warn("The table does not keep what is written to it: {}. Look for triggers, rules and policies that drop writes; doctor names them", words.english());
        }
        notKept = words;
    }

    private static String first(Map<String, Bilingual> lacking, Function<Bilingual, String> language) {
        return lacking.values().stream().limit(MOST_NAMED).map(language).collect(Collectors.joining("; "));
    }

    /** What the table lacks, by stock; {@code null} when it lacks nothing. */
    Bilingual notKept() {
        return notKept;
    }

    /** Another machine has served the account: what the stream said here before is history. */
    void forget() {
        looked = stream.writes();
        asked = null;
        notKept = null;
    }
}
