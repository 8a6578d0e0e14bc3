package dev.balancesync.machines;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.simulator.KiwoomSimulator;

/**
 * The lines of one machine to the database, to the broker and to Kafka; what is wrong with each, and since when something is held on them, which
 * it also is while the machine is suspended.
 */
final class MachineLines implements AutoCloseable {
    private final TestProxy toDatabase;
    private final TestProxy toBroker;
    /** {@code null} with CLUSTER=postgres. */
    private final TestProxy toKafka;
    private final Kafka kafka;
    private final MachinesDay day;
    private volatile boolean suspended;
    /** Whether they stay cut, whatever is mended, until the machine is started again. */
    private volatile boolean lost;
    private volatile String databaseFault;
    private volatile String brokerFault;
    /** When what was held on the line to the broker, or in the machine itself, was let go, of {@link System#nanoTime()}; while it is held, {@link Long#MAX_VALUE}. */
    private volatile long letGo = Long.MIN_VALUE / 2;
    private volatile long heldSince;

    /** @param kafka {@code null} with CLUSTER=postgres */
    MachineLines(MachinesDay day, KiwoomSimulator kiwoom, TestDatabase database, Kafka kafka) throws IOException {
        this.day = day;
        this.kafka = kafka;
        toDatabase = TestProxy.to(URI.create(database.url()).getPort());
        toBroker = TestProxy.to(kiwoom.port());
        toKafka = kafka == null ? null : kafka.take();
    }

    // --- where they begin

    int databasePort() {
        return toDatabase.port();
    }

    int brokerPort() {
        return toBroker.port();
    }

    /** With CLUSTER=kafka. */
    int kafkaPort() {
        return toKafka.port();
    }

    // --- what happens to them

    /** @param fault {@code cut}, {@code freeze}, or {@code null} for none */
    void database(String fault) {
        databaseFault = fault;
        if (!suspended && !lost) {
            inner(fault);
        }
    }

    /** The same. */
    void broker(String fault) {
        brokerFault = fault;
        if ("freeze".equals(fault)) {
            hold();
        }
        if (!suspended && !lost) {
            line(toBroker, fault);
        }
        letGo();
    }

    /** With Kafka a fault of the database is one of the database, of Kafka or of both: by the day. */
    private void inner(String fault) {
        long which = day.seed() % 3;
        line(toDatabase, toKafka == null || which != 0 ? fault : null);
        if (toKafka != null) {
            line(toKafka, which != 1 ? fault : null);
        }
    }

    private static void line(TestProxy line, String fault) {
        line.restore();
        if ("cut".equals(fault)) {
            line.cut();
        } else if ("freeze".equals(fault)) {
            line.pause();
        }
    }

    /** The machine starts: what was lost is there again. */
    void begin() {
        lost = false;
        restore();
    }

    /** They are as they would be if the machine were not suspended. */
    void restore() {
        inner(databaseFault);
        line(toBroker, brokerFault);
    }

    /** The machine is dead. */
    void lose() {
        lost = true;
        all().forEach(TestProxy::cut);
    }

    void pause() {
        all().forEach(TestProxy::pause);
    }

    private List<TestProxy> all() {
        return Stream.of(toDatabase, toBroker, toKafka).filter(Objects::nonNull).toList();
    }

    void suspended() {
        suspended = true;
        hold();
    }

    void resumed() {
        suspended = false;
        letGo();
    }

    private void hold() {
        heldSince = letGo == Long.MAX_VALUE ? heldSince : System.nanoTime();
        letGo = Long.MAX_VALUE;
    }

    private void letGo() {
        if (letGo == Long.MAX_VALUE && !suspended && !"freeze".equals(brokerFault)) {
            letGo = System.nanoTime();
        }
    }

    // --- how they are

    boolean isSuspended() {
        return suspended;
    }

    boolean isDatabaseHurt() {
        return databaseFault != null;
    }

    boolean isBrokerHurt() {
        return brokerFault != null;
    }

    boolean isHurt() {
        return suspended || databaseFault != null || brokerFault != null;
    }

    /** Whether what was sent to the broker, or should have been, may come late: something is held, or was until a moment ago. */
    boolean isLate(Duration moment) {
        long until = letGo;
        return until == Long.MAX_VALUE || System.nanoTime() - until < moment.toNanos();
    }

    /** Since when what comes late may have been on its way. */
    long heldSince() {
        return heldSince;
    }

    @Override
    public void close() {
        toDatabase.close();
        toBroker.close();
        if (kafka != null) {
            kafka.giveBack(toKafka);
        }
    }
}
