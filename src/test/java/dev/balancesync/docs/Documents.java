package dev.balancesync.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown files of the project, and what GitHub makes of them. */
final class Documents {
    private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```(?<language>\\w*)[^\\n]*\\n(?<text>.*?)^ *```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) +(.+?) *#*$");
    private static final Pattern LINK_IN_HEADING = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");

    /** A fenced block; the language is blank for a picture made of letters, which may have words. */
    record Block(String language, String text) {
    }

    private Documents() {
    }

    static List<Path> all() throws IOException {
        var all = new ArrayList<Path>();
        for (String folder : List.of("docs", "src", ".github")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> files = Files.walk(Path.of(folder))) {
                    files.filter(Documents::isMarkdown).forEach(all::add);
                }
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.filter(Documents::isMarkdown).forEach(all::add);
        }
        return all;
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }

    static List<Block> blocks(String text) {
        return FENCE.matcher(text).results().map(block -> new Block(block.group(2), block.group(3))).toList();
    }

    static String withoutBlocks(String text) {
        return FENCE.matcher(text).replaceAll("");
    }

    /** The levels of the headings, in order. */
    static List<Integer> levels(String text) {
        return HEADING.matcher(withoutBlocks(text)).results().map(heading -> heading.group(1).length()).toList();
    }

    /**
     * What may stand behind {@code #} in a link to the text: small letters, of every script, with blanks as dashes and without marks; a second
     * heading of the same words gets a number.
     */
    static List<String> anchors(String text) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        var anchors = new ArrayList<String>();
        for (MatchResult heading : HEADING.matcher(withoutBlocks(text)).results().toList()) {
            String words = LINK_IN_HEADING.matcher(heading.group(2)).replaceAll("$1");
            String slug = words.toLowerCase().replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "").replace(' ', '-');
            int before = seen.merge(slug, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? slug : slug + "-" + before);
        }
        return anchors;
    }
}
