package dev.balancesync.store;

import dev.balancesync.kiwoom.Bilingual;

/** The database can be reached, but its tables are not those that the SQL files write to; the message says what to do. */
public final class WrongTablesException extends RuntimeException {
    private final Bilingual said;

    WrongTablesException(Bilingual said) {
        super(said.english());
        this.said = said;
    }

    Bilingual said() {
        return said;
    }
}
