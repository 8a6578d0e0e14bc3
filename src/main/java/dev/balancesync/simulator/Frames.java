package dev.balancesync.simulator;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * REAL frames in the key order of the captures, compact.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, real-time types 00 (주문체결) and 04 (잔고)</a>
 */
final class Frames {
    private static final DateTimeFormatter HHMMSS = DateTimeFormatter.ofPattern("HHmmss");
    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The fields that say whose and which holding it is, those that a fill changes, and the price. */
    private static final Set<String> KEY = Set.of("9201", "9001", "917", "916");
    private static final Set<String> OF_A_FILL = Set.of("930", "931", "932", "933", "945", "946", "950", "990", "8019", "991");
    private static final String PRICE = "10";

    /** What a type 04 frame tells of one holding. */
    record Entry(SimulatedLot lot, long available, boolean buy, Move.Shape shape) {
    }

    private final Clock clock;

    Frames(Clock clock) {
        this.clock = clock;
    }

    /** Type 04: what is held after a fill. */
    static String balance(String account, List<Entry> entries) {
        return real(entries.stream().map(entry -> entry("04", "현물잔고", entry.lot().stock.code,
                shaped(values(account, entry.lot(), entry.available(), entry.buy()), entry.shape()))).toList());
    }

    private static Map<String, String> shaped(Map<String, String> all, Move.Shape shape) {
        switch (shape) {
            case PARTIAL -> all.keySet().removeIf(fid -> !KEY.contains(fid) && !OF_A_FILL.contains(fid));
            case BLANK -> all.replaceAll((fid, value) -> KEY.contains(fid) || OF_A_FILL.contains(fid) ? value : "");
            case PRICE -> all.keySet().removeIf(fid -> !KEY.contains(fid) && !fid.equals(PRICE));
            case FULL -> { }
        }
        return all;
    }

    private static Map<String, String> values(String account, SimulatedLot lot, long available, boolean buy) {
        Stock stock = lot.stock;
        long tick = Stock.tick(stock.price);
        var values = new LinkedHashMap<String, String>();
        values.put("9201", account);
        values.put("9001", stock.code);
        values.put("917", lot.creditType);
        values.put("916", lot.isCash() ? "00000000" : lot.loanDate);
        values.put("302", stock.name);
        values.put("10", stock.signed(stock.price));
        values.put("930", String.valueOf(lot.quantity));
        values.put("931", String.valueOf(lot.averagePrice()));
        values.put("932", String.valueOf(lot.cost));
        values.put("933", String.valueOf(available));
        values.put("945", String.valueOf(lot.boughtToday - lot.soldToday));
        values.put("946", buy ? "2" : "1");
        values.put("950", String.valueOf(lot.realised));
        values.put("951", "0");
        values.put("27", stock.signed(stock.price));
        values.put("28", stock.signed(stock.price - tick));
        values.put("307", String.valueOf(stock.basePrice));
        values.put("8019", lot.realisedRate());
        values.put("957", "0");
        values.put("958", "0");
        values.put("918", "00000000");
        values.put("990", String.valueOf(lot.realised));
        values.put("991", lot.realisedRate());
        values.put("992", "0");
        values.put("993", "0.00");
        values.put("959", "0");
        values.put("924", "0");
        return values;
    }

    /**
     * Type 00: an order was taken (접수) or filled (체결). 914 and 915 are of this fill; 903, 911, 938 and 939 add up over the order.
     *
     * @param fill {@code null} when it was taken
     */
    String order(String account, Order order, TradingAccount.Fill fill) {
        Stock stock = order.stock;
        long tick = Stock.tick(stock.price);
        var values = new LinkedHashMap<String, String>();
        values.put("9201", account);
        values.put("9203", order.number);
        values.put("9205", "");
        values.put("9001", stock.code);
        values.put("912", "JJ");
        values.put("913", fill == null ? "접수" : "체결");
        values.put("302", stock.name);
        values.put("900", String.valueOf(order.quantity));
        values.put("901", String.valueOf(order.price));
        values.put("902", String.valueOf(order.unfilled()));
        values.put("903", String.valueOf(order.filledAmount));
        values.put("904", "0000000");
        values.put("905", order.buy ? "+매수" : "-매도");
        values.put("906", order.price == 0 ? "시장가" : "보통");
        values.put("907", order.buy ? "2" : "1");
        values.put("908", HHMMSS.format(LocalTime.now(clock.withZone(KOREA))));
        values.put("909", fill == null ? "" : fill.number());
        values.put("910", fill == null ? "" : String.valueOf(fill.price()));
        values.put("911", fill == null ? "" : String.valueOf(order.filled));
        values.put("10", stock.signed(stock.price));
        values.put("27", stock.signed(stock.price));
        values.put("28", stock.signed(stock.price - tick));
        values.put("914", fill == null ? "" : String.valueOf(fill.price()));
        values.put("915", fill == null ? "" : String.valueOf(fill.quantity()));
        values.put("938", String.valueOf(order.commission));
        values.put("939", String.valueOf(order.tax));
        values.put("919", "0");
        values.put("920", "");
        values.put("921", "0701002");
        values.put("922", "00");
        values.put("923", "");
        values.put("10010", " " + stock.basePrice);
        values.put("2134", "1");
        values.put("2135", "KRX");
        values.put("2136", "N");
        return real(List.of(entry("00", "주문체결", stock.code, values)));
    }

    private static Map<String, Object> entry(String type, String name, String item, Map<String, String> values) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("values", values);
        entry.put("type", type);
        entry.put("name", name);
        entry.put("item", item);
        return entry;
    }

    private static String real(List<Map<String, Object>> entries) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("data", entries);
        frame.put("trnm", "REAL");
        return json(frame);
    }

    /** An answer such as {@code {"trnm":"REG","return_code":0,"return_msg":""}}. */
    static String answer(String trnm, int code, String message) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("trnm", trnm);
        frame.put("return_code", code);
        frame.put("return_msg", message);
        return json(frame);
    }

    static String loginOk() {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("trnm", "LOGIN");
        frame.put("return_code", 0);
        frame.put("return_msg", "");
        frame.put("sor_yn", "Y");
        return json(frame);
    }

    static String system(String code, String message) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("trnm", "SYSTEM");
        frame.put("code", code);
        frame.put("message", message);
        return json(frame);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
