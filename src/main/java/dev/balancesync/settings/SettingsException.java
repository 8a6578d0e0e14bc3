package dev.balancesync.settings;

/** A setting is missing or wrong. The message names it, says where to set it, and never shows a secret. */
public final class SettingsException extends RuntimeException {
    public SettingsException(String message) {
        super(message);
    }
}
