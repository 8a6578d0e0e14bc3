package dev.balancesync.ops;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which metrics a PromQL expression names: what is left when labels, texts, ranges, functions and key words are taken away. */
final class PromQl {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`");
    private static final Pattern LABELS = Pattern.compile("\\{[^{}]*}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left",
            "group_right", "inf", "nan");

    private PromQl() {
    }

    static Set<String> metrics(String expression) {
        String rest = expression;
        for (Pattern pattern : new Pattern[] {TEXT, LABELS, RANGE, GROUPING}) {
            rest = pattern.matcher(rest).replaceAll(" ");
        }
        var metrics = new LinkedHashSet<String>();
        Matcher word = WORD.matcher(rest);
        while (word.find()) {
            boolean number = word.start() > 0 && Character.isDigit(rest.charAt(word.start() - 1)); // 5m, 1e9
            boolean called = rest.substring(word.end()).stripLeading().startsWith("(");
            if (!number && !called && !KEYWORDS.contains(word.group().toLowerCase(java.util.Locale.ROOT))) {
                metrics.add(word.group());
            }
        }
        return metrics;
    }
}
