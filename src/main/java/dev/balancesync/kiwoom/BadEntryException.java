package dev.balancesync.kiwoom;

/** An entry of a frame cannot be stored; the message says which field and why, never its value. */
public class BadEntryException extends RuntimeException {
    private final String reason;

    /**
     * @param reason one of few words, for counting: {@code code}, {@code account}, {@code value}, {@code range}, {@code shape},
     *     {@code credit}, {@code frame}; {@code refused} by the database; {@code deadly} for the process
     */
    public BadEntryException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
