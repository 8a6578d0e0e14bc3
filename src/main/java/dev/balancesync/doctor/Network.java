package dev.balancesync.doctor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Names, routes and lines of this machine, each with a time limit. */
class Network {
    static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int ANY_PORT = 443;

    /** @throws UnknownHostException when nobody knows the name, or nobody answers in time */
    List<InetAddress> resolve(String host) throws IOException {
        var answer = new CompletableFuture<List<InetAddress>>();
        var thread = new Thread(() -> {
            try {
                answer.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
            }
        }, "doctor-dns");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        } catch (TimeoutException e) {
            throw new UnknownHostException(host + " (no answer of the name server within " + LIMIT.toSeconds() + " s)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether this machine has a way to the address. Nothing is sent: connecting a datagram socket only asks the routing table. */
    boolean hasRouteTo(InetAddress address) {
        var family = address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel channel = DatagramChannel.open(family)) {
            channel.connect(new InetSocketAddress(address, ANY_PORT));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Opens a line; reading from it ends after the limit, too. */
    Socket connect(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Tells what a name stands for, and whether this machine can get there. */
    Check dns(String name, String host) throws IOException {
        List<InetAddress> addresses;
        try {
            addresses = resolve(host);
        } catch (UnknownHostException e) {
            return Check.failed(name, "the name cannot be resolved: " + e.getMessage(), isDirectSupabase(host)
                    ? "Direct Supabase hosts have IPv6 addresses only, and a machine without IPv6 may see none. " + POOLER
                    : "Check the name for typing errors, and this machine's DNS and internet connection");
        }
        long six = addresses.stream().filter(Inet6Address.class::isInstance).count();
        String kinds = six == 0 ? "IPv4" : six == addresses.size() ? "IPv6 only" : "IPv4 and IPv6";
        String words = host + " has " + addresses.size() + (addresses.size() == 1 ? " address, " : " addresses, ") + kinds;
        if (addresses.stream().anyMatch(this::hasRouteTo)) {
            return Check.ok(name, words);
        }
        return Check.failed(name, words + ", and this machine has no route to it", six == addresses.size()
                ? "This machine has no IPv6. " + POOLER : "Check this machine's internet connection");
    }

    private static boolean isDirectSupabase(String host) {
        return host.matches("db\\.\\w+\\.supabase\\.co");
    }

    private static final String POOLER = "Use the pooler's URL instead (Supabase dashboard > Connect > Session pooler or Transaction pooler),"
            + " which has IPv4";
}
