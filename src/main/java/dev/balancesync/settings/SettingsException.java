package dev.balancesync.settings;

import dev.balancesync.kiwoom.Bilingual;

/** A setting is missing or wrong. The message, in English, names it, says where to set it, and never shows a secret. */
public final class SettingsException extends RuntimeException {
    private final Bilingual said;

    public SettingsException(Bilingual said) {
        super(said.english());
        this.said = said;
    }

    /** For who is told in his language. */
    public Bilingual said() {
        return said;
    }
}
