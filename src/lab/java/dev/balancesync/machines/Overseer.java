package dev.balancesync.machines;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.TestDatabase;
import dev.balancesync.chaos.Oracle;
import dev.balancesync.chaos.RowsCheck;
import dev.balancesync.chaos.Sample;
import dev.balancesync.simulator.KiwoomSimulator;

/**
 * Looks at tables, broker and machines again and again, and says what must not be:
 * <ol>
 * <li>no machine is logged in while another is: the broker never has to end a session because another machine logs in, unless what one of the two
 * sent, or should have, was held by a line or by itself;
 * <li>no two machines believe at one moment to serve the account, but for one that was suspended with its clock;
 * <li>no row is written but by the machine that holds the lease at that moment ({@link WriteGuard});
 * <li>a row holds what the account held at one moment and never goes back, and the totals are the sum of the rows ({@link RowsCheck});
 * <li>no machine says LIVE and ready for long while the tables differ from the account.
 * </ol>
 */
final class Overseer implements AutoCloseable {
    private static final long PERIOD_MILLIS = 25;
    private static final int STATUS_EVERY = 6;
    /** So long ready may be said while the tables differ. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    /** What was held has arrived, and what follows from it has been done, so long after it was let go. */
    private static final Duration MOMENT = Duration.ofSeconds(3);
    /** Login, and the end of another session by it, are seen by looks that are so close. */
    private static final Duration TOGETHER = Duration.ofMillis(200);

    /** Of one machine. */
    private record Login(Machine machine, long at) {
    }

    private final MachinesDay day;
    private final List<Machine> machines;
    private final KiwoomSimulator kiwoom;
    private final TestDatabase database;
    private final Oracle oracle;
    private final Diary diary;
    private final RowsCheck rows;
    private final WriteGuard guard;
    private final Hiccups hiccups = Hiccups.watch();
    private final List<String> wrong = new ArrayList<>();
    private final Map<Machine, Long> logins = new HashMap<>();
    private final Map<Machine, Long> lying = new HashMap<>();
    private final List<Login> history = new ArrayList<>();
    private final Thread thread;
    private int duplicates;
    private int explained;
    private int stalled;
    private long samples;
    private Connection connection;
    private volatile boolean guarded;
    private volatile boolean ended;

    Overseer(MachinesDay day, List<Machine> machines, KiwoomSimulator kiwoom, TestDatabase database, Oracle oracle, Diary diary) {
        this.day = day;
        this.machines = machines;
        this.kiwoom = kiwoom;
        this.database = database;
        this.oracle = oracle;
        this.diary = diary;
        this.guard = new WriteGuard(database);
        this.rows = new RowsCheck(RowsCheck.ACCOUNT, oracle, this::toldSince, this::say);
        this.thread = new Thread(this::watch, "machines-overseer");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        for (int i = 0; !ended && wrong().isEmpty(); i++) {
            try {
                Sample sample = sample();
                if (sample != null) {
                    rows.check(sample, System.nanoTime());
                }
                checkBelief();
                checkSessions();
                if (guarded && guard.found() != null) {
                    say(guard.found());
                }
                if (i % STATUS_EVERY == 0) {
                    checkWords();
                }
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                say("the overseer failed: " + e);
            }
        }
    }

    /** From now on every write must be the leader's, which can be told once there are tables. @return whether there are */
    boolean guard(int shard) {
        if (!guarded && guard.canBePutUp()) {
            guard.putUp(shard);
            guarded = true;
        }
        return guarded;
    }

    /** @return {@code null} while there are no tables */
    synchronized Sample sample() throws SQLException, JsonProcessingException {
        if (connection == null) {
            connection = database.connect();
        }
        try (var statement = connection.createStatement(); var found = statement.executeQuery(Sample.SQL)) {
            found.next();
            samples++;
            return Sample.of(found.getString(1), found.getString(2));
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    /** Of what a line has held the order is lost: an answer may come before a frame that was sent before it. */
    private long toldSince(long now) {
        return machines.stream().filter(each -> each.lines.isLate(MOMENT)).mapToLong(each -> each.lines.heldSince()).min().orElse(now);
    }

    /** Each of two is asked while the other is known to lead: the first before and after. */
    private void checkBelief() {
        for (int i = 0; i < machines.size(); i++) {
            Machine one = machines.get(i);
            long epoch = believes(one);
            for (Machine other : epoch == 0 ? List.<Machine>of() : machines.subList(i + 1, machines.size())) {
                long others = believes(other);
                if (others != 0 && believes(one) == epoch) {
                    say(one.name + " believes to serve the account under epoch " + epoch + ", and " + other.name + " under " + others);
                }
            }
        }
    }

    /** One whose clock stood still goes on believing for as long as a lease, and cannot know better. */
    private long believes(Machine machine) {
        return !day.process() && machine.wasSuspended(MachinesRun.TTL) ? 0 : machine.leads();
    }

    private void checkSessions() {
        for (Machine each : machines) {
            long now = each.logins();
            long before = logins.getOrDefault(each, 0L);
            if (now > before) {
                history.add(new Login(each, System.nanoTime()));
            }
            logins.put(each, now);
        }
        int count = kiwoom.count("duplicates");
        if (count > duplicates) {
            duplicates = count;
            judge();
        }
    }

    private void judge() {
        int last = history.size() - 1;
        long now = System.nanoTime();
        // who logs in again after a refusal, or after its line broke, still ends the session of the other
        Machine other = history.stream().map(Login::machine).filter(each -> each != history.get(last).machine()).reduce((earlier, later) -> later).orElse(null);
        String who = last < 0 ? "nobody" : history.get(last).machine().name + " " + (now - history.get(last).at()) / 1_000_000 + " ms ago"
                + (other == null ? "" : ", before it " + other.name);
        List<Machine> late = machines.stream().filter(each -> each.lines.isLate(MOMENT)).toList();
        boolean isExplained = late.stream().anyMatch(each -> last < 0 || now - history.get(last).at() > TOGETHER.toNanos() || each == history.get(last).machine() || each == other);
        diary.say("broker", "a session was ended by another login, of " + who + "; held: " + late.stream().map(each -> each.name).toList());
        if (isExplained) {
            explained++;
        } else if (hiccups.within(MOMENT)) {
            stalled++;
            diary.say("broker", "this JVM stood still for up to " + hiccups.longest().toMillis() + " ms");
        } else {
            say("two sessions at once: logged in was " + who);
        }
    }

    /** Whoever believes a machine that says LIVE and ready is not told for long what is not so. */
    private void checkWords() throws Exception {
        for (Machine each : machines) {
            JsonNode status = each.status();
            boolean claims = status != null && status.path("state").asText().equals("LIVE") && (day.snapshots() || !status.hasNonNull("gap_since")) && each.isReady();
            String difference = claims ? rows.difference(sample()) : null;
            if (difference == null) {
                lying.remove(each);
            } else if (System.nanoTime() - lying.computeIfAbsent(each, any -> System.nanoTime()) > PATIENCE.toNanos()) {
                say(each.name + " says LIVE and ready for " + PATIENCE.toSeconds() + " s, but " + difference + "; " + status);
            }
        }
    }

    /** How the holdings of the tables differ from the account's now. @return {@code null} when they do not */
    String difference() throws SQLException, JsonProcessingException {
        return rows.difference(sample());
    }

    synchronized void say(String what) {
        diary.say("WRONG", what);
        wrong.add(what);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized long samples() {
        return samples;
    }

    /** Sessions that had to be ended by another login, where something was held. */
    int explained() {
        return explained;
    }

    /** The same where all of this JVM, or of this machine, stood still. */
    int stalled() {
        return stalled;
    }

    /** What was written until now by whom must not, for the end. */
    void lastLook() throws InterruptedException {
        ended = true;
        thread.join();
        if (guarded && guard.found() != null && wrong().isEmpty()) {
            say(guard.found());
        }
    }

    @Override
    public void close() throws Exception {
        ended = true;
        thread.join();
        if (connection != null) {
            connection.close();
        }
    }
}
