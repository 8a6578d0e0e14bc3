package dev.balancesync.replay;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Digits of any script (full-width, circled, …). Whatever else stands between two of them, letters too, hides no number: eight that fit by
 * chance are rarer than a spelling that nobody has thought of.
 */
final class Digits {
    private static final Map<Integer, List<Integer>> ALL = all();
    private static final String BETWEEN = between();

    private Digits() {
    }

    /** Only its digits, in ASCII. */
    static String of(String text) {
        var digits = new StringBuilder();
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int value = value(text.codePointAt(i));
            if (value >= 0) {
                digits.append((char) ('0' + value));
            }
        }
        return digits.toString();
    }

    /** @param digits in ASCII */
    static Pattern spelled(String digits) {
        return Pattern.compile(digits.chars().mapToObj(each -> any(each - '0')).collect(Collectors.joining(BETWEEN)));
    }

    private static String any(int digit) {
        var letters = new StringBuilder("[");
        ALL.get(digit).forEach(letters::appendCodePoint);
        return letters.append(']').toString();
    }

    private static String between() {
        var letters = new StringBuilder("[^");
        ALL.values().forEach(each -> each.forEach(letters::appendCodePoint));
        return letters.append("]*+").toString();
    }

    private static Map<Integer, List<Integer>> all() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT).boxed().filter(each -> value(each) >= 0).collect(Collectors.groupingBy(Digits::value));
    }

    /** Of a decimal digit, or of a sign that means one (①, ²); else -1. */
    static int value(int letter) {
        int type = Character.getType(letter);
        if (type == Character.DECIMAL_DIGIT_NUMBER) {
            return Character.digit(letter, 10);
        }
        int value = type == Character.OTHER_NUMBER ? Character.getNumericValue(letter) : -1;
        return value >= 0 && value <= 9 ? value : -1;
    }

    /** Digit by digit, in ASCII; what stands between them stays. */
    static String overlay(String text, String digits) {
        var result = new StringBuilder();
        int next = 0;
        for (int letter : text.codePoints().toArray()) {
            if (value(letter) >= 0) {
                result.append(digits.charAt(next++));
            } else {
                result.appendCodePoint(letter);
            }
        }
        return result.toString();
    }
}
