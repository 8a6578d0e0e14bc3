package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.Arrivals;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.snapshot.Reconciliation.Answer;
import dev.balancesync.snapshot.Reconciliation.Decision;
import dev.balancesync.snapshot.Reconciliation.Memory;
import dev.balancesync.snapshot.Reconciliation.Row;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code src/test/resources/snapshot/reconciliation.txt}, which says how to read them. */
class ReconciliationTest {
    private static final Path CASES = Path.of("src/test/resources/snapshot/reconciliation.txt");
    private static final Pattern HOLDING = Pattern.compile("([A-Z])(!|\\?|\\d+)(?:\\.(\\d\\d):(\\d{4})?)?(?:=(\\?|\\d+))?(?:@(\\+|-\\d+s))?");
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");
    private static final long BEGAN = Duration.ofHours(1).toNanos();
    private static final Arrival BEGINNING = new Arrival(new Sequence(1, 100), NOW, BEGAN);

    private record ToldTotals(HoldingKey key, Long quantity, BigDecimal cost, boolean unreadable, String when) {
        static ToldTotals read(String text) {
            Matcher parts = HOLDING.matcher(text);
            assertThat(parts.matches()).as(text).isTrue();
            Long quantity = parts.group(2).matches("\\d+") ? Long.valueOf(parts.group(2)) : null;
            BigDecimal cost = parts.group(5) == null ? quantity == null ? null : BigDecimal.valueOf(100 * quantity)
                    : parts.group(5).equals("?") ? null : new BigDecimal(parts.group(5));
            String type = parts.group(3) == null ? "00" : parts.group(3);
            String day = parts.group(4) == null ? "" : "2026" + parts.group(4);
            return new ToldTotals(new HoldingKey(parts.group(1).repeat(6), type, day), quantity, cost, parts.group(2).equals("!"),
                    parts.group(6));
        }

        static List<ToldTotals> readAll(String text) {
            return Arrays.stream(text.strip().split("\\s+")).filter(each -> !each.isEmpty()).map(ToldTotals::read).toList();
        }

        Map<String, Object> values() {
            var values = new HashMap<String, Object>();
            if (quantity != null) {
                values.put(Lot.QUANTITY, quantity);
            }
            if (cost != null) {
                values.put(Lot.COST, cost);
            }
            return values;
        }

        StreamWord word() {
            long ago = when.equals("+") ? -1 : Long.parseLong(when.substring(1, when.length() - 1));
            var said = new Holding(key, values(), new Arrival(new Sequence(1, when.equals("+") ? 101 : Math.max(0, 99 - ago)), NOW,
                    BEGAN - Duration.ofSeconds(ago).toNanos()), false);
            return new StreamWord(said, quantity == null ? null : said);
        }
    }

    private record Case(String name, String memory, String table, String stream, String answer, String total, String changes, String verdict) {
        static Case read(String line) {
            String[] cells = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
            assertThat(cells).as(line).hasSize(8);
            return new Case(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        try (Stream<String> lines = Files.lines(CASES)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).map(Case::read).toList();
        }
    }

    @Test
    void there_are_many_cases_and_each_has_a_name_of_its_own() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(60).extracting(Case::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_snapshot_changes_what_it_may(Case each) {
        Decision decision = decide(each);

        assertThat(changes(decision, table(each.table()))).isEqualTo(changes(each));
        assertThat(expected(decision)).as("what the table must have in the end").isEqualTo(changes(each));
        assertThat(verdict(decision)).isEqualTo(each.verdict());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # pages  | total     | what the doubt is about
            A10 / B6 | none      | its pages may have moved
            A10 / B6 | 1500,1600 | tot_pur_amt 1600
            A10      | 1500      | tot_pur_amt 1500
            A10      | none      |
            A10 / B6 | fits      |
            """)
    void an_answer_that_proves_less_than_it_might_says_why(String pages, String total, String doubt) {
        Decision decision = decide(new Case("", "gap", "A10", "", pages, total, "", ""));

        if (doubt == null) {
            assertThat(decision.doubt()).isNull();
        } else {
            assertThat(decision.doubt()).contains(doubt);
        }
    }

    @ParameterizedTest
    @CsvSource({"A10@-59s, 0", "A10@-60s, 1"})
    void an_answer_that_agrees_with_what_the_stream_just_told_is_not_written_over_it(String word, int written) {
        Decision decision = decide(new Case("", "gap", "A10", word, "A10", "fits", "", ""));

        assertThat(decision.changes()).hasSize(written);
        assertThat(decision.isEqual()).isTrue();
    }

    private static Decision decide(Case each) {
        Answer answer = answer(each);
        Map<HoldingKey, Row> table = table(each.table());
        return Reconciliation.decide(answer, table, stream(each), memory(each, answer, table), SETTLE);
    }

    private static Answer answer(Case each) {
        var lots = new ArrayList<Lot>();
        var others = new ArrayList<BigDecimal>();
        boolean unreadable = false;
        String[] pages = each.answer().split("/", -1);
        for (int page = 1; page <= pages.length; page++) {
            for (ToldTotals told : ToldTotals.readAll(pages[page - 1])) {
                if (told.unreadable()) {
                    unreadable = true;
                    others.add(told.cost());
                } else {
                    lots.add(new Lot(page, new Holding(told.key(), told.values(), Arrivals.at(NOW), false)));
                }
            }
        }
        BigDecimal sum = lots.stream().map(Lot::cost).filter(cost -> cost != null).reduce(BigDecimal.ZERO, BigDecimal::add);
        String[] words = each.total().split(" worth ");
        BigDecimal worth = words.length == 1 ? null : new BigDecimal(words[1]);
        String total = words[0].equals("fits") ? sum.toString() : words[0].equals("none") ? "" : words[0];
        String[] ofPages = total.contains(",") ? total.split(",") : new String[] {total, total};
        return new Answer(BEGINNING, pages.length, lots, others, unreadable, totals(ofPages[0], worth), totals(ofPages[1], worth));
    }

    private static Totals totals(String purchase, BigDecimal worth) {
        return new Totals(purchase.isEmpty() ? null : new BigDecimal(purchase), worth, null, null);
    }

    private static Map<HoldingKey, Row> table(String text) {
        var table = new LinkedHashMap<HoldingKey, Row>();
        ToldTotals.readAll(text).forEach(told -> table.put(told.key(), new Row(told.quantity(), told.cost())));
        return table;
    }

    private static Map<HoldingKey, StreamWord> stream(Case each) {
        return ToldTotals.readAll(each.stream()).stream().collect(Collectors.toMap(ToldTotals::key, ToldTotals::word));
    }

    /** What was suspect is suspect for the reason that it would be now, unless the snapshot before told something else of it. */
    private static Memory memory(Case each, Answer answer, Map<HoldingKey, Row> table) {
        String[] parts = each.memory().split("before|suspect", -1);
        boolean told = each.memory().contains("before");
        Map<HoldingKey, Long> before = told ? ToldTotals.readAll(parts[1]).stream().collect(Collectors.toMap(ToldTotals::key, ToldTotals::quantity)) : null;
        var suspects = new HashMap<HoldingKey, String>();
        if (each.memory().contains("suspect")) {
            var then = new ArrayList<Lot>();
            ToldTotals.readAll(parts[1]).forEach(one -> then.add(new Lot(1, new Holding(one.key(), one.values(), Arrivals.at(NOW), false))));
            Decision first = Reconciliation.decide(new Answer(answer.began(), 1, then, List.of(), false, totals("", null), totals("", null)), table, Map.of(),
                    new Memory(false, null, Map.of()), SETTLE);
            suspects.putAll(first.suspects());
        }
        return new Memory(each.memory().startsWith("gap"), before, suspects);
    }

    /** Without those that are in the table already. */
    private static String changes(Decision decision, Map<HoldingKey, Row> table) {
        return decision.changes().stream()
                .filter(each -> {
                    Row row = table.get(each.key());
                    return row == null || !each.quantity().equals(row.quantity())
                            || row.cost() != null && Lot.cost(each) != null && row.cost().compareTo(Lot.cost(each)) != 0;
                })
                .map(each -> line(each.key(), each.quantity(), Lot.cost(each))).sorted().collect(Collectors.joining(" "));
    }

    private static String changes(Case each) {
        return ToldTotals.readAll(each.changes()).stream().map(told -> line(told.key(), told.quantity(), told.quantity() == 0 ? null : told.cost()))
                .sorted().collect(Collectors.joining(" "));
    }

    private static String expected(Decision decision) {
        return decision.expected().entrySet().stream().map(each -> line(each.getKey(), each.getValue().quantity(), each.getValue().cost()))
                .sorted().collect(Collectors.joining(" "));
    }

    private static String line(HoldingKey key, Long quantity, BigDecimal cost) {
        return key.stockCode() + " " + key.creditType() + " " + key.loanDate() + " " + quantity + " for " + cost;
    }

    private static String verdict(Decision decision) {
        var words = new ArrayList<String>();
        if (decision.gap()) {
            words.add("gap");
        }
        add(words, "suspect", decision.suspects());
        add(words, "unsettled", decision.unsettled());
        add(words, "corrected", decision.corrected());
        return words.isEmpty() ? "equal" : String.join(" ", words);
    }

    private static void add(List<String> words, String word, Map<HoldingKey, String> keys) {
        if (!keys.isEmpty()) {
            words.add(word);
            keys.keySet().stream().map(key -> key.stockCode().substring(0, 1)).sorted().forEach(words::add);
        }
    }
}
