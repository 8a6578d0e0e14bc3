package dev.balancesync.store;

/** The database can be reached, but its tables are not those that the SQL files write to; the message says what to do. */
public final class WrongTablesException extends RuntimeException {
    WrongTablesException(String message) {
        super(message);
    }
}
