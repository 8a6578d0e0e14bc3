package dev.balancesync.accounts;

import java.util.Map;

/**
 * One account as it is written, before anybody has looked whether that makes sense.
 *
 * @param line where it begins, or the number of its row
 * @param values without those that are blank, which count as not there
 */
record AccountEntry(int line, Map<Field, Value> values) {
    record Value(String text, int line) {
    }

    String text(Field field) {
        return values.containsKey(field) ? values.get(field).text() : "";
    }

    /** Where a field stands; where the entry begins when it does not say it. */
    int line(Field field) {
        return values.containsKey(field) ? values.get(field).line() : line;
    }
}
