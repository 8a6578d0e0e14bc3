package dev.balancesync.balance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.StockCode;

/**
 * How the text of a field becomes the value of a column. Kiwoom sends every value as text: padded with zeros, with a sign that means
 * direction (prices) or sign (amounts), with blanks, or empty for "no value".
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, real-time type 04 (잔고)</a>
 */
enum FieldType {
    /** An account number; see {@link Account}. */
    ACCOUNT,
    /** A stock code; see {@link StockCode}. */
    STOCK,
    TEXT {
        @Override
        Object parse(String field, String text) {
            if (text.length() > LONGEST_TEXT) {
                throw new BadEntryException("range", "field " + field + " has more than " + LONGEST_TEXT + " characters");
            }
            if (!isStorable(text)) {
                throw new BadEntryException("value", "field " + field + " holds characters that PostgreSQL cannot store");
            }
            return text;
        }
    },
    /** {@code yyyyMMdd}; zeros are no date, which is the empty text. */
    DATE {
        @Override
        Object parse(String field, String text) {
            int digits = 0;
            int zeros = 0;
            for (int i = 0; i < text.length(); i++) {
                digits += text.charAt(i) >= '0' && text.charAt(i) <= '9' ? 1 : 0;
                zeros += text.charAt(i) == '0' ? 1 : 0;
            }
            if (zeros == text.length() && zeros <= DIGITS_OF_DATE) {
                return "";
            }
            if (digits != text.length() || digits != DIGITS_OF_DATE) {
                throw new BadEntryException("value", "field " + field + " is not a date of the form yyyyMMdd");
            }
            return text;
        }
    },
    /** Won a share. The sign shows the direction against the base price and goes; 0 is how Kiwoom writes "no price". */
    PRICE {
        @Override
        Object parse(String field, String text) {
            BigDecimal price = within(field, number(field, text).abs(), 13, 2);
            return price.signum() == 0 ? null : price;
        }
    },
    /** Shares, a whole number of at least 0. */
    QUANTITY {
        @Override
        Object parse(String field, String text) {
            BigDecimal quantity = within(field, number(field, text), 19, 0);
            if (quantity.signum() < 0 || quantity.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
                throw new BadEntryException("range", "field " + field + " is not a number of shares from 0 to " + Long.MAX_VALUE);
            }
            return quantity.longValueExact();
        }
    },
    /** Whole won with its sign. */
    AMOUNT {
        @Override
        Object parse(String field, String text) {
            return within(field, number(field, text), 18, 0);
        }
    },
    /** Percent with its sign, kept to four decimals. */
    RATE {
        @Override
        Object parse(String field, String text) {
            return within(field, number(field, text).setScale(4, RoundingMode.HALF_UP), 6, 4);
        }
    },
    /** A price that is no column: {@link PreviousCloses} keeps it for the page. */
    CLOSE {
        @Override
        Object parse(String field, String text) {
            return PRICE.parse(field, text);
        }
    },
    /** Not read from the frame: the SQL computes this column. */
    COMPUTED;

    /** Longer texts are no numbers of any column, and would cost time. */
    private static final int MOST_DIGITS = 60;
    /** A name has some dozens. What is longer is none, and would be kept in memory, written and shown again and again. */
    private static final int LONGEST_TEXT = 1_000;
    private static final int DIGITS_OF_DATE = 8;

    /**
     * @param field the FID, for the message
     * @param text trimmed and not empty
     * @return {@code null} when the text means "no value"
     * @throws BadEntryException when the text does not parse or does not fit the column
     */
    Object parse(String field, String text) {
        throw new UnsupportedOperationException(this + " is no value of its own; FieldMapping says what becomes of it");
    }

    static FieldType named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** PostgreSQL takes neither the character 0 nor half of a surrogate pair. */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (Character.isHighSurrogate(each) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (each == 0 || Character.isSurrogate(each)) {
                return false;
            }
        }
        return true;
    }

    /** An optional sign, and digits with at most one point among them. Not a regular expression: this is read for each field. */
    private static boolean isNumber(String text) {
        int digits = 0;
        int points = 0;
        for (int i = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '.') {
                points++;
            } else if (each >= '0' && each <= '9') {
                digits++;
            } else {
                return false;
            }
        }
        return digits > 0 && points <= 1;
    }

    private static BigDecimal number(String field, String text) {
        if (text.length() > MOST_DIGITS || !isNumber(text)) {
            throw new BadEntryException("value", "field " + field + " is not a number");
        }
        return new BigDecimal(text);
    }

    private static BigDecimal within(String field, BigDecimal number, int digits, int decimals) {
        BigDecimal plain = number.scale() == 0 ? number : number.stripTrailingZeros();
        if (plain.scale() > decimals) {
            throw new BadEntryException("range", "field " + field + " has more than " + decimals + " decimals");
        }
        if (plain.precision() - plain.scale() > digits) {
            throw new BadEntryException("range", "field " + field + " has more than " + digits + " digits");
        }
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
