package dev.balancesync.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * The lease of one shard and the fence of its rows, small enough to look at every state there is. A node that does nothing is one that is
 * paused or dead; a message that does not arrive, or late, is a line that is cut; every order in which things can happen is tried.
 *
 * <p>Time goes in ticks, and what is counted is what is left of it, so that states repeat.
 */
final class LeaseModel {
    /** In ticks. */
    static final int TTL = 3;
    /** Nine tenths of it, in whole ticks. */
    static final int BELIEF = 2;
    private static final int SILENT = 2 * TTL;
    /** Of a row whose database's clock was set back. */
    private static final int FOR_HOURS = TTL + 1;

    /** What can be made wrong, to see that the search notices. */
    enum Mutant {
        BELIEVES_TOO_LONG, COUNTS_FROM_THE_ANSWER, NO_FENCE, FENCE_WITHOUT_LOCK, PROVES_WHAT_IT_HOLDS_NOW, TRUSTS_THE_DATABASES_CLOCK,
        WAITS_FOR_THE_DATABASES_CLOCK, GIVES_BACK_ANY_EPOCH, CHANGES_ITS_MIND, FORGETS_THAT_IT_LEAVES
    }

    /** What happens besides rounds that are answered, delayed and lost. */
    enum Feature {
        WRITES, HAND_OVER, DATABASE_CLOCK_SET, LATE_ROUNDS,
        /** No time passes between a question, its round and its answer: fewer states, where other things are looked at. */
        ROUNDS_AT_ONCE,
        /** The same. */
        ANSWERS_COME
    }

    /** @param epochs further takeovers are not looked at */
    record Scope(int nodes, int epochs, Set<Feature> features, Set<Mutant> mutants) {
        private boolean has(Feature feature) {
            return features.contains(feature);
        }

        private boolean is(Mutant mutant) {
            return mutants.contains(mutant);
        }
    }

    record Step(String action, LeaseModel to) {
    }

    private static final int IDLE = 0;
    private static final int ASKED = 1;
    private static final int ANSWERED = 2;
    private static final int DRAINED = 1;
    private static final int SENT = 2;
    private static final int LOCKED = 3;

    /** Of each node: first what the database has of it. */
    private enum Field {
        ALIVE, EXPIRY,
        /** What it knows of itself and the others (bits). */
        PRESENT, BELIEF, TOLD, LEAVING, SEEN, SAME,
        /** Its question, with what it says of the others, and its answer. */
        ASKING, AGE, JOINS, GIVES, QUIET, SILENT, ANSWER_PRESENT, ANSWER_EPOCH, ANSWER_SEEN, ANSWER_SAME, ANSWER_NEWS,
        /** A question that was given up, and may still be done. */
        LATE, LATE_JOINS, LATE_GIVES, LATE_QUIET, LATE_SILENT,
        /** A write, the epoch in which its rows were received, and the one that it proves. */
        WRITING, RECEIVED, PROVES
    }

    private static final Field[] QUESTION = {Field.ASKING, Field.AGE, Field.JOINS, Field.GIVES, Field.QUIET, Field.SILENT, Field.ANSWER_PRESENT,
        Field.ANSWER_EPOCH, Field.ANSWER_SEEN, Field.ANSWER_SAME, Field.ANSWER_NEWS};
    private static final Field[] LATE_QUESTION = {Field.LATE, Field.LATE_JOINS, Field.LATE_GIVES, Field.LATE_QUIET, Field.LATE_SILENT};
    private static final Field[] OF_LAST_BEAT = {Field.SAME, Field.QUIET, Field.SILENT, Field.LATE_QUIET, Field.LATE_SILENT, Field.ANSWER_SAME};
    private static final Field[] WRITE = {Field.WRITING, Field.RECEIVED, Field.PROVES};
    private static final int FIELDS = Field.values().length;
    private static final int HOLDER = 0;
    private static final int EPOCH = 1;
    private static final int ROWS = 2;
    private static final int SHARED = 3;

    private final Scope scope;
    private final byte[] state;
    private String violation;

    LeaseModel(Scope scope) {
        this(scope, new byte[SHARED + scope.nodes() * (FIELDS + scope.nodes())]);
        state[HOLDER] = -1;
    }

    private LeaseModel(Scope scope, byte[] state) {
        this.scope = scope;
        this.state = state;
    }

    private LeaseModel copy() {
        return new LeaseModel(scope, state.clone());
    }

    /** Equal for equal states. The hash that String and Arrays have sends states, of so small numbers, into the same buckets. */
    record Key(byte[] state) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(state, key.state);
        }

        @Override
        public int hashCode() {
            var hash = new CRC32();
            hash.update(state);
            return (int) hash.getValue();
        }
    }

    Key key() {
        return new Key(state);
    }

    private int get(Field field, int node) {
        return state[SHARED + field.ordinal() * scope.nodes() + node];
    }

    private void set(Field field, int node, int value) {
        state[SHARED + field.ordinal() * scope.nodes() + node] = (byte) value;
    }

    private boolean get(Field field, int node, int other) {
        return (get(field, node) >> other & 1) == 1;
    }

    private void set(Field field, int node, int other, boolean value) {
        set(field, node, value ? get(field, node) | 1 << other : get(field, node) & ~(1 << other));
    }

    private void clear(int node, Field... fields) {
        for (Field each : fields) {
            set(each, node, 0);
        }
    }

    /** For how long a node has seen nothing new of another. */
    private int ago(int node, int other) {
        return state[agoAt(node, other)];
    }

    private int agoAt(int node, int other) {
        return SHARED + (FIELDS + node) * scope.nodes() + other;
    }

    // --- what must never be

    /** @return what is wrong with this state, or with the step that led here; {@code null} when nothing is */
    String violation() {
        int believers = 0;
        for (int i = 0; i < scope.nodes(); i++) {
            believers += believes(i) ? 1 : 0;
        }
        return violation != null ? violation : believers > 1 ? "two believe at once" : null;
    }

    private boolean believes(int node) {
        return get(Field.BELIEF, node) > 0 && get(Field.LEAVING, node) == 0;
    }

    boolean isAtItsEnd() {
        return state[EPOCH] >= scope.epochs();
    }

    // --- what can happen

    List<Step> steps() {
        var steps = new ArrayList<Step>();
        add(steps, "time passes", LeaseModel::pass);
        if (scope.has(Feature.DATABASE_CLOCK_SET)) {
            add(steps, "the database's clock is set forward", next -> next.setClock(0));
            add(steps, "the database's clock is set back", next -> next.setClock(FOR_HOURS));
        }
        for (int i = 0; i < scope.nodes(); i++) {
            rounds(i, steps);
            if (scope.has(Feature.WRITES)) {
                writes(i, steps);
            }
        }
        return steps;
    }

    private void rounds(int i, List<Step> steps) {
        switch (get(Field.ASKING, i)) {
            case IDLE -> {
                if (scope.has(Feature.ROUNDS_AT_ONCE)) {
                    add(steps, i + " asks and gets its answer", next -> next.askAtOnce(i).answered(i));
                    if (!scope.has(Feature.ANSWERS_COME)) {
                        add(steps, i + " asks and its answer is lost", next -> next.askAtOnce(i).clear(i, QUESTION));
                    }
                    if (scope.has(Feature.LATE_ROUNDS)) {
                        add(steps, i + " asks and its round is late", next -> next.askLate(i));
                    }
                } else {
                    add(steps, i + " asks", next -> next.ask(i));
                }
            }
            case ASKED -> {
                add(steps, "the round of " + i + " is done", next -> next.done(i));
                add(steps, i + " gives its question up", next -> next.giveUp(i));
            }
            default -> {
                add(steps, i + " gets the answer", next -> next.answered(i));
                add(steps, "the answer to " + i + " is lost", next -> next.clear(i, QUESTION));
            }
        }
        if (get(Field.LATE, i) > 0) {
            add(steps, "a late round of " + i + " is done", next -> next.lateDone(i));
        }
        if (scope.has(Feature.HAND_OVER) && believes(i)) {
            add(steps, i + " will hand over", next -> next.set(Field.LEAVING, i, get(Field.TOLD, i)));
        }
        if (scope.is(Mutant.CHANGES_ITS_MIND) && get(Field.LEAVING, i) > 0) {
            add(steps, i + " changes its mind", next -> next.set(Field.LEAVING, i, 0));
        }
    }

    private void writes(int i, List<Step> steps) {
        switch (get(Field.WRITING, i)) {
            case IDLE -> {
                if (get(Field.BELIEF, i) > 0) {
                    add(steps, i + " drains what it received", next -> next.drain(i));
                }
            }
            case DRAINED -> add(steps, i + " sends its write", next -> next.send(i));
            case SENT -> add(steps, "the write of " + i + " begins", next -> next.begin(i));
            default -> {
                add(steps, "the write of " + i + " is committed", next -> next.commit(i));
                add(steps, "the pooler loses the session of " + i, next -> next.clear(i, WRITE));
            }
        }
    }

    private void add(List<Step> steps, String action, Consumer<LeaseModel> change) {
        LeaseModel next = copy();
        change.accept(next);
        if (!Arrays.equals(state, next.state) || next.violation != null) {
            steps.add(new Step(action, next));
        }
    }

    private void pass() {
        for (int i = 0; i < scope.nodes(); i++) {
            set(Field.EXPIRY, i, get(Field.EXPIRY, i) == FOR_HOURS ? FOR_HOURS : Math.max(0, get(Field.EXPIRY, i) - 1));
            set(Field.BELIEF, i, Math.max(0, get(Field.BELIEF, i) - 1));
            if (get(Field.BELIEF, i) == 0) {
                clear(i, Field.TOLD);
                if (scope.is(Mutant.FORGETS_THAT_IT_LEAVES)) {
                    clear(i, Field.LEAVING);
                }
            }
            set(Field.AGE, i, get(Field.ASKING, i) == IDLE ? 0 : Math.min(trust(), get(Field.AGE, i) + 1));
            for (int j = 0; j < scope.nodes(); j++) {
                // longer than matters is the same
                state[agoAt(i, j)] = (byte) (get(Field.SEEN, i, j) ? Math.min(scope.has(Feature.DATABASE_CLOCK_SET) ? SILENT : BELIEF, ago(i, j) + 1) : 0);
            }
        }
    }

    private int trust() {
        return scope.is(Mutant.BELIEVES_TOO_LONG) ? TTL + 1 : BELIEF;
    }

    private void setClock(int left) {
        for (int i = 0; i < scope.nodes(); i++) {
            set(Field.EXPIRY, i, get(Field.ALIVE, i) > 0 ? left : 0);
        }
    }

    private void ask(int i) {
        set(Field.ASKING, i, ASKED);
        set(Field.JOINS, i, 1 - get(Field.PRESENT, i));
        set(Field.GIVES, i, get(Field.LEAVING, i));
        for (int j = 0; j < scope.nodes(); j++) {
            // the row is compared with the beat that was seen: another one makes this untrue
            boolean known = get(Field.SEEN, i, j) && get(Field.SAME, i, j);
            set(Field.QUIET, i, j, known && ago(i, j) >= BELIEF);
            set(Field.SILENT, i, j, known && ago(i, j) >= SILENT);
        }
    }

    private LeaseModel askAtOnce(int i) {
        ask(i);
        done(i);
        return this;
    }

    private void askLate(int i) {
        ask(i);
        giveUp(i);
    }

    private void giveUp(int i) {
        if (scope.has(Feature.LATE_ROUNDS)) {
            set(Field.LATE, i, 1);
            set(Field.LATE_JOINS, i, get(Field.JOINS, i));
            set(Field.LATE_GIVES, i, get(Field.GIVES, i));
            set(Field.LATE_QUIET, i, get(Field.QUIET, i));
            set(Field.LATE_SILENT, i, get(Field.SILENT, i));
        }
        clear(i, QUESTION);
    }

    /** The database does a round: all of it or nothing, one after the other. */
    private void done(int i) {
        int seen = get(Field.SEEN, i);
        int same = get(Field.SAME, i);
        boolean there = round(i, Field.JOINS, Field.GIVES, Field.QUIET, Field.SILENT);
        set(Field.ASKING, i, ANSWERED);
        set(Field.ANSWER_PRESENT, i, there ? 1 : 0);
        set(Field.ANSWER_EPOCH, i, there && state[HOLDER] == i ? state[EPOCH] : 0);
        for (int j = 0; j < scope.nodes(); j++) {
            boolean shown = j != i && get(Field.ALIVE, j) > 0;
            set(Field.ANSWER_SEEN, i, j, shown);
            set(Field.ANSWER_SAME, i, j, shown);
            set(Field.ANSWER_NEWS, i, j, shown && (seen & same & 1 << j) == 0);
        }
        clear(i, Field.JOINS, Field.GIVES, Field.QUIET, Field.SILENT);
    }

    private void lateDone(int i) {
        round(i, Field.LATE_JOINS, Field.LATE_GIVES, Field.LATE_QUIET, Field.LATE_SILENT);
        clear(i, LATE_QUESTION);
    }

    private boolean round(int i, Field joins, Field gives, Field quiet, Field silent) {
        if (get(Field.ALIVE, i) == 0 && get(joins, i) == 0) {
            return false;
        }
        beat(i);
        for (int j = 0; j < scope.nodes(); j++) {
            boolean isQuiet = scope.is(Mutant.TRUSTS_THE_DATABASES_CLOCK) || get(quiet, i, j);
            boolean isSilent = !scope.is(Mutant.WAITS_FOR_THE_DATABASES_CLOCK) && get(silent, i, j);
            if (j != i && (get(Field.EXPIRY, j) == 0 && isQuiet || isSilent)) {
                clear(j, Field.ALIVE, Field.EXPIRY);
            }
        }
        int holder = state[HOLDER];
        int given = get(gives, i);
        if (holder == i && given > 0 && (given == state[EPOCH] || scope.is(Mutant.GIVES_BACK_ANY_EPOCH))) {
            state[HOLDER] = -1;
        } else if (holder != i && (holder < 0 || get(Field.ALIVE, holder) == 0) && !isLocked() && !isAtItsEnd()) {
            state[HOLDER] = (byte) i;
            state[EPOCH]++;
        }
        return true;
    }

    private void beat(int i) {
        set(Field.ALIVE, i, 1);
        set(Field.EXPIRY, i, TTL);
        for (int j = 0; j < scope.nodes(); j++) {
            for (Field each : OF_LAST_BEAT) {
                set(each, j, i, false);
            }
        }
    }

    private boolean isLocked() {
        if (scope.is(Mutant.FENCE_WITHOUT_LOCK) || scope.is(Mutant.NO_FENCE)) {
            return false;
        }
        return IntStream.range(0, scope.nodes()).anyMatch(each -> get(Field.WRITING, each) == LOCKED);
    }

    private void answered(int i) {
        set(Field.PRESENT, i, get(Field.ANSWER_PRESENT, i));
        int left = Math.max(0, trust() - (scope.is(Mutant.COUNTS_FROM_THE_ANSWER) ? 0 : get(Field.AGE, i)));
        set(Field.TOLD, i, left > 0 ? get(Field.ANSWER_EPOCH, i) : 0);
        set(Field.BELIEF, i, get(Field.TOLD, i) > 0 ? left : 0);
        if (get(Field.LEAVING, i) != get(Field.ANSWER_EPOCH, i)) {
            set(Field.LEAVING, i, 0);
        }
        for (int j = 0; j < scope.nodes(); j++) {
            boolean shown = get(Field.ANSWER_SEEN, i, j);
            if (!shown || get(Field.ANSWER_NEWS, i, j)) {
                state[agoAt(i, j)] = 0;
            }
            set(Field.SEEN, i, j, shown);
            set(Field.SAME, i, j, shown && get(Field.ANSWER_SAME, i, j));
        }
        clear(i, QUESTION);
    }

    private void drain(int i) {
        set(Field.WRITING, i, DRAINED);
        set(Field.RECEIVED, i, get(Field.TOLD, i));
        set(Field.PROVES, i, get(Field.TOLD, i));
    }

    private void send(int i) {
        set(Field.WRITING, i, SENT);
        if (scope.is(Mutant.PROVES_WHAT_IT_HOLDS_NOW) && get(Field.BELIEF, i) > 0) {
            set(Field.PROVES, i, get(Field.TOLD, i));
        }
    }

    private void begin(int i) {
        if (scope.is(Mutant.NO_FENCE) || state[HOLDER] == i && state[EPOCH] == get(Field.PROVES, i)) {
            set(Field.WRITING, i, LOCKED);
        } else {
            clear(i, WRITE);
        }
    }

    private void commit(int i) {
        int received = get(Field.RECEIVED, i);
        if (received < state[ROWS]) {
            violation = "what was received in epoch " + received + " is written over epoch " + state[ROWS];
        }
        state[ROWS] = (byte) Math.max(state[ROWS], received);
        clear(i, WRITE);
    }

    // --- who is left must get it

    /** @return the time until this node leads if from now on it alone does anything, and the database ends what it has begun; -1 for never */
    int timeUntilItLeads(int i, int most) {
        LeaseModel now = copy();
        for (int time = 0; time <= most; time++) {
            for (int j = 0; j < scope.nodes(); j++) {
                if (now.get(Field.WRITING, j) == LOCKED) {
                    now.commit(j);
                }
            }
            for (int round = 0; round < 3; round++) {
                if (now.get(Field.ASKING, i) == IDLE) {
                    now.ask(i);
                }
                if (now.get(Field.ASKING, i) == ASKED) {
                    now.done(i);
                }
                now.answered(i);
                if (now.believes(i)) {
                    return time;
                }
            }
            now.pass();
        }
        return -1;
    }
}
