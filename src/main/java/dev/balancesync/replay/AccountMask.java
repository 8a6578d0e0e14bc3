package dev.balancesync.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.journal.PrivateFiles;

/**
 * A copy of a file without account numbers, for a bug report. The first 8 digits, which name the account, become {@code 90000001},
 * {@code 90000002} and so on, wherever they stand and however they are written. In a plain spelling ({@code 8112-5100}, {@code 81125100},
 * {@code 8112510011}) everything else, to the byte, stays as it was. A line whose decoded texts and numbers hold a number in another
 * spelling is written anew, see {@link MaskedJson}; if one is left even then, nothing is written at all.
 */
final class AccountMask {
    static final int SAME = 8;
    private static final int FIRST = 90_000_000;
    private static final String NAMES = "9201|acctNo|account_number";
    static final Pattern NAME = Pattern.compile(NAMES);
    /** The value may be cut off by the end of a torn line. */
    private static final Pattern FIELD = Pattern.compile("\"(?:" + NAMES + ")\"\\s*:\\s*\"?([0-9][0-9 -]*)");
    private static final Pattern MASKED = Pattern.compile("900000\\d\\d(?:\\d\\d)?");

    /** First digits to what stands for them. */
    private final Map<String, String> masks = new LinkedHashMap<>();
    private final Map<String, Pattern> spelled = new HashMap<>();
    private final Map<String, Pattern> plain = new HashMap<>();

    /** @param known account numbers in any spelling; blank ones count for nothing */
    AccountMask(List<String> known) {
        known.forEach(this::add);
    }

    /** Whether an account number is one that a copy has in place of another. */
    static boolean isMasked(String account) {
        return MASKED.matcher(account).matches();
    }

    /**
     * Writes the copy.
     *
     * @return how many different accounts were found in the file
     * @throws IllegalArgumentException when {@code from} is no file of lines of JSON, {@code to} exists or has no place, or a number cannot be masked
     */
    int copy(Path from, Path to) throws IOException {
        Recording.requireFile(from);
        if (Files.exists(to)) {
            throw new IllegalArgumentException(to + " exists already. Name a new file");
        }
        Path into = to.toAbsolutePath().getParent();
        if (!Files.isDirectory(into) || !Files.isWritable(into)) {
            throw new IllegalArgumentException(to + " cannot be written: " + into + " is no folder that you may write to. Name a file in one that is");
        }
        int before = masks.size();
        long size = Files.size(from);
        read(from, size, line -> {
            Matcher found = FIELD.matcher(line);
            while (found.find()) {
                add(found.group(1));
            }
            MaskedJson.accounts(utf8(line), this::add);
        });
        try (var out = new BufferedOutputStream(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW))) {
            PrivateFiles.file(to);
            var number = new int[1];
            read(from, size, line -> {
                number[0]++;
                out.write(mask(line, number[0]).getBytes(StandardCharsets.ISO_8859_1));
            });
        } catch (IOException | IllegalArgumentException e) {
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
        String digits = Digits.of(number);
        String start = digits.substring(0, Math.min(SAME, digits.length()));
        if (start.length() == SAME) {
            masks.computeIfAbsent(start, each -> String.valueOf(FIRST + masks.size() + 1));
        }
    }

    /** @param line bytes as characters */
    private String mask(String line, int number) {
        String masked = inPlace(line);
        if (!holds(masked)) {
            return masked;
        }
        String anew = new MaskedJson(this::masked).write(utf8(masked)).stripTrailing() + masked.substring(masked.stripTrailing().length());
        String bytes = new String(anew.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (holds(bytes)) {
            throw new IllegalArgumentException("Line " + number + " holds an account number in a spelling that cannot be masked. Nothing was"
                    + " written: take that line out of a copy, and mask that");
        }
        return bytes;
    }

    /** Whether anything that the line says when it is decoded is one of the numbers. */
    private boolean holds(String line) {
        return new MaskedJson(this::masked).holds(utf8(line));
    }

    /** A decoded text with every number overlaid, in whatever digits and with whatever between them. */
    private String masked(String text) {
        if (!mentions(text)) {
            return text;
        }
        String masked = text;
        for (Map.Entry<String, String> each : masks.entrySet()) {
            masked = spelled.computeIfAbsent(each.getKey(), Digits::spelled).matcher(masked)
                    .replaceAll(found -> Matcher.quoteReplacement(Digits.overlay(found.group(), each.getValue())));
        }
        return masked;
    }

    /** Most texts do not, and are not looked at closely. */
    private boolean mentions(String text) {
        String digits = Digits.of(text);
        for (int i = 0; i + SAME <= digits.length(); i++) {
            if (masks.containsKey(digits.substring(i, i + SAME))) {
                return true;
            }
        }
        return false;
    }

    private String inPlace(String line) {
        String masked = line;
        for (Map.Entry<String, String> each : masks.entrySet()) {
            masked = plain.computeIfAbsent(each.getKey(), digits -> Pattern.compile(String.join("[ -]?", digits.split("")))).matcher(masked)
                    .replaceAll(found -> Digits.overlay(found.group(), each.getValue()));
        }
        // what is too short to be an account number, as in a line that was cut off
        return FIELD.matcher(masked).replaceAll(found -> {
            String value = found.group(1);
            return value.replaceAll("\\D", "").length() >= SAME ? Matcher.quoteReplacement(found.group())
                    : Matcher.quoteReplacement(found.group().substring(0, found.group().length() - value.length()) + value.replaceAll("\\d", "9"));
        });
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
