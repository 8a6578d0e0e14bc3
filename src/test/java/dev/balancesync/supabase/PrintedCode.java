package dev.balancesync.supabase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code that a page of {@code docs} prints. */
final class PrintedCode {
    private PrintedCode() {
    }

    /** @return the first block in that language that has the words */
    static String block(String page, String language, String words) throws IOException {
        Matcher found = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(Files.readString(Path.of(page)));
        while (found.find()) {
            if (found.group(1).contains(words)) {
                return found.group(1);
            }
        }
        throw new IllegalStateException(page + " prints no " + language + " with: " + words);
    }
}
