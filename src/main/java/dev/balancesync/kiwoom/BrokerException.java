package dev.balancesync.kiwoom;

/** A request that the broker refused or did not answer; unchecked because the circuit breaker would wrap it otherwise. */
public final class BrokerException extends RuntimeException {
    private final transient BrokerError error;

    public BrokerException(BrokerError error) {
        super(error.toString());
        this.error = error;
    }

    public BrokerError error() {
        return error;
    }
}
