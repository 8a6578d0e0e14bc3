package dev.balancesync.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.balancesync.Arrivals;
import dev.balancesync.SampleFrames;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldMappingTest {
    private static final Arrival AT = Arrivals.at(Instant.parse("2026-11-23T00:00:00Z"));
    private static final String NAME = "삼성전자";

    private final Account account = new Account("1111-1111", "");
    private final FieldMapping mapping = new FieldMapping(rated(), account);

    static Stream<Arguments> frames() {
        return Stream.of(
                arguments("real-04-official-doc", "1111111111", "005930", all(NAME, 60150, 102, 102, 154116, 15719834, "0")),
                arguments("real-04-fixture-15-fields", "1111111111", "005930", all(NAME, 60150, 102, 102, 154116, 15719834, "0")),
                arguments("real-04-chejan-origin-decimal-8019", "12345678", "003550", all("LG", 1100, 3, 2, 1000, 3000, "10.5")),
                arguments("real-04-fixture-5-fields-a", "11111111", "005930",
                        Map.of("quantity", 100L, "average_price", won(65000), "current_price", won(70000), "profit_loss_rate", rate("7.69"))),
                arguments("real-04-fixture-5-fields-b", "11111111", "005930",
                        Map.of("quantity", 10L, "average_price", won(65000), "current_price", won(70000), "profit_loss_rate", rate("0"))),
                arguments("real-04-item-a-prefix", "11111111", "005930", Map.of("stock_name", NAME, "current_price", won(80000),
                        "quantity", 100L, "average_price", won(70000), "total_purchase_amount", won(7000000))),
                arguments("real-04-name-with-blanks", "11111111", "005930", Map.of("stock_name", NAME, "quantity", 1L)),
                arguments("real-04-partial-without-930", "11111111", "005930", Map.of("current_price", won(63500))),
                arguments("real-04-signed-padded-quantity", "11111111", "005930", Map.of("quantity", 7L, "available_quantity", 7L)),
                arguments("real-04-sold-out-signed-zero", "11111111", "005930",
                        Map.of("stock_name", NAME, "quantity", 0L, "current_price", won(63000))),
                arguments("real-04-sold-out-zero", "11111111", "005930", Map.of("quantity", 0L)));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_sample_frame_gives_exactly_these_columns(String file, String number, String stock, Map<String, Object> values) {
        var configured = new Account(number.substring(0, 8), "");
        var ofTheFrame = new FieldMapping(rated(), configured);

        Holding holding = ofTheFrame.map(firstEntry(file), AT);

        assertThat(holding).isEqualTo(new Holding(new HoldingKey(stock, "00", ""), values, AT, false));
        assertThat(configured.spelling()).isEqualTo(number);
    }

    @Test
    void no_sample_is_left_out() {
        assertThat(frames().map(frame -> (String) frame.get()[0])).containsExactlyInAnyOrderElementsOf(SampleFrames.startingWith("real-04-"));
    }

    @Test
    void the_shipped_table_is_the_documented_one() {
        assertThat(shipped()).containsOnly(entry("9201", "account_number account"), entry("9001", "stock_code stock"),
                entry("917", "credit_type text"), entry("916", "loan_date date"), entry("302", "stock_name text"),
                entry("10", "current_price price"), entry("930", "quantity quantity"), entry("933", "available_quantity quantity"),
                entry("931", "average_price price"), entry("932", "total_purchase_amount amount"), entry("307", "previous_close close"),
                entry("8019", "profit_loss_rate computed"));
    }

    @Test
    void a_credit_lot_has_a_key_of_its_own() {
        Holding holding = mapping.map(item("005930", Map.of("917", "03", "916", "20260102", "930", "5")), AT);

        assertThat(holding.key()).isEqualTo(new HoldingKey("005930", "03", "20260102"));
        assertThat(holding.values()).containsOnly(entry("quantity", 5L));
    }

    /** As a number it has lost its zeros; two spellings of one lot would be two rows, and everything counted twice. */
    @ParameterizedTest
    @CsvSource({"'', 00", "00, 00", "0, 00", "000, 00", "1, 01", "01, 01", "3, 03", "AB, AB", "10, 10"})
    void a_credit_type_has_one_spelling(String told, String credit) {
        assertThat(mapping.map(item("005930", Map.of("917", told)), AT).key().creditType()).isEqualTo(credit);
        assertThat(mapping.map(item("005930", Map.of("917", told.matches("[0-9]") ? Integer.valueOf(told) : told)), AT).key().creditType()).isEqualTo(credit);
    }

    @Test
    void blank_and_absent_values_are_unknown() {
        var values = new HashMap<String, Object>(Map.of("10", "", "302", "   ", "917", " ", "916", "", "9201", "", "9001", " ", "931", "0"));
        values.put("930", null);

        Holding holding = mapping.map(item("005930", values), AT);

        assertThat(holding).isEqualTo(new Holding(new HoldingKey("005930", "00", ""), Map.of(), AT, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "+000000000000000", "-0"})
    void shares_that_would_have_cost_nothing_have_an_unknown_cost(String none) {
        FieldMapping.Reading reading = mapping.read(item("005930", Map.of("930", "5", "931", none, "932", none)), AT);

        assertThat(reading.holding().values()).containsOnly(entry("quantity", 5L));
        assertThat(reading.unreadable()).as("Kiwoom does not tell it, which is no fault").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        "A005930, none,    005930",
        "none,    A005930, 005930",
        "'',      Q580001, 580001",
        "000660,  A005930, 000660",
        "005930_NX, none,  005930",
        "A005930_AL, '',   005930",
    })
    void the_stock_is_the_one_of_9001_or_else_of_the_item(String stock, String item, String code) {
        Holding holding = mapping.map(item(item, stock == null ? Map.of() : Map.of("9001", stock)), AT);

        assertThat(holding.key().stockCode()).isEqualTo(code);
    }

    @Test
    void values_in_a_list_of_one_are_read_as_the_guide_has_it() {
        Holding holding = mapping.map(Map.of("item", "005930", "values", List.of(Map.of("930", "5"))), AT);

        assertThat(holding.quantity()).isEqualTo(5L);
    }

    @Test
    void numbers_that_are_no_text_are_read_exactly() {
        Map<String, Object> values = Map.of("930", 5, "932", 7_000_000_000L, "10", new BigDecimal("6.015E+4"), "8019", new BigDecimal("-1.50"));

        Holding holding = mapping.map(item("005930", values), AT);

        assertThat(holding.values()).containsOnly(entry("quantity", 5L), entry("total_purchase_amount", new BigDecimal("7000000000")),
                entry("current_price", won(60150)), entry("profit_loss_rate", rate("-1.5")));
    }

    @Test
    void the_account_is_learned_from_an_entry() {
        mapping.map(item("005930", Map.of("9201", "1111111122")), AT);

        assertThat(account.spelling()).isEqualTo("1111111122");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "account | {\"item\":\"005930\",\"values\":{\"9201\":\"2222222222\",\"930\":\"1\"}}",
        "value   | {\"item\":\"005930\",\"values\":{\"9201\":\"********11\",\"930\":\"1\"}}",
        "code    | {\"values\":{\"930\":\"1\"}}",
        "code    | {\"item\":null,\"values\":{\"9001\":\"\"}}",
        "code    | {\"item\":[\"005930\"],\"values\":{}}",
        "value   | {\"item\":\"005930\",\"values\":{\"930\":\"many\"}}",
        "value   | {\"item\":\"005930\",\"values\":{\"930\":{}}}",
        "value   | {\"item\":\"005930\",\"values\":{\"930\":true}}",
        "value   | {\"item\":\"005930\",\"values\":{\"930\":1E+60}}",
        "range   | {\"item\":\"005930\",\"values\":{\"930\":1E+61}}",
        "range   | {\"item\":\"005930\",\"values\":{\"930\":1E-61}}",
        "range   | {\"item\":\"005930\",\"values\":{\"930\":1E+2000000000}}",
        "value   | {\"item\":\"005930\",\"values\":{\"917\":\"a\\u0000b\"}}",
        "value   | {\"item\":\"005930\",\"values\":{\"917\":\"\\ud800\"}}",
        "value   | {\"item\":\"005930\",\"values\":{\"917\":\"03\",\"916\":\"7\"}}",
        "range   | {\"item\":\"005930\",\"values\":{\"930\":\"-1\"}}",
        "shape   | {\"item\":\"005930\"}",
        "shape   | {\"item\":\"005930\",\"values\":\"930\"}",
        "shape   | {\"item\":\"005930\",\"values\":[]}",
        "shape   | {\"item\":\"005930\",\"values\":[{},{}]}",
        "shape   | [1]",
        "shape   | \"text\"",
        "shape   | null",
    })
    void an_entry_that_cannot_be_stored_is_refused_with_the_reason(String reason, String json) throws IOException {
        Object entry = SampleFrames.JSON.readValue(json, Object.class);

        assertThatThrownBy(() -> mapping.map(entry, AT))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10  | [\"1\"]", "10 | \"many\"", "10 | 12.345", "302 | {}", "302 | [\"LG\"]", "302 | 1E-61", "302 | 1E+2000000000",
        "302 | \"a\\u0000b\"", "931 | \"9000.3333\"", "932 | 1.5", "932 | \"1,000\"", "932 | \"-15719834\"", "933 | \"-5\"", "933 | \"5.5\"", "8019 | \"9e9\""})
    void a_side_value_that_cannot_be_read_is_unknown_and_told_and_costs_no_quantity(String field, String json) throws IOException {
        Object bad = SampleFrames.JSON.readValue(json, Object.class);
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("arrival", AT);
        Map<String, Object> entry = item("005930", Map.of("930", "15", field, bad));
        exchange.getMessage().setBody(entry);

        mapping.process(exchange);

        Holding holding = exchange.getMessage().getBody(Holding.class);
        assertThat(holding.values()).containsExactlyEntriesOf(Map.of("quantity", 15L));
        assertThat(exchange.getVariable(FieldMapping.UNREADABLE)).isInstanceOfSatisfying(UnreadableValueException.class, told -> {
            assertThat(told).hasMessageContainingAll("field " + field + " ", "stock_code=005930");
            assertThat(told.entry()).isSameAs(entry);
            assertThat(told.reason()).isIn("value", "range");
        });
    }

    /** What was not bought on credit has no loan date that could tell it from another lot. */
    @ParameterizedTest
    @ValueSource(strings = {"\"917\":\"00\",\"916\":\"2025-11-20\"", "\"917\":\"00\",\"916\":\"-\"", "\"917\":\"\",\"916\":{}", "\"916\":\"7\""})
    void a_loan_date_that_cannot_be_read_of_what_is_no_credit_is_none_and_told(String values) throws IOException {
        Object bad = SampleFrames.JSON.readValue("{\"item\":\"005930\",\"values\":{\"930\":\"15\"," + values + "}}", Object.class);

        FieldMapping.Reading reading = mapping.read(bad, AT);

        assertThat(reading.holding().key()).isEqualTo(new HoldingKey("005930", HoldingKey.CASH, ""));
        assertThat(reading.holding().quantity()).isEqualTo(15);
        assertThat(reading.unreadable()).singleElement().satisfies(told -> assertThat(told).hasMessageContaining("field 916 "));
    }

    @Test
    void several_unreadable_values_of_an_entry_are_told_at_once_and_sound_ones_not_at_all() {
        assertThat(mapping.read(item("005930", Map.of("930", "15", "931", "x", "933", "-5")), AT).unreadable()).hasSize(2);
        assertThat(mapping.read(item("005930", Map.of("930", "15", "931", "", "933", "5")), AT).unreadable()).isEmpty();
    }

    @Test
    void what_is_told_is_quarantined_after_the_rest_was_kept() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("arrival", AT);
        exchange.getMessage().setBody(item("005930", Map.of("930", "15", "931", "x")));
        var pending = new Pending();
        pending.release();

        mapping.process(exchange);

        assertThatThrownBy(() -> new KeepNewest(pending, Arrivals.losses(), UnaryOperator.identity(), told -> { }).process(exchange)).isInstanceOf(UnreadableValueException.class);
        assertThat(pending.drain().holdings()).extracting(Holding::quantity).containsExactly(15L);
    }

    @Test
    void an_entry_that_can_only_be_half_stored_opens_a_gap_once() {
        var losses = Arrivals.losses();
        var keep = new KeepNewest(new Pending(), losses, UnaryOperator.identity(), told -> { });
        for (int i = 0; i < 3; i++) {
            var exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.getMessage().setBody(mapping.map(item("005930", Map.of("10", "100")), AT));
            keep.process(exchange);
        }

        assertThat(losses.count()).isEqualTo(1);
        assertThat(losses.since(AT)).isFalse();
        assertThat(losses.since(new Arrival(new Sequence(0, 1), AT.at(), 0))).isTrue();
    }

    @Test
    void the_reason_against_a_credit_lot_does_not_repeat_what_the_field_holds() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(Map.of("item", "005930", "values", Map.of("917", "03\nWARN forged")));

        assertThatThrownBy(() -> new FieldMapping(shipped(), new Account("11111111", ""), true).process(exchange))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("credit"))
                .hasMessageNotContaining("forged");
    }

    @Test
    void a_computed_column_is_left_to_the_sql() {
        var table = new HashMap<>(shipped());
        table.put("8019", "profit_loss_rate computed");

        Holding holding = new FieldMapping(table, new Account("11111111", "")).map(firstEntry("real-04-fixture-5-fields-a"), AT);

        assertThat(holding.values()).containsEntry("profit_loss_rate_computed", true).doesNotContainKey("profit_loss_rate");
    }

    @Test
    void what_a_stock_closed_at_is_no_column_and_never_costs_the_holding() {
        var closes = PreviousCloses.ofOneDay();
        var told = FieldMapping.ofStream(camel(), new Account("11111111", ""), false, closes);

        assertThat(told.map(firstEntry("real-04-official-doc"), AT).values()).doesNotContainKey("previous_close");
        assertThat(closes.of("005930")).isEqualByComparingTo("60300");
        assertThat(told.read(Map.of("item", "005930", "values", Map.of("930", "7", "307", "sixty thousand")), AT).unreadable()).isEmpty();
        assertThat(told.map(Map.of("item", "005930", "values", Map.of("930", "7", "307", "")), AT).quantity()).isEqualTo(7);
        assertThat(closes.of("005930")).isEqualByComparingTo("60300");
        assertThat(closes.of("000660")).isNull();
    }

    @Test
    void a_line_in_the_table_is_all_that_a_new_field_needs() {
        var table = new HashMap<>(shipped());
        table.put("307", "  base_price   PRICE ");

        Holding holding = new FieldMapping(table, new Account("11111111", "")).map(firstEntry("real-04-official-doc"), AT);

        assertThat(holding.values()).containsEntry("base_price", won(60300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quantity", "quantity number", "quantity quantity shares", "Quantity quantity", "1st text", "a-b text", "a;b text"})
    void a_line_that_is_no_column_and_type_is_named(String line) {
        var table = Map.of("930", line);

        assertThatThrownBy(() -> new FieldMapping(table, new Account("11111111", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("balance.fields.930");
    }

    @Test
    void two_fields_cannot_fill_one_column() {
        var table = Map.of("930", "quantity quantity", "933", "quantity quantity");

        assertThatThrownBy(() -> new FieldMapping(table, new Account("11111111", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column quantity");
    }

    @Test
    void a_message_of_an_entry_becomes_one_of_a_holding() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("arrival", AT);
        exchange.getMessage().setBody(item("005930", Map.of("930", "5")));

        mapping.process(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(mapping.map(item("005930", Map.of("930", "5")), AT));
    }

    @ParameterizedTest
    @CsvSource({"00, 00000000, true", "03, 20260102, false", "03, '', false", "00, 20260102, false"})
    void where_the_tables_have_room_for_cash_lots_only_the_others_are_refused(String creditType, String loanDate, boolean storable) {
        var cashOnly = new FieldMapping(shipped(), new Account("11111111", ""), true);
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("arrival", AT);
        exchange.getMessage().setBody(item("005930", Map.of("930", "5", "917", creditType, "916", loanDate)));
        HoldingKey key = mapping.map(exchange.getMessage().getBody(), AT).key();

        assertThat(cashOnly.isStorable(key)).isEqualTo(storable);
        assertThat(mapping.isStorable(key)).isTrue();
        if (storable) {
            assertThatCode(() -> cashOnly.process(exchange)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> cashOnly.process(exchange))
                    .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("credit"));
        }
    }

    @Test
    void a_side_value_that_cannot_be_read_costs_no_lot_bought_on_credit() {
        FieldMapping.Reading reading = mapping.read(item("005930", Map.of("917", "03", "916", "20260102", "930", "5", "931", "x")), AT);

        assertThat(reading.holding()).isEqualTo(new Holding(new HoldingKey("005930", "03", "20260102"), Map.of("quantity", 5L), AT, false));
        assertThat(reading.unreadable()).singleElement().satisfies(told -> assertThat(told).hasMessageContaining("field 931 "));
    }

    @Test
    void the_table_may_have_a_cost_read_as_a_count() {
        var table = new HashMap<>(shipped());
        table.put("932", "total_purchase_amount quantity");

        Holding holding = new FieldMapping(table, new Account("11111111", "")).map(item("005930", Map.of("930", "5", "932", "300750")), AT);

        assertThat(holding.values()).containsEntry("total_purchase_amount", 300_750L);
    }

    @Test
    void the_columns_of_an_entry_are_those_beside_the_key_and_each_names_its_line() {
        assertThat(FieldMapping.ofStream(camel(), account, false).columns()).containsOnly(
                entry("stock_name", "balance.fields.302"), entry("current_price", "balance.fields.10"), entry("quantity", "balance.fields.930"),
                entry("available_quantity", "balance.fields.933"), entry("average_price", "balance.fields.931"),
                entry("total_purchase_amount", "balance.fields.932"), entry("profit_loss_rate_computed", "balance.fields.8019"));
    }

    @Test
    void a_row_of_a_snapshot_fills_the_same_columns_by_lines_of_its_own_but_for_what_is_computed() {
        assertThat(FieldMapping.ofSnapshot(camel(), account, false).columns()).containsOnly(
                entry("stock_name", "balance.snapshot-fields.stk_nm"), entry("current_price", "balance.snapshot-fields.cur_prc"),
                entry("quantity", "balance.snapshot-fields.rmnd_qty"), entry("available_quantity", "balance.snapshot-fields.trde_able_qty"),
                entry("average_price", "balance.snapshot-fields.pur_pric"), entry("total_purchase_amount", "balance.snapshot-fields.pur_amt"),
                entry("profit_loss_rate_computed", "balance.fields.8019"));
    }

    @Test
    void the_fields_that_are_read_are_those_of_the_table() {
        assertThat(mapping.fids()).containsExactlyInAnyOrder("9201", "9001", "917", "916", "302", "10", "930", "933", "931", "932", "307", "8019");
    }

    @Test
    void an_entry_that_can_be_read_to_its_end_is_plainly_a_holding_and_one_of_another_type_stays_as_it_is() {
        Map<String, Object> balance = item("005930", Map.of("930", "5"));
        Map<String, Object> order = Map.of("type", "00", "item", "005930", "values", Map.of("911", "5"));

        assertThat(mapping.plain(balance, AT)).isEqualTo(mapping.map(balance, AT));
        assertThat(mapping.plain(order, AT)).isSameAs(order);
    }

    @Test
    void an_entry_with_a_value_that_cannot_be_read_or_of_a_lot_without_room_is_not_plain() {
        assertThatThrownBy(() -> mapping.plain(item("005930", Map.of("930", "5", "931", "x")), AT))
                .isInstanceOf(BadEntryException.class).hasMessageContaining("field 931 ");

        var cashOnly = new FieldMapping(shipped(), new Account("11111111", ""), true);
        assertThatThrownBy(() -> cashOnly.plain(item("005930", Map.of("930", "5", "917", "03")), AT))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("credit"));
    }

    private static DefaultCamelContext camel() {
        var camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setLocation("file:application.properties");
        return camel;
    }

    private static Map<String, String> shipped() {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("application.properties"))) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FieldMapping.table(settings, FieldMapping.PREFIX);
    }

    /** With the line that is documented for the realised rate. */
    private static Map<String, String> rated() {
        var table = new HashMap<>(shipped());
        table.put("8019", "profit_loss_rate rate");
        return table;
    }

    private static Object firstEntry(String file) {
        return ((List<?>) SampleFrames.fields(file).get("data")).get(0);
    }

    private static Map<String, Object> item(String item, Map<String, Object> values) {
        var entry = new HashMap<String, Object>(Map.of("type", "04", "values", values));
        entry.put("item", item);
        return entry;
    }

    private static Map<String, Object> all(String name, long price, long quantity, long available, long average, long cost, String rate) {
        return Map.of("stock_name", name, "current_price", won(price), "quantity", quantity, "available_quantity", available,
                "average_price", won(average), "total_purchase_amount", won(cost), "profit_loss_rate", rate(rate));
    }

    private static BigDecimal won(long amount) {
        return BigDecimal.valueOf(amount);
    }

    private static BigDecimal rate(String percent) {
        return new BigDecimal(percent);
    }
}
