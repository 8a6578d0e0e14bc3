package dev.balancesync.balance;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words what could not be stored, for the file of the day under {@code DATA_DIR/quarantine}. */
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.balance");
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");

    private final ObjectMapper json;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();

    Quarantine(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** One JSON line: when, why, and the entry or frame as it was received. */
    public String line(@Body Object received, @ExchangeException Throwable cause) throws JsonProcessingException {
        count.incrementAndGet();
        String reason = cause instanceof BadEntryException bad ? bad.reason() : "shape";
        String message = cause instanceof BadEntryException ? cause.getMessage() : "it is not JSON of the expected form";
        LOG.warn("Quarantined: {} reason={}", message, reason);
        var line = new LinkedHashMap<String, Object>();
        line.put("at", OffsetDateTime.now(clock.withZone(KOREA)).toString());
        line.put("reason", reason);
        line.put("message", message);
        line.put("received", received);
        return json.writeValueAsString(line) + "\n";
    }

    /** It could not be written down. That must cost no other entry; the frame itself is in the journal. */
    public void lost(@ExchangeException Throwable cause) {
        LOG.error("The quarantine cannot be written: {}. Free space or correct the rights of DATA_DIR", cause.getMessage());
    }

    /** How many since the start. */
    public long count() {
        return count.get();
    }
}
