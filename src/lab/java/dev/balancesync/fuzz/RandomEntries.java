package dev.balancesync.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries of the stream, rows of kt00018 and the texts in them, put together by {@link Choices}: mostly sound, so that much is read. */
final class RandomEntries {
    private static final List<String> STREAM_NUMBERS = List.of("930", "10", "931", "932", "933", "8019");
    private static final List<String> ROW_NUMBERS = List.of("rmnd_qty", "cur_prc", "pur_pric", "pur_amt", "trde_able_qty");
    private static final List<Object> CODES = Arrays.asList("005930", "A005930", "000660", "005930_NX", "A005930_AL", "Q580001", "J57KH12",
            "AA00001", "0194M0", " A005930 ", "", null, "5930", 123456, new BigDecimal("123456.0"), "005930\0", "1234567890");
    private static final List<String> SOUND_CODES = List.of("005930", "A005930", "000660", "005930_NX");
    private static final List<Object> ACCOUNTS = Arrays.asList(Shipped.ACCOUNT, "", "11111111", "1111-1111", "1111111122", null, "2222222211",
            1111111111L, "1111", true, "11111111\0", " 1111111111 ");
    private static final List<Object> TEXTS = Arrays.asList("00", "", "삼성전자", "03", "00000000", "20261123", null, "  x  ", "a\nb", "a\0",
            "\ud83d", "\ud83d\ude00", 7, true, Map.of(), List.of("x"));
    private static final List<String> ODD_NUMBERS = List.of("9223372036854775807", "9223372036854775808", "999999999999999999",
            "9999999999999.99", "99999999999999", "0.001", "1e5", "NaN", ".", "+", "-.5", "5.", "--1", "1,000", "１２", "999999.99995", "5\0");

    private RandomEntries() {
    }

    static Map<String, Object> ofStream(Choices choices) {
        var values = new LinkedHashMap<String, Object>();
        put(values, "9201", choices.seldom(4) ? choices.of(ACCOUNTS) : Shipped.ACCOUNT);
        put(values, "9001", code(choices));
        put(values, "917", choices.seldom(4) ? text(choices) : null);
        put(values, "916", choices.seldom(4) ? text(choices) : null);
        put(values, "302", choices.yes() ? text(choices) : null);
        STREAM_NUMBERS.forEach(field -> put(values, field, whole(choices)));
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", choices.seldom(8) ? choices.of(Arrays.asList("00", "0B", null, 4, List.of("04"))) : "04");
        entry.put("item", choices.of(CODES));
        entry.put("values", choices.seldom(8) ? choices.of(Arrays.asList(List.of(values), List.of(), null, "x", List.of(values, values))) : values);
        return entry;
    }

    static Map<String, Object> ofSnapshot(Choices choices) {
        var row = new LinkedHashMap<String, Object>();
        put(row, "stk_cd", code(choices));
        put(row, "stk_nm", choices.seldom(4) ? text(choices) : "삼성전자");
        put(row, "crd_tp", choices.seldom(6) ? text(choices) : "00");
        put(row, "crd_loan_dt", choices.seldom(6) ? text(choices) : null);
        ROW_NUMBERS.forEach(field -> put(row, field, whole(choices)));
        return row;
    }

    static List<Object> some(int most, Choices choices, java.util.function.Function<Choices, Object> one) {
        var all = new ArrayList<Object>();
        for (int i = choices.of(most + 1); i > 0; i--) {
            all.add(choices.seldom(16) ? choices.of(Arrays.asList(null, 7, "x", List.of(), Map.of())) : one.apply(choices));
        }
        return all;
    }

    private static void put(Map<String, Object> values, String name, Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    static Object text(Choices choices) {
        return choices.yes() ? choices.of(TEXTS) : choices.text(40);
    }

    private static Object code(Choices choices) {
        return choices.seldom(8) ? choices.of(CODES) : choices.of(SOUND_CODES);
    }

    /** Mostly sound in every column. */
    private static Object whole(Choices choices) {
        return switch (choices.of(8)) {
            case 0 -> number(choices);
            case 1 -> choices.of(List.of("", "0", "000000000000000", "9223372036854775807", "999999999999999999", "5000000000000000000"));
            default -> choices.of(List.of("", "+", "-")).repeat(choices.of(4) / 3) + "0".repeat(choices.of(8)) + (1 + choices.of(9))
                    + choices.digits(12);
        };
    }

    /** As Kiwoom writes it, as JSON writes it, or nothing of the kind. */
    static Object number(Choices choices) {
        return switch (choices.of(12)) {
            case 0 -> null;
            case 1 -> choices.of(List.of("", " ", "   "));
            case 2 -> choices.of(ODD_NUMBERS);
            case 3 -> new BigDecimal(new BigInteger("0" + choices.digits(22)), choices.of(8) - 3);
            case 4 -> choices.of(3) * 1_000_000_007L * choices.of(256);
            case 5 -> choices.of(TEXTS);
            case 6 -> choices.text(12);
            default -> choices.of(List.of("", "+", "-", " ", " -")) + "0".repeat(choices.of(20)) + choices.digits(20)
                    + (choices.seldom(3) ? "." + choices.digits(6) : "") + choices.of(List.of("", " "));
        };
    }

    /** The text spoilt: cut, doubled, or with another letter in it. */
    static String spoilt(String json, Choices choices) {
        int at = (choices.of(256) * 256 + choices.of(256)) % (json.length() + 1);
        return switch (choices.of(4)) {
            case 0 -> json.substring(0, at);
            case 1 -> json.substring(at);
            case 2 -> json + json.substring(at);
            default -> json.substring(0, at) + choices.text(8) + json.substring(at);
        };
    }
}
