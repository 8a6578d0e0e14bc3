package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.balancesync.cluster.LeaseModel.Feature;
import dev.balancesync.cluster.LeaseModel.Mutant;
import dev.balancesync.cluster.LeaseModel.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every state of the model, breadth first, so that what is found wrong is told by its shortest way. */
class LeaseModelIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");

    /** Scopes of millions of states, for which a test takes minutes and some GB: {@code -Dlease-model=deep}. */
    private static final boolean DEEP = "deep".equals(System.getProperty("lease-model"));

    private record Way(LeaseModel.Key from, String action) {
    }

    /**
     * @param wrong what was found, {@code null} when nothing was
     * @param way what led there
     */
    private record Result(int states, String wrong, List<String> way, int longestTakeover) {
    }

    private static Result search(Scope scope) {
        var ways = new HashMap<LeaseModel.Key, Way>();
        var todo = new ArrayDeque<LeaseModel>();
        LeaseModel start = new LeaseModel(scope);
        ways.put(start.key(), new Way(null, "start"));
        todo.add(start);
        int longest = 0;
        while (!todo.isEmpty()) {
            LeaseModel now = todo.remove();
            String wrong = now.violation();
            if (wrong == null && !now.isAtItsEnd()) {
                for (int node = 0; node < scope.nodes() && wrong == null; node++) {
                    int ticks = now.timeUntilItLeads(node, 4 * LeaseModel.TTL);
                    longest = Math.max(longest, ticks);
                    wrong = ticks < 0 ? "node " + node + " never leads although it alone is left" : null;
                }
            }
            if (wrong != null) {
                return new Result(ways.size(), wrong, way(ways, now.key()), longest);
            }
            for (LeaseModel.Step step : now.steps()) {
                if (step.to().violation() != null) {
                    List<String> way = new ArrayList<>(way(ways, now.key()));
                    way.add(step.action());
                    return new Result(ways.size(), step.to().violation(), way, longest);
                }
                if (ways.putIfAbsent(step.to().key(), new Way(now.key(), step.action())) == null) {
                    todo.add(step.to());
                }
            }
        }
        return new Result(ways.size(), null, List.of(), longest);
    }

    private static List<String> way(Map<LeaseModel.Key, Way> ways, LeaseModel.Key to) {
        var way = new ArrayList<String>();
        for (Way each = ways.get(to); each.from() != null; each = ways.get(each.from())) {
            way.add(each.action());
        }
        Collections.reverse(way);
        return way;
    }

    private static Scope scope(int nodes, int epochs, Feature... features) {
        return new Scope(nodes, epochs, features.length == 0 ? Set.of() : EnumSet.of(features[0], features), Set.of());
    }

    static Stream<Arguments> scopes() {
        var scopes = Stream.of(
                Arguments.of("rounds alone", scope(2, 3), LeaseModel.TTL),
                Arguments.of("rounds that come late, and hand over", scope(2, 3, Feature.LATE_ROUNDS, Feature.HAND_OVER, Feature.ROUNDS_AT_ONCE),
                        LeaseModel.TTL),
                Arguments.of("writes that wait, are lost, or hold their lock for long", scope(2, 3, Feature.WRITES, Feature.ROUNDS_AT_ONCE), LeaseModel.TTL),
                Arguments.of("a database whose clock is set", scope(2, 2, Feature.DATABASE_CLOCK_SET, Feature.LATE_ROUNDS, Feature.ROUNDS_AT_ONCE),
                        2 * LeaseModel.TTL),
                Arguments.of("three nodes", scope(3, 2, Feature.ROUNDS_AT_ONCE, Feature.ANSWERS_COME), LeaseModel.TTL));
        return !DEEP ? scopes : Stream.concat(scopes, Stream.of(
                Arguments.of("a database whose clock is set between question and answer", scope(2, 3, Feature.DATABASE_CLOCK_SET), 2 * LeaseModel.TTL),
                Arguments.of("writes beside rounds that take their time", scope(2, 3, Feature.WRITES), LeaseModel.TTL),
                Arguments.of("three nodes whose answers may be lost", scope(3, 2, Feature.ROUNDS_AT_ONCE), LeaseModel.TTL),
                Arguments.of("three nodes that write", scope(3, 2, Feature.WRITES, Feature.ROUNDS_AT_ONCE), LeaseModel.TTL)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scopes")
    void nobody_believes_beside_another_no_old_row_comes_late_and_who_is_left_leads(String what, Scope scope, int longestTakeover) {
        Result result = search(scope);

        LOG.info("{}: {} states, longest takeover {}, {} {}", what, result.states(), result.longestTakeover(), result.wrong(), result.way());
        assertThat(result.wrong()).as("%s", result.way()).isNull();
        assertThat(result.states()).isGreaterThan(1_000);
        assertThat(result.longestTakeover()).isEqualTo(longestTakeover);
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                Arguments.of(Mutant.BELIEVES_TOO_LONG, scope(2, 3), "two believe at once"),
                Arguments.of(Mutant.COUNTS_FROM_THE_ANSWER, scope(2, 3), "two believe at once"),
                Arguments.of(Mutant.NO_FENCE, scope(2, 3, Feature.WRITES, Feature.ROUNDS_AT_ONCE), "written over epoch"),
                Arguments.of(Mutant.FENCE_WITHOUT_LOCK, scope(2, 3, Feature.WRITES, Feature.ROUNDS_AT_ONCE), "written over epoch"),
                Arguments.of(Mutant.PROVES_WHAT_IT_HOLDS_NOW, scope(2, 3, Feature.WRITES, Feature.ROUNDS_AT_ONCE), "written over epoch"),
                Arguments.of(Mutant.TRUSTS_THE_DATABASES_CLOCK, scope(2, 3, Feature.DATABASE_CLOCK_SET), "two believe at once"),
                Arguments.of(Mutant.WAITS_FOR_THE_DATABASES_CLOCK, scope(2, 3, Feature.DATABASE_CLOCK_SET), "never leads"),
                Arguments.of(Mutant.GIVES_BACK_ANY_EPOCH, scope(2, 3, Feature.LATE_ROUNDS, Feature.HAND_OVER, Feature.ROUNDS_AT_ONCE), "two believe at once"),
                Arguments.of(Mutant.CHANGES_ITS_MIND, scope(2, 3, Feature.LATE_ROUNDS, Feature.HAND_OVER, Feature.ROUNDS_AT_ONCE), "two believe at once"),
                Arguments.of(Mutant.FORGETS_THAT_IT_LEAVES, scope(2, 3, Feature.LATE_ROUNDS, Feature.HAND_OVER, Feature.ROUNDS_AT_ONCE), "two believe at once"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void what_is_made_wrong_is_found(Mutant mutant, Scope scope, String wrong) {
        Result result = search(new Scope(scope.nodes(), scope.epochs(), scope.features(), Set.of(mutant)));

        LOG.info("{}: {} by {}", mutant, result.wrong(), result.way());
        assertThat(result.wrong()).contains(wrong);
    }

    @Test
    void each_mutant_is_tried() {
        assertThat(mutants().map(each -> each.get()[0])).containsExactlyInAnyOrder((Object[]) Mutant.values());
    }
}
