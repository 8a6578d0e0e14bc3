package dev.balancesync.session;

/** Where the session stands. The same words are used in status, health, metrics, page and log. */
public enum SessionState {
    /** The service has not tried yet. */
    STARTING,
    /** A token is being asked for. */
    AUTHENTICATING,
    /** The WebSocket is being opened. */
    CONNECTING,
    /** LOGIN was sent; its answer is awaited. */
    LOGGING_IN,
    /** REG for type 04 (잔고) was sent; its answer is awaited. */
    REGISTERING,
    /** The broker has acknowledged LOGIN and REG on this connection. */
    LIVE,
    /** The connection was lost or could not be made; the next attempt is due soon. */
    RECONNECTING,
    /** Too many failures in a row; the circuit breaker lets nothing through for a while. */
    CIRCUIT_OPEN,
    /** Another program logged in with the same App key. */
    DUPLICATE_SESSION,
    /** The broker refuses the App key, its mode or this machine's address. */
    CREDENTIALS_REJECTED,
    /** Another machine serves the account; this one would take over. */
    STANDBY,
    /** The service is stopping. */
    STOPPED;

    /** An attempt is under way and its end is awaited. */
    boolean isAttempt() {
        return this == AUTHENTICATING || this == CONNECTING || this == LOGGING_IN || this == REGISTERING;
    }
}
