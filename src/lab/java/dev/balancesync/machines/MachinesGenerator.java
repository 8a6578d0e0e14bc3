package dev.balancesync.machines;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes days of several machines by chance: the same seed, the same script. */
final class MachinesGenerator {
    static final List<String> STOCKS = List.of("005930", "000660", "035420", "035720", "005380", "069500");
    /** What goes wrong at the broker, for whoever comes; see {@code chaos/Broker}. */
    static final List<String> AT_THE_BROKER = List.of("drop", "bye", "silence", "duplicate", "revoke", "address", "handshake-503", "handshake-hang", "login-token",
            "login-silence", "login-close", "reg-silence", "reg-close", "reg-reset", "token-500", "token-hang", "account-500", "holdings-500", "holdings-hang",
            "holdings-cut", "holdings-slower", "cash-500", "cash-hang");

    private final Random random;
    private final List<String> steps = new ArrayList<>();
    /** What mends the lasting faults that are there, to be done soon. */
    private final List<String> open = new ArrayList<>();
    private int machines;
    private boolean process;

    private MachinesGenerator(Random random) {
        this.random = random;
    }

    /** @param processPercent how many of a hundred days run the packaged jar */
    static MachinesDay day(long seed, int processPercent) {
        // neighbours' first numbers are alike
        return new MachinesGenerator(new Random(seed * 0x9E3779B97F4A7C15L)).make(seed, processPercent);
    }

    private MachinesDay make(long seed, int processPercent) {
        machines = chance(60) ? 2 : 3;
        process = chance(processPercent);
        boolean snapshots = !chance(25);
        boolean tokenReplaces = chance(30);
        int held = random.nextInt(5);
        String settle = chance(20) ? "2s" : "0s";
        boolean lastIsLate = machines == 3 && chance(30);
        for (int i = 1; i <= machines; i++) {
            if (!process && chance(40)) {
                clock("n" + i);
            }
        }
        for (int i = 1; i <= machines - (lastIsLate ? 1 : 0); i++) {
            steps.add("start n" + i);
        }
        steps.add("rest");
        if (lastIsLate) {
            open.add("start hurt");
        }
        int length = steps.size() + 20 + random.nextInt(process ? 14 : 24);
        while (steps.size() < length) {
            if (!open.isEmpty() && chance(35)) {
                steps.add(open.remove(random.nextInt(open.size())));
                pause();
            } else if (chance(45)) {
                trade();
            } else if (open.isEmpty() && chance(15)) {
                steps.add("rest");
            } else {
                misfortune();
                pause();
            }
        }
        return new MachinesDay(seed, machines, process, snapshots, tokenReplaces, held, settle, List.copyOf(steps));
    }

    private void trade() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String stock = any(STOCKS);
            int kind = random.nextInt(10);
            steps.add(kind < 6 ? "buy " + stock + " " + (1 + random.nextInt(20)) : kind < 8 ? "sell " + stock + " " + (1 + random.nextInt(10)) : "out " + stock);
        }
    }

    /** As long as nothing, as a lease, or longer: what is hit in the middle is the point. */
    private void pause() {
        int kind = random.nextInt(100);
        if (kind < 85) {
            steps.add("wait " + (kind < 25 ? 1 + random.nextInt(300) : kind < 40 ? 300 + random.nextInt(1_500) : 2_500 + random.nextInt(2_000)));
            trade();
        }
    }

    private void misfortune() {
        int kind = random.nextInt(100);
        if (kind < 18) {
            lasting("kill " + who(), chance(25) ? "start hurt empty" : "start hurt");
        } else if (kind < 30) {
            lasting("stop " + who(), chance(15) ? "start hurt empty" : "start hurt");
        } else if (kind < 34) {
            steps.add("roll");
        } else if (kind < 48) {
            lasting("suspend " + who(), "resume hurt");
        } else if (kind < 66) {
            lasting("database " + (chance(20) ? "all" : who()) + (chance(45) ? " cut" : " freeze"), "database hurt back");
        } else if (kind < 80) {
            lasting("broker " + (chance(10) ? "all" : who()) + (chance(40) ? " cut" : " freeze"), "broker hurt back");
        } else if (kind < 88) {
            if (!process) {
                clock("n" + (1 + random.nextInt(machines)));
            }
        } else {
            steps.add("fault " + any(AT_THE_BROKER));
            if (chance(50)) {
                steps.add("fault " + any(List.of("drop", "bye")));
            }
        }
    }

    private void lasting(String fault, String cure) {
        steps.add(fault);
        open.add(cure);
    }

    private String who() {
        return chance(65) ? "leader" : chance(60) ? "standby" : "n" + (1 + random.nextInt(machines));
    }

    /** Minutes to nine hours, as a clock in the other time zone is wrong by. */
    private void clock(String machine) {
        steps.add("clock " + machine + (chance(50) ? " back " : " ahead ") + (chance(40) ? 32_400 : chance(30) ? 3_600 : 1 + random.nextInt(7_200)));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
