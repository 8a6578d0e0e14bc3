package dev.balancesync;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * Frames as Kiwoom sends them, compact and in the order of the captures:
 * {@code {"data":[{"values":{"9201":"8112510011","9001":"005930","930":"3"},"type":"04","item":"005930"}],"trnm":"REAL"}}. Recorded ones are {@link SampleFrames};
 * answers that refuse, and SYSTEM, the simulator words itself, as a {@link dev.balancesync.simulator.Fault}.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, real-time types 00 (주문체결) and 04 (잔고)</a>
 */
public final class TestFrames {
    public static final String PING = "{\"trnm\":\"PING\"}";
    private static final String ACCOUNT = "8112510011";

    private TestFrames() {
    }

    /** @param values by number: text, as all of Kiwoom's are, or whatever else shall stand there */
    public record Entry(Map<String, Object> values, String type, String item) {
        public Entry with(String field, Object value) {
            var all = new LinkedHashMap<>(values);
            all.put(field, value);
            return new Entry(all, type, item);
        }

        /** The same of another stock. */
        public Entry of(String code) {
            return new Entry(with("9001", code).values, type, code);
        }

        public Entry quantity(long shares) {
            return with("930", String.valueOf(shares));
        }

        public Entry price(long won) {
            return with("10", String.valueOf(won));
        }

        /** What all the shares have cost. */
        public Entry cost(long won) {
            return with("932", String.valueOf(won));
        }

        /** Alone in a REAL frame. */
        public String frame() {
            return real(this);
        }

        @Override
        public String toString() {
            return json(this);
        }
    }

    /** One that tells no account and, but for its item, no stock. */
    public static Entry entry(String type, String item) {
        return new Entry(Map.of(), type, item);
    }

    /** Of the simulator's account. */
    public static Entry balance(String code) {
        return entry("04", code).with("9201", ACCOUNT).with("9001", code);
    }

    /** @param entries of whatever kind: a broker gone wrong may send anything */
    public static String real(Object... entries) {
        return "{\"data\":" + json(entries) + ",\"trnm\":\"REAL\"}";
    }

    private static String json(Object value) {
        try {
            return SampleFrames.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
