package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Snapshots;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** More accounts than there are threads for them get no answer of their broker, wherever they ask. */
class SilentBrokerIT extends ManyAccounts {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int HANGING = 100;
    private static final int[] WELL = IntStream.rangeClosed(HANGING + 1, HANGING + 4).toArray();
    private static final int ROUNDS = 8;

    @Override
    int simulated() {
        return HANGING + WELL.length;
    }

    @Test
    void very_many_that_get_no_answer_keep_no_other_from_live_its_fills_and_its_snapshot() throws Exception {
        hang(1, 25, new Fault.TokenHang());
        hang(26, 50, new Fault.RegSilence());
        hang(51, 75, new Fault.LoginSilence());
        hang(76, HANGING, new Fault.RestHang("kt00018"));
        hang(76, HANGING, new Fault.RestHang("kt00001"));
        serve(IntStream.concat(IntStream.of(WELL), IntStream.rangeClosed(1, HANGING)).toArray());
        mirror.with("KIWOOM_RECONNECT_DELAY", "200ms").with("KIWOOM_SNAPSHOT_RETRY", "200ms").with("KIWOOM_CIRCUIT_OPEN_DURATION", "1s")
                .with("KIWOOM_CREDENTIALS_DELAY", "1s").start();
        awaitLive(WELL);
        await().atMost(SOON.multipliedBy(2)).until(() -> all(1, 75, each -> of(each, Session.class).entered(SessionState.RECONNECTING) > 0));

        long slowest = 0;
        for (int i = 1; i <= ROUNDS; i++) {
            int one = WELL[i % WELL.length];
            Instant before = of(one, Snapshots.class).state().lastAt();
            int lives = i / WELL.length + (i % WELL.length == 0 ? 0 : 1) + 1;
            long from = System.nanoTime();
            simulated(one).next(new Fault.Drop());
            await().atMost(SOON).until(() -> of(one, Session.class).entered(SessionState.LIVE) == lives && state(one) == SessionState.LIVE);
            simulated(one).buy("035720", 1, 0);
            awaitEqual(one);
            await().atMost(SOON).until(() -> of(one, Snapshots.class).state().lastAt().isAfter(before));
            slowest = Math.max(slowest, System.nanoTime() - from);
        }

        LOG.info("measured: {} without an answer: from the cut of another to its LIVE, fill and snapshot {} ms at most", HANGING, slowest / 1_000_000);
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(3));
        for (int each : WELL) {
            assertThat(of(each, Snapshots.class).state().gapSince()).isNull();
        }
        IntStream.rangeClosed(1, HANGING).forEach(each -> simulated(each).clearFaults());
        await().atMost(Duration.ofMinutes(2)).until(() -> all(1, HANGING, each -> state(each) == SessionState.LIVE));
    }

    /** As good as always. */
    private void hang(int from, int to, Fault fault) {
        IntStream.rangeClosed(from, to).forEach(each -> simulated(each).next(fault, 500));
    }

    private static boolean all(int from, int to, IntPredicate each) {
        return IntStream.rangeClosed(from, to).allMatch(each);
    }
}
