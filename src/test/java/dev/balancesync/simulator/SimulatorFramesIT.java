package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 00 and 04 frames say after orders: keys as captured, numbers as computed by hand. */
class SimulatorFramesIT {
    private KiwoomSimulator kiwoom;
    private SocketClient program;

    @BeforeEach
    void setUp() {
        kiwoom = KiwoomSimulator.start(0);
        program = SocketClient.loggedIn(kiwoom, "key");
        program.register("00");
        program.register("04");
    }

    @AfterEach
    void tearDown() {
        kiwoom.close();
    }

    private static JsonNode json(String frame) {
        try {
            return SampleFrames.JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new AssertionError(frame, e);
        }
    }

    private static List<String> allNames(JsonNode node) {
        var names = new ArrayList<String>();
        collect(node, (name, value) -> names.add(name));
        return names;
    }

    private static void collect(JsonNode node, BiConsumer<String, JsonNode> into) {
        node.properties().forEach(field -> {
            into.accept(field.getKey(), field.getValue());
            collect(field.getValue(), into);
        });
        if (node.isArray()) {
            node.forEach(each -> collect(each, into));
        }
    }

    private static Map<String, String> values(String frame) {
        var values = new LinkedHashMap<String, String>();
        json(frame).path("data").path(0).path("values").properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
        return values;
    }

    private List<Map<String, String>> heard(String type) {
        program.catchUp(kiwoom, "mark");
        return program.real(type).stream().map(SimulatorFramesIT::values).toList();
    }

    private long cash() {
        return (Long) kiwoom.state().get("cash");
    }

    @Test
    void frames_are_compact_and_their_keys_are_in_the_order_of_the_samples() {
        kiwoom.buy("005930", 3, 0);

        program.catchUp(kiwoom, "mark");
        assertThat(program.real("04")).singleElement().satisfies(frame -> assertShape(frame, "real-04-official-doc"));
        assertThat(program.real("00")).hasSize(2).satisfies(frame -> assertShape(frame, "real-00-captured-1-buy-accepted"), atIndex(0))
                .satisfies(frame -> assertShape(frame, "real-00-captured-2-buy-filled"), atIndex(1));
    }

    private static void assertShape(String frame, String sample) {
        assertThat(allNames(json(frame))).isEqualTo(allNames(json(SampleFrames.text(sample))));
        assertThat(json(frame).toString()).isEqualTo(frame);
        collect(json(frame).path("data").path(0).path("values"), (name, value) -> assertThat(value.isTextual()).as(name).isTrue());
        JsonNode entry = json(frame).path("data").path(0);
        JsonNode sampled = json(SampleFrames.text(sample)).path("data").path(0);
        assertThat(entry.path("type")).isEqualTo(sampled.path("type"));
        assertThat(entry.path("name")).isEqualTo(sampled.path("name"));
        assertThat(entry.path("item")).isEqualTo(sampled.path("item"));
    }

    @Test
    void an_order_is_told_as_taken_then_as_filled_then_as_a_balance() {
        kiwoom.buy("005930", 1, 0);

        program.catchUp(kiwoom, "mark");
        List<String> real = program.frames().stream().filter(frame -> frame.endsWith("\"trnm\":\"REAL\"}")).toList();
        assertThat(real).extracting(frame -> values(frame).getOrDefault("913", "잔고")).containsExactly("접수", "체결", "잔고");
    }

    @Test
    void a_buy_adds_to_quantity_and_cost_and_the_average_is_rounded_down() {
        kiwoom.buy("005930", 3, 0);

        assertThat(heard("04")).singleElement().satisfies(values -> assertThat(values).contains(
                entry("9201", KiwoomSimulator.ACCOUNT), entry("9001", "005930"), entry("302", "삼성전자"), entry("10", "60300"),
                entry("930", "105"), entry("931", "60787"), entry("932", "6382734"), entry("933", "105"), entry("945", "3"),
                entry("946", "2"), entry("950", "0"), entry("27", "60300"), entry("28", "-60200"), entry("307", "60300"),
                entry("8019", "0.00"), entry("990", "0"), entry("991", "0.00")));
        assertThat(cash()).isEqualTo(50_000_000 - 180_900 - 630);
        assertThat(kiwoom.state()).containsEntry("purchase_amount", 6_382_734L + 1_702_000 + 358_900);
    }

    @Test
    void a_buy_is_told_with_its_amounts_and_its_commission() {
        kiwoom.buy("005930", 3, 0);

        assertThat(heard("00").get(0)).contains(entry("913", "접수"), entry("900", "3"), entry("902", "3"), entry("903", "0"),
                entry("909", ""), entry("910", ""), entry("911", ""), entry("914", ""), entry("915", ""), entry("938", "0"));
        assertThat(heard("00").get(1)).contains(entry("9201", KiwoomSimulator.ACCOUNT), entry("9203", "0100001"), entry("913", "체결"),
                entry("900", "3"), entry("901", "0"), entry("902", "0"), entry("903", "180900"), entry("905", "+매수"),
                entry("906", "시장가"), entry("907", "2"), entry("909", "800001"), entry("910", "60300"), entry("911", "3"),
                entry("914", "60300"), entry("915", "3"), entry("938", "630"), entry("939", "0"), entry("10010", " 60300"));
        assertThat(heard("00").get(1).get("908")).matches("[0-2]\\d[0-5]\\d[0-5]\\d");
    }

    @Test
    void the_costs_of_the_capture_come_out() {
        kiwoom.hold("005930", "삼성전자", 1, 258_000, 258_000);

        kiwoom.buy("005930", 1, 0);
        kiwoom.sell("005930", 1, 0);

        assertThat(heard("00")).filteredOn(values -> values.get("913").equals("체결"))
                .extracting(values -> values.get("938") + " " + values.get("939")).containsExactly("900 0", "900 516");
    }

    @Test
    void a_sale_of_a_part_lowers_the_cost_in_proportion_and_tells_the_profit_after_costs() {
        kiwoom.sell("005930", 2, 0);

        assertThat(heard("04")).singleElement().satisfies(values -> assertThat(values).contains(
                entry("930", "100"), entry("931", "60802"), entry("932", "6080230"), entry("933", "100"), entry("945", "-2"),
                entry("946", "1"), entry("950", "-1665"), entry("990", "-1665"), entry("8019", "-1.37"), entry("991", "-1.37")));
        assertThat(cash()).isEqualTo(50_000_000 + 120_600 - 420 - 241);
    }

    @Test
    void selling_out_leaves_zeros_in_the_frame_and_no_holding() {
        kiwoom.sell("035720", 40, 0);

        assertThat(heard("04")).singleElement().satisfies(values -> assertThat(values).contains(
                entry("930", "0"), entry("931", "0"), entry("932", "0"), entry("933", "0"), entry("945", "-40"), entry("946", "1"),
                entry("950", "-63056"), entry("8019", "-3.70")));
        assertThat(kiwoom.state().get("holdings").toString()).doesNotContain("035720");
    }

    @Test
    void buying_again_after_selling_out_begins_with_a_new_cost() {
        kiwoom.sell("035720", 40, 0);
        kiwoom.buy("035720", 2, 0);

        assertThat(heard("04").get(1)).contains(entry("930", "2"), entry("931", "41200"), entry("932", "82400"), entry("945", "-38"),
                entry("946", "2"), entry("950", "-63056"));
    }

    /** By the rules of the protocol notes: real-00-derived-partial-1 and -2 are one order of 10, filled as 4 and 6. */
    @Test
    void what_an_order_has_cost_so_far_is_cut_once_over_its_fills() {
        String first = values(SampleFrames.text("real-00-derived-partial-1")).get("938");
        String both = values(SampleFrames.text("real-00-derived-partial-2")).get("938");

        assertThat(String.valueOf(Costs.MOCK.commission(4 * 258_000))).isEqualTo(first);
        assertThat(String.valueOf(Costs.MOCK.commission(4 * 258_000 + 6 * 257_500))).isEqualTo(both);
    }

    @Test
    void a_large_order_is_filled_in_pieces_and_each_tells_a_balance() {
        kiwoom.buy("069500", 250, 0);

        assertThat(heard("04")).extracting(values -> values.get("930") + " " + values.get("932") + " " + values.get("931"))
                .containsExactly("110 3973900 36126", "210 7588900 36137", "260 9396400 36140");
        assertThat(heard("00")).extracting(values -> values.get("913") + " " + values.get("902") + " " + values.get("903") + " "
                        + values.get("915") + " " + values.get("911") + " " + values.get("938"))
                .containsExactly("접수 250 0   0", "체결 150 3615000 100 100 12650", "체결 50 7230000 100 200 25300",
                        "체결 0 9037500 50 250 31630");
        assertThat(heard("00")).filteredOn(values -> values.get("913").equals("체결")).extracting(values -> values.get("909"))
                .containsExactly("800001", "800002", "800003");
        assertThat(cash()).isEqualTo(50_000_000 - 9_037_500 - 31_630);
    }

    @Test
    void shares_in_a_sale_under_way_are_held_but_not_available() {
        kiwoom.hold("069500", "KODEX 200", 250, 9_000_000, 36_150);
        kiwoom.sell("069500", 240, 0);

        assertThat(heard("04")).extracting(values -> values.get("930") + " " + values.get("933"))
                .containsExactly("150 10", "50 10", "10 10");
    }

    @Test
    void a_limit_order_that_waits_is_told_as_taken_only() {
        kiwoom.buy("005930", 2, 60_000);

        assertThat(heard("00")).singleElement().satisfies(values -> assertThat(values).contains(entry("913", "접수"),
                entry("901", "60000"), entry("902", "2"), entry("906", "보통")));
        assertThat(heard("04")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"60400, +60400, 60300", "60300, 60300, -60200", "60200, -60200, -60100"})
    void the_sign_of_a_price_is_its_direction_against_the_base(long price, String current, String bid) {
        kiwoom.hold("005930", "삼성전자", 1, 60_000, price);

        kiwoom.buy("005930", 1, 0);

        assertThat(heard("04")).singleElement().satisfies(values -> assertThat(values).contains(entry("10", current), entry("27", current),
                entry("28", bid), entry("307", "60300")));
    }

    @Test
    void only_registered_types_are_sent() {
        SocketClient balances = SocketClient.loggedIn(kiwoom, "other");
        balances.register("04");

        kiwoom.buy("005930", 1, 0);

        balances.catchUp(kiwoom, "mark");
        assertThat(balances.real("04")).hasSize(1);
        assertThat(balances.real("00")).isEmpty();
    }
}
