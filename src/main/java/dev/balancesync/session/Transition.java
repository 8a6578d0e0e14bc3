package dev.balancesync.session;

import java.time.Instant;

import dev.balancesync.kiwoom.BrokerError;

/**
 * One change of state.
 *
 * @param since when the state was entered
 * @param error why, when something went wrong; {@code null} otherwise
 */
public record Transition(SessionState state, Instant since, BrokerError error) {
    @Override
    public String toString() {
        return state + (error == null ? "" : ": " + error);
    }
}
