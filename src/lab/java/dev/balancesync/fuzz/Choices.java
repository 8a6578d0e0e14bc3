package dev.balancesync.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes read as decisions, so that a fuzzer which knows bytes alone can build what has a form. Once they are used up, the first choice is taken. */
final class Choices {
    private final byte[] bytes;
    private int at;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Text as it stands, or decisions: the first byte says which; JSON starts with a letter or sign of ASCII. */
    static boolean isText(byte[] bytes) {
        return bytes.length == 0 || bytes[0] >= ' ' || bytes[0] == '\n';
    }

    boolean isLeft() {
        return at < bytes.length;
    }

    /** @return 0 to {@code choices - 1}, for at most 256 choices */
    int of(int choices) {
        return isLeft() ? (bytes[at++] & 0xff) % choices : 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(of(choices.size()));
    }

    boolean yes() {
        return of(2) == 1;
    }

    /** Once in so many times. */
    boolean seldom(int times) {
        return of(times) == times - 1;
    }

    String digits(int most) {
        var digits = new StringBuilder();
        for (int i = of(most + 1); i > 0; i--) {
            digits.append((char) ('0' + of(10)));
        }
        return digits.toString();
    }

    String from(String letters, int most) {
        var text = new StringBuilder();
        for (int i = of(most + 1); i > 0; i--) {
            text.append(letters.charAt(of(letters.length())));
        }
        return text.toString();
    }

    /** Some bytes as they are. */
    String text(int most) {
        int length = Math.min(of(most + 1), bytes.length - at);
        var text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }
}
