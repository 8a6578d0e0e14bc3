package dev.balancesync.feed;

import java.util.Map;

import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Wire;

/** Lets only frames pass that the routes can read; what is unknown about them is no business of this. */
final class FrameShape {
    private FrameShape() {
    }

    /** @throws BadEntryException when it is not an object with a {@code trnm}, or a REAL frame without a list of entries */
    static Map<?, ?> check(Object frame) {
        if (!(frame instanceof Map<?, ?> fields) || !(fields.get(Wire.TRNM) instanceof String)) {
            throw new BadEntryException("frame", "the frame is not a JSON object with a trnm");
        }
        if (isReal(fields) && !(fields.get(Wire.DATA) instanceof Iterable)) {
            throw new BadEntryException("frame", "the frame has no list of entries in data");
        }
        return fields;
    }

    /** Whether it tells of the account, and is no answer or PING. */
    static boolean isReal(Map<?, ?> frame) {
        return Wire.REAL.equals(frame.get(Wire.TRNM));
    }
}
