package dev.balancesync.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.time.Ticker;

/**
 * What the changes of the session's state say. A refusal is over when an answer proves it: an attempt that is under way, or that fails in
 * another way, proves nothing, so it does not hide the refusal either.
 */
final class SessionConditions {
    private final Ticker ticker;
    private final Map<Kind, Condition> refusals = new EnumMap<>(Kind.class);
    private Transition last;
    /** Since when nobody serves the account, by the ticker; {@code null} while somebody does. */
    private Long unserved;

    SessionConditions(Ticker ticker) {
        this.ticker = ticker;
    }

    /** @param transitions the last ones, oldest first, the present one at the end; those seen before are passed over */
    List<Condition> follow(List<Transition> transitions, Rooms rooms) {
        // the very one: another may be its equal, where the clock stands still
        int seen = transitions.size() - 1;
        while (seen >= 0 && transitions.get(seen) != last) {
            seen--;
        }
        transitions.subList(seen + 1, transitions.size()).forEach(this::follow);
        last = transitions.get(transitions.size() - 1);
        unserved = last.state() == SessionState.STANDBY ? unserved : null;
        if (refusals.isEmpty() || last.state() == SessionState.STOPPED) {
            Kind kind = Kind.valueOf(last.state().name());
            return List.of(kind == Kind.STANDBY ? standby(last, rooms.leader(), rooms.stranger()) : condition(kind, last, last.since()));
        }
        var conditions = new ArrayList<Condition>();
        // each failed probe enters CIRCUIT_OPEN again: no news
        refusals.values().forEach(each -> conditions.add(new Condition(each.kind(), each.level(), each.since(),
                each.kind() == Kind.CIRCUIT_OPEN ? 0 : rooms.entered(SessionState.valueOf(each.name())), each.code(), each.detail(), each.advice())));
        return conditions;
    }

    private void follow(Transition transition) {
        switch (transition.state()) {
            case LIVE, STANDBY -> refusals.clear();
            case CREDENTIALS_REJECTED -> {
                refusals.remove(Kind.CIRCUIT_OPEN);
                put(Kind.CREDENTIALS_REJECTED, transition);
            }
            case DUPLICATE_SESSION -> {
                refusals.remove(Kind.CIRCUIT_OPEN);
                refusals.remove(Kind.CREDENTIALS_REJECTED);
                put(Kind.DUPLICATE_SESSION, transition);
            }
            case CIRCUIT_OPEN -> put(Kind.CIRCUIT_OPEN, transition);
            default -> {
            }
        }
    }

    private Condition standby(Transition transition, String leader, String stranger) {
        if (leader != null) {
            unserved = null;
            return new Condition(Kind.STANDBY, Kind.STANDBY.level(), transition.since(), new Bilingual(leader + "이(가) 맡고 있습니다", leader + " serves it"));
        }
        unserved = unserved == null ? Long.valueOf(ticker.nanos()) : unserved;
        boolean lasts = ticker.since(unserved).compareTo(Standing.KNOWN_TO_DIFFER) > 0;
        return new Condition(Kind.STANDBY, lasts ? Level.DOWN : Kind.STANDBY.level(), transition.since(),
                stranger == null ? new Bilingual("지금은 아무도 맡지 않았습니다", "Nobody serves it now")
                        : new Bilingual("지금은 아무도 맡지 않았습니다. " + stranger + "의 계좌 목록에 이 계좌가 없습니다. 모든 컴퓨터의 계좌 목록이 같아야 합니다",
                                "Nobody serves it now: " + stranger + " has its lease, and not the account in its list. All machines must have the same list"));
    }

    private void put(Kind kind, Transition transition) {
        Condition before = refusals.get(kind);
        refusals.put(kind, condition(kind, transition, before == null ? transition.since() : before.since()));
    }

    /** Of a taken session the code says what the state says. */
    private static Condition condition(Kind kind, Transition transition, Instant since) {
        Condition told = Condition.of(kind, kind.level(), since, transition.error());
        return kind != Kind.DUPLICATE_SESSION ? told
                : new Condition(kind, told.level(), since, 0, told.code(), told.detail(), kind.advice());
    }
}
