package dev.balancesync.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.stream.IntStream;

import dev.balancesync.MutableClock;
import org.junit.jupiter.api.Test;

class SequencerTest {
    private final MutableClock clock = new MutableClock("2026-11-26T00:00:00.123456789Z");
    private long nanos = 7;
    private final Sequencer sequencer = new Sequencer(3, clock, () -> nanos);

    @Test
    void each_arrival_is_newer_than_all_before_although_the_clock_is_set_back() {
        Arrival first = sequencer.next();
        clock.move(Duration.ofHours(-9));
        nanos = 9;
        Arrival second = sequencer.next();

        assertThat(second.isAfter(first)).isTrue();
        assertThat(first.isAfter(second)).isFalse();
        assertThat(second.at()).isBefore(first.at());
        assertThat(first.nanos()).isEqualTo(7);
        assertThat(second.nanos()).isEqualTo(9);
    }

    @Test
    void what_is_read_again_keeps_its_place_before_everything_of_this_start() {
        Arrival again = sequencer.again(new Sequence(2, 1_000_000), clock.instant());

        assertThat(sequencer.next().isAfter(again)).isTrue();
        assertThat(again.nanos()).isEqualTo(7);
    }

    @Test
    void what_is_read_again_is_as_old_as_the_clock_makes_it_and_never_of_the_future() {
        var tenSeconds = sequencer.again(new Sequence(2, 1), clock.instant().minusSeconds(10));
        var years = sequencer.again(new Sequence(2, 2), clock.instant().minus(Duration.ofDays(1_000_000)));
        var ahead = sequencer.again(new Sequence(2, 3), clock.instant().plusSeconds(10));

        assertThat(nanos - tenSeconds.nanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(nanos - years.nanos()).isEqualTo(Duration.ofDays(1).toNanos());
        assertThat(ahead.nanos()).isEqualTo(nanos);
        assertThat(sequencer.next(clock.instant().minusSeconds(10)).nanos()).as("new, whatever was written on it").isEqualTo(nanos);
    }

    @Test
    void times_are_kept_to_the_microsecond() {
        assertThat(sequencer.next().at()).hasToString("2026-11-26T00:00:00.123456Z");
    }

    @Test
    void two_that_arrive_at_once_have_places_of_their_own() {
        var places = Collections.synchronizedSet(new HashSet<Sequence>());

        IntStream.range(0, 10_000).parallel().forEach(i -> places.add(sequencer.next().sequence()));

        assertThat(places).hasSize(10_000).allMatch(place -> place.epoch() == 3);
    }
}
