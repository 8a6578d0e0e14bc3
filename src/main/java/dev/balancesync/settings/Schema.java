package dev.balancesync.settings;

/** Whose tables are written. {@code BALANCE_SCHEMA} names one of these, or a folder of {@code routes/sql} that is the user's own. */
public enum Schema {
    STANDARD("standard"),
    /** Of the old Python service: its rows belong to a user, and it has no room for lots bought on credit. */
    LEGACY("legacy");

    private final String folder;

    Schema(String folder) {
        this.folder = folder;
    }

    /** As the setting has it. */
    public String folder() {
        return folder;
    }

    public boolean is(String setting) {
        return folder.equals(setting);
    }
}
