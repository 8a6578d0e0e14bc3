package dev.balancesync.balance;

import java.util.List;

import dev.balancesync.kiwoom.Frame;

/**
 * REAL frames that came one behind the other, and of which everything could be read and stored.
 *
 * @param told of each entry, in order: a {@link Holding}, or of another type than 04 the entry itself
 */
public record PlainFrames(List<Frame> frames, List<Object> told) {
}
