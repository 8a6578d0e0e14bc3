package dev.balancesync.simulator;

/**
 * One entry of a 04 (잔고) frame that a test composes, and what happens to the account with it.
 *
 * @param creditType {@code 00} for shares bought with cash
 * @param loanDate {@code yyyyMMdd}; empty for shares bought with cash
 * @param change shares bought, or sold when negative; never more is sold than is held, so {@link Long#MIN_VALUE} sells out
 * @param ticks so many ticks the price moves first; lots of the same stock that have no entry of their own get one
 * @param shape what the entry tells; a purchase of what was not held is told in full whatever this says
 */
public record Move(String code, String creditType, String loanDate, long change, int ticks, Shape shape) {
    /** What an entry tells. */
    public enum Shape {
        /** Every field. */
        FULL,
        /** Only the fields that a fill changes; the others are absent. */
        PARTIAL,
        /** Only the fields that a fill changes; the others are blank. */
        BLANK,
        /** Only the price. */
        PRICE
    }
}
