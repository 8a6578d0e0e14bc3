package dev.balancesync.doctor;

import dev.balancesync.kiwoom.KoreanTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code doctor} found, for a person or for a program. */
public record Report(List<Check> checks) {

    /** Whether anything failed; warnings and what was skipped are no failure. */
    public boolean hasFailed() {
        return count(Check.Outcome.FAILED) > 0;
    }

    private long count(Check.Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /** One line a check in aligned columns, and a last line that counts them. */
    String text() {
        int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        var lines = new StringBuilder();
        for (Check check : checks) {
            lines.append(String.format("%-7s  %-" + width + "s  %s%s%n", check.outcome().word(), check.name(), check.finding(),
                    check.advice() == null ? "" : " -> " + check.advice()));
        }
        return lines.append(String.format("%n%d ok, %d warnings, %d failed, %d skipped%n", count(Check.Outcome.OK),
                count(Check.Outcome.WARNING), count(Check.Outcome.FAILED), count(Check.Outcome.SKIPPED))).toString();
    }

    /** {@code {"at":…,"failed":false,"checks":[{"name":…,"outcome":…,"finding":…,"advice":…}]}}; absent advice is {@code null}. */
    String json(ObjectMapper json, Clock clock) throws JsonProcessingException {
        var told = new ArrayList<Map<String, Object>>();
        for (Check check : checks) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", check.name());
            one.put("outcome", check.outcome().word());
            one.put("finding", check.finding());
            one.put("advice", check.advice());
            told.add(one);
        }
        var report = new LinkedHashMap<String, Object>();
        report.put("at", clock.instant().atZone(KoreanTime.ZONE).toOffsetDateTime().toString());
        report.put("failed", hasFailed());
        report.put("checks", told);
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }
}
