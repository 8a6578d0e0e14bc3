package dev.balancesync.reload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Camel gives a route its configuration when it is built: routes of other files keep the one of before an edit until they are built anew. */
final class KeptConfigurations {
    private static final Pattern ITEM = Pattern.compile("(?m)^(?=- )");
    private static final Pattern ID = Pattern.compile("(?m)^ +id: *[\"']?([\\w.-]+)");

    private KeptConfigurations() {
    }

    static boolean isIn(RouteFile file) {
        return !configurations(file.content()).isEmpty();
    }

    /**
     * @param old what the edited file was before; {@code null} for a new one
     * @param good all files in use
     * @return the others whose routes name a configuration that was changed
     */
    static List<Path> after(RouteFile edited, byte[] old, Map<Path, byte[]> good) {
        Set<String> changed = configurations(edited.content());
        changed.removeAll(old == null ? Set.of() : configurations(old));
        Set<String> ids = changed.stream().map(ID::matcher).filter(Matcher::find).map(each -> each.group(1)).collect(Collectors.toSet());
        return good.entrySet().stream().filter(each -> RouteFolder.isRoutes(each.getKey()) && !each.getKey().equals(edited.name()))
                .filter(each -> ids.stream().anyMatch(id -> names(text(each.getValue()), id))).map(Map.Entry::getKey).sorted().toList();
    }

    private static boolean names(String routes, String id) {
        return Pattern.compile("(?m)^ +routeConfigurationId: *[\"']?" + Pattern.quote(id) + "[\"']?\\s*$").matcher(routes).find();
    }

    /** As they are written. */
    private static Set<String> configurations(byte[] content) {
        return ITEM.splitAsStream(text(content)).filter(each -> each.startsWith("- routeConfiguration:")).collect(Collectors.toSet());
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
