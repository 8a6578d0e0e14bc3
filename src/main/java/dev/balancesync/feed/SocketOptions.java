package dev.balancesync.feed;

import java.time.Duration;

import io.vertx.core.http.HttpClientOptions;

/** How the WebSocket is opened; {@code feed.camel.yaml} names it. */
public final class SocketOptions {
    private static final int LARGEST = 16 * 1024 * 1024;
    /** To one broker. With no limit (-1) Vert.x 4.5.27 connects nobody. */
    private static final int MOST_SOCKETS = 100_000;

    private SocketOptions() {
    }

    /** A frame of a large account can exceed Vert.x' 64 KiB frames; the limits are what the image's heap has room for, and some more. */
    public static HttpClientOptions of(Duration handshake) {
        return new HttpClientOptions()
                .setConnectTimeout((int) Math.min(handshake.toMillis(), Integer.MAX_VALUE))
                .setMaxWebSockets(MOST_SOCKETS)
                .setMaxWebSocketFrameSize(LARGEST)
                .setMaxWebSocketMessageSize(LARGEST)
                .setWebSocketClosingTimeout(1)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setVerifyHost(true);
    }
}
