package dev.balancesync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.balancesync.balance.Losses;
import dev.balancesync.time.Arrival;
import dev.balancesync.time.Sequence;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;

/** Arrivals of tests that speak of times: what is later has come later. */
public final class Arrivals {
    private Arrivals() {
    }

    public static Arrival at(Instant at) {
        long micros = Duration.between(Instant.EPOCH, at).toNanos() / 1_000;
        return new Arrival(new Sequence(1, micros), at, micros * 1_000);
    }

    /** Of epoch 1. */
    public static Sequencer sequencer(Clock clock) {
        return sequencer(1, clock);
    }

    public static Sequencer sequencer(long epoch, Clock clock) {
        return new Sequencer(epoch, clock, Ticker.system());
    }

    public static Losses losses() {
        return new Losses(sequencer(Clock.systemUTC()));
    }
}
