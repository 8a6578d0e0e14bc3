package dev.balancesync.machines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trading day of two or three machines that serve one account, as a script that a person can read, shorten and run again: the first line says
 * what the day is like, each further line is a step of {@link MachinesRun}.
 *
 * @param seed of what made it
 * @param machines how many there are, called {@code n1} and so on
 * @param process whether each is the packaged jar as a process of its own, with real SIGKILL, SIGSTOP and SIGCONT; otherwise all are in this JVM
 * @param snapshots whether the broker offers kt00018
 * @param tokenReplaces whether a new token kills the one before
 * @param held how many stocks are held in the morning
 * @param settle for so long the service takes into account that answers may lag behind the stream
 */
record MachinesDay(long seed, int machines, boolean process, boolean snapshots, boolean tokenReplaces, int held, String settle, List<String> steps) {
    private static final String BEGINS = "machines ";

    String script() {
        return BEGINS + "seed=" + seed + " machines=" + machines + " process=" + process + " snapshots=" + snapshots + " token-replaces=" + tokenReplaces
                + " held=" + held + " settle=" + settle + "\n" + steps.stream().map(step -> step + "\n").collect(Collectors.joining());
    }

    /** Reads what {@link #script()} has written; blank lines and those that start with {@code #} are skipped. */
    static MachinesDay parse(String script) {
        var lines = new ArrayList<>(script.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList());
        if (lines.isEmpty() || !lines.get(0).startsWith(BEGINS)) {
            throw new IllegalArgumentException("A script starts with a line such as: machines seed=1 machines=2 process=false snapshots=true"
                    + " token-replaces=false held=3 settle=0s");
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : lines.remove(0).substring(BEGINS.length()).split(" +")) {
            String[] pair = word.split("=", 2);
            words.put(pair[0], pair[1]);
        }
        return new MachinesDay(Long.parseLong(words.get("seed")), Integer.parseInt(words.get("machines")), Boolean.parseBoolean(words.get("process")),
                Boolean.parseBoolean(words.get("snapshots")), Boolean.parseBoolean(words.get("token-replaces")), Integer.parseInt(words.get("held")),
                words.get("settle"), List.copyOf(lines));
    }
}
