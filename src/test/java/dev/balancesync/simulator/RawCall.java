package dev.balancesync.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One call of kt00018 from another address of this machine, which the JDK's client cannot choose. */
final class RawCall {
    private static final String BODY = "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}";

    private RawCall() {
    }

    static String from(String address, URI to, String token) throws IOException {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), 5_000);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST /api/dostk/acnt HTTP/1.1\r\nHost: kiwoom\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\n"
                    + "api-id: kt00018\r\nauthorization: Bearer " + token
                    + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                    .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
