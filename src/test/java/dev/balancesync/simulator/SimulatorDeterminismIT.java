package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Chance is seeded: a day can be seen again. */
class SimulatorDeterminismIT {
    private static final int STEPS = 200;
    private static final Pattern TIME = Pattern.compile("\"908\":\"\\d{6}\"");

    /** The frames of so many steps; the time of day in 908 is taken out, it is the only thing that differs. */
    private static List<String> day(long seed) {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withSeed(seed));
                var program = SocketClient.loggedIn(kiwoom, "key")) {
            program.register("00");
            program.register("04");
            for (int step = 0; step < STEPS; step++) {
                kiwoom.trade();
            }
            program.catchUp(kiwoom, "the end of the day");
            return program.frames().stream().filter(frame -> frame.endsWith("\"trnm\":\"REAL\"}"))
                    .map(frame -> TIME.matcher(frame).replaceAll("\"908\":\"\"")).toList();
        }
    }

    @Test
    void the_same_seed_makes_the_same_frames() {
        List<String> first = day(7);
        List<String> second = day(7);

        assertThat(second).isEqualTo(first).hasSizeGreaterThan(STEPS);
    }

    @Test
    void another_seed_makes_another_day() {
        List<String> first = day(7);
        List<String> second = day(8);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void after_each_step_cash_and_holdings_are_what_the_fills_made_of_them() {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withSeed(42));
                var program = SocketClient.loggedIn(kiwoom, "key")) {
            program.register("00");
            long cash = (Long) kiwoom.state().get("cash");
            // commission and tax by order, as its last frame told them
            var told = new HashMap<Long, Long>();
            int seen = 0;

            for (int step = 0; step < STEPS; step++) {
                kiwoom.trade();
                program.catchUp(kiwoom, "step " + step);
                List<String> orders = program.real("00");
                for (String order : orders.subList(seen, orders.size())) {
                    cash += paid(order) - costs(order) + told.getOrDefault(number(order, "9203"), 0L);
                    told.put(number(order, "9203"), costs(order));
                }
                seen = orders.size();

                Map<String, Object> state = kiwoom.state();
                assertThat(state.get("cash")).as("cash after step %d", step).isEqualTo(cash);
                assertThat(cash).isNotNegative();
                assertHoldings(state);
            }
        }
    }

    /** @return won that a 00 frame brought before costs: negative for a buy, none for an order that was only taken */
    private static long paid(String frame) {
        if (!frame.contains("\"913\":\"체결\"")) {
            return 0;
        }
        long amount = number(frame, "914") * number(frame, "915");
        return number(frame, "907") == 2 ? -amount : amount;
    }

    private static long costs(String frame) {
        return number(frame, "938") + number(frame, "939");
    }

    private static long number(String frame, String field) {
        Matcher found = Pattern.compile("\"" + field + "\":\"(\\d+)\"").matcher(frame);
        assertThat(found.find()).as("%s in %s", field, frame).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static void assertHoldings(Map<String, Object> state) {
        long purchase = 0;
        long value = 0;
        for (Object each : ((Map<?, ?>) state.get("holdings")).values()) {
            Map<?, ?> lot = (Map<?, ?>) each;
            assertThat((Long) lot.get("quantity")).isPositive();
            assertThat((Long) lot.get("cost")).isPositive();
            purchase += (Long) lot.get("cost");
            value += (Long) lot.get("quantity") * (Long) lot.get("price");
        }
        assertThat(state).containsEntry("purchase_amount", purchase).containsEntry("stock_value", value);
    }
}
