package dev.balancesync.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trading day with its misfortune, as a script that a person can read, shorten and run again: the first line says what the day is
 * like, each further line is a step of {@link World}.
 *
 * @param seed of what made it
 * @param snapshots whether the broker offers kt00018; without, no frame may be missed, so nothing happens while nobody listens
 * @param process whether the packaged jar runs as a process of its own and {@code service kill} is a real SIGKILL; otherwise the service
 *     runs in this JVM and is abandoned: connections cut, nothing drained
 * @param pageRows holdings a page of kt00018
 * @param tokenReplaces whether a new token kills the one before
 * @param held how many lots are held in the morning
 * @param interval between snapshots of the account
 * @param settle for so long the service takes into account that answers may lag behind the stream
 * @param paced whether the broker refuses what is asked for more often than mock trading allows, and the service keeps the pace that it ships
 *     with
 */
record Day(long seed, boolean snapshots, boolean process, int pageRows, boolean tokenReplaces, int held, String interval,
        String settle, boolean paced, List<String> steps) {

    Day with(List<String> fewer) {
        return new Day(seed, snapshots, process, pageRows, tokenReplaces, held, interval, settle, paced, List.copyOf(fewer));
    }

    String script() {
        return "day seed=" + seed + " snapshots=" + snapshots + " process=" + process + " page-rows=" + pageRows + " token-replaces="
                + tokenReplaces + " held=" + held + " interval=" + interval + " settle=" + settle + " paced=" + paced + "\n"
                + steps.stream().map(step -> step + "\n").collect(Collectors.joining());
    }

    /** Reads what {@link #script()} has written; blank lines and those that start with {@code #} are skipped. */
    static Day parse(String script) {
        var lines = new ArrayList<>(script.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList());
        if (lines.isEmpty() || !lines.get(0).startsWith("day ")) {
            throw new IllegalArgumentException("A script starts with a line such as: day seed=1 snapshots=true process=false page-rows=2"
                    + " token-replaces=false held=3 interval=10m");
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : lines.remove(0).substring("day ".length()).split(" +")) {
            String[] pair = word.split("=", 2);
            words.put(pair[0], pair[1]);
        }
        return new Day(Long.parseLong(words.get("seed")), Boolean.parseBoolean(words.get("snapshots")),
                Boolean.parseBoolean(words.get("process")), Integer.parseInt(words.get("page-rows")),
                Boolean.parseBoolean(words.get("token-replaces")), Integer.parseInt(words.get("held")), words.get("interval"),
                words.getOrDefault("settle", "0s"), Boolean.parseBoolean(words.get("paced")), List.copyOf(lines));
    }
}
