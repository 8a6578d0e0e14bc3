package dev.balancesync.http;

import java.util.concurrent.atomic.AtomicInteger;

import javax.management.Notification;
import javax.management.NotificationListener;

/**
 * The answer to who asks for a list of all MBeans, made once as long as there is no other MBean. It is 5 MB of JSON, and what it is made of fills a small
 * heap several times over: each time all stood still while room was made. It is kept packed, to a twentieth.
 */
final class KnownList implements NotificationListener {
    private static final int SHORT = 64 * 1024;

    private record Kept(String question, PackedAnswer answer, int changes) {
    }

    private final AtomicInteger changes = new AtomicInteger();
    private volatile Kept kept;

    /** There is another MBean, or one less. */
    @Override
    public void handleNotification(Notification notification, Object handback) {
        changes.incrementAndGet();
    }

    /** @param make writes the answer in JSON, when it is not known; a short one, such as an error, is not kept */
    PackedAnswer answer(String question, PackedAnswer.Writing make) {
        Kept known = kept;
        int now = changes.get();
        if (known != null && known.changes() == now && known.question().equals(question)) {
            return known.answer();
        }
        kept = null;
        var answer = PackedAnswer.of(make);
        if (answer.length() >= SHORT) {
            kept = new Kept(question, answer, now);
        }
        return answer;
    }
}
