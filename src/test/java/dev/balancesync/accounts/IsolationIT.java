package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.meters.FillToRow;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with some accounts is none of the others'. */
class IsolationIT extends ManyAccounts {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int IN_TROUBLE = 5;
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Duration TROUBLE = Duration.ofSeconds(Integer.getInteger("seconds", 3));
    /** Accepted, filled, and what is held now. */
    private static final int FRAMES = 3;

    /** Longer with {@code -Dseconds=120}, and only then how long the well ones took from end to end is a reason to fail. */
    @Test
    void five_in_trouble_each_in_its_own_way_are_none_of_the_other_fifteen() throws Exception {
        int[] all = IntStream.rangeClosed(1, ACCOUNTS).toArray();
        int[] well = IntStream.rangeClosed(IN_TROUBLE + 1, ACCOUNTS).toArray();
        serve(all);
        mirror.with("KIWOOM_CIRCUIT_OPEN_DURATION", "3s").with("KIWOOM_CREDENTIALS_DELAY", "1s").with("KIWOOM_DUPLICATE_DELAY", "1s")
                .start(); // the five are waited for at the end
        awaitLive(all);
        Map<Integer, Map<String, Long>> before = IntStream.of(well).boxed().collect(Collectors.toMap(each -> each, this::counts));

        long slowest = 0;
        long orders = 0;
        boolean buys = true; // and sells in turn: the money of a thousand fills is all they have
        for (long end = System.nanoTime() + TROUBLE.toNanos(); System.nanoTime() < end; buys = !buys) {
            trouble();
            long from = System.nanoTime();
            for (int each : well) {
                if (buys) {
                    simulated(each).buy("035720", 1, 0);
                } else {
                    simulated(each).sell("035720", 1, 0);
                }
            }
            awaitEqual(well);
            orders++;
            slowest = Math.max(slowest, System.nanoTime() - from);
        }

        LOG.info("measured: five of {} in trouble for {} s: the others' fills took {} ms at most", ACCOUNTS, TROUBLE.toSeconds(), slowest / 1_000_000);
        for (int each : well) {
            assertThat(counts(each)).as("a%s", each).isEqualTo(before.get(each));
            assertThat(state(each)).as("a%s", each).isEqualTo(SessionState.LIVE);
            assertThat(of(each, Snapshots.class).state().gapSince()).as("a%s", each).isNull();
            assertThat(of(each, Pending.class).taken() + of(each, Pending.class).merged()).as("holdings told to a%s", each).isEqualTo(orders);
            assertThat(of(each, Pending.class).passedOver()).as("orders told to a%s", each).isEqualTo((FRAMES - 1) * orders);
            assertThat(inJournal(each)).as("frames of a%s", each).isEqualTo(FRAMES * orders);
            assertThat((Double) of(each, FillToRow.class).summary().get("p99Millis")).as("a%s, from frame to row", each).isLessThan(1_000);
        }
        if (TROUBLE.compareTo(LONG) >= 0) {
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
        }
        for (int i = 1; i <= IN_TROUBLE; i++) {
            simulated(i).clearFaults();
            simulated(i).buy("000660", i, 0);
        }
        for (int i = 1; i <= IN_TROUBLE; i++) {
            int each = i;
            await().atMost(SOON.multipliedBy(4)).untilAsserted(() -> assertThat(table(each)).isEqualTo(account(each)));
            await().atMost(SOON).until(() -> state(each) == SessionState.LIVE);
        }
    }

    /** All that moves when an account connects anew, is asked for once more, or loses something. */
    private Map<String, Long> counts(int each) {
        var counts = new TreeMap<String, Long>();
        for (String name : List.of("logins", "registrations", "token_requests", "most_logged_in", "too_many")) {
            counts.put(name, (long) simulated(each).count(name));
        }
        counts.put("snapshots asked for", (long) simulated(each).calls("kt00018"));
        counts.put("snapshots taken over", of(each, Snapshots.class).state().taken());
        counts.put("connection", of(each, Session.class).connection());
        counts.put("transitions", Stream.of(SessionState.values()).mapToLong(of(each, Session.class)::entered).sum());
        counts.put("quarantined", of(each, Quarantine.class).count());
        counts.put("losses", of(each, Losses.class).count());
        return counts;
    }

    private long inJournal(int each) throws IOException {
        long frames = 0;
        try (Stream<Path> files = Files.list(mirror.dataDir().resolve("accounts/a" + each + "/journal"))) {
            for (Path file : files.toList()) {
                frames += Files.readString(file).lines().filter(line -> line.contains("\"frame\":")).count();
            }
        }
        return frames;
    }

    /** A wrong key, another program with the key, frames that nobody can read, tokens and answers that are refused, a LOGIN and a question that nobody answers. */
    private void trouble() {
        for (int i = 1; i <= IN_TROUBLE; i++) {
            if (i != 2 && i != 3) {
                simulated(i).next(new Fault.Drop());
            }
        }
        simulated(1).next(new Fault.RevokeToken());
        simulated(1).next(new Fault.Refuse("LOGIN", "8005"));
        simulated(1).next(new Fault.Refuse("au10001", "8001"));
        simulated(2).next(new Fault.Duplicate());
        for (int i = 0; i < 100; i++) {
            simulated(3).send("not JSON " + i);
        }
        simulated(4).next(new Fault.RevokeToken());
        simulated(4).next(new Fault.TokenAnswer(500, "{}"));
        for (String question : List.of("kt00018", "kt00001")) {
            simulated(4).next(new Fault.Refuse(question, "8005"));
            simulated(5).next(new Fault.RestHang(question));
        }
        simulated(5).next(new Fault.LoginSilence());
    }
}
