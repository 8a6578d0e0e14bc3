package dev.balancesync.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes days by chance: the same seed, the same day. */
final class DayGenerator {
    private static final List<String> STOCKS = List.of("005930", "000660", "035420", "035720", "005380", "069500");
    private static final List<String> LOTS = List.of("/03/20261102", "/03/20261105", "/01/20261030");
    private static final List<String> SHAPES = List.of("full", "full", "full", "partial", "blank");
    /** What can be edited without a new session; those that make one are for days on which something may be missed. */
    private static final List<String> QUIET_FILES = List.of("balance.camel.yaml", "store.camel.yaml", "snapshot.camel.yaml", "errors.camel.yaml",
            "sql/standard/write-batch.sql", "sql/standard/write-cash.sql");
    private static final List<String> SESSION_FILES = List.of("feed.camel.yaml", "session.camel.yaml", "token.camel.yaml");

    private static final List<String> ROUTES_TO_STOP = List.of("session-supervise", "snapshot-supervise", "store-drain", "store-retry",
            "web-write-sync-status", "journal-tend");

    private final Random random;
    private final boolean snapshots;
    private final boolean process;
    private final boolean paced;
    /** By how much answers lag in this day; 0 for a day on which none does. One length a day, so that no answer goes back behind another. */
    private final int lag;
    private final List<String> steps = new ArrayList<>();
    /** What mends the lasting faults that are there, to be done soon. */
    private final List<String> open = new ArrayList<>();

    private DayGenerator(Random random, int processPercent) {
        this.random = random;
        this.process = chance(processPercent);
        this.snapshots = !chance(25);
        this.paced = chance(8);
        this.lag = !paced && chance(25) ? 200 + random.nextInt(1_300) : 0;
    }

    /** @param processPercent how many of a hundred days run the packaged jar */
    static Day day(long seed, int processPercent) {
        // neighbours' first numbers are alike
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        return new DayGenerator(random, processPercent).make(seed);
    }

    private Day make(long seed) {
        int pageRows = paced ? 4 + random.nextInt(17) : 1 + random.nextInt(4);
        boolean tokenReplaces = chance(30);
        int held = snapshots ? random.nextInt(8) : 0;
        String interval = chance(30) ? "400ms" : "10m";
        String settle = lag > 0 || chance(10) ? "2s" : "0s";
        if (!process && chance(15)) {
            // the clock is wrong already when the service starts
            clock();
        }
        steps.add("service start");
        if (chance(15)) {
            steps.add("database stamp " + (chance(50) ? 0 : random.nextInt(7_200) - 3_600));
        }
        if (chance(60)) {
            steps.add("rest");
        }
        int length = 6 + random.nextInt(process ? 14 : 26);
        while (steps.size() < length) {
            if (!open.isEmpty() && chance(35)) {
                steps.add(open.remove(random.nextInt(open.size())));
            } else if (chance(60)) {
                trade();
            } else if (chance(20)) {
                pause();
            } else {
                misfortune();
            }
        }
        if (process) {
            killInTheMiddle();
        }
        return new Day(seed, snapshots, process, pageRows, tokenReplaces, held, interval, settle, paced, List.copyOf(steps));
    }

    /** A process is what a real SIGKILL can hit, so no such day goes without: right after a frame, which may be anywhere on its way. */
    private void killInTheMiddle() {
        List<Integer> up = whereItRuns();
        int at = up.get(random.nextInt(up.size()));
        var tail = List.copyOf(steps.subList(at, steps.size()));
        steps.subList(at, steps.size()).clear();
        trade();
        if (chance(30)) {
            steps.add("wait " + (1 + random.nextInt(30)));
        }
        steps.add("service kill");
        if (chance(30)) {
            trade();
        }
        steps.add("service start");
        steps.addAll(tail);
    }

    /** @return places between steps */
    private List<Integer> whereItRuns() {
        var places = new ArrayList<Integer>();
        boolean runs = false;
        for (int i = 0; i < steps.size(); i++) {
            runs = steps.get(i).equals("service start") || runs && !steps.get(i).startsWith("service ");
            if (runs) {
                places.add(i + 1);
            }
        }
        return places;
    }

    private void trade() {
        if (snapshots && chance(25)) {
            steps.add("order " + (chance(60) ? "buy " : "sell ") + any(STOCKS) + " " + (chance(25) ? 120 + random.nextInt(150) : 1 + random.nextInt(20)));
            return;
        }
        int entries = chance(70) ? 1 : 2 + random.nextInt(3);
        var frame = new ArrayList<String>();
        for (int i = 0; i < entries; i++) {
            String lot = any(STOCKS.subList(0, 3)) + (chance(30) ? any(LOTS) : "");
            int kind = random.nextInt(100);
            frame.add(kind < 40 ? "buy " + lot + " " + (1 + random.nextInt(30)) + " " + any(SHAPES)
                    : kind < 60 ? "sell " + lot + " " + (1 + random.nextInt(10)) + " " + any(SHAPES)
                    : kind < 78 ? "out " + lot + " " + any(SHAPES)
                    : "price " + lot + " " + (chance(50) ? 1 + random.nextInt(5) : -1 - random.nextInt(5)) + " " + (chance(80) ? "price" : "full"));
        }
        steps.add("frame " + String.join(", ", frame));
        if (chance(20) && frame.get(0).startsWith("out")) {
            steps.add("frame buy " + frame.get(0).split(" ")[1] + " " + (1 + random.nextInt(9)) + " full");
        }
    }

    private void pause() {
        switch (random.nextInt(snapshots ? 4 : 3)) {
            case 0, 1 -> steps.add("wait " + (chance(70) ? 1 + random.nextInt(60) : 100 + random.nextInt(900)));
            case 2 -> steps.add(chance(60) ? "rest" : "calm");
            default -> steps.add("refresh");
        }
    }

    private void misfortune() {
        int kind = random.nextInt(140);
        if (kind >= 112) {
            account();
        } else if (kind >= 100) {
            outside(kind);
        } else if (kind < 30) {
            broker();
        } else if (kind < 38) {
            steps.add("garbage " + any(List.copyOf(Broker.GARBAGE.keySet())));
        } else if (kind < 62) {
            database();
        } else if (kind < 68) {
            if (!process) {
                lasting("journal full", "journal free");
            }
        } else if (kind < 80) {
            reload();
        } else {
            lasting(chance(40) ? "service stop" : "service kill", "service start");
            if (chance(50)) {
                steps.add(open.remove(open.size() - 1));
            }
        }
    }

    /** What the account does besides trading, and how its queries tell of it. */
    private void account() {
        int kind = random.nextInt(100);
        if (lag > 0 && chance(60)) {
            lag();
        } else if (kind < 25) {
            steps.add("cash " + (chance(50) ? "in " : "out ") + (1 + random.nextInt(100)) * 10_000L);
        } else if (kind < 32) {
            steps.add("pressure " + (1 + random.nextInt(5)));
        } else if (kind < 75 && snapshots) {
            steps.add("row " + any(List.copyOf(Broker.ROWS.keySet())) + " " + any(STOCKS.subList(0, 3)));
            steps.add(chance(50) ? "refresh" : "broker drop");
        } else {
            trade();
        }
    }

    /** Then something that is not told yet, and often a reason to ask. */
    private void lag() {
        steps.add("lag " + (snapshots && chance(60) ? "kt00018 " : "kt00001 ") + lag + " " + (500 + random.nextInt(4_000)));
        trade();
        if (chance(60)) {
            steps.add(snapshots && chance(50) ? "refresh" : "broker drop");
        }
    }

    /** What neither broker nor database does: the machine's clock, a hand in Hawtio, a second copy. */
    private void outside(int kind) {
        if (process) {
            steps.add("database stamp " + (random.nextInt(7_200) - 3_600));
        } else if (kind < 107) {
            clock();
        } else if (kind < 109) {
            steps.add("service second");
        } else {
            String route = any(ROUTES_TO_STOP);
            lasting("outside stop " + route, "outside start " + route);
            if (chance(25)) {
                steps.add("expect down");
            }
        }
    }

    /** Minutes to nine hours, as a clock in the other time zone is wrong by. */
    private void clock() {
        int kind = random.nextInt(10);
        steps.add(kind == 0 ? "clock midnight" : (kind < 6 ? "clock back " : "clock ahead ")
                + (chance(30) ? 32_400 : chance(30) ? 3_600 : 1 + random.nextInt(7_200)));
    }

    private void broker() {
        int kind = random.nextInt(100);
        if (kind < 40) {
            cut();
        } else if (kind < 70 || !snapshots) {
            for (int i = chance(70) ? 1 : 3; i > 0; i--) {
                steps.add("broker " + any(List.copyOf(Broker.REFUSALS.keySet())));
            }
            if (chance(70)) {
                cut();
            }
        } else {
            steps.add("broker " + any(List.copyOf(Broker.SNAPSHOTS.keySet())));
            steps.add(chance(50) ? "refresh" : "broker drop");
        }
    }

    private void cut() {
        String word = any(List.copyOf(Broker.CUTS.keySet()));
        // whoever is not heard for a while has missed something
        steps.add("broker " + (word.equals("silence") && !snapshots ? "bye" : word));
    }

    private void database() {
        switch (random.nextInt(snapshots ? 6 : 5)) {
            case 0 -> lasting("database cut", "database back");
            case 1 -> lasting("database pause", "database back");
            case 2 -> lasting("database read-only", "database back");
            case 3 -> {
                // slow: the answer to a write or two comes late
                steps.add("database pause");
                steps.add("wait " + (20 + random.nextInt(200)));
                steps.add("database back");
            }
            case 4 -> steps.add("database kill");
            default -> lasting("database refuse " + any(STOCKS.subList(0, 3)), "database accept");
        }
    }

    private void reload() {
        String file = snapshots && chance(40) ? any(SESSION_FILES) : any(QUIET_FILES);
        if (chance(60)) {
            steps.add("routes " + file + " touched");
        } else {
            lasting("routes " + file + " broken", "routes " + file + " mended");
        }
        if (chance(50)) {
            // the watcher of the files looks twice a second
            steps.add("wait " + (400 + random.nextInt(400)));
        }
    }

    private void lasting(String fault, String cure) {
        if (!open.contains(cure)) {
            steps.add(fault);
            open.add(cure);
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
