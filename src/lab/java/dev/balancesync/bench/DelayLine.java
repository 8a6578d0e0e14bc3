package dev.balancesync.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** A line to a port of this machine on which every byte takes its time, as to a database far away. */
final class DelayLine implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final long delayNanos;

    private record Chunk(byte[] bytes, int length, long dueAt) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueAt, ((Chunk) other).dueAt);
        }
    }

    /** @param roundTrip added to each; half of it on the way there, half on the way back */
    DelayLine(int target, Duration roundTrip) throws IOException {
        this.delayNanos = roundTrip.toNanos() / 2;
        run(() -> {
            while (true) {
                Socket client = door.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                carry(client, server);
                carry(server, client);
            }
        });
    }

    int port() {
        return door.getLocalPort();
    }

    private void carry(Socket from, Socket to) {
        var underWay = new DelayQueue<Chunk>();
        run(() -> {
            while (true) {
                var bytes = new byte[65_536];
                int length = from.getInputStream().read(bytes);
                underWay.put(new Chunk(bytes, length, System.nanoTime() + delayNanos));
                if (length < 0) {
                    return;
                }
            }
        });
        run(() -> {
            for (Chunk chunk = underWay.take(); chunk.length() >= 0; chunk = underWay.take()) {
                to.getOutputStream().write(chunk.bytes(), 0, chunk.length());
            }
            to.close();
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void run(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // one side is gone, and so is the line
            }
        }, "delay-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
