package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.FreePort;
import dev.balancesync.Http;
import dev.balancesync.TestService;
import dev.balancesync.balance.Pending;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of the old Python service, {@code BALANCE_SCHEMA=legacy}, end as equal to the account as the standard ones. */
class LegacyIT {
    private static final String STRANGER = "00000000-0000-4000-8000-000000000001";

    @RegisterExtension
    private final TestService mirror = new TestService().with("BALANCE_SCHEMA", "legacy").with("SUPABASE_USER_ID", LegacyTables.USER)
            .with("KIWOOM_SNAPSHOT_RETRY", "300ms");

    private void live(LegacyTables tables) throws IOException {
        mirror.database.execute(tables.sql);
        mirror.startLive();
    }

    private void send(Object... entries) {
        mirror.kiwoom.send(real(entries));
    }

    /** @return {@code code quantity average cost value} */
    private List<String> rows() {
        return mirror.database.rows("select concat_ws(' ', stock_code, quantity, trunc(avg_price), purchase_amount, evaluated_amount) as line"
                + " from kw_portfolio where user_id = '" + LegacyTables.USER + "' order by stock_code").stream()
                .map(row -> (String) row.get("line")).toList();
    }

    private Map<String, Object> firstRow() {
        return mirror.database.rows("select * from kw_portfolio order by stock_code").get(0);
    }

    private void awaitRows(String... rows) {
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).containsExactly(rows));
    }

    /** The one row of totals agrees with the rows. */
    private void assertTotals() {
        await().atMost(SOON).untilAsserted(() -> {
            Map<String, Object> sums = mirror.database.rows("select coalesce(sum(evaluated_amount), 0)::numeric as value,"
                    + " coalesce(sum(profit_loss), 0)::numeric as profit from kw_portfolio").get(0);
            assertThat(mirror.database.rows("select stock_value::numeric as value, profit_loss::numeric as profit from kw_account_balance"))
                    .containsExactly(sums);
        });
    }

    private List<String> quarantined() throws IOException {
        Path folder = mirror.dataDir().resolve("quarantine");
        if (!Files.exists(folder)) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private void awaitQuarantined(int count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(quarantined()).hasSize(count));
    }

    /** Old columns hold no more than the new ones, and old integers less; the row is stored, its worth unknown, and so are the totals. */
    @ParameterizedTest
    @EnumSource
    void what_no_column_can_hold_of_what_is_computed_costs_no_row(LegacyTables tables) throws Exception {
        live(tables);
        var large = balance("000001").quantity(900_000).price(1_000_000_000_000L).with("931", "1000000000000").cost(900_000_000_000_000_000L);

        send(balance("000001").quantity(200_000).price(9_999_999_999_999L).with("931", "1").cost(5));
        awaitRows("000001 200000 1 5");
        assertThat(firstRow()).containsEntry("evaluated_amount", null).containsEntry("profit_loss", null);
        assertThat(totals()).containsEntry("stock_value", null).containsEntry("profit_loss", null);

        send(large, large.of("000002"));
        awaitRows("000001 900000 1000000000000 900000000000000000 900000000000000000", "000002 900000 1000000000000 900000000000000000 900000000000000000");
        assertThat(totals()).containsEntry("stock_value", null);
        assertThat(quarantined()).isEmpty();

        send(balance("000001").quantity(5).price(10).with("931", "10").cost(50), balance("000002").quantity(0));
        awaitRows("000001 5 10 50 50");
        assertTotals();
    }

    private Map<String, Object> totals() {
        return mirror.database.rows("select stock_value::text, profit_loss::text from kw_account_balance").get(0);
    }

    @ParameterizedTest
    @EnumSource
    void a_holding_is_bought_sold_out_and_bought_again(LegacyTables tables) throws Exception {
        live(tables);

        send(balance("000001").with("302", "first").quantity(3).with("933", "3").with("10", "+110").with("931", "100").cost(301).with("8019", "1.5"));
        awaitRows("000001 3 100 301 330");
        assertThat(firstRow()).containsEntry("stock_name", "first").containsEntry("quantity", 3)
                .containsEntry("account_number", "8112510011");
        send(balance("000001").price(-120));
        awaitRows("000001 3 100 301 360");
        assertTotals();
        send(entry("000001", 0, 120), balance("000002").quantity(1).price(5).with("931", "4"));
        awaitRows("000002 1 4 4 5");
        send(balance("000001").quantity(2).price(130).cost(251));

        awaitRows("000001 2 125 251 260", "000002 1 4 4 5");
        assertTotals();
        assertThat(firstRow()).containsEntry("stock_name", null);
        assertThat(quarantined()).isEmpty();
        assertThat(mirror.database.has("kw_sync_status")).isTrue();
        await().atMost(SOON).until(() -> mirror.database.rows("select from kw_sync_status where state = 'LIVE'").size() == 1);
    }

    /** Each frame is received before the write of the one before it is stamped. */
    @ParameterizedTest
    @EnumSource
    void a_burst_ends_with_the_last_values_and_the_same_again_is_not_written(LegacyTables tables) throws Exception {
        live(tables);

        for (int i = 1; i <= 2000; i++) {
            send(entry(StoreDrive.code(i % 5), i, i));
        }

        awaitRows("000100 2000 1 2000 4000000", "000101 1996 1 1996 3984016", "000102 1997 1 1997 3988009", "000103 1998 1 1998 3992004",
                "000104 1999 1 1999 3996001");
        assertTotals();
        List<Map<String, Object>> before = mirror.database.rows("select xmin::text from kw_portfolio union all select xmin::text from kw_account_balance");
        send(entry(StoreDrive.code(0), 2000, 2000));
        send(entry("000009", 0, 1));
        await().atMost(SOON).until(() -> !mirror.service().bean(Pending.class).isWaiting());
        mirror.stop();
        assertThat(mirror.database.rows("select xmin::text from kw_portfolio union all select xmin::text from kw_account_balance"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void the_snapshot_replaces_what_the_old_service_left_behind(LegacyTables tables) throws Exception {
        mirror.database.execute(tables.sql);
        String old = "insert into kw_portfolio (user_id, account_number, stock_code, quantity, avg_price, purchase_amount, updated_at) values ";
        // local time without a zone: nine hours ahead
        mirror.database.execute(old + "('" + LegacyTables.USER + "', '8112510011', '100003', 1, 1, 1, now() + interval '9 hours'),"
                + "('" + LegacyTables.USER + "', '8112510011', 'A100004', 4, 1, 4, now() + interval '9 hours'),"
                + "('" + STRANGER + "', '8112510011', '100099', 9, 1, 9, now())");
        mirror.database.execute("insert into kw_account_balance (user_id, account_number, available_cash, substitute_money) values ('"
                + LegacyTables.USER + "', '8112510011', 777, 888)");
        for (int i = 1; i <= 45; i++) {
            mirror.kiwoom.hold(String.valueOf(100_000 + i), "종목" + i, i, 1_000L * i, 1_100);
        }

        mirror.startLive();

        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).hasSize(45)
                .contains("100003 3 1000 3000 3300", "100004 4 1000 4000 4400", "100045 45 1000 45000 49500"));
        assertThat(mirror.database.rows("select from kw_portfolio where user_id = '" + STRANGER + "'")).hasSize(1);
        await().atMost(SOON).until(() -> mirror.snapshot().gapSince() == null);
        // the cash comes after the snapshot
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows("select total_cash::numeric, deposit::numeric, order_cash::numeric, available_cash::numeric,"
                + " substitute_money::numeric, (total_asset - stock_value)::numeric as cash from kw_account_balance"))
                .containsExactly(Map.of("total_cash", won(50_000_000), "deposit", won(50_000_000), "order_cash", won(50_000_000),
                        "available_cash", won(777), "substitute_money", won(888), "cash", won(50_000_000))));
        mirror.database.execute("update kw_portfolio set quantity = 99 where stock_code = '100002'");
        mirror.service().bean(Snapshots.class).request();
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).hasSize(45).contains("100002 2 1000 2000 2200"));
        await().atMost(SOON).until(() -> mirror.snapshot().driftRows() == 1);
        // a fill while a snapshot is taken would make it one that tells of no drift
        mirror.kiwoom.sell("100045", 45, 0);
        long request = mirror.service().bean(Snapshots.class).request();
        await().atMost(SOON).until(() -> mirror.snapshot().done() >= request);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).hasSize(44));
        assertThat(mirror.snapshot().driftRows()).isEqualTo(1);
        assertThat(quarantined()).isEmpty();
    }

    private static BigDecimal won(long amount) {
        return BigDecimal.valueOf(amount);
    }

    @Test
    void available_cash_is_written_when_switched_on() throws Exception {
        mirror.with("BALANCE_WRITE_AVAILABLE_CASH", "true");
        live(LegacyTables.STAMPED);

        await().atMost(SOON).until(() -> Long.valueOf(50_000_000).equals(mirror.account().get("available_cash")));
    }

    /** The row is inserted without a deposit, and a deposit that is there is kept. */
    @ParameterizedTest
    @EnumSource
    void a_cash_of_which_a_part_cannot_be_read_is_the_rest_of_it(LegacyTables tables) throws Exception {
        mirror.kiwoom.next(cash("", 7, "9"), 1_000);
        live(tables);
        awaitCash("total 7 deposit order 9");
        mirror.kiwoom.clearFaults();
        mirror.service().bean(Snapshots.class).request();
        awaitCash("total 50000000 deposit 50000000 order 50000000");
        mirror.kiwoom.next(cash("", 8, "-"), 1_000);

        mirror.service().bean(Snapshots.class).request();

        awaitCash("total 8 deposit 50000000 order 50000000");
        assertThat(mirror.service().bean(Cash.class).state().error().words()).contains("entr");
    }

    private static Fault.RestAnswer cash(String deposit, long total, String order) {
        return new Fault.RestAnswer("kt00001", 200,
                "{\"return_code\":0,\"entr\":\"" + deposit + "\",\"d2_entra\":\"" + total + "\",\"ord_alow_amt\":\"" + order + "\"}");
    }

    private void awaitCash(String line) {
        await().atMost(SOON).untilAsserted(() -> assertThat(mirror.database.rows(
                "select concat_ws(' ', 'total', total_cash, 'deposit', deposit, 'order', order_cash) as line from kw_account_balance"))
                .containsExactly(Map.of("line", line)));
    }

    @ParameterizedTest
    @EnumSource
    void a_number_that_the_table_cannot_hold_is_quarantined_alone(LegacyTables tables) throws Exception {
        // what is refused is asked for, and Kiwoom's answer has none of these
        mirror.with("KIWOOM_SNAPSHOT_SETTLE", "1h");
        live(tables);

        send(entry("000001", 1, 10), entry("000002", 1L << 31, 1), balance("000003").quantity(1).price(5), entry("000004", 4, 10));

        awaitRows("000001 1 1 1 10", "000004 4 1 4 40");
        awaitQuarantined(2);
        assertThat(quarantined()).anyMatch(line -> line.contains("integer out of range") && line.contains("000002"))
                .anyMatch(line -> line.contains("violates not-null") && line.contains("000003"));
        assertTotals();
    }

    @Test
    void a_credit_lot_of_the_stream_is_quarantined_with_the_reason_and_its_neighbours_are_stored() throws Exception {
        live(LegacyTables.STRICT);
        var credit = balance("000002").with("917", "03").with("916", "20261101").quantity(2).cost(200).price(90);

        send(entry("000001", 1, 10), credit, entry("000003", 3, 10));
        awaitRows("000001 1 1 1 10", "000003 3 1 3 30");
        send(credit.of("000003"), credit.of("000003").quantity(0), entry("000001", 5, 10));

        awaitRows("000001 5 1 5 50", "000003 3 1 3 30");
        awaitQuarantined(3);
        assertThat(quarantined()).allMatch(line -> line.contains("\"reason\":\"credit\"") && line.contains("BALANCE_SCHEMA=legacy"));
        assertTotals();
    }

    @Test
    void a_credit_lot_of_the_snapshot_is_quarantined_once_and_neither_missed_nor_drift() throws Exception {
        String cash = "{\"stk_cd\":\"A000001\",\"rmnd_qty\":\"3\",\"pur_amt\":\"30\",\"pur_pric\":\"10\",\"cur_prc\":\"11\",\"crd_tp\":\"00\",\"crd_loan_dt\":\"\"}";
        String credit = "{\"stk_cd\":\"A000001\",\"rmnd_qty\":\"2\",\"pur_amt\":\"20\",\"pur_pric\":\"10\",\"cur_prc\":\"11\",\"crd_tp\":\"03\",\"crd_loan_dt\":\"20261101\"}";
        String other = credit.replace("000001", "000002");
        var snapshot = new Fault.RestAnswer("kt00018", 200, "{\"return_code\":0,\"acnt_evlt_remn_indv_tot\":[" + cash + "," + credit + "," + other + "]}");
        mirror.kiwoom.next(snapshot, 4);
        live(LegacyTables.STRICT);
        awaitRows("000001 3 10 30 33");

        for (int i = 0; i < 3; i++) {
            long asked = mirror.service().bean(Snapshots.class).request();
            await().atMost(SOON).until(() -> mirror.snapshot().done() >= asked && !mirror.snapshot().running());
        }

        awaitRows("000001 3 10 30 33");
        assertThat(mirror.snapshot().driftRows()).isZero();
        assertThat(mirror.snapshot().error()).isNull();
        assertThat(mirror.snapshot().gapSince()).isNull();
        awaitQuarantined(2);
        assertThat(quarantined()).allMatch(line -> line.contains("\"reason\":\"credit\"") && line.contains("20261101"));
    }

    @Test
    void the_positions_are_told_as_the_table_has_them() throws Exception {
        live(LegacyTables.STRICT);
        mirror.database.execute("insert into kw_portfolio (user_id, account_number, stock_code, quantity, avg_price, purchase_amount) values ('"
                + STRANGER + "', '8112510011', '100099', 9, 1, 9)");

        send(entry("000001", 1, 10));
        awaitRows("000001 1 1 1 10");

        assertThat(Http.get(mirror.port, "/api/positions")).contains("\"avg_price\":1.00", "\"purchase_amount\":1").doesNotContain("100099");
    }

    @Test
    void own_rows_under_a_shorter_name_move_a_strangers_stay_and_a_spelling_can_be_chosen() throws Exception {
        mirror.database.execute(LegacyTables.STRICT.sql);
        for (String user : new String[] {LegacyTables.USER, STRANGER}) {
            mirror.database.execute("insert into kw_portfolio (user_id, account_number, stock_code, quantity, avg_price, purchase_amount) values ('"
                    + user + "', '8112-5100', '000001', 9, 1, 9)");
        }
        mirror.startLive();
        send(entry("000001", 1, 10));

        awaitRows("000001 1 1 1 10");

        assertThat(owners("8112510011")).containsExactly(LegacyTables.USER);
        assertThat(owners("8112-5100")).containsExactly(STRANGER);
        mirror.stop();

        mirror.with("BALANCE_ACCOUNT_NO", "8112-5100").with("HTTP_PORT", String.valueOf(FreePort.find())).startLive();

        await().atMost(SOON).until(() -> rows().isEmpty() && !mirror.service().bean(Pending.class).isWaiting());
        send(entry("000001", 2, 10));
        awaitRows("000001 2 1 2 20");
        assertThat(owners("8112-5100")).containsExactlyInAnyOrder(LegacyTables.USER, STRANGER);
        assertThat(owners("8112510011")).isEmpty();
    }

    private List<String> owners(String accountNumber) {
        return mirror.database.rows("select user_id::text as who from kw_portfolio where account_number = '" + accountNumber + "'").stream()
                .map(row -> (String) row.get("who")).toList();
    }
}
