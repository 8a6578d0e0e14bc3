package dev.balancesync.bench;

import java.io.IOException;
import java.util.Iterator;
import java.util.stream.IntStream;

import dev.balancesync.SampleFrames;

/**
 * Frames of type 04 over some stocks, one after the other. The quantity counts up, so the newest state of a stock is known by it, and
 * a row in a table tells how far its writer has come.
 */
public final class Load {
    private static final int FIRST_CODE = 100_000;

    private final String before;
    private final String after;
    private final int stocks;
    private int sent;

    Load(int stocks) throws IOException {
        this(stocks, "8112510011");
    }

    /** @param account whose frames they are, all ten digits */
    public Load(int stocks, String account) throws IOException {
        this.stocks = stocks;
        String frame = SampleFrames.text("real-04-official-doc").replaceAll("\\s*\\n\\s*", "")
                .replaceAll("\"9201\": ?\"\\d+\"", "\"9201\":\"" + account + "\"").replace("005930", "CODE")
                .replaceAll("\"930\": ?\"102\"", "\"930\":\"QUANTITY\"");
        String[] parts = frame.split("QUANTITY");
        this.before = parts[0];
        this.after = parts[1];
        if (parts.length != 2 || !frame.contains("CODE")) {
            throw new IllegalStateException("the sample frame has another form than expected: " + frame);
        }
    }

    /** The next frame; its quantity is its number, from 1. */
    String next() {
        int number = ++sent;
        String code = code(number);
        return before.replace("CODE", code) + number + after.replace("CODE", code);
    }

    public Iterator<String> next(int count) {
        return IntStream.range(0, count).mapToObj(each -> next()).iterator();
    }

    /** How many have been made. */
    int sent() {
        return sent;
    }

    int stocks() {
        return stocks;
    }

    private String code(int number) {
        return String.valueOf(FIRST_CODE + number % stocks);
    }

    /** Counts the stocks whose newest state is in the table. */
    String countOfWritten() {
        return "select count(*) from kw_portfolio where quantity > " + (sent - stocks);
    }
}
