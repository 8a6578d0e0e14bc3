package dev.balancesync.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.KiwoomSimulator;

/** The money of the simulated account, and what at the broker explains that the tables do not show it yet. */
public final class Purse {
    /** A question that Kiwoom says comes too often waits up to 20 s. */
    private static final Duration TOO_OFTEN = Duration.ofSeconds(20);
    /** Failures double the wait; and 10 s after a fill the cash is asked for once more, in case the answer was from before it. */
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final String CASH = "kt00001";
    private static final int KNOWN = -1;

    /**
     * How restless it is.
     *
     * @param isExplained something has happened since the last look that explains a difference, or lasts
     * @param felt for how much longer what has happened may be felt
     */
    record Look(boolean isExplained, Duration felt) {
    }

    private final KiwoomSimulator kiwoom;
    private final Oracle oracle;
    private final boolean snapshots;
    private List<String> waiting = List.of();
    private long changes;
    private int refused;
    /** Nobody can know of money that came or went before the cash has been asked for more often than so many times. */
    private int unknownUntil = KNOWN;

    /** @param snapshots without, {@code total_asset} stays unknown: nobody knows whether the rows are all that is held */
    public Purse(KiwoomSimulator kiwoom, Oracle oracle, boolean snapshots) {
        this.kiwoom = kiwoom;
        this.oracle = oracle;
        this.snapshots = snapshots;
    }

    /** @param won negative for a withdrawal */
    synchronized void move(long won) {
        kiwoom.next(new Fault.MoveCash(won));
        unknownUntil = asked(kiwoom.state());
    }

    /** What was still to go wrong is called off, so it explains nothing. */
    synchronized void clearFaults() {
        kiwoom.clearFaults();
        waiting = List.of();
    }

    /** Whether the service may know of all that came and went. */
    synchronized boolean isKnown() {
        return unknownUntil == KNOWN;
    }

    private static int asked(Map<String, Object> state) {
        return ((Map<?, ?>) state.get("calls")).get(CASH) instanceof Integer times ? times : 0;
    }

    /** How the money of the tables differs. @param totals {@code null} when there are none @return {@code null} when it does not */
    public String difference(JsonNode totals) {
        Map<String, Object> state = kiwoom.state();
        return Money.difference(totals, (Long) state.get("cash"), snapshots ? (Long) state.get("stock_value") : null);
    }

    /** To be called again and again. */
    synchronized Look look() {
        Map<String, Object> state = kiwoom.state();
        List<String> lasting = strings(state.get("faults_lasting"));
        boolean cashLags = lasting.stream().anyMatch(fault -> fault.contains(CASH));
        learn(asked(state), cashLags);
        List<String> happened = happened(state);
        boolean tooOften = refused != (Integer) state.get("too_many")
                || happened.stream().anyMatch(fault -> fault.contains("status=429") || fault.contains("code=170"));
        boolean again = cashLags || happened.stream().anyMatch(fault -> fault.contains(CASH));
        boolean moved = changes != oracle.changes();
        changes = oracle.changes();
        refused = (Integer) state.get("too_many");
        return new Look(moved || tooOften || !happened.isEmpty() || !lasting.isEmpty() || !isKnown(),
                tooOften ? TOO_OFTEN : again ? AGAIN : Duration.ZERO);
    }

    private void learn(int times, boolean cashLags) {
        if (!isKnown()) {
            unknownUntil = cashLags ? times : times > unknownUntil ? KNOWN : unknownUntil;
        }
    }

    /** The faults that have met their request since the last look. */
    private List<String> happened(Map<String, Object> state) {
        var happened = new ArrayList<>(waiting);
        waiting = strings(state.get("faults_waiting")).stream().filter(fault -> !fault.equals(Broker.NO_SNAPSHOT.toString())).toList();
        waiting.forEach(happened::remove);
        return happened;
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }
}
