package dev.balancesync.chaos;

import java.time.Instant;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.databind.JsonNode;

/** What {@code /api/status} said; {@code null} fields as there. */
public record StatusAnswer(String state, boolean gap, Boolean reachable, int waiting, Instant snapshotAt, String snapshotError, boolean journalFails,
        long behindMillis) {
    public static StatusAnswer of(JsonNode json) {
        JsonNode database = json.path("database");
        return new StatusAnswer(json.path("state").asText(), json.hasNonNull("gap_since"),
                database.hasNonNull("reachable") ? database.get("reachable").asBoolean() : null, database.path("waiting").asInt(),
                json.hasNonNull("last_snapshot_at") ? OffsetDateTime.parse(json.get("last_snapshot_at").asText()).toInstant() : null,
                json.path("snapshot").path("error").asText(null), json.hasNonNull("journal_failure"),
                json.path("behind_millis").asLong());
    }

    public boolean isLive() {
        return state.equals("LIVE");
    }

    /** Nothing in it warns a reader that the tables may be wrong. */
    boolean claimsAllIsWell(boolean snapshots) {
        return isLive() && Boolean.TRUE.equals(reachable) && waiting == 0 && behindMillis == 0 && !(gap && snapshots);
    }
}
