package dev.balancesync.fuzz;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;

/** What an entry must come to by the rules of DESIGN.md, said a second time and as plainly as can be, from a tree that keeps every digit. */
final class Reading {
    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    private static final BigDecimal MOST_SHARES = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int LONGEST = 60;

    /**
     * What is expected of an entry.
     *
     * @param unreadable how many values of it cannot be read, and are to be told
     */
    record Wanted(HoldingKey key, Map<String, Object> values, int unreadable) {
        boolean isCash() {
            return key.creditType().equals("00") && key.loanDate().isEmpty();
        }

        private static Set<String> told(Map<String, Object> values) {
            return values.keySet().stream().filter(column -> !column.endsWith("_computed")).collect(Collectors.toSet());
        }

        void mustBe(Holding holding) {
            Must.equal(holding.key(), key, "the key");
            // what the statement computes is no column that was told
            Must.equal(told(holding.values()), told(values), "the known columns");
            told(values).forEach(column -> {
                Object value = values.get(column);
                Object found = holding.values().get(column);
                Must.hold(found.getClass() == value.getClass(), "the type of " + column + " is another", found.getClass(), value.getClass());
                Must.hold(value instanceof BigDecimal number ? number.compareTo((BigDecimal) found) == 0 : value.equals(found),
                        column + " is not what was sent", found, value);
            });
            for (String price : List.of("current_price", "average_price")) {
                Must.hold(!(holding.values().get(price) instanceof BigDecimal number) || number.signum() > 0, price + " is not above 0");
            }
            Must.hold(holding.quantity() == null || holding.quantity() >= 0, "a negative quantity", holding.quantity());
        }
    }

    /** Thrown for what has to be refused. */
    static final class Unreadable extends Exception {
        Unreadable(String why) {
            super(why, null, false, false);
        }
    }

    private record Field(String name, String column, String type) {
    }

    private final List<Field> fields = new ArrayList<>();

    /** @param prefix {@code balance.fields.} or {@code balance.snapshot-fields.} */
    Reading(String prefix) {
        new TreeMap<>(Shipped.settings()).forEach((name, line) -> {
            String[] words = line.toString().split(" ");
            boolean computed = name.toString().startsWith("balance.fields.") && words[1].equals("computed");
            // a close is no column, and nothing of it can be lost
            if ((name.toString().startsWith(prefix) || computed) && !words[1].equals("close")) {
                fields.add(new Field(name.toString().substring(name.toString().lastIndexOf('.') + 1), words[0], words[1]));
            }
        });
    }

    static JsonNode tree(String json) throws JsonProcessingException {
        return EXACT.readTree(json);
    }

    /** @param account as it is stored, 8 or 10 digits */
    Wanted entry(JsonNode entry, String account) throws Unreadable {
        JsonNode values = entry.path("values");
        JsonNode inner = values.isArray() && values.size() == 1 ? values.get(0) : values;
        if (!inner.isObject()) {
            throw new Unreadable("values");
        }
        var columns = new LinkedHashMap<String, Object>();
        String stock = "";
        int unreadable = 0;
        boolean lostDate = false;
        for (Field field : fields) {
            String text;
            try {
                text = text(inner.get(field.name()));
            } catch (Unreadable e) {
                unreadable += orRefuse(field, e);
                lostDate |= field.column().equals("loan_date");
                continue;
            }
            switch (field.type()) {
                case "account" -> {
                    if (!text.isEmpty() && !text.replace("-", "").strip().startsWith(account.substring(0, 8))) {
                        throw new Unreadable("account");
                    }
                }
                case "stock" -> stock = text;
                case "computed" -> columns.put(field.column() + "_computed", true);
                default -> {
                    try {
                        Object value = text.isEmpty() ? null : value(field.type(), text);
                        boolean isCost = field.column().equals("total_purchase_amount") && value instanceof BigDecimal;
                        must(!isCost || ((BigDecimal) value).signum() >= 0, value);
                        boolean noCost = isCost && ((BigDecimal) value).signum() == 0;
                        if (value != null && !noCost) {
                            columns.put(field.column(), value);
                        }
                    } catch (Unreadable e) {
                        unreadable += orRefuse(field, e);
                        lostDate |= field.column().equals("loan_date");
                    }
                }
            }
        }
        String code = code(stock.isEmpty() ? item(entry.get("item")) : stock);
        Object credit = columns.remove("credit_type");
        credit = credit != null && credit.toString().matches("0*\\d") ? credit.toString().replaceFirst("^0*(?=\\d$)", "0") : credit;
        Object date = columns.remove("loan_date");
        if (lostDate && credit != null && !credit.equals("00")) {
            throw new Unreadable("the loan date of a lot on credit");
        }
        return new Wanted(new HoldingKey(code, credit == null ? "00" : credit.toString(), date == null ? "" : date.toString()), columns,
                unreadable);
    }

    /** @return 1 when the entry is of use without the value */
    private static int orRefuse(Field field, Unreadable why) throws Unreadable {
        if (List.of("account_number", "stock_code", "quantity", "credit_type").contains(field.column())) {
            throw why;
        }
        return 1;
    }

    private static String text(JsonNode node) throws Unreadable {
        if (node == null || node.isNull()) {
            return "";
        }
        if (node.isContainerNode() || node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > LONGEST) {
            throw new Unreadable("neither text nor number");
        }
        return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText().strip();
    }

    private static String item(JsonNode node) {
        return node == null || node.isContainerNode() ? "" : node.isBigDecimal() ? node.decimalValue().toString() : node.asText();
    }

    private static String code(String text) throws Unreadable {
        String code = text.strip().replaceFirst("(_NX|_AL)$", "").replaceFirst("^[AJQ](?=.{6})", "");
        if (!code.matches("[0-9A-Z]{6,9}")) {
            throw new Unreadable("code");
        }
        return code;
    }

    private static Object value(String type, String text) throws Unreadable {
        if (type.equals("text")) {
            return must(Must.isStorable(text), text);
        }
        if (type.equals("date")) {
            return must(text.matches("\\d{8}|0{1,7}"), text.matches("0+") ? "" : text);
        }
        must(text.length() <= LONGEST && text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)"), text);
        var number = new BigDecimal(text);
        BigDecimal size = number.abs();
        return switch (type) {
            case "price" -> must(size.compareTo(BigDecimal.TEN.pow(13)) < 0 && decimals(number) <= 2, number.signum() == 0 ? null : size);
            case "quantity" -> must(number.signum() >= 0 && number.compareTo(MOST_SHARES) <= 0 && decimals(number) == 0, number.longValue());
            case "amount" -> must(size.compareTo(BigDecimal.TEN.pow(18)) < 0 && decimals(number) == 0, number);
            case "rate" -> {
                BigDecimal rate = number.setScale(4, RoundingMode.HALF_UP);
                yield must(rate.abs().compareTo(BigDecimal.TEN.pow(6)) < 0, rate);
            }
            default -> throw new IllegalStateException(type);
        };
    }

    private static int decimals(BigDecimal number) {
        return number.signum() == 0 ? 0 : Math.max(0, number.stripTrailingZeros().scale());
    }

    private static Object must(boolean holds, Object value) throws Unreadable {
        if (!holds) {
            throw new Unreadable("value");
        }
        return value;
    }
}
