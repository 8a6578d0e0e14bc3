package dev.balancesync.fuzz;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Arrivals;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.snapshot.Snapshot;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.time.Ticker;
import dev.balancesync.token.TokenCache;

/**
 * Bodies of the REST calls: token, account (ka00001), pages of holdings (kt00018), cash (kt00001). What is not sound as a whole must be
 * refused with words that a person can read, and change nothing; what is taken must be what the body says.
 */
public final class RestFuzz {
    private static final String ROWS = "acnt_evlt_remn_indv_tot";
    private static final HoldingKey SOLD = new HoldingKey("999999", "00", "");
    private static final HoldingKey WAITING = new HoldingKey("888888", "00", "");

    private RestFuzz() {
    }

    /** Jazzer calls it first: loading classes takes long, and is no fault of the first input. */
    public static void fuzzerInitialize() throws Exception {
        fuzzerTestOneInput(new byte[] {'{'});
        fuzzerTestOneInput(new byte[200]);
    }

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (Choices.isText(data)) {
            var answer = new Answer(new String(data, StandardCharsets.UTF_8));
            token(answer);
            account(answer);
            cash(answer, false);
            holdings(List.of(answer), false);
            return;
        }
        var choices = new Choices(data);
        switch (choices.of(8)) {
            case 0 -> token(Answer.of(choices, tokenFields(choices)));
            case 1 -> account(Answer.of(choices, fields("acctNo", choices.yes() ? Shipped.ACCOUNT : RandomEntries.text(choices))));
            case 2 -> cash(Answer.of(choices, cashFields(choices)), choices.yes());
            default -> {
                boolean legacy = choices.seldom(4);
                var pages = new ArrayList<Answer>();
                for (int i = choices.of(3); i >= 0; i--) {
                    pages.add(Answer.of(choices, pageFields(choices)));
                }
                holdings(pages, legacy);
            }
        }
    }

    // --- bodies

    private static Map<String, Object> fields(String name, Object value) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(name, value);
        return fields;
    }

    private static Map<String, Object> tokenFields(Choices choices) {
        Map<String, Object> fields = fields("token", choices.seldom(4) ? RandomEntries.text(choices) : Answer.SECRET);
        fields.put("expires_dt", choices.yes() ? "20261124" + choices.of(List.of("090000", "250000", "", "09000", "0900000")) : RandomEntries.text(choices));
        return fields;
    }

    private static Map<String, Object> cashFields(Choices choices) {
        Map<String, Object> fields = fields("entr", RandomEntries.number(choices));
        fields.put("d2_entra", RandomEntries.number(choices));
        fields.put("ord_alow_amt", choices.yes() ? "000000001000000" : RandomEntries.number(choices));
        return fields;
    }

    private static Map<String, Object> pageFields(Choices choices) {
        Map<String, Object> fields = fields(ROWS, choices.seldom(16) ? choices.of(Arrays.asList(null, "x", Map.of())) : RandomEntries.some(4, choices, RandomEntries::ofSnapshot));
        fields.put("tot_pur_amt", RandomEntries.number(choices));
        fields.put("tot_evlt_amt", RandomEntries.number(choices));
        return fields;
    }

    // --- what must come of them

    /** @return whether it did not say no */
    private static boolean isTaken(Supplier<Object> step) {
        try {
            step.get();
            return true;
        } catch (BrokerException e) {
            Answer.refused(e);
            return false;
        }
    }

    private static void token(Answer answer) {
        Map<String, Object> fields = answer.read();
        if (fields == null) {
            return;
        }
        TokenCache cache = new TokenCache("key", "secret", Duration.ofMinutes(10), Shipped.JSON, Shipped.CLOCK, Ticker.system());
        JsonNode tree = answer.sound();
        boolean taken = isTaken(() -> {
            cache.keep(fields, null);
            return null;
        });
        Must.equal(cache.granted(), taken ? 1L : 0L, "tokens granted");
        if (!taken) {
            Must.hold(!cache.isGood(), "a token that was refused is good", answer);
            Must.hold(!(tree.path("token").isTextual() && !tree.path("token").asText().isBlank()), "a token was refused", answer);
            return;
        }
        Must.equal(cache.token().value(), tree.path("token").asText(), "the token");
        Must.hold(!cache.token().value().isBlank(), "a blank token");
        Must.hold(cache.isGood(), "a token just given is not used", answer);
    }

    private static void account(Answer answer) {
        Map<String, Object> fields = answer.read();
        if (fields == null) {
            return;
        }
        Account account = new Account("1111-1111", "");
        JsonNode number = answer.sound().path("acctNo");
        String digits = number.isValueNode() ? number.asText().replace("-", "").strip() : "";
        try {
            account.learn(fields);
            Must.hold(digits.startsWith("11111111"), "another account was taken for this one", answer);
        } catch (BadEntryException e) {
            Must.hold(!digits.startsWith("11111111"), "the account was refused", answer);
            Must.beSayable(e.getMessage());
        }
        Must.equal(account.isAnothers(), !digits.startsWith("11111111") && digits.matches("(?!0+$)(\\d{8}|\\d{10})"), "whether it is another's");
        Must.equal(account.spelling(), digits.matches("11111111\\d\\d") ? digits : "11111111", "the spelling");
    }

    private static void cash(Answer answer, boolean writeAvailable) throws JsonProcessingException {
        Map<String, Object> fields = answer.read();
        if (fields == null) {
            return;
        }
        var cash = new Cash(new Account(Shipped.ACCOUNT, ""), "", writeAvailable, new CashBell(Duration.ZERO, () -> 0), () -> false, Duration.ZERO,
                Shipped.JSON, Shipped.CLOCK, () -> 0);
        JsonNode tree = answer.sound();
        var wanted = new LinkedHashMap<String, BigDecimal>();
        Map.of("deposit", "entr", "total_cash", "d2_entra", "order_cash", "ord_alow_amt").forEach((column, field) -> {
            String text = tree.path(field).isBigDecimal() ? tree.path(field).decimalValue().toString() : tree.path(field).asText().strip();
            wanted.put(column, text.matches("[+-]?0{0,60}\\d{1,18}(\\.0{0,9})?") ? new BigDecimal(text) : null);
        });
        String row;
        try {
            cash.answered(cash.ask(), fields);
            row = cash.row();
        } catch (BrokerException e) {
            Must.hold(wanted.get("total_cash") == null, "sound cash was refused", answer);
            Answer.refused(e);
            return;
        }
        JsonNode told = Reading.tree(row);
        // what cannot be read costs itself, and the total everything
        Must.hold(wanted.get("total_cash") != null, "cash without its total was taken", row, answer);
        wanted.forEach((column, value) -> Must.hold(value == null ? told.path(column).isNull() : told.path(column).decimalValue().compareTo(value) == 0,
                column + " is not what the answer says", row, answer));
        Must.equal(told.path("available_cash").isNull(), !writeAvailable || wanted.get("order_cash") == null, "whether available_cash is left alone");
    }

    // --- holdings

    /** Without a snapshot before it and with rows of unknown cost in the table, no answer may remove anything. */
    private static void holdings(List<Answer> pages, boolean legacy) {
        var pending = new Pending();
        pending.release();
        var waiting = new Holding(WAITING, Map.of("quantity", 5L), Arrivals.at(Instant.EPOCH), false);
        pending.put(waiting);
        Account account = new Account(Shipped.ACCOUNT, "");
        Snapshots snapshots = Shipped.snapshots(pending, account, legacy ? "legacy" : "standard");
        Snapshot snapshot = snapshots.begin();
        var lots = new ToldLots(legacy);
        var keys = new HashSet<String>();
        for (Answer page : pages) {
            if (!snapshot.hasMore()) {
                break;
            }
            Map<String, Object> fields = page.read();
            if (fields == null) {
                break;
            }
            boolean list = page.sound().path(ROWS).isArray();
            lots.read(page.sound().path(ROWS));
            boolean more = "Y".equalsIgnoreCase(page.continued());
            String next = more && page.nextKey() != null ? page.nextKey().strip() : "";
            boolean endless = more && (next.isEmpty() || !keys.add(next));
            boolean taken = isTaken(() -> {
                snapshots.page(snapshot, fields, page.continued(), page.nextKey());
                return null;
            });
            Must.hold(!taken || !endless || !snapshot.hasMore(), "pages that do not end were taken", page);
            Must.hold(taken || endless || !list || hasNothing(page.sound().path(ROWS)), "a page with a list was refused", page);
            if (!taken) {
                Must.equal(pending.drain().holdings(), List.of(waiting), "what waits after a page was refused");
                return;
            }
            Must.hold(more || !snapshot.hasMore(), "more is asked for where there is none", page);
        }
        List<Map<String, Object>> stored = List.of(Map.of("stock_code", SOLD.stockCode(), "credit_type", "00", "loan_date", "", "quantity", 5L));
        if (snapshot.hasMore()) {
            try {
                snapshots.reconcile(snapshot, stored);
            } catch (IllegalStateException e) {
                Must.equal(pending.drain().holdings(), List.of(waiting), "what waits after half a snapshot");
                return;
            }
            throw new AssertionError("half a snapshot was taken over");
        }
        snapshots.reconcile(snapshot, stored);
        for (Holding each : pending.drain().holdings()) {
            if (each.equals(waiting)) {
                continue;
            }
            Must.hold(!each.isSoldOut(), "something was removed", each, pages);
            Must.hold(lots.tell(each.key()), "nobody told of it", each, pages);
            lots.mustBeSumOfSome(each);
        }
        snapshots.leftOut(snapshot);
        snapshots.succeeded(snapshot);
    }

    /** A blank row is how an empty account may be told. */
    private static boolean hasNothing(JsonNode rows) {
        for (JsonNode row : rows) {
            if (row.isNull() || row.isTextual() && row.asText().isBlank() || row.isObject() && row.path("stk_cd").asText("").isBlank()) {
                return true;
            }
        }
        return false;
    }
}
