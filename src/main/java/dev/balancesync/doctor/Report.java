package dev.balancesync.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.Language;

/** What {@code doctor} found, for a person or for a program. The first line that failed is the cause of those after it. */
public record Report(List<Check> checks, Language language) {

    /** Whether anything failed; warnings and what was skipped are no failure. */
    public boolean hasFailed() {
        return count(Check.Outcome.FAILED) > 0;
    }

    private long count(Check.Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /** How many lines the user should do something about. */
    public long toDo() {
        return checks.stream().map(Check::advice).filter(Objects::nonNull).count();
    }

    /** In one line: what is wrong, or that all is well, and how much of it is the user's to do. */
    public String verdict() {
        String verdict = checks.stream().filter(Check::hasFailed).findFirst()
                .map(check -> language.say("서비스를 쓸 수 없습니다. ", "The service cannot work. ") + check.name() + ": " + check.finding())
                .orElse(count(Check.Outcome.WARNING) == 0 ? language.say("모두 정상입니다", "All is well")
                        : language.say("서비스는 동작하지만 알아 둘 것이 있습니다", "The service can work, but there is something to know"));
        long toDo = toDo();
        String yours = toDo == 0 ? language.say("직접 하실 일은 없습니다.", "Nothing is yours to do.")
                : language.say("직접 하실 일은 " + toDo + "줄입니다.", toDo == 1 ? "1 line is yours to do." : toDo + " lines are yours to do.");
        return verdict.replaceFirst("\\.$", "") + ". " + yours;
    }

    /** The verdict, one line a check in aligned columns, and a last line that counts them. */
    String text() {
        int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        var lines = new StringBuilder(String.format("%s%n%n", verdict()));
        for (Check check : checks) {
            lines.append(String.format("%-7s  %-" + width + "s  %s%s%n", check.outcome().word(language), check.name(), check.finding(),
                    check.advice() == null ? "" : " -> " + check.advice()));
        }
        return lines.append(String.format(language.say("%n정상 %d, 주의 %d, 실패 %d, 생략 %d%n", "%n%d ok, %d warnings, %d failed, %d skipped%n"),
                count(Check.Outcome.OK), count(Check.Outcome.WARNING), count(Check.Outcome.FAILED), count(Check.Outcome.SKIPPED))).toString();
    }

    /**
     * {@code {"at":…,"verdict":…,"failed":false,"to_do":0,"checks":[{"name":…,"outcome":…,"finding":…,"advice":…}]}}; absent advice is
     * {@code null}.
     */
    String json(ObjectMapper json, Clock clock) throws JsonProcessingException {
        var told = new ArrayList<Map<String, Object>>();
        for (Check check : checks) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", check.name());
            one.put("outcome", check.outcome().word(Language.EN));
            one.put("finding", check.finding());
            one.put("advice", check.advice());
            told.add(one);
        }
        var report = new LinkedHashMap<String, Object>();
        report.put("at", clock.instant().atZone(KoreanTime.ZONE).toOffsetDateTime().toString());
        report.put("verdict", verdict());
        report.put("failed", hasFailed());
        report.put("to_do", toDo());
        report.put("checks", told);
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }
}
