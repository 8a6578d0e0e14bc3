package dev.balancesync.status;

/** Which health check tells a condition. */
enum Part {
    SESSION("kiwoom-session"), DATABASE("database"), JOURNAL("journal"),
    /** Whether what the tables hold is what the account holds. */
    TABLES("tables"),
    /** Whether all parts of the service run. */
    LOOPS("loops");

    private final String check;

    Part(String check) {
        this.check = check;
    }

    /** Its id. */
    String check() {
        return check;
    }
}
