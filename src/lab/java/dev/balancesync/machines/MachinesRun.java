package dev.balancesync.machines;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.balancesync.TestDatabase;
import dev.balancesync.chaos.Broker;
import dev.balancesync.chaos.Oracle;
import dev.balancesync.chaos.Purse;
import dev.balancesync.chaos.RowsCheck;
import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;

/** Lives through one day of several machines and says what came of it. */
final class MachinesRun {
    static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration PING = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    /** A start beside other days. */
    private static final Duration START = Duration.ofSeconds(90);
    /** From the end of the last fault until all is well again. */
    private static final Duration WELL = Duration.ofSeconds(15);
    private static final String ACCOUNT = "81125100";
    private static final int SHARDS = 64;

    /**
     * @param divergences in words; empty when all was as it must be
     * @param explained sessions that had to be ended by another login, where something was held
     * @param stalled the same where this JVM stood still
     * @param takeovers how often another lease of the account began
     * @param recovery from when everything was mended until all was well
     */
    record Outcome(MachinesDay day, List<String> divergences, long logins, int explained, int stalled, long takeovers, int trades, long samples, Map<String, Integer> faults,
            Duration recovery, Duration took) {
        boolean isGood() {
            return divergences.isEmpty();
        }
    }

    /** What a test plants, so that the day must go wrong. */
    interface Planted {
        /** Once all runs and nothing has happened yet. */
        void plant(TestDatabase database);

        Planted NOTHING = database -> {
        };
    }

    private final MachinesDay day;
    private final TestDatabase database = TestDatabase.create();
    private final Oracle oracle = new Oracle();
    private final Diary diary = new Diary();
    private final Path folder;
    private final KiwoomSimulator kiwoom;
    private final Purse purse;
    private final Machines machines = new Machines(diary);
    private final Map<String, Integer> faults = new TreeMap<>();
    private Planted planted = Planted.NOTHING;
    private Overseer overseer;
    private Duration recovery = Duration.ZERO;
    private int trades;
    private int step;

    private MachinesRun(MachinesDay day, Kafka kafka) throws Exception {
        this.day = day;
        diary.writtenBy("broker");
        folder = Files.createTempDirectory("machines");
        kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withSeed(day.seed()).withPing(PING, HEARTBEAT)
                .withTokenReplaces(day.tokenReplaces()));
        kiwoom.watch(oracle::changed);
        purse = new Purse(kiwoom, oracle, day.snapshots());
        offerSnapshots();
        for (String stock : MachinesGenerator.STOCKS.subList(0, day.held())) {
            kiwoom.hold(stock, stock, 10, 100_000, 10_000);
        }
        for (int i = 1; i <= day.machines(); i++) {
            machines.add(new Machine("n" + i, day, folder, kiwoom, database, kafka, diary));
        }
    }

    /** @param kafka {@code null} with CLUSTER=postgres */
    static Outcome live(MachinesDay day, Kafka kafka) throws Exception {
        return live(day, kafka, Planted.NOTHING);
    }

    static Outcome live(MachinesDay day, Planted planted) throws Exception {
        return live(day, null, planted);
    }

    private static Outcome live(MachinesDay day, Kafka kafka, Planted planted) throws Exception {
        var run = new MachinesRun(day, kafka);
        run.planted = planted;
        return run.live();
    }

    private Outcome live() throws Exception {
        long begun = System.nanoTime();
        overseer = new Overseer(day, machines.all(), kiwoom, database, oracle, diary);
        try {
            try {
                for (step = 0; step < day.steps().size() && overseer.wrong().isEmpty(); step++) {
                    String line = day.steps().get(step);
                    diary.say("step", line);
                    step(line);
                }
                heal();
                overseer.lastLook();
            } catch (Machine.Wrong e) {
                overseer.say(e.getMessage());
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                overseer.say("the day broke off: " + e + " " + List.of(e.getStackTrace()).subList(0, Math.min(4, e.getStackTrace().length)));
            }
            List<String> wrong = overseer.wrong().stream().map(each -> (step < day.steps().size()
                    ? "at step " + (step + 1) + " (" + day.steps().get(step) + ") " : "at the end ") + each).toList();
            if (!wrong.isEmpty() || MachinesDays.isOfAScript()) {
                keep();
            }
            return new Outcome(day, wrong, kiwoom.count("logins"), overseer.explained(), overseer.stalled(), epoch(), trades, overseer.samples(), faults, recovery,
                    Duration.ofNanos(System.nanoTime() - begun));
        } finally {
            close();
        }
    }

    // --- steps

    private void step(String line) throws Exception {
        String[] words = line.split(" +");
        switch (words[0]) {
            case "start" -> machines.start(words[1], words.length > 2);
            case "stop" -> machines.on(words[1], Machine::isRunning, Machine::stop);
            case "kill" -> machines.on(words[1], Machine::isRunning, Machine::kill);
            case "suspend" -> machines.on(words[1], each -> each.isRunning() && !each.lines.isSuspended(), Machine::suspend);
            case "resume" -> machines.on(words[1], each -> each.lines.isSuspended(), Machine::resume);
            case "database" -> machines.line(words, each -> each.lines.isDatabaseHurt(), each -> each.lines.database(fault(words[2])));
            case "broker" -> machines.line(words, each -> each.lines.isBrokerHurt(), each -> each.lines.broker(fault(words[2])));
            case "clock" -> machines.named(words[1]).clock.step(Duration.ofSeconds(words[2].equals("back") ? -Long.parseLong(words[3]) : Long.parseLong(words[3])));
            case "fault" -> kiwoom.next(Broker.fault(words[1]));
            case "buy", "sell" -> trade(words[0].equals("buy"), words[1], Long.parseLong(words[2]));
            case "out" -> trade(false, words[1], kiwoom.holdings().stream().filter(each -> each.code().equals(words[1])).mapToLong(each -> each.quantity()).sum());
            case "roll" -> roll();
            case "rest" -> rest();
            case "wait" -> pause(Duration.ofMillis(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("no step is called " + line);
        }
        count(words);
    }

    /** Shorter once something is wrong. */
    private void pause(Duration most) throws InterruptedException {
        for (long end = System.nanoTime() + most.toNanos(); System.nanoTime() < end && overseer.wrong().isEmpty();) {
            Thread.sleep(Math.max(1, Math.min(50, (end - System.nanoTime()) / 1_000_000))); // it may be over by now
        }
    }

    private static String fault(String word) {
        return word.equals("back") ? null : word;
    }

    private void trade(boolean buy, String code, long quantity) {
        try {
            if (buy) {
                kiwoom.buy(code, quantity, 0);
            } else if (quantity > 0) {
                kiwoom.sell(code, quantity, 0);
            }
            trades++;
        } catch (RuntimeException e) {
            // refused: too little cash or shares
        }
    }

    /** A new version on one machine after the other, each as soon as the one before it is of use. */
    private void roll() throws Exception {
        for (Machine each : machines.all()) {
            if (each.isRunning() && !each.isHurt()) {
                each.stop();
                each.awaitHands();
                each.start(false);
                each.awaitHands();
                await("a machine of use after its upgrade", START, () -> each.state().matches("LIVE|STANDBY") ? null : each.name + " says " + each.state());
            }
        }
    }

    /** Nothing happens until all is well; but for hurt machines that may take for ever. */
    private void rest() throws Exception {
        for (Machine each : machines.all()) {
            each.awaitHands();
        }
        if (machines.areUnhurt()) {
            boolean first = step == firstRest();
            await("one that serves the account", first ? START : WELL, machines::leader);
            if (first) {
                await("tables", WELL, () -> overseer.guard(shard()) ? null : "not all are there");
            }
            await("the tables that equal the account", WELL, this::tables);
            if (first) {
                planted.plant(database);
            }
        }
    }

    private int firstRest() {
        return day.steps().indexOf("rest");
    }

    private void heal() throws Exception {
        diary.say("step", "all is mended");
        kiwoom.clearFaults();
        offerSnapshots();
        for (Machine each : machines.all()) {
            each.resume();
            each.lines.database(null);
            each.lines.broker(null);
        }
        for (Machine each : machines.all()) {
            each.start(false);
        }
        for (Machine each : machines.all()) {
            each.awaitHands();
        }
        long mended = System.nanoTime();
        trade(true, MachinesGenerator.STOCKS.get(0), 1);
        await("one that serves the account, others that stand by, all of them ready", WELL, machines::roles);
        if (!day.snapshots()) {
            await("roles that stay for a lease", WELL, steadily(machines::roles));
            // what was missed while nobody heard, as at a handover, is told by the next fill
            MachinesGenerator.STOCKS.forEach(each -> trade(true, each, 1));
        }
        long left = day.snapshots() ? WELL.toNanos() - (System.nanoTime() - mended) : WELL.toNanos();
        await("tables that equal the account, and its money", Duration.ofNanos(left), () -> tables() == null ? purse.difference(overseer.sample().account(RowsCheck.ACCOUNT)) : tables());
        recovery = Duration.ofNanos(System.nanoTime() - mended);
    }

    private void offerSnapshots() {
        if (!day.snapshots()) {
            kiwoom.next(Broker.NO_SNAPSHOT, 10_000);
        }
    }

    // --- how it is

    private interface Look {
        /** @return what is not so yet; {@code null} when nothing */
        String complains() throws Exception;
    }

    private void await(String what, Duration most, Look look) throws Exception {
        long end = System.nanoTime() + most.toNanos();
        for (String complaint = look.complains(); complaint != null && overseer.wrong().isEmpty(); complaint = look.complains()) {
            if (System.nanoTime() > end) {
                throw new Machine.Wrong("waited " + most.toMillis() + " ms in vain for " + what + ": " + complaint);
            }
            Thread.sleep(25);
        }
    }

    private static Look steadily(Look look) {
        long[] since = {System.nanoTime()};
        return () -> {
            String complaint = look.complains();
            long now = System.nanoTime();
            since[0] = complaint == null ? since[0] : now;
            return complaint != null ? complaint : now - since[0] < TTL.toNanos() ? "not for so long yet" : null;
        };
    }

    private String tables() throws Exception {
        return day.snapshots() || step == day.steps().size() ? overseer.difference() : null;
    }

    private static int shard() throws Exception {
        return (MessageDigest.getInstance("SHA-256").digest(ACCOUNT.getBytes(StandardCharsets.US_ASCII))[0] & 0xff) % SHARDS;
    }

    private long epoch() throws Exception {
        return database.has("kw_sync_lease") ? (Long) database.rows("select epoch from kw_sync_lease where shard = " + shard()).get(0).get("epoch") : 0;
    }

    private void count(String[] words) {
        if (!List.of("buy", "sell", "out", "wait", "rest", "start", "resume").contains(words[0]) && !words[words.length - 1].equals("back")) {
            faults.merge(words[0].equals("fault") ? "fault" : words[0] + (words.length > 2 ? " " + words[2] : ""), 1, Integer::sum);
        }
    }

    /** For whoever looks into it. */
    private void keep() throws Exception {
        Path to = MachinesDays.kept(day);
        Map<String, List<Path>> outputs = new TreeMap<>();
        for (Machine each : machines.all()) {
            diary.say(each.name, "at the end: " + each.status());
            outputs.put(each.name, each.outputs());
        }
        diary.keep(to, outputs);
    }

    /** Whatever of it fails: the next day begins with nothing of this one. */
    private void close() throws InterruptedException {
        var all = new ArrayList<AutoCloseable>(List.of(overseer));
        all.addAll(machines.all());
        all.addAll(List.<AutoCloseable>of(kiwoom, database::drop, () -> Files.deleteIfExists(folder)));
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                System.out.println("machines: seed " + day.seed() + ", at its end: " + e);
            }
        }
    }
}
