package dev.balancesync.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.ServerWebSocket;

/** One WebSocket connection of a program. */
final class Connection {
    private static final short NORMAL = 1000;
    private static final String BYE = "Bye";

    final ServerWebSocket socket;
    private final Channel channel;
    /** {@code Ticker.nanos()}. */
    final long openedAt;
    final Registrations registered = new Registrations();
    final Set<Long> timers = new HashSet<>();
    long lastEcho;
    /** {@code null} before LOGIN. */
    String appKey;
    boolean silent;
    CompletableFuture<Void> burst = CompletableFuture.completedFuture(null);

    Connection(ServerWebSocket socket, Channel channel, long now) {
        this.socket = socket;
        this.channel = channel;
        this.openedAt = now;
        this.lastEcho = now;
    }

    String address() {
        return socket.remoteAddress().hostAddress();
    }

    void send(String frame) {
        if (!silent && !socket.isClosed()) {
            socket.writeTextMessage(frame);
        }
    }

    boolean hears(String type) {
        return !silent && !socket.isClosed() && registered.hears(type);
    }

    void bye() {
        socket.close(NORMAL, BYE);
    }

    /** Past Netty's WebSocket handler, which would send a close frame. */
    void drop() {
        channel.pipeline().firstContext().close();
    }

    /** As drop, but the other side learns it by a TCP reset. */
    void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        drop();
    }
}
