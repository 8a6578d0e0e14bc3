package dev.balancesync.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who asks whether this node is a member, and waits until the member's thread knows. */
final class MemberQuestions {
    private final Queue<CompletableFuture<Boolean>> waiting = new ConcurrentLinkedQueue<>();

    /** @return no, too, when there is no answer within the limit */
    boolean ask(Duration limit) {
        var question = new CompletableFuture<Boolean>();
        waiting.add(question);
        try {
            return question.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** All that wait, to be answered by what is found out from now on. */
    List<CompletableFuture<Boolean>> take() {
        var taken = new ArrayList<CompletableFuture<Boolean>>();
        for (var each = waiting.poll(); each != null; each = waiting.poll()) {
            taken.add(each);
        }
        return taken;
    }
}
