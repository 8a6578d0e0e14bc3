package dev.balancesync.journal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What one system call writes, in UTF-8. A text is encoded where it is to stand: as arrays of its own, each three times as long as its characters,
 * the frames of a burst were a third of all that the collector had to clear away.
 */
final class LineBuffer {
    /** Nearly all of a frame is ASCII. */
    private static final int GENEROUS = 8;

    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    private ByteBuffer bytes;
    private char[] chars = {};

    /** @param length how many characters are about to come */
    LineBuffer(int length) {
        bytes = ByteBuffer.allocate(length + length / GENEROUS);
    }

    /** How many bytes there are. */
    int size() {
        return bytes.position();
    }

    void add(String text) {
        encode(take(text));
    }

    /** What can only stand between tokens, line breaks, becomes blanks. */
    void addInOneLine(String text) {
        int length = take(text);
        for (int i = 0; i < length; i++) {
            if (chars[i] == '\n' || chars[i] == '\r') {
                chars[i] = ' ';
            }
        }
        encode(length);
    }

    private int take(String text) {
        int length = text.length();
        if (chars.length < length) {
            chars = new char[length];
        }
        text.getChars(0, length, chars, 0);
        return length;
    }

    private void encode(int length) {
        CharBuffer text = CharBuffer.wrap(chars, 0, length);
        utf8.reset();
        while (utf8.encode(text, bytes, true) == CoderResult.OVERFLOW) {
            var larger = ByteBuffer.allocate(bytes.capacity() + Math.max(bytes.capacity() / 2, text.remaining() * 2));
            bytes = larger.put(bytes.flip());
        }
    }

    /** All of it, for the file; nothing is added after that. */
    ByteBuffer written() {
        return bytes.flip();
    }
}
