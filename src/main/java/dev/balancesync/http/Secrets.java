package dev.balancesync.http;

import java.util.List;
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

    private final Pattern known;

    /** @param values blank ones, and those that any text may hold by chance, count for nothing */
    Secrets(List<String> values) {
        String any = values.stream().filter(each -> each.length() >= SHORTEST)
                .flatMap(each -> Stream.of(each, new String(JsonStringEncoder.getInstance().quoteAsString(each)), each.replace("/", "\\/"))).distinct()
                .map(Pattern::quote).collect(Collectors.joining("|"));
        this.known = any.isEmpty() ? null : Pattern.compile(any);
    }

    String strip(String json) {
        String open = known == null ? json : known.matcher(json).replaceAll(STARS);
        return PARAMETER.matcher(FIELD.matcher(open).replaceAll("$1" + STARS)).replaceAll("$1" + STARS);
    }
}
