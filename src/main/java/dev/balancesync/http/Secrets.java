package dev.balancesync.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Takes out of a JSON text what is secret: the values of the settings that are, and whatever is called a password. */
final class Secrets {
    private static final int SHORTEST = 6;
    private static final String STARS = "xxxxxx";
    private static final String NAME = "(?:password|passwd|passphrase|secret|app-?_?key|credential|authorization|service_role)";
    private static final Pattern FIELD = Pattern.compile("(?i)(\"[^\"\\\\]{0,80}" + NAME + "[^\"\\\\]{0,80}\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)++(?=\")");
    private static final Pattern PARAMETER = Pattern.compile("(?i)(" + NAME + "\\w{0,40}(?:=|%3D))[^&\\s\"\\\\;,<>]++");

    private static final Pattern NAMES = Pattern.compile("(?i)" + NAME);

    private final List<String> values;
    private final Pattern known;

    /** @param values blank ones, and those that any text may hold by chance, count for nothing */
    Secrets(List<String> values) {
        this.values = values.stream().filter(each -> each.length() >= SHORTEST)
                .flatMap(each -> Stream.of(each, new String(JsonStringEncoder.getInstance().quoteAsString(each)), each.replace("/", "\\/"))).distinct().toList();
        this.known = Pattern.compile(this.values.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    String strip(String json) {
        String open = values.stream().anyMatch(json::contains) ? known.matcher(json).replaceAll(STARS) : json;
        return strip(strip(open, FIELD), PARAMETER);
    }

    /**
     * Replaces each match by its first group and stars, as {@code replaceAll} does, but looks only where a name is: a list of all MBeans has five
     * million letters, and took seconds.
     */
    private static String strip(String json, Pattern what) {
        Matcher name = NAMES.matcher(json);
        Matcher match = what.matcher(json);
        var stripped = new StringBuilder(json.length());
        int done = 0;
        for (int at = nextName(json, name, 0); at >= 0; at = nextName(json, name, Math.max(done, at + 1))) {
            // a field has no quote between that before its name and the name
            int start = what == FIELD ? json.lastIndexOf('"', at) : at;
            if (start >= done && match.region(start, json.length()).lookingAt()) {
                stripped.append(json, done, match.end(1)).append(STARS);
                done = match.end();
            }
        }
        return done == 0 ? json : stripped.append(json, done, json.length()).toString();
    }

    /** @return where the next name begins, or -1; two letters tell of nearly all other places that it does not */
    private static int nextName(String json, Matcher name, int from) {
        for (int i = from; i < json.length() - 1; i++) {
            switch ((json.charAt(i) | 0x20) << 16 | json.charAt(i + 1) | 0x20) {
                case 'p' << 16 | 'a', 's' << 16 | 'e', 'a' << 16 | 'p', 'c' << 16 | 'r', 'a' << 16 | 'u' -> {
                    if (name.region(i, json.length()).lookingAt()) {
                        return i;
                    }
                }
                default -> { }
            }
        }
        return -1;
    }
}
