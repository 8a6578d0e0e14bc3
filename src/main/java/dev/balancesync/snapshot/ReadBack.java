package dev.balancesync.snapshot;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    /** Though nothing is written here, others may write: a person by hand, or a session of the database that has come to life again. */
    private static final Duration OTHERS_MAY_WRITE = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 5;

    /**
     * The table as a snapshot has found it.
     *
     * @param began when the snapshot did
     */
    private record Found(Map<HoldingKey, Row> table, Arrival began) {
    }

    private final StreamWords stream;
    private final Ticker ticker;
    private long looked;
    private long nextAt;
    private long asking;
    /** What the table must have when it is read now; {@code null} while it is not. */
    private Map<HoldingKey, StreamWord> asked;
    private Set<HoldingKey> onTheirWay = Set.of();
    private Found found;
    private long lookAt;
    private Bilingual notKept;

    ReadBack(StreamWords stream, Ticker ticker) {
        this.stream = stream;
        this.ticker = ticker;
        this.nextAt = ticker.nanos();
    }

    /** Whether the table is to be read: it was written since it was read last, or lacked something then, or that is long ago. */
    boolean isDue() {
        return (looked != stream.writes() || notKept != null || found != null && ticker.isReached(lookAt)) && ticker.isReached(nextAt);
    }

    /** A snapshot found all rows of the table as they should be, or has them so once what waits is written. */
    void found(Map<HoldingKey, Row> table, Arrival began) {
        found = new Found(Map.copyOf(table), began);
        lookAt = ticker.in(OTHERS_MAY_WRITE);
    }

    /** Nobody knows any more which rows the table should have. */
    void unknown() {
        found = null;
    }

    /** The table is read now. If nothing comes of that, it is read again some time later. */
    void begin() {
        asking = stream.writes();
        asked = new HashMap<>(stream.words());
        onTheirWay = stream.unwritten().keySet();
        asked.keySet().removeAll(onTheirWay);
        nextAt = ticker.in(BETWEEN);
    }

    /**
     * Compares with what was written by {@link #begin}, but for that of which the stream has spoken since.
     *
     * @param since what the stream said before that, a snapshot has corrected; {@code null} when none has
     * @return whether it lacks something that it did not lack before
     */
    boolean look(Map<HoldingKey, Row> table, Arrival since) {
        if (asked == null) {
            return false;
        }
        Map<HoldingKey, StreamWord> now = stream.words();
        var lacking = new TreeMap<String, Bilingual>();
        asked.forEach((key, word) -> {
            boolean counts = word.quantity() != null && word.equals(now.get(key)) && (since == null || word.countsAfter(since)) && !stream.hasLostSince(word);
            if (counts) {
                compare(key, table, word.quantity(), lacking);
            }
        });
        if (found != null && !stream.hasLostSince(found.began())) {
            Stream.concat(found.table().keySet().stream(), table.keySet().stream())
                    .filter(key -> !onTheirWay.contains(key) && !(now.containsKey(key) && now.get(key).countsAfter(found.began())))
                    .forEach(key -> compare(key, table, found.table().getOrDefault(key, Row.NONE), now.get(key), lacking));
        }
        looked = asking;
        lookAt = ticker.in(OTHERS_MAY_WRITE);
        asked = null;
        int more = lacking.size() - MOST_NAMED;
        Bilingual words = lacking.isEmpty() ? null : new Bilingual(first(lacking, Bilingual::korean) + (more > 0 ? " 외 " + more + "종목" : ""),
                first(lacking, Bilingual::english) + (more > 0 ? " and " + more + " more" : ""));
        boolean news = words != null && !words.equals(notKept);
        if (news) {
            LOG.warn("The table does not have what was written to it: {}. Was it changed by hand? Then the next snapshot mends it. Otherwise look for triggers,"
                    + " rules and policies that drop writes; doctor names them", words.english());
        }
        notKept = words;
        return news;
    }

    /** Shares that were sold and bought again are as many, and have cost something else: an older state of the table shows only by that. */
    private void compare(HoldingKey key, Map<HoldingKey, Row> table, Row wanted, StreamWord since, Map<String, Bilingual> lacking) {
        Row held = table.getOrDefault(key, Row.NONE);
        compare(key, table, wanted.quantity(), lacking);
        boolean told = since != null && since.isAfter(found.began());
        if (Objects.equals(wanted.quantity(), held.quantity()) && held.difference(wanted) != null && !told) {
            lacking.put(key.stockCode(), new Bilingual("종목 " + key.stockCode() + " 매입금액 " + held.cost() + ", 맞는 값 " + wanted.cost(),
                    "stock_code=" + key.stockCode() + " cost " + held.cost() + " should be " + wanted.cost()));
        }
    }

    private static void compare(HoldingKey key, Map<HoldingKey, Row> table, Long wanted, Map<String, Bilingual> lacking) {
        Long held = table.getOrDefault(key, Row.NONE).quantity();
        if (!Objects.equals(wanted, held)) {
            lacking.put(key.stockCode(), new Bilingual("종목 " + key.stockCode() + " 수량 " + korean(held) + ", 맞는 값 " + korean(wanted),
                    "stock_code=" + key.stockCode() + " quantity " + held + " should be " + wanted));
        }
    }

    private static String korean(Long quantity) {
        return quantity == null ? "없음" : quantity.toString();
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
        found = null;
        notKept = null;
    }
}
