package dev.balancesync.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.journal.PrivateFiles;

/**
 * A copy of a file without account numbers, for a bug report. The first 8 digits, which name the account, become {@code 90000001},
 * {@code 90000002} and so on, wherever they stand and however they are written ({@code 8112-5100}, {@code 81125100},
 * {@code 8112510011}); everything else, to the byte, stays as it was.
 */
final class AccountMask {
    private static final int SAME = 8;
    private static final int FIRST = 90_000_000;
    /** The value may be cut off by the end of a torn line. */
    private static final Pattern FIELD = Pattern.compile("\"(?:9201|acctNo|account_number)\"\\s*:\\s*\"?([0-9][0-9 -]*)");

    /** First digits to what stands for them; the longest first, as one short number may begin another. */
    private final Map<String, String> masks = new LinkedHashMap<>();

    /** @param known account numbers in any spelling; blank ones count for nothing */
    AccountMask(List<String> known) {
        known.forEach(this::add);
    }

    /**
     * Writes the copy.
     *
     * @return how many different accounts were found in the file
     * @throws IllegalArgumentException when {@code from} is no file of lines of JSON, or {@code to} exists
     */
    int copy(Path from, Path to) throws IOException {
        Recording.requireFile(from);
        if (Files.exists(to)) {
            throw new IllegalArgumentException(to + " exists already. Name a new file");
        }
        int before = masks.size();
        long size = Files.size(from);
        read(from, size, line -> {
            Matcher found = FIELD.matcher(line);
            while (found.find()) {
                add(found.group(1));
            }
        });
        try (var out = new BufferedOutputStream(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW))) {
            PrivateFiles.file(to);
            read(from, size, line -> out.write(mask(line).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            Files.deleteIfExists(to);
            throw e;
        }
        return masks.size() - before;
    }

    /** What can go wrong with a line. */
    private interface Lines {
        void take(String line) throws IOException;
    }

    /** Bytes as characters of the same number, so that what is not masked stays as it was. */
    private static void read(Path file, long size, Lines lines) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            boolean first = true;
            long left = size;
            for (byte[] line = Recording.readLine(bytes, left, file); line.length > 0; line = Recording.readLine(bytes, left, file)) {
                left -= line.length;
                String text = new String(line, StandardCharsets.ISO_8859_1);
                if (first && !text.isBlank()) {
                    if (!text.strip().startsWith("{") || text.indexOf('\0') >= 0) {
                        throw new IllegalArgumentException(file + " is no recording: its first line is no JSON object");
                    }
                    first = false;
                }
                lines.take(text);
            }
        }
    }

    private void add(String number) {
        String digits = number.replaceAll("\\D", "");
        String start = digits.substring(0, Math.min(SAME, digits.length()));
        if (start.length() == SAME) {
            masks.computeIfAbsent(start, each -> String.valueOf(FIRST + masks.size() + 1));
        }
    }

    String mask(String line) {
        String masked = line;
        for (Map.Entry<String, String> each : masks.entrySet()) {
            String spelled = String.join("[ -]?", each.getKey().split(""));
            masked = Pattern.compile(spelled).matcher(masked).replaceAll(found -> overlay(found.group(), each.getValue()));
        }
        // what is too short to be an account number, as in a line that was cut off
        return FIELD.matcher(masked).replaceAll(found -> {
            String value = found.group(1);
            return value.replaceAll("\\D", "").length() >= SAME ? Matcher.quoteReplacement(found.group())
                    : Matcher.quoteReplacement(found.group().substring(0, found.group().length() - value.length()) + value.replaceAll("\\d", "9"));
        });
    }

    /** Digit by digit; dashes stay where they are. */
    private static String overlay(String text, String digits) {
        var result = new StringBuilder();
        int next = 0;
        for (char each : text.toCharArray()) {
            result.append(Character.isDigit(each) ? digits.charAt(next++) : each);
        }
        return result.toString();
    }
}
