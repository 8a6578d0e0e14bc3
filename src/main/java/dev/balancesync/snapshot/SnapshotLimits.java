package dev.balancesync.snapshot;

import java.time.Duration;

/**
 * How often and how carefully snapshots are taken.
 *
 * @param interval between two when nothing is wrong
 * @param retry after one that failed, or that left something open
 * @param settle for so long Kiwoom's answers may be behind what its stream said
 */
public record SnapshotLimits(Duration interval, Duration retry, Duration settle) {
}
