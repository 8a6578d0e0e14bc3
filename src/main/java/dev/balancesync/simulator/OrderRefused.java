package dev.balancesync.simulator;

/** An order that the simulated broker does not take; the message is worded as Kiwoom words business refusals. */
final class OrderRefused extends RuntimeException {
    /** The {@code return_code} that goes with it. */
    final int code;

    OrderRefused(int code, String message) {
        super(message);
        this.code = code;
    }
}
