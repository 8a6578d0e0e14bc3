package dev.balancesync.balance;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words what could not be stored, for the file of the day under {@code DATA_DIR/quarantine}. */
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    /** A whole frame, not an entry of one. */
    public static final String UNREADABLE_FRAME = "unreadable_frame";
    public static final String OTHER_ACCOUNT = "other_account";
    public static final String REFUSED = "refused_by_database";
    /** A frame of which the process died when the journal was read again. */
    public static final String DEADLY = "deadly_frame";
    /** A lot for which the tables of the Python service have no room. */
    public static final String ON_CREDIT = "on_credit";
    /** The reasons of {@link BadEntryException} as meters call them. */
    private static final Map<String, String> CLASSES = Map.of("shape", "bad_entry", "code", "no_code", "value", "bad_value",
            "range", "out_of_range", "credit", ON_CREDIT, "account", OTHER_ACCOUNT, "refused", REFUSED, "frame", UNREADABLE_FRAME,
            "deadly", DEADLY);
    private static final String OTHER = "other";
    /** Nothing was wrong with what was received. */
    private static final String STEP = "a step of the routes failed; was one edited?";
    /** Nothing is missing from the tables: another account's has no place there, and for lots on credit the old ones have none. */
    private static final Set<String> NO_LOSS = Set.of(OTHER_ACCOUNT, ON_CREDIT);
    /** What a row of the database says of what is held; with these the same, and the reason, it is the same refusal once more. */
    private static final List<String> HELD = List.of("account_number", "stock_code", "credit_type", "loan_date", "quantity",
            "total_purchase_amount");
    private static final int MOST_REFUSALS = 1_000;
    /** Of a longer text the beginning is kept: a person looks at it, and a small heap has no room for several copies. */
    private static final int LONGEST = 256 * 1024;

    private final ObjectMapper json;
    private final Clock clock;
    private final Losses losses;
    private final Map<String, LongAdder> counts;
    /** Entries of which only values could not be read: they are counted here and among those taken. */
    private final LongAdder parts = new LongAdder();
    private final Set<List<Object>> refusals = new LinkedHashSet<>();

    public Quarantine(ObjectMapper json, Clock clock, Losses losses) {
        this.json = json;
        this.clock = clock;
        this.losses = losses;
        this.counts = Stream.concat(CLASSES.values().stream(), Stream.of(OTHER))
                .collect(Collectors.toUnmodifiableMap(each -> each, each -> new LongAdder()));
    }

    /**
     * One JSON line: when, why, and the entry or frame as it was received. Every one counts and is a loss; a row that the database refuses
     * once more, which is asked for again and again, is written down once.
     *
     * @return {@code null} when it has been written down already
     */
    public String line(Object received, Throwable cause) throws JsonProcessingException {
        boolean failed = cause != null && !(cause instanceof BadEntryException) && !(cause instanceof JsonProcessingException);
        String reason = cause instanceof BadEntryException bad ? bad.reason() : failed ? "step" : "shape";
        String message = cause instanceof BadEntryException ? cause.getMessage() : failed ? STEP : "it is not JSON of the expected form";
        boolean frame = received instanceof String && !(cause instanceof BadEntryException);
        String kind = frame ? UNREADABLE_FRAME : CLASSES.getOrDefault(reason, OTHER);
        // whoever sees it counted sees it lost
        if (!NO_LOSS.contains(kind)) {
            losses.note(message);
        }
        counts.get(kind).increment();
        if (kind.equals(REFUSED) && isKnown(received, message)) {
            LOG.debug("Refused once more: {}", message);
            return null;
        }
        if (failed) {
            message += ": " + cause.getClass().getSimpleName() + " " + Quoted.line(cause.getMessage());
        }
        LOG.warn("Quarantined: {} reason={}", message, reason);
        var line = new LinkedHashMap<String, Object>();
        line.put("at", OffsetDateTime.now(clock.withZone(KoreanTime.ZONE)).toString());
        line.put("reason", reason);
        line.put("message", message);
        if (cause instanceof UnreadableValueException part) {
            parts.increment();
            line.put("received", part.entry());
        } else {
            line.put("received", received instanceof String text ? beginning(text) : received);
        }
        try {
            return text(line) + "\n";
        } catch (InvalidDefinitionException e) {
            // what a step before the one that failed has made of it
            line.put("received", beginning(String.valueOf(received)));
            return text(line) + "\n";
        }
    }

    private synchronized boolean isKnown(Object received, String message) {
        var refusal = new ArrayList<Object>(List.of(message));
        HELD.forEach(column -> refusal.add(received instanceof Map<?, ?> row ? row.get(column) : received));
        boolean unheard = refusals.add(refusal);
        if (refusals.size() > MOST_REFUSALS) {
            refusals.remove(refusals.iterator().next());
        }
        return !unheard;
    }

    private static String beginning(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + text.length() + " characters in all)";
    }

    /** Half of a surrogate pair, which JSON may hold and UTF-8 not, would keep the line out of the file. */
    private String text(Map<String, Object> line) throws JsonProcessingException {
        String text = json.writeValueAsString(line);
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text
                : json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(line);
    }

    /** It could not be written down. That must cost no other entry; the frame itself is in the journal. */
    public void lost(Throwable cause) {
        LOG.error("The quarantine cannot be written: {}. Free space or correct the rights of DATA_DIR", cause.getMessage());
    }

    /** How many entries of the stream since the start that belong to this account and could not be read at all. */
    public long badEntries() {
        return count() - count(UNREADABLE_FRAME) - count(DEADLY) - count(OTHER_ACCOUNT) - count(REFUSED) - parts.sum();
    }

    /** How many since the start. */
    public long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Every class of reasons, whether it has occurred or not. */
    public Set<String> classes() {
        return counts.keySet();
    }

    /** How many of one class since the start. */
    public long count(String reason) {
        return counts.get(reason).sum();
    }
}
