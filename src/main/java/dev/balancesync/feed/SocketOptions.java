package dev.balancesync.feed;

import java.time.Duration;

import io.vertx.core.http.HttpClientOptions;

/** How the WebSocket is opened; {@code feed.camel.yaml} names it. */
public final class SocketOptions {
    private SocketOptions() {
    }

    /** A REG picture of a large account can exceed Vert.x' 64 KiB frames. */
    public static HttpClientOptions of(Duration handshake) {
        return new HttpClientOptions()
                .setConnectTimeout((int) handshake.toMillis())
                .setMaxWebSocketFrameSize(4 * 1024 * 1024)
                .setMaxWebSocketMessageSize(16 * 1024 * 1024)
                .setWebSocketClosingTimeout(1)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setVerifyHost(true);
    }
}
