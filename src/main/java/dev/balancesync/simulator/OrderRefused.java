package dev.balancesync.simulator;

/** An order that the simulated broker does not take; the message is worded as Kiwoom words business refusals. */
final class OrderRefused extends RuntimeException {
    OrderRefused(String message) {
        super(message);
    }
}
