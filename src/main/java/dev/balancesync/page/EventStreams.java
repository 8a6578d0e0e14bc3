package dev.balancesync.page;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import org.apache.camel.support.service.ServiceSupport;

/** The event streams of all accounts; one thread tells them. */
public final class EventStreams extends ServiceSupport {
    private static final long HEARTBEAT_MILLIS = 5_000;
    private static final long GOODBYE_MILLIS = 500;

    private final ObjectMapper json;
    private final Clock clock;
    private final ExecutorService teller = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "live-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    public EventStreams(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** @param watched is told that somebody begins to look */
    EventStream add(Runnable watched) {
        var stream = new EventStream(json, clock, teller, watched);
        streams.add(stream);
        return stream;
    }

    void remove(EventStream stream) {
        streams.remove(stream);
        stream.end();
    }

    void open(Vertx vertx) {
        vertx.setPeriodic(HEARTBEAT_MILLIS, id -> streams.forEach(EventStream::beat));
    }

    @Override
    protected void doStop() throws InterruptedException {
        streams.forEach(EventStream::end);
        teller.shutdown();
        teller.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
