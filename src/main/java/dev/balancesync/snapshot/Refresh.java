package dev.balancesync.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What {@code /api/refresh} says of one account: asked for a snapshot now, and what came of it: {@code waiting} for Kiwoom, {@code checking} while its
 * answer and the table are not the same yet, {@code done} when they are, {@code failed}.
 */
public final class Refresh {
    public static final String ERROR = "error";
    private static final String NOT_ASKED_FOR = "No such refresh was asked for since the service started: ask for one";
    private static final String ID = "id";
    private static final int KEPT = 100;

    private final Snapshots snapshots;
    private final NavigableSet<Long> asked = new TreeSet<>();

    public Refresh(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** The number, or in {@value #ERROR} why none can be asked for now. */
    public synchronized Map<String, Object> ask() {
        String whyNot = snapshots.whyNot();
        if (!whyNot.isEmpty()) {
            return Map.of(ERROR, whyNot);
        }
        long number = snapshots.request();
        asked.add(number);
        if (asked.size() > KEPT) {
            asked.pollFirst();
        }
        return Map.of(ID, number);
    }

    /** Whether it is the number of one of the last that were asked for here. */
    public synchronized boolean has(long number) {
        return asked.contains(number);
    }

    public Map<String, Object> tell(long number) {
        // the numbers begin anew with the service: whoever asked before its restart is not to wait for ever
        String outcome = number > snapshots.state().requested() ? NOT_ASKED_FOR : snapshots.outcome(number);
        return told(number, outcome, outcome == null ? snapshots.checking(number) : null);
    }

    /** Of a number that no account has. */
    public static Map<String, Object> unknown(long number) {
        return told(number, NOT_ASKED_FOR, null);
    }

    private static Map<String, Object> told(long number, String outcome, String checking) {
        var told = new LinkedHashMap<String, Object>();
        told.put(ID, number);
        told.put("state", outcome == null ? checking == null ? "waiting" : "checking" : outcome.isEmpty() ? "done" : "failed");
        if (checking != null) {
            told.put("reason", checking);
        }
        if (outcome != null && !outcome.isEmpty()) {
            told.put(ERROR, outcome);
        }
        return told;
    }

    /** What came of the last one, or of the snapshot that nobody asked for, which has no number. */
    public Map<String, Object> tellLast() {
        long last = snapshots.state().requested();
        Map<String, Object> told = tell(last);
        if (last == 0) {
            told.remove(ID);
        }
        return told;
    }
}
