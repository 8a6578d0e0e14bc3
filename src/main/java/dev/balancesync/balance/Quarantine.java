package dev.balancesync.balance;

import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.BadEntryException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words what could not be stored, for the file of the day under {@code DATA_DIR/quarantine}. */
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    /** A whole frame, not an entry of one. */
    public static final String UNREADABLE_FRAME = "unreadable_frame";
    public static final String OTHER_ACCOUNT = "other_account";
    public static final String REFUSED = "refused_by_database";
    /** A lot for which the tables of the Python service have no room. */
    public static final String ON_CREDIT = "on_credit";
    /** The reasons of {@link BadEntryException} as meters call them. */
    private static final Map<String, String> CLASSES = Map.of("shape", "bad_entry", "code", "no_code", "value", "bad_value",
            "range", "out_of_range", "credit", ON_CREDIT, "account", OTHER_ACCOUNT, "refused", REFUSED, "frame", UNREADABLE_FRAME);
    private static final String OTHER = "other";

    private final ObjectMapper json;
    private final Clock clock;
    private final Map<String, LongAdder> counts;

    public Quarantine(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
        this.counts = Stream.concat(CLASSES.values().stream(), Stream.of(OTHER))
                .collect(Collectors.toUnmodifiableMap(each -> each, each -> new LongAdder()));
    }

    /** One JSON line: when, why, and the entry or frame as it was received. */
    public String line(@Body Object received, @ExchangeException Throwable cause) throws JsonProcessingException {
        String reason = cause instanceof BadEntryException bad ? bad.reason() : "shape";
        String message = cause instanceof BadEntryException ? cause.getMessage() : "it is not JSON of the expected form";
        boolean frame = received instanceof String && !(cause instanceof BadEntryException);
        counts.get(frame ? UNREADABLE_FRAME : CLASSES.getOrDefault(reason, OTHER)).increment();
        LOG.warn("Quarantined: {} reason={}", message, reason);
        var line = new LinkedHashMap<String, Object>();
        line.put("at", OffsetDateTime.now(clock.withZone(KoreanTime.ZONE)).toString());
        line.put("reason", reason);
        line.put("message", message);
        line.put("received", received);
        return text(line) + "\n";
    }

    /** Half of a surrogate pair, which JSON may hold and UTF-8 not, would keep the line out of the file. */
    private String text(Map<String, Object> line) throws JsonProcessingException {
        String text = json.writeValueAsString(line);
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text
                : json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(line);
    }

    /** It could not be written down. That must cost no other entry; the frame itself is in the journal. */
    public void lost(@ExchangeException Throwable cause) {
        LOG.error("The quarantine cannot be written: {}. Free space or correct the rights of DATA_DIR", cause.getMessage());
    }

    /** How many entries of the stream since the start that belong to this account and could not be read. */
    public long badEntries() {
        return count() - count(UNREADABLE_FRAME) - count(OTHER_ACCOUNT) - count(REFUSED);
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
