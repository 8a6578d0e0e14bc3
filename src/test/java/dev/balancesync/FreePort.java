package dev.balancesync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that nobody uses at the moment, and that this JVM does not give to anybody else for a long time: a process needs seconds to take it. */
public final class FreePort {
    /** Below those that the system gives to whoever asks for any, so that nobody gets it before it is used. */
    private static final int FIRST = 10_000;
    private static final int END = 32_000;
    private static final int TRIES = 100;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

    private FreePort() {
    }

    public static int find() throws IOException {
        for (int i = 1;; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), END - FIRST);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @return {@code wanted} if it is free, another one otherwise */
    public static int findNear(int wanted) throws IOException {
        try (var socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return find();
        }
    }
}
