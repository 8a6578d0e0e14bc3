package dev.balancesync.feed;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.SampleFrames;
import dev.balancesync.simulator.Fault;

/** Frames that are wrong in many ways, made from the sample frames by chance; the same seed makes the same ones. */
final class BadFrames {
    static final String ACCOUNT = "1111111111";
    private static final List<String> FIXTURES = SampleFrames.startingWith("real-04-");
    /** The stock of bad entries: if only a side value is bad, the rest of it is stored. */
    static final String HALF_READ = "777777";
    private static final List<String> NUMBERS = List.of("10", "930", "931", "932", "933");
    private static final String LONG = "x".repeat(1_000_000);

    /** No number of any column, whatever the type. */
    private static final List<Object> NO_NUMBERS = Arrays.asList("many", "NaN", "-Infinity", "-", "+", ".", "--5", "+-5", "1e5", "0x1F", "1,000",
            "1 000", "１２", "٣", "5\0", "\0", "5\ud800", "null", "9".repeat(30), "9".repeat(100_000), "0." + "3".repeat(70), LONG, true, false,
            Map.of("a", 1), Map.of(), List.of("5"), List.of(), new BigDecimal("1e400000000"), new BigDecimal("9e30"), nested(50));
    private static final List<Object> NO_CODES = Arrays.asList("", "  ", null, "A", "00593", "0059300000", "'; drop table kw_portfolio; --",
            "005930\0", "00 5930", "삼성전자", "005930\ud83d", "\ufeff005930", LONG, "005930_XX", "../../etc");
    private static final List<Object> NO_ACCOUNTS = Arrays.asList("9999999911", "1111", "x", "\0", LONG, Map.of(), List.of(1), true);
    private static final List<Object> NO_TEXTS = Arrays.asList("a\0", "\0", "a\ud800b", "\udc00", Map.of("name", "x"), List.of("x"));
    private static final List<Object> NO_DATES = Arrays.asList("2026-01-01", "today", "2026110", "202611011", "\0", true);
    private static final List<Object> NO_TYPES = Arrays.asList(null, 4, List.of("04"), Map.of("04", 1), true);
    /** Without null: in a list it says nothing, and nothing is kept of it. */
    private static final List<Object> NO_ENTRIES = List.of(7, "text", "04", List.of(), List.of(List.of()), true, Map.of(), "");
    private static final List<Object> NO_VALUES = Arrays.asList(null, "text", 7, true, List.of(), List.of(Map.of(), Map.of()), List.of(1));
    private static final List<Object> NO_DATA = Arrays.asList(null, 7, "text", "a,b,c", true, Map.of(), Map.of("type", "04"));

    /**
     * What is sent.
     *
     * @param what of the kind, for messages
     * @param fault sends it
     * @param bad how many lines of quarantine it must make
     * @param good codes of its valid entries
     */
    record Sent(String what, Fault fault, int bad, List<String> good) {
    }

    private final Random random;
    private int goods;

    BadFrames(long seed) {
        random = new Random(seed);
    }

    Sent next() throws JsonProcessingException {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> unreadable();
            case 3 -> shapeless();
            default -> mixed();
        };
    }

    /** The long ones seldom: they cost more time than they tell. */
    private <T> T any(List<T> choices) {
        T chosen = choices.get(random.nextInt(choices.size()));
        return chosen instanceof String text && text.length() > 10_000 && random.nextInt(8) > 0 ? any(choices) : chosen;
    }

    private static Object nested(int depth) {
        Object inner = 1;
        for (int i = 0; i < depth; i++) {
            inner = i % 2 == 0 ? List.of(inner) : Map.of("a", inner);
        }
        return inner;
    }

    /** Halves of surrogate pairs are written as escapes: the socket's UTF-8 could not carry them. */
    private static String text(Object frame) throws JsonProcessingException {
        var text = new StringBuilder();
        SampleFrames.JSON.writeValueAsString(frame).chars().forEach(each -> {
            if (Character.isSurrogate((char) each)) {
                text.append(String.format("\\u%04x", each));
            } else {
                text.append((char) each);
            }
        });
        return text.toString();
    }

    /** Bad entries among valid ones: each bad one costs itself alone. */
    private Sent mixed() throws JsonProcessingException {
        var entries = new ArrayList<Object>();
        var good = new ArrayList<String>();
        var what = new ArrayList<String>();
        int bad = 1 + random.nextInt(3);
        for (int i = 0; i < bad; i++) {
            entries.add(badEntry(what));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String code = String.format("%06d", ++goods);
            good.add(code);
            entries.add(goodEntry(code));
        }
        Collections.shuffle(entries, random);
        return new Sent(what.toString(), new Fault.Send(text(Map.of("trnm", "REAL", "data", entries))), bad, good);
    }

    /** Odd, but clear: what is unknown passes, a number is as good as its text, a list of one is as good as the one. */
    private Map<String, Object> goodEntry(String code) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("9201", random.nextBoolean() ? ACCOUNT : "");
        values.put("9001", random.nextBoolean() ? "A" + code : code);
        values.put("930", random.nextBoolean() ? "+000" + goods : goods);
        values.put("10", random.nextBoolean() ? " -" + goods + " " : "+" + goods + ".00");
        values.put("31337", any(NO_NUMBERS));
        values.put("\0", nested(random.nextInt(300)));
        return entry("04", random.nextBoolean() ? values : List.of(values), any(NO_CODES));
    }

    private static Map<String, Object> entry(Object type, Object values, Object item) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", type);
        entry.put("name", "잔고");
        entry.put("item", item);
        entry.put("values", values);
        return entry;
    }

    private Object badEntry(List<String> what) {
        var values = SampleFrames.values(any(FIXTURES));
        values.put("9201", ACCOUNT);
        values.put("9001", HALF_READ);
        Map<String, Object> entry = entry("04", values, HALF_READ);
        switch (random.nextInt(9)) {
            case 0 -> values.put("917", note(what, "917", any(NO_TEXTS)));
            case 1 -> values.put("916", note(what, "916", any(NO_DATES)));
            case 2 -> values.put("302", note(what, "302", any(NO_TEXTS)));
            case 3 -> values.put("9201", note(what, "9201", any(NO_ACCOUNTS)));
            case 4 -> {
                Object code = note(what, "code", any(NO_CODES));
                values.put("9001", code);
                entry.put("item", code);
            }
            case 5 -> entry.put("type", note(what, "type", any(NO_TYPES)));
            case 6 -> entry.put("values", note(what, "values", any(NO_VALUES)));
            case 7 -> {
                return note(what, "entry", any(NO_ENTRIES));
            }
            default -> {
                String field = any(NUMBERS);
                values.put(field, note(what, field, any(NO_NUMBERS)));
            }
        }
        return entry;
    }

    private static Object note(List<String> what, String field, Object value) {
        String text = String.valueOf(value);
        what.add(field + "=" + text.substring(0, Math.min(40, text.length())));
        return value;
    }

    /** JSON, but not a frame. */
    private Sent shapeless() throws JsonProcessingException {
        var frame = new LinkedHashMap<>(SampleFrames.fields(any(FIXTURES)));
        Object sent = switch (random.nextInt(6)) {
            case 0 -> List.of(frame);
            case 1 -> any(NO_ENTRIES);
            case 2 -> {
                frame.remove("trnm");
                yield frame;
            }
            case 3 -> {
                frame.put("trnm", any(Arrays.asList(null, 7, true, List.of("REAL"), Map.of("REAL", 1))));
                yield frame;
            }
            case 4 -> {
                frame.remove("data");
                yield frame;
            }
            default -> {
                frame.put("data", any(NO_DATA));
                yield frame;
            }
        };
        String text = text(sent);
        return new Sent(text, new Fault.Send(text), 1, List.of());
    }

    /** Not JSON at all, or beyond what can be read. */
    private Sent unreadable() throws JsonProcessingException {
        String frame = text(SampleFrames.fields(any(FIXTURES)));
        int at = 1 + random.nextInt(frame.length() - 1);
        String value = frame.replaceFirst("\"item\":\"[^\"]*\"", "\"item\":%s");
        int kind = random.nextInt(18);
        String text = switch (kind) {
            case 0, 1, 2 -> frame.substring(0, at);
            case 3 -> frame.substring(at);
            case 4 -> "\ufeff" + frame;
            case 5 -> String.format(value, "NaN");
            case 6 -> String.format(value, "[".repeat(5000) + "]".repeat(5000));
            case 7 -> String.format(value, "7".repeat(2000));
            case 8 -> String.format(value, "\"tab\there\"");
            case 9 -> String.format(value, "\"\\x\"");
            case 10 -> String.format(value, "\"\0\"");
            case 11 -> frame.replace('"', '\'');
            case 12 -> frame.substring(0, frame.length() - 1) + ",}";
            case 13 -> any(List.of("", " ", "\n", "\0", "]", "<html>점검</html>", "REAL", "undefined", "\ufeff"));
            case 14 -> frame + any(List.of("}", ",", " trailing", "\0", "]"));
            case 15 -> frame + frame;
            case 16 -> frame.replaceFirst("\"trnm\"", "trnm");
            default -> String.format(value, "007");
        };
        String what = "unreadable " + kind + " " + text.substring(0, Math.min(60, text.length()));
        boolean binary = random.nextInt(4) == 0;
        return new Sent(what, binary ? new Fault.SendBinary(bytes(text, frame)) : new Fault.Send(text), 1, List.of());
    }

    private byte[] bytes(String text, String frame) {
        var noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        return switch (random.nextInt(4)) {
            case 0 -> noise;
            case 1 -> frame.getBytes(StandardCharsets.UTF_16);
            case 2 -> frame.getBytes(StandardCharsets.UTF_16LE);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }
}
