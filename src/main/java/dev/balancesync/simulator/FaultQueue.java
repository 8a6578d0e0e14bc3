package dev.balancesync.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults that wait for their request: those of one customer first, then those that anybody may meet. */
final class FaultQueue {
    private final List<Fault.Queued> queue = new ArrayList<>();
    private final FaultQueue everybodys;

    /** @param everybodys {@code null} when it is that one itself */
    FaultQueue(FaultQueue everybodys) {
        this.everybodys = everybodys;
    }

    void add(Fault.Queued fault) {
        queue.add(fault);
    }

    void clear() {
        queue.clear();
    }

    /** Without everybody's. */
    List<Fault.Queued> waiting() {
        return List.copyOf(queue);
    }

    /** Takes the oldest fault of this kind. */
    Optional<Fault.Queued> take(Class<? extends Fault.Queued> kind) {
        return take(kind::isInstance);
    }

    Optional<Fault.Queued> take(Predicate<Fault.Queued> wanted) {
        for (Iterator<Fault.Queued> each = queue.iterator(); each.hasNext();) {
            Fault.Queued fault = each.next();
            if (wanted.test(fault)) {
                each.remove();
                return Optional.of(fault);
            }
        }
        return everybodys == null ? Optional.empty() : everybodys.take(wanted);
    }
}
