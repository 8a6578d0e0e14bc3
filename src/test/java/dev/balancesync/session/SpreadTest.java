package dev.balancesync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

/** Very many sessions of one process that want to connect in the same moment. */
class SpreadTest {
    private static final int MANY = 1_000;
    private static final Duration DISTANCE = Duration.ofMillis(50);
    private static final Duration JITTER = Duration.ofMillis(200);

    private final MutableTicker ticker = new MutableTicker();
    private final Spread spread = new Spread(DISTANCE, ticker);
    private final SessionLimits limits = new SessionLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(35), Duration.ofSeconds(10), Duration.ofMinutes(5),
            Duration.ofSeconds(60), Duration.ofSeconds(60), JITTER, spread::turn);
    private final HeldLease lease = new HeldLease();

    private Session live() throws InterruptedException {
        var session = session();
        new SessionDrive(session).toLive();
        return session;
    }

    private Session session() {
        return new Session(limits, lease, new MutableClock("2026-11-28T00:00:00Z"), ticker);
    }

    private List<Session> manyLive() throws InterruptedException {
        var all = new ArrayList<Session>();
        for (int i = 0; i < MANY; i++) {
            all.add(live());
        }
        ticker.advance(Course.BRIEF);
        return all;
    }

    @Test
    void one_whose_line_is_cut_connects_again_at_once_also_soon_after_another_was() throws InterruptedException {
        Session first = live();
        Session second = live();
        ticker.advance(Course.BRIEF);

        first.closed("1000 Bye");
        ticker.advance(DISTANCE);
        second.closed("1000 Bye");

        assertThat(first.nextAttemptIn()).isLessThanOrEqualTo(JITTER);
        assertThat(second.nextAttemptIn()).isLessThanOrEqualTo(JITTER);
    }

    @Test
    void a_thousand_that_are_cut_in_one_moment_do_not_knock_in_one_second() throws InterruptedException {
        List<Session> all = manyLive();

        all.forEach(each -> each.closed("1000 Bye"));

        assertSpread(all);
    }

    @Test
    void a_thousand_whose_lines_fall_silent_together_do_not_knock_in_one_second() throws InterruptedException {
        List<Session> all = manyLive();

        ticker.advance(limits.silence());
        all.forEach(Session::mustDisconnect);

        assertSpread(all);
    }

    @Test
    void a_thousand_that_another_machine_leaves_do_not_knock_in_one_second() {
        lease.held = false;
        var all = new ArrayList<Session>();
        for (int i = 0; i < MANY; i++) {
            all.add(session());
        }
        all.forEach(Session::ready);
        all.forEach(Session::mustDisconnect);

        lease.held = true;
        all.forEach(Session::mustDisconnect);

        assertThat(all.stream().filter(Session::mayConnect)).as("the first").hasSize(1);
        assertSpread(all);
    }

    @Test
    void what_was_brief_waits_longer_and_takes_nobodys_turn() throws InterruptedException {
        Session brief = live();
        brief.closed("1000 Bye");

        assertThat(brief.nextAttemptIn()).isEqualTo(limits.retry());
        assertThat(spread.turn()).isZero();
    }

    private void assertSpread(List<Session> all) {
        for (int second = 0; second < 60; second++) {
            Duration from = Duration.ofSeconds(second);
            assertThat(all.stream().map(Session::nextAttemptIn).filter(each -> each.compareTo(from) >= 0 && each.compareTo(from.plusSeconds(1)) < 0).count())
                    .as("in second %d", second).isLessThanOrEqualTo(Duration.ofSeconds(1).plus(JITTER).dividedBy(DISTANCE));
        }
        assertThat(all).extracting(Session::nextAttemptIn).allMatch(each -> each.compareTo(Duration.ofSeconds(51)) < 0);
    }
}
