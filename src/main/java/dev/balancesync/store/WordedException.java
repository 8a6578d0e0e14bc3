package dev.balancesync.store;

import java.sql.SQLException;

import dev.balancesync.kiwoom.Bilingual;

/** An answer of the database in words of our own, in both languages; the message is English. */
public final class WordedException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final transient Bilingual said;

    public WordedException(Bilingual said, String state, Throwable cause) {
        super(said.english(), state, cause);
        this.said = said;
    }

    Bilingual said() {
        return said;
    }
}
