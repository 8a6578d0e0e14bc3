package dev.balancesync;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import dev.balancesync.session.SessionState;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the socket to the row: every frame of these files, sent by the simulator, read in PostgreSQL. */
class MirrorIT {
    @RegisterExtension
    private final TestService mirror = new TestService();

    private void live(String account) throws IOException {
        mirror.with("KIWOOM_ACCOUNT_NO", account).startLive();
    }

    private void send(String file) {
        mirror.kiwoom.send(SampleFrames.text(file));
    }

    private Map<String, Object> onlyRow() {
        await().atMost(SOON).until(() -> mirror.database.has("kw_portfolio") && mirror.portfolio().size() == 1);
        return mirror.portfolio().get(0);
    }

    private static BigDecimal won(String amount) {
        return new BigDecimal(amount);
    }

    /** A holding that comes after everything else was processed, to prove that something had no effect. */
    private void marker() {
        mirror.kiwoom.send(entry("04", "000001").quantity(1).price(1).frame());
        await().atMost(SOON).until(() -> mirror.portfolio().stream().anyMatch(row -> row.get("stock_code").equals("000001")));
        mirror.database.execute("delete from kw_portfolio where stock_code = '000001'");
    }

    @Test
    void the_official_sample_becomes_exactly_one_row_and_its_totals() throws Exception {
        live("1111-1111");

        send("real-04-official-doc");

        assertThat(onlyRow()).containsEntry("account_number", "1111111111").containsEntry("stock_code", "005930")
                .containsEntry("credit_type", "00").containsEntry("loan_date", "").containsEntry("stock_name", "삼성전자")
                .containsEntry("current_price", won("60150.00")).containsEntry("quantity", 102L).containsEntry("available_quantity", 102L)
                .containsEntry("average_price", won("154116.00")).containsEntry("total_purchase_amount", won("15719834"))
                .containsEntry("evaluated_amount", won("6135300")).containsEntry("profit_loss", won("-9584534"))
                .containsEntry("profit_loss_rate", won("-60.9710"));
        assertThat(mirror.account()).containsEntry("account_number", "1111111111").containsEntry("position_count", 1L)
                .containsEntry("total_purchase_amount", won("15719834")).containsEntry("stock_value", won("6135300"))
                .containsEntry("profit_loss", won("-9584534")).containsEntry("profit_loss_rate", won("-60.9710"))
                .containsEntry("total_asset", null).containsEntry("available_cash", null);
    }

    @Test
    void fifteen_fields_give_the_same_row_as_all_of_them() throws Exception {
        live("1111111111");

        send("real-04-fixture-15-fields");

        assertThat(onlyRow()).containsEntry("current_price", won("60150.00")).containsEntry("quantity", 102L)
                .containsEntry("total_purchase_amount", won("15719834")).containsEntry("evaluated_amount", won("6135300"))
                .containsEntry("profit_loss", won("-9584534"));
    }

    @Test
    void what_a_frame_does_not_know_is_null_and_not_zero() throws Exception {
        mirror.with("balance.fields.8019", "profit_loss_rate rate");
        live("1111111111");

        send("real-04-fixture-5-fields-a");

        assertThat(onlyRow()).containsEntry("account_number", "1111111111").containsEntry("quantity", 100L)
                .containsEntry("average_price", won("65000.00")).containsEntry("current_price", won("70000.00"))
                .containsEntry("evaluated_amount", won("7000000")).containsEntry("profit_loss_rate", won("7.6900"))
                .containsEntry("total_purchase_amount", null).containsEntry("profit_loss", null).containsEntry("stock_name", null);
    }

    @Test
    void shares_that_would_have_cost_nothing_are_no_profit() throws Exception {
        live("1111111111");
        send("real-04-fixture-5-fields-a");

        mirror.kiwoom.send(entry("04", "005930").quantity(101).with("931", "0").cost(0).with("933", "100").price(70_000).frame());

        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(101L));
        assertThat(onlyRow()).containsEntry("evaluated_amount", won("7070000")).containsEntry("total_purchase_amount", null).containsEntry("profit_loss", null);
    }

    @Test
    void a_later_frame_replaces_what_it_knows() throws Exception {
        live("1111111111");

        send("real-04-fixture-5-fields-a");
        send("real-04-fixture-5-fields-b");

        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(10L));
        assertThat(onlyRow()).containsEntry("evaluated_amount", won("700000")).containsEntry("profit_loss_rate", won("0.0000"));
    }

    @Test
    void an_item_with_a_prefix_is_the_same_stock() throws Exception {
        live("1111111111");

        send("real-04-item-a-prefix");

        assertThat(onlyRow()).containsEntry("stock_code", "005930").containsEntry("total_purchase_amount", won("7000000"))
                .containsEntry("evaluated_amount", won("8000000")).containsEntry("profit_loss", won("1000000"));
    }

    @Test
    void a_decimal_rate_and_an_eight_digit_account_are_taken() throws Exception {
        mirror.with("balance.fields.8019", "profit_loss_rate rate");
        live("12345678");

        send("real-04-chejan-origin-decimal-8019");

        assertThat(onlyRow()).containsEntry("account_number", "12345678").containsEntry("stock_code", "003550")
                .containsEntry("stock_name", "LG").containsEntry("quantity", 3L).containsEntry("available_quantity", 2L)
                .containsEntry("evaluated_amount", won("3300")).containsEntry("profit_loss", won("300"))
                .containsEntry("profit_loss_rate", won("10.5000"));
    }

    @Test
    void a_padded_quantity_and_a_name_with_blanks_are_cleaned() throws Exception {
        live("1111111111");

        send("real-04-signed-padded-quantity");
        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(7L));
        send("real-04-name-with-blanks");

        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(1L));
        assertThat(onlyRow()).containsEntry("stock_name", "삼성전자").containsEntry("available_quantity", 7L);
    }

    @Test
    void a_frame_without_quantity_moves_the_price_and_keeps_the_holding() throws Exception {
        live("1111111111");
        send("real-04-official-doc");
        onlyRow();

        send("real-04-partial-without-930");

        await().atMost(SOON).until(() -> onlyRow().get("current_price").equals(won("63500.00")));
        assertThat(onlyRow()).containsEntry("quantity", 102L).containsEntry("stock_name", "삼성전자")
                .containsEntry("total_purchase_amount", won("15719834")).containsEntry("evaluated_amount", won("6477000"))
                .containsEntry("profit_loss", won("-9242834"));
        assertThat(mirror.account()).containsEntry("stock_value", won("6477000"));
    }

    @Test
    void a_frame_without_quantity_makes_no_row_of_its_own() throws Exception {
        live("1111111111");

        send("real-04-partial-without-930");
        marker();

        assertThat(mirror.portfolio()).isEmpty();
    }

    @Test
    void both_ways_of_writing_sold_out_remove_the_row() throws Exception {
        live("1111111111");
        for (String frame : List.of("real-04-sold-out-zero", "real-04-sold-out-signed-zero")) {
            send("real-04-official-doc");
            onlyRow();

            send(frame);

            await().atMost(SOON).until(() -> mirror.portfolio().isEmpty());
            assertThat(mirror.account()).containsEntry("position_count", 0L).containsEntry("stock_value", won("0"))
                    .containsEntry("total_purchase_amount", won("0")).containsEntry("profit_loss_rate", won("0.0000"));
        }
    }

    @Test
    void frames_of_other_types_and_controls_change_nothing() throws Exception {
        live("9999999911");

        for (String frame : List.of("real-00-official-doc", "real-00-captured-1-buy-accepted", "real-00-captured-2-buy-filled",
                "real-00-captured-3-sell-accepted", "real-00-captured-4-sell-filled", "real-0B-captured-two-entries",
                "remove-ok", "reg-before-login-100013", "ping")) {
            send(frame);
        }
        marker();

        assertThat(mirror.portfolio()).isEmpty();
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void another_accounts_entry_is_kept_in_quarantine_and_not_stored() throws Exception {
        live("8112-5100");

        send("real-04-official-doc");
        marker();

        assertThat(mirror.portfolio()).isEmpty();
        try (var files = Files.list(mirror.dataDir().resolve("quarantine"))) {
            assertThat(files).singleElement().satisfies(file ->
                    assertThat(Files.readString(file)).contains("\"reason\":\"account\"").contains("15719834").hasLineCount(1));
        }
    }

    @Test
    void one_bad_entry_does_not_cost_its_neighbours() throws Exception {
        live("1111111111");

        mirror.kiwoom.send("""
                {"data":[
                {"values":{"9001":"000010","930":"5","10":"100"},"type":"04","item":"000010"},
                {"values":{"9001":"000020","930":"many"},"type":"04","item":"000020"},
                {"values":"nothing","type":"04","item":"000030"},
                "no entry",
                {"values":{"930":"1"},"type":"04","item":""},
                {"values":[{"9001":"000040","930":"6","10":"100"}],"type":"04","item":"000040"}],"trnm":"REAL"}""");

        await().atMost(SOON).until(() -> mirror.portfolio().size() == 2);
        assertThat(mirror.portfolio()).extracting(row -> row.get("stock_code")).containsExactly("000010", "000040");
    }

    @Test
    void text_that_is_no_json_does_not_stop_the_feed() throws Exception {
        live("1111111111");

        for (String text : List.of("", "{", "[]", "null", "42", "\"REAL\"", "{\"trnm\":\"REAL\"}", "{\"trnm\":\"REAL\",\"data\":7}",
                "{\"trnm\":\"REAL\",\"data\":null}", "{\"trnm\":{}}", "<html>점검</html>")) {
            mirror.kiwoom.send(text);
        }
        send("real-04-official-doc");

        assertThat(onlyRow()).containsEntry("quantity", 102L);
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void cash_and_credit_lots_of_one_stock_are_separate_rows() throws Exception {
        live("1111111111");

        var holding = entry("04", "A005930");
        mirror.kiwoom.send(real(holding.with("917", "00").with("916", "00000000").quantity(3).cost(300).with("10", "+110"),
                holding.with("917", "03").with("916", "20261101").quantity(2).cost(200).price(-90)));

        await().atMost(SOON).until(() -> mirror.portfolio().size() == 2);
        assertThat(mirror.portfolio()).extracting(row -> row.get("credit_type") + "/" + row.get("loan_date"))
                .containsExactly("00/", "03/20261101");
        assertThat(mirror.account()).containsEntry("total_purchase_amount", won("500")).containsEntry("stock_value", won("510"))
                .containsEntry("position_count", 2L);
    }

    /** As {@code real-04-fixture-5-fields-a}: what other shares have cost is not what these have, and a snapshot is asked for it. */
    @Test
    void another_number_of_shares_without_their_cost_has_no_profit_until_a_snapshot_tells_it() throws Exception {
        mirror.with("KIWOOM_SNAPSHOT_RETRY", "1s");
        live("8112510011");
        mirror.kiwoom.hold("005930", "삼성전자", 10, 640_000, 70_000);
        mirror.kiwoom.send(balance("005930").quantity(100).with("931", "65000").cost(6_500_000).with("933", "100").price(70_000).frame());
        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(100L));
        Object snapshotAt = mirror.service().bean(Snapshots.class).state().lastAt();

        mirror.kiwoom.send(balance("005930").quantity(10).price(70_000).with("8019", "0.00").frame());

        await().atMost(SOON).until(() -> onlyRow().get("quantity").equals(10L));
        if (snapshotAt.equals(mirror.service().bean(Snapshots.class).state().lastAt())) {
            assertThat(onlyRow()).containsEntry("total_purchase_amount", null).containsEntry("profit_loss", null);
            assertThat(mirror.account()).containsEntry("total_purchase_amount", null).containsEntry("profit_loss", null)
                    .containsEntry("profit_loss_rate", null).containsEntry("stock_value", won("700000"));
        }
        await().atMost(SOON).until(() -> won("640000").equals(onlyRow().get("total_purchase_amount")));
    }

    @Test
    void orders_at_the_simulator_move_the_tables_to_what_its_account_holds() throws Exception {
        mirror.startLive();

        for (int i = 0; i < 100; i++) {
            mirror.kiwoom.trade();
        }

        await().atMost(SOON).untilAsserted(() -> {
            Map<?, ?> held = (Map<?, ?>) mirror.kiwoom.state().get("holdings");
            assertThat(mirror.portfolio()).extracting(row -> row.get("stock_code") + " " + row.get("quantity") + " "
                            + row.get("total_purchase_amount"))
                    .containsExactlyInAnyOrderElementsOf(held.entrySet().stream().map(holding -> {
                        Map<?, ?> lot = (Map<?, ?>) holding.getValue();
                        return holding.getKey() + " " + lot.get("quantity") + " " + lot.get("cost");
                    }).toList());
        });
        assertThat(mirror.account()).containsEntry("total_purchase_amount", won(mirror.kiwoom.state().get("purchase_amount").toString()));
    }
}
