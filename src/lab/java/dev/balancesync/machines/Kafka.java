package dev.balancesync.machines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.balancesync.TestKafka;
import dev.balancesync.TestProxy;
import org.springframework.util.FileSystemUtils;

/** What {@code -Dengine=kafka} adds: one broker for the whole run, with a topic for each day and a line of its own for each machine. */
final class Kafka implements AutoCloseable {
    private static final int MOST_MACHINES = 3;

    private final Path folder = Files.createTempDirectory("machines-kafka");
    private final TestKafka broker;
    private final Path checkout;
    private final BlockingQueue<TestProxy> lines = new LinkedBlockingQueue<>();

    Kafka(int days) throws IOException {
        broker = new TestKafka(folder, 1 + days * MOST_MACHINES);
        broker.lines().stream().skip(1).forEach(lines::add);
        checkout = TestKafka.installed(folder);
    }

    /** The jar beside the two of Kafka. */
    Path checkout() {
        return checkout;
    }

    TestProxy take() {
        return lines.remove();
    }

    /** The broker's heap would not hold the topics of hundreds of days. */
    void forget(MachinesDay day) {
        broker.delete(topic(day));
    }

    static String topic(MachinesDay day) {
        return "day-" + day.seed();
    }

    void giveBack(TestProxy line) {
        line.restore();
        lines.add(line);
    }

    @Override
    public void close() throws IOException {
        broker.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}
