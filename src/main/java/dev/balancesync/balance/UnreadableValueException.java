package dev.balancesync.balance;

import dev.balancesync.kiwoom.BadEntryException;

/** Values of an entry cannot be read; all that can be is kept already. */
final class UnreadableValueException extends BadEntryException {
    private static final long serialVersionUID = 1L;
    private final transient Object entry;

    /**
     * @param reason that of the first of them
     * @param entry as it was received
     */
    UnreadableValueException(String reason, String message, Object entry) {
        super(reason, message);
        this.entry = entry;
    }

    Object entry() {
        return entry;
    }
}
