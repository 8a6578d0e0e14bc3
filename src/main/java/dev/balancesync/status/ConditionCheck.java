package dev.balancesync.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.Transition;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A health check that prints the conditions of one part, of every account; it is down when one account's is. Says nothing about liveness: a
 * restart cures no outage.
 */
public final class ConditionCheck extends AbstractHealthCheck {
    /** So many accounts are named for one text. */
    private static final int MOST_NAMED = 5;

    private final Supplier<List<Judged>> accounts;
    private final Supplier<List<Bilingual>> problems;
    private final Part part;
    private final Language language;
    private final Function<Judged, Map<String, Object>> details;

    private ConditionCheck(Supplier<List<Judged>> accounts, Supplier<List<Bilingual>> problems, Part part, Language language, Function<Judged, Map<String, Object>> details) {
        super("kiwoom", part.check());
        this.accounts = accounts;
        this.problems = problems;
        this.part = part;
        this.language = language;
        this.details = details;
    }

    /**
     * One for each part, by the name that its bean gets.
     *
     * @param problems of the list of accounts
     */
    public static Map<String, ConditionCheck> all(Supplier<List<Judged>> accounts, Supplier<List<Bilingual>> problems, Language language) {
        return Map.of(
                "sessionHealth", new ConditionCheck(accounts, problems, Part.SESSION, language, ConditionCheck::session),
                "databaseHealth", new ConditionCheck(accounts, problems, Part.DATABASE, language,
                        each -> Map.of("since", each.standing().database().since().toString(), "waiting", each.pending().size())),
                "journalHealth", new ConditionCheck(accounts, problems, Part.JOURNAL, language, each -> Map.of()),
                "tablesHealth", new ConditionCheck(accounts, problems, Part.TABLES, language, each -> Map.of()),
                "loopsHealth", new ConditionCheck(accounts, problems, Part.LOOPS, language, each -> Map.of()));
    }

    private static Map<String, Object> session(Judged account) {
        Transition current = account.standing().session();
        var details = new LinkedHashMap<String, Object>();
        details.put("state", current.state().name());
        details.put("since", current.since().toString());
        details.put("circuit_breaker", account.breaker().getState().name());
        BrokerError error = current.error();
        if (error != null) {
            details.put("reason", error.words());
            // the broker may have given none
            details.computeIfAbsent("code", name -> error.code());
            details.computeIfAbsent("advice", name -> error.advice());
        }
        return details;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<Judged> all = accounts.get();
        boolean down = all.isEmpty();
        var said = new LinkedHashMap<String, List<String>>();
        for (Judged each : all) {
            List<Condition> mine = each.standing().all().stream().filter(condition -> condition.kind().part() == part).toList();
            String text = mine.stream().filter(condition -> condition.level() != Level.OK).map(condition -> condition.text(language))
                    .collect(Collectors.joining("; "));
            if (!text.isEmpty()) {
                said.computeIfAbsent(text, none -> new ArrayList<>()).add(each.alias());
            }
            down |= mine.stream().anyMatch(condition -> condition.level() == Level.DOWN);
        }
        if (all.size() == 1) {
            details.apply(all.get(0)).forEach(builder::detail);
        } else {
            builder.detail("accounts", all.size());
        }
        if (all.isEmpty()) {
            builder.message(Stream.concat(Stream.of(language.say("서비스할 계좌가 없습니다", "There is no account to serve")),
                    problems.get().stream().map(each -> each.in(language)).distinct().limit(MOST_NAMED)).collect(Collectors.joining("; ")));
        } else if (!said.isEmpty()) {
            builder.message(said.entrySet().stream().map(each -> named(each.getValue(), all.size()) + each.getKey()).collect(Collectors.joining("; ")));
        }
        if (down) {
            builder.down();
        } else {
            builder.up();
        }
    }

    /** What all of them say is said of none in particular. */
    private static String named(List<String> aliases, int all) {
        if (aliases.size() == all) {
            return "";
        }
        String some = aliases.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "[" + some + (aliases.size() > MOST_NAMED ? " +" + (aliases.size() - MOST_NAMED) : "") + "] ";
    }
}
