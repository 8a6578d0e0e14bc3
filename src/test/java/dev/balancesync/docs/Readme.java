package dev.balancesync.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shell blocks of a README. Above each stands a comment, which a reader does not see: {@code <!-- runnable -->} when the test runs it,
 * {@code <!-- runnable: in the background -->}, {@code <!-- runnable: written to .env -->}, {@code <!-- run by FreshCopyIT -->}, or {@code <!-- not run: why -->}.
 */
final class Readme {
    private static final Pattern BLOCK = Pattern.compile("(?m)^(?:<!-- (?<mark>[^\\n]*) -->\\n)?```sh\\n(?<text>.*?)^```\\n(?:\\n```json\\n(?<answer>.*?)^```\\n)?",
            Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * @param mark {@code null} when there is none
     * @param answer the JSON below it, as a run printed it; {@code null} when there is none
     */
    record Block(String mark, String text, String answer) {
        boolean isRunnable() {
            return mark != null && mark.startsWith("runnable");
        }

        boolean isInTheBackground() {
            return "runnable: in the background".equals(mark);
        }

        boolean isDotEnv() {
            return "runnable: written to .env".equals(mark);
        }
    }

    private Readme() {
    }

    static List<Block> blocks(Path readme) throws IOException {
        var blocks = new ArrayList<Block>();
        Matcher found = BLOCK.matcher(Files.readString(readme));
        while (found.find()) {
            blocks.add(new Block(found.group("mark"), found.group("text"), found.group("answer")));
        }
        return blocks;
    }
}
