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
import dev.balancesync.kiwoom.RestAnswer;
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
    private static final String SECRET = "s3cret-of-the-token";
    private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 200, 200, 429, 500, 302, 0);
    private static final List<Object> CODES = Arrays.asList(0, 0, 0, 0, 0, 0, 0, "0", null, 8005, 20, "RC9000", "R10001", 0.0, true, List.of(0),
            "a\nb", "x".repeat(2_000), "\0");
    private static final List<Object> MESSAGES = Arrays.asList("정상적으로 처리되었습니다", null, "[8005:Token]", "[2000](RC9000:모의)",
            "CODE=8005", "a\nb", "\0", "\ud83d", "\ud83d\ude00".repeat(200), 7, List.of("x"));
    private static final HoldingKey SOLD = new HoldingKey("999999", "00", "");
    private static final HoldingKey WAITING = new HoldingKey("888888", "00", "");
    private static final Reading READING = new Reading("balance.snapshot-fields.");
    private static final RestAnswer REST = new RestAnswer(Shipped.JSON);

    /** One HTTP answer. */
    private record Answer(int status, String body, String continued, String nextKey) {
        Answer(String body) {
            this(200, body, null, null);
        }
    }

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
            case 0 -> token(answer(choices, tokenFields(choices)));
            case 1 -> account(answer(choices, fields("acctNo", choices.yes() ? Shipped.ACCOUNT : RandomEntries.text(choices))));
            case 2 -> cash(answer(choices, cashFields(choices)), choices.yes());
            default -> {
                boolean legacy = choices.seldom(4);
                var pages = new ArrayList<Answer>();
                for (int i = choices.of(3); i >= 0; i--) {
                    pages.add(answer(choices, pageFields(choices)));
                }
                holdings(pages, legacy);
            }
        }
    }

    // --- bodies

    private static Answer answer(Choices choices, Map<String, Object> fields) throws JsonProcessingException {
        fields.put("return_code", choices.of(CODES));
        fields.put("return_msg", choices.of(MESSAGES));
        String body = Shipped.JSON.writeValueAsString(fields);
        return new Answer(choices.of(STATUSES), choices.seldom(8) ? RandomEntries.spoilt(body, choices) : body,
                choices.of(Arrays.asList("N", "Y", null, "y", "")), choices.of(Arrays.asList("", "1", "2", null, " ")));
    }

    private static Map<String, Object> fields(String name, Object value) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(name, value);
        return fields;
    }

    private static Map<String, Object> tokenFields(Choices choices) {
        Map<String, Object> fields = fields("token", choices.seldom(4) ? RandomEntries.text(choices) : SECRET);
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

    /** @return {@code null} when it is no answer of success */
    private static JsonNode sound(Answer answer) {
        try {
            JsonNode tree = Reading.tree(answer.body().replaceFirst("^\uFEFF", ""));
            JsonNode code = tree.path("return_code");
            boolean succeeded = code.isTextual() && code.asText().matches("0+") || code.isIntegralNumber() && code.bigIntegerValue().signum() == 0;
            return answer.status() == 200 && tree.isObject() && succeeded ? tree : null;
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    /** @return {@code null} when the answer was refused, in words that may be shown */
    private static Map<String, Object> read(Answer answer) {
        JsonNode tree = sound(answer);
        try {
            Map<String, Object> fields = REST.read(answer.status(), answer.body());
            Must.hold(tree != null, "what is no success was taken for one", answer);
            return fields;
        } catch (BrokerException e) {
            Must.hold(tree == null, "an answer of success was refused", e.getMessage(), answer);
            Must.hold(!e.getMessage().contains(SECRET) || isSaid(answer), "the error repeats the token", answer);
            sayable(e);
            return null;
        }
    }

    /** Jazzer learns the token from the comparison, and has the broker itself say it. */
    private static boolean isSaid(Answer answer) {
        try {
            JsonNode tree = Reading.tree(answer.body());
            return (tree.path("return_msg") + " " + tree.path("return_code")).contains(SECRET);
        } catch (JsonProcessingException | NumberFormatException e) {
            return false;
        }
    }

    private static void sayable(BrokerException e) {
        Must.hold(e.error().kind() != null, "an error without a kind", e.error());
        Must.beSayable(e.getMessage());
        Must.beSayable(e.error().toString());
    }

    private static void refused(BrokerException e) {
        sayable(e);
        Must.hold(!e.getMessage().contains(SECRET), "the error repeats the token", e.getMessage());
    }

    /** @return whether it did not say no */
    private static boolean isTaken(Supplier<Object> step) {
        try {
            step.get();
            return true;
        } catch (BrokerException e) {
            refused(e);
            return false;
        }
    }

    private static void token(Answer answer) {
        Map<String, Object> fields = read(answer);
        if (fields == null) {
            return;
        }
        TokenCache cache = new TokenCache("key", "secret", Duration.ofMinutes(10), Shipped.JSON, Shipped.CLOCK, Ticker.system());
        JsonNode tree = sound(answer);
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
        Map<String, Object> fields = read(answer);
        if (fields == null) {
            return;
        }
        Account account = new Account("1111-1111", "");
        JsonNode number = sound(answer).path("acctNo");
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
        Map<String, Object> fields = read(answer);
        if (fields == null) {
            return;
        }
        var cash = new Cash(new Account(Shipped.ACCOUNT, ""), "", writeAvailable, new CashBell(Duration.ZERO, () -> 0), () -> false, Duration.ZERO,
                Shipped.JSON, Shipped.CLOCK, () -> 0);
        JsonNode tree = sound(answer);
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
            refused(e);
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
        var wanted = new LinkedHashMap<HoldingKey, List<Map<String, Object>>>();
        var keys = new HashSet<String>();
        for (Answer page : pages) {
            if (!snapshot.hasMore()) {
                break;
            }
            Map<String, Object> fields = read(page);
            if (fields == null) {
                break;
            }
            boolean list = sound(page).path(ROWS).isArray();
            collect(sound(page).path(ROWS), legacy, wanted);
            boolean more = "Y".equalsIgnoreCase(page.continued());
            String next = more && page.nextKey() != null ? page.nextKey().strip() : "";
            boolean endless = more && (next.isEmpty() || !keys.add(next));
            boolean taken = isTaken(() -> {
                snapshots.page(snapshot, fields, page.continued(), page.nextKey());
                return null;
            });
            Must.hold(!taken || !endless || !snapshot.hasMore(), "pages that do not end were taken", page);
            Must.hold(taken || endless || !list || hasNothing(sound(page).path(ROWS)), "a page with a list was refused", page);
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
            Must.hold(wanted.containsKey(each.key()), "nobody told of it", each, pages);
            mustBeSumOfSome(each, wanted.get(each.key()));
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

    /** @param wanted gets what can be read, by key; rows that cannot cost nothing but themselves */
    private static void collect(JsonNode rows, boolean legacy, Map<HoldingKey, List<Map<String, Object>>> wanted) {
        for (JsonNode row : rows) {
            try {
                Reading.Wanted one = READING.entry(Shipped.JSON.createObjectNode().set("values", row), Shipped.ACCOUNT);
                Object quantity = one.values().get("quantity");
                if (row.isObject() && quantity != null && !quantity.equals(0L) && !(legacy && !one.isCash())) {
                    wanted.computeIfAbsent(one.key(), none -> new ArrayList<>()).add(one.values());
                }
            } catch (Reading.Unreadable e) {
                continue;
            }
        }
    }

    /** All of the lots, or those that fit the total when each is counted once. */
    private static void mustBeSumOfSome(Holding holding, List<Map<String, Object>> lots) {
        BigDecimal all = sum(lots, "quantity");
        BigDecimal quantity = BigDecimal.valueOf(holding.quantity());
        Must.hold(quantity.compareTo(all) <= 0 && lots.stream().anyMatch(lot -> quantity.compareTo(new BigDecimal(lot.get("quantity").toString())) >= 0),
                "the quantity is none that the lots add up to", holding, lots);
        if (quantity.compareTo(all) == 0) {
            mustBeSum(holding, lots);
        }
    }

    /** @return {@code null} when one of them is unknown */
    private static BigDecimal sum(List<Map<String, Object>> lots, String column) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map<String, Object> lot : lots) {
            if (!lot.containsKey(column)) {
                return null;
            }
            sum = sum.add(new BigDecimal(lot.get(column).toString()));
        }
        return sum;
    }

    private static void mustBeSum(Holding holding, List<Map<String, Object>> lots) {
        for (String column : List.of("quantity", "available_quantity", "total_purchase_amount")) {
            BigDecimal wanted = sum(lots, column);
            Object found = holding.values().get(column);
            Must.hold(found == null ? wanted == null : wanted != null && wanted.compareTo(new BigDecimal(found.toString())) == 0,
                    column + " is not the sum of the lots", holding, lots);
        }
        for (String price : List.of("current_price", "average_price")) {
            Must.hold(!(holding.values().get(price) instanceof BigDecimal number) || number.signum() > 0, price + " is not above 0", holding);
        }
    }
}
