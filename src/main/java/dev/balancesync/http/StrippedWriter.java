package dev.balancesync.http;

import java.io.IOException;
import java.io.Writer;
import java.util.function.UnaryOperator;

/** Strips a long JSON text piece by piece as it is written: whole, it would fill a small heap several times over. A piece ends behind an object. */
final class StrippedWriter extends Writer {
    private static final int PIECE = 64 * 1024;

    private final Writer out;
    private final UnaryOperator<String> strip;
    private final StringBuilder waiting = new StringBuilder();
    private int end;
    private boolean inText;
    private boolean escaped;

    StrippedWriter(Writer out, UnaryOperator<String> strip) {
        this.out = out;
        this.strip = strip;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        int start = waiting.length();
        waiting.append(text, from, length);
        for (int i = start; i < waiting.length(); i++) {
            char letter = waiting.charAt(i);
            if (inText) {
                inText = letter != '"' || escaped;
                escaped = letter == '\\' && !escaped;
            } else if (letter == '"') {
                inText = true;
            } else if (letter == ',' && i > 0 && waiting.charAt(i - 1) == '}') {
                end = i + 1;
            }
        }
        if (end >= PIECE) {
            out.write(strip.apply(waiting.substring(0, end)));
            waiting.delete(0, end);
            end = 0;
        }
    }

    /** Does nothing: a piece is stripped when it is whole. */
    @Override
    public void flush() {
    }

    @Override
    public void close() throws IOException {
        out.write(strip.apply(waiting.toString()));
        waiting.setLength(0);
        out.close();
    }
}
