package dev.balancesync.status;

/** How much a condition matters; the later, the more. */
public enum Level {
    /** As it should be. */
    OK,
    /** Worth knowing; nothing is expected of anybody. */
    NOTE,
    /** The tables may differ from the account, or soon will, if it stays. */
    WARNING,
    /** The tables are not kept equal to the account now, or nobody can know: not ready. */
    DOWN
}
