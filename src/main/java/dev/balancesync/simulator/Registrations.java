package dev.balancesync.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** What one session has registered, by group. Types of the account (00, 04) come whatever the item. */
final class Registrations {
    private static final int MOST_ITEMS = 200;
    private static final String MALFORMED = "105111";
    private static final String GROUP_FULL = "105118";
    private static final String SESSION_FULL = "105115";
    private static final String NOTHING_TO_REMOVE = "305003";
    /** Of the account: they need no item, and one that is given counts for nothing. */
    private static final Set<String> OF_THE_ACCOUNT = Set.of("00", "04", "0s");

    private record Entry(String item, String type) {
        boolean counts() {
            return !item.isEmpty() && !OF_THE_ACCOUNT.contains(type);
        }
    }

    private final Map<String, Set<Entry>> groups = new HashMap<>();

    /** @return the code that refuses the frame, and then nothing has changed; {@code null} when it is taken */
    String register(JsonNode frame) {
        Set<Entry> asked = read(frame);
        if (asked == null) {
            return MALFORMED;
        }
        boolean keeps = !frame.path("refresh").asText("1").equals("0");
        String group = frame.path("grp_no").asText();
        var inGroup = new LinkedHashSet<>(asked);
        var inSession = new HashSet<>(asked);
        if (keeps) {
            inGroup.addAll(groups.getOrDefault(group, Set.of()));
            groups.values().forEach(inSession::addAll);
        }
        if (items(inGroup) > MOST_ITEMS) {
            return GROUP_FULL;
        }
        if (items(inSession) > MOST_ITEMS) {
            return SESSION_FULL;
        }
        if (!keeps) {
            groups.clear();
        }
        groups.put(group, inGroup);
        return null;
    }

    /** Takes back exactly what was registered: the same group, item and type. */
    String remove(JsonNode frame) {
        Set<Entry> asked = read(frame);
        if (asked == null) {
            return MALFORMED;
        }
        if (asked.isEmpty()) {
            return NOTHING_TO_REMOVE;
        }
        groups.getOrDefault(frame.path("grp_no").asText(), new HashSet<>()).removeAll(asked);
        return null;
    }

    private static long items(Set<Entry> entries) {
        return entries.stream().filter(Entry::counts).map(Entry::item).distinct().count();
    }

    /** @return {@code null} when the frame is malformed */
    private static Set<Entry> read(JsonNode frame) {
        if (!frame.path("data").isArray()) {
            return null;
        }
        var entries = new LinkedHashSet<Entry>();
        for (JsonNode each : frame.path("data")) {
            JsonNode items = each.path("item");
            if (!items.isArray() || !each.path("type").isArray()) {
                return null;
            }
            for (JsonNode type : each.path("type")) {
                if (items.isEmpty()) {
                    entries.add(new Entry("", type.asText()));
                }
                items.forEach(item -> entries.add(new Entry(item.asText(), type.asText())));
            }
        }
        return entries;
    }

    /** Nothing more is told. */
    void clear() {
        groups.clear();
    }

    boolean hears(String type) {
        return groups.values().stream().flatMap(Set::stream).anyMatch(entry -> entry.type().equals(type));
    }

    Set<String> types() {
        return groups.values().stream().flatMap(Set::stream).map(Entry::type).collect(Collectors.toCollection(TreeSet::new));
    }
}
