package dev.balancesync.journal;

import java.util.List;

import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;

/** Writes single frames into a journal. */
final class Lines {
    private Lines() {
    }

    static JournalPosition append(Journal journal, String frame, Arrival arrival) {
        return journal.append(List.of(new Frame(frame, arrival)));
    }
}
