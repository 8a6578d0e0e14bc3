package dev.balancesync.notify;

/** What somebody who is not looking should be told of. */
public enum Cause {
    /** The broker refuses App key, mode or address. */
    CREDENTIALS_REJECTED("critical", "Kiwoom refuses the App key, its mode or this machine's address"),
    /** Another program took the session over. */
    DUPLICATE_SESSION("critical", "Another program uses this App key and took the connection over"),
    /** Failures in a row, for longer than {@code NOTIFY_CIRCUIT_AFTER}. */
    CIRCUIT_OPEN("critical", "Kiwoom cannot be reached"),
    /** Writes fail, for longer than {@code NOTIFY_DATABASE_AFTER}. */
    DATABASE_AWAY("critical", "The database cannot be written; what comes in waits"),
    /** Fills may be missing, and taking the full picture has failed for longer than {@code NOTIFY_GAP_AFTER}. */
    GAP("warning", "Fills may be missing from the tables"),
    /** The table was not equal to the account while the stream was live; it is corrected already. */
    DRIFT("warning", "The table was not equal to the account; it was corrected");

    private final String severity;
    private final String words;

    Cause(String severity, String words) {
        this.severity = severity;
        this.words = words;
    }

    /** {@code critical} or {@code warning}, as the alert rules of {@code ops/} say it. */
    String severity() {
        return severity;
    }

    /** Until it is over there is no session. */
    boolean isOfSession() {
        return this == CREDENTIALS_REJECTED || this == DUPLICATE_SESSION || this == CIRCUIT_OPEN;
    }

    String words() {
        return words;
    }
}
