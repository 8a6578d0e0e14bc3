package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.MutableClock;
import dev.balancesync.SampleFrames;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.time.Sequencer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A fill, its frame, two pages of a snapshot and an answer with the cash, in every order, the answers true or behind the account, the store
 * quick or slow, in a gap or not. Whatever is committed in between has no quantity that the stream has contradicted, no lost or doubled
 * holding, no cost of another number of shares, a cash that the account once had, and no total of the cash of one moment and the stock of
 * another; in the end it equals the account.
 */
class InterleavingTest {
    private static final int PAGE_ROWS = 2;
    /** Page 1 is asked for at 1, page 2 at 2; at 3 the snapshot is taken over. */
    private static final int MOMENTS = 5;
    private static final int[] LAGS = {0, 1, 3};
    private static final long FEE = 7;
    private static final String NUMBER = "8112510011";
    private static final Account ACCOUNT = new Account(NUMBER, "");
    private static final FieldMapping MAPPING = SnapshotDrive.mapping(ACCOUNT, "standard");

    /** What happens to the account; codes sort as Kiwoom lists them, so the first and the second page and their edge are all hit. */
    enum Fill {
        SELL_OUT_ON_PAGE_1("100001", 0), SELL_OUT_ON_PAGE_2("100003", 0), MORE_ON_PAGE_1("100002", 9), LESS_ON_PAGE_2("100003", 1),
        NEW_BEFORE_ALL("000001", 5), NEW_AFTER_ALL("900001", 5);

        final String code;
        final long quantity;

        Fill(String code, long quantity) {
            this.code = code;
            this.quantity = quantity;
        }
    }

    /**
     * @param at the moment of the fill
     * @param frameAt that of its frame
     * @param cashAskedAt and those of the cash
     * @param lag by how many moments answers are behind the account
     * @param live without a gap, so that what a snapshot finds may be a fill on its way; with one, it is taken over
     * @param lost the frame cannot be read: that there is a gap is all that is known of the fill until a snapshot tells it
     */
    private record Case(Fill fill, int at, int frameAt, int cashAskedAt, int cashAnsweredAt, int lag, boolean slowStore, boolean live, boolean lost) {
    }

    /** As the broker has it. */
    private record State(TreeMap<String, Long> holdings, long cash) {
        long total() {
            return cash + holdings.entrySet().stream().mapToLong(each -> each.getValue() * price(each.getKey())).sum();
        }
    }

    private static long price(String code) {
        return 1_000 + Long.parseLong(code) % 1_000;
    }

    private static List<Case> cases(Fill fill) {
        var cases = new ArrayList<Case>();
        for (int at = 0; at < MOMENTS; at++) {
            for (int frameAt = at; frameAt <= MOMENTS; frameAt++) {
                for (int asked = 0; asked <= MOMENTS; asked++) {
                    for (int answered = asked; answered <= MOMENTS; answered++) {
                        for (int lag : LAGS) {
                            for (boolean slow : new boolean[] {false, true}) {
                                cases.add(new Case(fill, at, frameAt, asked, answered, lag, slow, true, false));
                                cases.add(new Case(fill, at, frameAt, asked, answered, lag, slow, false, false));
                            }
                            cases.add(new Case(fill, at, frameAt, asked, answered, lag, false, true, true));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @EnumSource
    void every_interleaving_keeps_what_is_true_and_ends_equal(Fill fill) throws Exception {
        List<Case> cases = cases(fill);
        assertThat(cases).hasSizeGreaterThan(5_000);
        Session live = SessionDrive.live(Clock.systemUTC());
        for (Case each : cases) {
            new World(each, live).run();
        }
    }

    /** The broker, the service's beans, and the two tables. */
    private static final class World {
        private final Case story;
        private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
        private final List<State> states = new ArrayList<>();
        private final Sequencer sequencer = new Sequencer(1, clock, SnapshotDrive.ticker(clock));
        private final Losses losses = new Losses(sequencer);
        private final Pending pending = new Pending();
        private final CashBell bell = new CashBell(Duration.ofMinutes(10), SnapshotDrive.ticker(clock));
        private final Snapshots snapshots;
        private final Cash cash;
        private final Map<HoldingKey, Holding> table = new LinkedHashMap<>();
        private final Map<String, Long> told = new HashMap<>();
        private Long totalCash;
        private Long totalAsset;
        private State state = new State(new TreeMap<>(Map.of("100001", 1L, "100002", 2L, "100003", 3L)), 50_000);

        World(Case story, Session live) {
            this.story = story;
            snapshots = new Snapshots(live, new StreamWords(pending, losses, bell, sequencer), new Lots(), ACCOUNT, MAPPING,
                    new SnapshotLimits(Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofSeconds(60)), () -> 1, clock,
                    SnapshotDrive.ticker(clock));
            cash = new Cash(ACCOUNT, "", false, bell, () -> pending.isWaiting() || snapshots.isGap(), Duration.ofSeconds(60),
                    SampleFrames.JSON, clock, SnapshotDrive.ticker(clock));
            pending.release();
        }

        void run() throws Exception {
            begin();
            Set<String> always = new TreeSet<>(state.holdings().keySet());
            states.add(state);
            snapshots.isDue();
            tick();
            Snapshot snapshot = snapshots.begin();
            Cash.Question question = null;
            var moments = new ArrayList<State>(List.of(state, state, state));
            for (int moment = 0; moment <= MOMENTS; moment++) {
                if (moment == story.at()) {
                    fill();
                    always.retainAll(state.holdings().keySet());
                }
                moments.add(state);
                State lagging = moments.get(moments.size() - 1 - story.lag());
                if (moment == story.frameAt()) {
                    hear();
                }
                store();
                if (moment == 1 || moment == 2) {
                    page(snapshot, moment, lagging);
                }
                if (moment == story.cashAskedAt()) {
                    question = cash.ask();
                }
                if (moment == story.cashAnsweredAt()) {
                    cash.answered(question, answer(lagging));
                }
                if (moment == 3) {
                    snapshots.reconcile(snapshot, rows());
                    snapshots.succeeded(snapshot);
                    bell.ringNow();
                }
                store();
                check(always, moment);
            }
            end(always);
        }

        /** The table is full, the cash is known, and the stream has said nothing for a while. */
        private void begin() throws Exception {
            snapshots.isDue();
            whole();
            states.add(state);
            askCash();
            assertThat(totalAsset).isEqualTo(state.total());
            clock.move(Duration.ofMinutes(2));
            if (!story.live()) {
                losses.note("a frame");
                snapshots.isDue();
            }
        }

        private void end(Set<String> always) throws Exception {
            storeNow();
            check(always, MOMENTS + 1);
            int equal = 0;
            for (int i = 0; i < 8 && equal < 2; i++) {
                clock.move(Duration.ofSeconds(20));
                if (bell.isDue()) {
                    askCash();
                    check(always, MOMENTS + 2 + i);
                }
                whole();
                check(always, MOMENTS + 2 + i);
                if (bell.isDue()) {
                    askCash();
                    check(always, MOMENTS + 2 + i);
                }
                equal = stored().equals(state.holdings()) && totalAsset == state.total() ? equal + 1 : 0;
            }
            assertThat(stored()).as("%s", story).isEqualTo(state.holdings());
            assertThat(totalCash).as("%s", story).isEqualTo(state.cash());
            assertThat(totalAsset).as("%s", story).isEqualTo(state.total());
            assertThat(snapshots.state().gapSince()).as("%s", story).isNull();
        }

        private void check(Set<String> always, int moment) {
            Map<String, Long> stored = stored();
            must(stored.keySet().containsAll(always), "a lost holding", moment);
            told.forEach((code, quantity) -> must(quantity.equals(stored.getOrDefault(code, 0L)), "another quantity than was told", moment));
            table.values().forEach(each -> must(values(each.key().stockCode(), each.quantity()).get("total_purchase_amount").equals(Lot.cost(each)),
                    "the cost of another number of shares", moment));
            must(states.stream().anyMatch(each -> each.cash() == totalCash), "a cash that never was", moment);
            must(states.stream().anyMatch(each -> each.total() == totalAsset), "a mixed total", moment);
        }

        /** A hundred times as fast as an assertion that makes its words first. */
        private void must(boolean holds, String otherwise, int moment) {
            if (!holds) {
                fail("%s at moment %s of %s: holdings %s, cash %s, total %s", otherwise, moment, story, stored(), totalCash, totalAsset);
            }
        }

        private void fill() {
            var after = new TreeMap<>(state.holdings());
            long change = story.fill().quantity - after.getOrDefault(story.fill().code, 0L);
            after.put(story.fill().code, story.fill().quantity);
            after.values().removeIf(quantity -> quantity == 0);
            state = new State(after, state.cash() - change * price(story.fill().code) - FEE);
            states.add(state);
        }

        private void hear() {
            tick();
            if (story.lost()) {
                losses.note("a frame");
                snapshots.isDue();
                return;
            }
            HoldingKey key = new HoldingKey(story.fill().code, "00", "");
            long quantity = story.fill().quantity;
            pending.put(new Holding(key, values(key.stockCode(), quantity), sequencer.next(), false));
            bell.ring(true);
            tick();
        }

        private static Map<String, Object> values(String code, long quantity) {
            return Map.of("quantity", quantity, "total_purchase_amount", BigDecimal.valueOf(quantity * 900 + code.hashCode() % 97), "current_price",
                    BigDecimal.valueOf(price(code)), "profit_loss_rate_computed", true);
        }

        /** Pages as a list that is cut anew for each request: what is sold on the first moves the edge. */
        private void page(Snapshot snapshot, int number, State as) {
            List<Map<String, Object>> rows = as.holdings().entrySet().stream().skip((number - 1L) * PAGE_ROWS)
                    .limit(number == 1 ? PAGE_ROWS : Long.MAX_VALUE).map(each -> row(each.getKey(), each.getValue())).toList();
            BigDecimal total = as.holdings().entrySet().stream()
                    .map(each -> (BigDecimal) values(each.getKey(), each.getValue()).get("total_purchase_amount"))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            snapshot.add(Map.of("acnt_evlt_remn_indv_tot", rows, "tot_pur_amt", total.toString()), number == 1 ? "Y" : "N", number == 1 ? "2" : "");
            tick();
        }

        private static Map<String, Object> row(String code, long quantity) {
            return Map.of("stk_cd", "A" + code, "rmnd_qty", String.valueOf(quantity), "pur_amt",
                    values(code, quantity).get("total_purchase_amount").toString(), "cur_prc", String.valueOf(price(code)));
        }

        private static Map<String, Object> answer(State as) {
            return Map.of("entr", "0", "d2_entra", String.valueOf(as.cash()), "ord_alow_amt", "0");
        }

        private void whole() throws Exception {
            snapshots.isDue();
            Snapshot snapshot = snapshots.begin();
            page(snapshot, 1, state);
            page(snapshot, 2, state);
            snapshots.reconcile(snapshot, rows());
            snapshots.succeeded(snapshot);
            bell.ringNow();
            storeNow();
            if (snapshots.isNowToConfirm()) {
                snapshots.confirm(rows());
            }
        }

        private void askCash() throws Exception {
            cash.answered(cash.ask(), answer(state));
            storeNow();
        }

        private void tick() {
            clock.move(Duration.ofMillis(1));
        }

        private void store() throws Exception {
            if (!story.slowStore()) {
                storeNow();
            }
        }

        /** The one writer: holdings first, then the cash that waits. */
        private void storeNow() throws Exception {
            Pending.Batch batch = pending.drain();
            for (Holding holding : batch == null ? List.<Holding>of() : batch.holdings()) {
                if (holding.isSoldOut()) {
                    table.remove(holding.key());
                } else {
                    table.put(holding.key(), holding);
                }
            }
            pending.written();
            pending.words().forEach((key, word) -> told.put(key.stockCode(), word.quantity()));
            if (cash.isWaiting()) {
                JsonNode row = SampleFrames.JSON.readTree(cash.row());
                totalCash = row.path("total_cash").longValue();
                if (row.path("consistent").booleanValue()) {
                    Map<String, Long> stored = stored();
                    must(states.stream().anyMatch(each -> each.cash() == totalCash && each.holdings().equals(stored)), "cash and stock of two moments", -1);
                    totalAsset = totalCash
                            + stored().entrySet().stream().mapToLong(each -> each.getValue() * price(each.getKey())).sum();
                }
                cash.written();
            }
        }

        private TreeMap<String, Long> stored() {
            var stored = new TreeMap<String, Long>();
            table.forEach((key, holding) -> stored.put(key.stockCode(), holding.quantity()));
            return stored;
        }

        private List<Map<String, Object>> rows() {
            return table.values().stream().<Map<String, Object>>map(holding -> Map.of("stock_code", holding.key().stockCode(),
                    "credit_type", "00", "loan_date", "", "quantity", holding.quantity(), "total_purchase_amount", Lot.cost(holding))).toList();
        }
    }
}
