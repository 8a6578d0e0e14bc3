package dev.balancesync;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A TCP line to a port of this machine that can be cut, paused and restored. */
public final class TestProxy implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object pause = new Object();
    private ServerSocket door;
    private Thread doorkeeper;
    private final AtomicReference<String> cutAt = new AtomicReference<>();
    private final AtomicReference<String> pauseAt = new AtomicReference<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private boolean paused;

    private TestProxy(int target) throws IOException {
        this.target = target;
        open(0);
        this.port = door.getLocalPort();
    }

    public static TestProxy to(int target) throws IOException {
        return new TestProxy(target);
    }

    public int port() {
        return port;
    }

    /** How many connections were made through it. */
    public int accepted() {
        return accepted.get();
    }

    /** How many bytes have come back from the target. */
    public long answered() {
        return answered.get();
    }

    /** All connections break, and new ones are refused. */
    public synchronized void cut() {
        close(door);
        try {
            doorkeeper.join(); // until then the port is not free
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(TestProxy::close);
    }

    /** The next connection on which this text goes through breaks before it; once. */
    public void cutAt(String text) {
        cutAt.set(text);
    }

    /** Whether {@link #cutAt} has cut. */
    public boolean hasCut() {
        return cutAt.get() == null;
    }

    /** Everything is paused as soon as this text comes by, and the text as well; once. */
    public void pauseAt(String text) {
        pauseAt.set(text);
    }

    /** Whether {@link #pauseAt} has paused. */
    public boolean hasPaused() {
        return pauseAt.get() == null;
    }

    /** Bytes stop in both directions, and nobody is told; connections can still be made. */
    public void pause() {
        synchronized (pause) {
            paused = true;
        }
    }

    /** What was paused or cut works again; cut connections stay lost. */
    public synchronized void restore() {
        resume();
        try {
            if (door.isClosed()) {
                open(port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resume() {
        synchronized (pause) {
            paused = false;
            pause.notifyAll();
        }
    }

    private void open(int wanted) throws IOException {
        var opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        door = opened;
        doorkeeper = run(() -> accept(opened));
    }

    private void accept(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket client = at.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                accepted.incrementAndGet();
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                run(() -> carry(client, server));
                run(() -> carry(server, client));
            } catch (IOException e) {
                // the door is closed, or nobody is behind it
            }
        }
    }

    private void carry(Socket from, Socket to) {
        var bytes = new byte[8192];
        try {
            for (int count = from.getInputStream().read(bytes); count >= 0; count = from.getInputStream().read(bytes)) {
                if (comesBy(pauseAt, bytes, count)) {
                    pause();
                }
                synchronized (pause) {
                    while (paused) {
                        pause.wait();
                    }
                }
                if (comesBy(cutAt, bytes, count)) {
                    break;
                }
                if (from.getPort() == target) {
                    answered.addAndGet(count);
                }
                to.getOutputStream().write(bytes, 0, count);
            }
        } catch (IOException e) {
            // cut, below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut(from, to);
    }

    private static boolean comesBy(AtomicReference<String> awaited, byte[] bytes, int count) {
        String text = awaited.get();
        return text != null && new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains(text) && awaited.compareAndSet(text, null);
    }

    private void cut(Socket one, Socket other) {
        close(one);
        close(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static Thread run(Runnable work) {
        var thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(Closeable each) {
        try {
            each.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        resume();
    }
}
