package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balancesync.Arrivals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.balancesync.MutableClock;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.time.Sequencer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two fills at every pair of moments of a picture of two pages, their frames at once or late, the store quick or slow: no interleaving
 * may lose a holding that exists, and the next undisturbed pictures end equal to the account.
 */
class InterleavingTest {
    private static final int PAGE_ROWS = 2;
    private static final int MOMENTS = 4;

    /** What happens to the account; codes sort as Kiwoom lists them, so the first and the second page and their edge are all hit. */
    private enum Fill {
        SELL_OUT_ON_PAGE_1("100001", 0), SELL_OUT_ON_PAGE_2("100003", 0), MORE_ON_PAGE_1("100002", 9), MORE_ON_PAGE_2("100004", 9),
        NEW_BEFORE_ALL("000001", 5), NEW_AFTER_ALL("900001", 5);

        final String code;
        final long quantity;

        Fill(String code, long quantity) {
            this.code = code;
            this.quantity = quantity;
        }
    }

    /** @param frameAt the moment at which the frame is received, at or after that of the fill; {@link #MOMENTS} is after the picture */
    private record Event(Fill fill, int at, int frameAt) {
    }

    /** @param live without a gap, so that what a picture finds may be a fill on its way; with one, everything it says is taken over */
    private record Case(Event one, Event other, boolean slowStore, boolean live) {
    }

    static Stream<Case> cases() {
        var events = new ArrayList<Event>();
        for (Fill fill : Fill.values()) {
            for (int at = 0; at < MOMENTS; at++) {
                for (int frameAt = at; frameAt <= MOMENTS; frameAt++) {
                    events.add(new Event(fill, at, frameAt));
                }
            }
        }
        return events.stream().flatMap(one -> events.stream()
                .filter(other -> one.fill().compareTo(other.fill()) < 0)
                .flatMap(other -> Stream.of(new Case(one, other, false, true), new Case(one, other, true, true),
                        new Case(one, other, false, false))));
    }

    private final MutableClock clock = new MutableClock("2026-11-23T01:00:00Z");
    private final Sequencer sequencer = Arrivals.sequencer(clock);
    private final TreeMap<String, Long> account = new TreeMap<>();
    private final Pending pending = new Pending();
    private final Map<HoldingKey, Holding> table = new LinkedHashMap<>();
    private final Account number = new Account("8112510011", "");
    private final FieldMapping mapping = mapping();
    private final Snapshots snapshots;

    InterleavingTest() throws InterruptedException {
        snapshots = new Snapshots(SessionDrive.live(clock), pending, number, mapping, Duration.ofMinutes(10), Duration.ofSeconds(5), clock,
                sequencer);
    }

    private FieldMapping mapping() {
        var camel = new DefaultCamelContext();
        camel.getPropertiesComponent().addInitialProperty("balance.snapshot-fields.stk_cd", "stock_code stock");
        camel.getPropertiesComponent().addInitialProperty("balance.snapshot-fields.rmnd_qty", "quantity quantity");
        return FieldMapping.ofSnapshot(camel, number, false);
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_interleaving_of_two_fills_and_two_pages_keeps_what_exists_and_heals(List<Case> cases) throws InterruptedException {
        for (Case each : cases) {
            new InterleavingTest().run(each);
        }
    }

    /** By store and state; thousands of single tests would only fill the report. */
    static Stream<List<Case>> all() {
        return Stream.of(true, false).flatMap(slow -> Stream.of(true, false)
                .map(live -> cases().filter(each -> each.slowStore() == slow && each.live() == live).toList())).filter(list -> !list.isEmpty());
    }

    private void run(Case story) {
        for (int i = 1; i <= 4; i++) {
            account.put("10000" + i, (long) i);
        }
        pending.release();
        picture(List.of(), story);
        picture(List.of(), story);
        assertThat(stored()).as("the start of %s", story).isEqualTo(account);
        assertThat(snapshots.state().gapSince() == null).isEqualTo(story.live());

        picture(List.of(story.one(), story.other()), story);
        for (int again = 0; again < 3; again++) {
            picture(List.of(), story);
        }

        assertThat(stored()).as("%s", story).isEqualTo(account);
    }

    private void picture(List<Event> events, Case story) {
        Set<String> always = new TreeSet<>(stored().keySet());
        if (story.live()) {
            snapshots.isDue(); // sees the connection, so that a picture can heal the gap before it
        }
        tick();
        Picture picture = snapshots.begin();
        tick();
        for (int moment = 0; moment <= MOMENTS; moment++) {
            int now = moment;
            events.stream().filter(event -> event.at() == now).forEach(event -> {
                account.put(event.fill().code, event.fill().quantity);
                account.values().removeIf(quantity -> quantity == 0);
            });
            always.retainAll(account.keySet());
            events.stream().filter(event -> event.frameAt() == now).forEach(event -> pending.put(frame(event.fill())));
            if (!story.slowStore()) {
                store();
                assertThat(stored().keySet()).as("moment %s of %s", now, story).containsAll(always);
            }
            if (moment < 2) {
                page(picture, moment);
            } else if (moment == 2) {
                snapshots.reconcile(picture, rows());
                tick();
            }
        }
        if (story.live()) {
            snapshots.succeeded(picture);
        }
        store();
        assertThat(stored().keySet()).as("the end of a picture of %s", story).containsAll(always);
    }

    /** Pages as a list that is cut anew for each request: what is sold on the first moves the edge. */
    private void page(Picture picture, int number) {
        List<Map<String, Object>> rows = account.entrySet().stream().skip((long) number * PAGE_ROWS)
                .limit(number == 0 ? PAGE_ROWS : Long.MAX_VALUE)
                .map(each -> Map.<String, Object>of("stk_cd", "A" + each.getKey(), "rmnd_qty", each.getValue().toString())).toList();
        picture.add(Map.of("acnt_evlt_remn_indv_tot", rows), number == 0 ? "Y" : "N", number == 0 ? "2" : "");
        tick();
    }

    private Holding frame(Fill fill) {
        tick();
        return new Holding(new HoldingKey("8112510011", fill.code, "00", ""), Map.of("quantity", account.getOrDefault(fill.code, 0L)),
                sequencer.next(), false);
    }

    private void tick() {
        clock.move(Duration.ofMillis(1));
    }

    private void store() {
        Pending.Batch batch = pending.drain();
        for (Holding holding : batch == null ? List.<Holding>of() : batch.holdings()) {
            if (holding.isSoldOut()) {
                table.remove(holding.key());
            } else {
                table.put(holding.key(), holding);
            }
        }
    }

    private TreeMap<String, Long> stored() {
        var stored = new TreeMap<String, Long>();
        table.forEach((key, holding) -> stored.put(key.stockCode(), holding.quantity()));
        return stored;
    }

    private List<Map<String, Object>> rows() {
        return table.values().stream().<Map<String, Object>>map(holding -> Map.of("stock_code", holding.key().stockCode(),
                "credit_type", "00", "loan_date", "", "quantity", holding.quantity())).toList();
    }
}
