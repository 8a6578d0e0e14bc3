package dev.balancesync.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
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
    /** {@code null} before LOGIN, as the customer. */
    String appKey;
    Customer customer;
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

    void meet(Fault.Immediate fault) {
        if (fault instanceof Fault.Drop) {
            drop();
        } else if (fault instanceof Fault.Bye) {
            bye();
        } else if (fault instanceof Fault.Duplicate) {
            endAsDuplicate();
        } else if (fault instanceof Fault.Silence) {
            silent = true;
        } else if (fault instanceof Fault.Send text) {
            send(text.text());
        } else if (fault instanceof Fault.SendBinary binary && !socket.isClosed()) {
            socket.writeBinaryMessage(Buffer.buffer(binary.bytes()));
        }
    }

    void endAsDuplicate() {
        send(Frames.system("R10001", "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"));
        bye();
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
