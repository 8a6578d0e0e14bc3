package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import dev.balancesync.MutableTicker;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private record Planned(FutureTask<?> work, Duration after) {
    }

    private final MutableTicker ticker = new MutableTicker();
    private final Deque<Planned> planned = new ArrayDeque<>();
    private boolean open = true;
    private boolean wanted = true;
    private Runnable meanwhile = () -> { };
    private int readings;
    private final Turn turn = new Turn(this::plan, () -> wanted, this::reading, ticker);

    private Future<?> plan(Runnable work, Duration wait) {
        if (!open) {
            return null;
        }
        planned.add(new Planned(new FutureTask<>(work, null), wait));
        return planned.getLast().work;
    }

    private Duration reading() {
        readings++;
        turn.answered();
        meanwhile.run();
        return PAUSE;
    }

    private Duration next() {
        Planned next = planned.remove();
        ticker.advance(next.after);
        next.work.run();
        return next.after;
    }

    @Test
    void many_rings_are_one_reading() {
        turn.ring();
        turn.ring();

        assertThat(next()).isZero();
        assertThat(planned).isEmpty();
    }

    @Test
    void after_a_reading_the_next_waits() {
        turn.ring();
        next();
        ticker.advance(Duration.ofMillis(300));
        turn.ring();

        assertThat(next()).isEqualTo(Duration.ofMillis(700));
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void what_is_committed_during_a_reading_is_read_after_it() {
        meanwhile = turn::ring;
        turn.ring();
        next();

        meanwhile = () -> { };
        assertThat(next()).isEqualTo(PAUSE);
        assertThat(planned).isEmpty();
    }

    @Test
    void who_comes_does_not_wait_for_a_reading_that_was_put_off() {
        turn.ring();
        next();
        turn.ring();
        turn.ringNow();

        assertThat(planned.remove().work.isCancelled()).isTrue();
        assertThat(next()).isZero();
        assertThat(planned).isEmpty();
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void for_who_comes_during_a_reading_there_is_another() {
        meanwhile = turn::ringNow;
        turn.ring();
        next();

        assertThat(planned).hasSize(1);
    }

    @Test
    void a_ring_that_nobody_wants_is_answered_with_the_next_one_that_somebody_does() {
        wanted = false;
        turn.ring();
        assertThat(planned).isEmpty();

        wanted = true;
        turn.ringNow();
        next();

        assertThat(readings).isOne();
    }

    @Test
    void a_ring_before_there_is_a_thread_does_not_block_later_ones() {
        open = false;
        turn.ring();
        open = true;
        turn.ring();

        next();
        assertThat(readings).isOne();
    }

    @Test
    void a_reading_that_fails_does_not_block_later_ones() {
        meanwhile = () -> {
            throw new IllegalStateException("no memory");
        };
        turn.ring();
        next();
        turn.ring();
        next();

        assertThat(readings).isEqualTo(2);
    }
}
