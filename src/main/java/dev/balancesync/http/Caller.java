package dev.balancesync.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

import io.vertx.core.net.SocketAddress;

/** Who asks, as far as an address tells: of IPv6 the network of one subscriber (/64), who has all the addresses in it. */
final class Caller {
    private static final int NETWORK_BYTES = 8;

    private Caller() {
    }

    static String of(SocketAddress address) {
        String host = address == null || address.hostAddress() == null ? "?" : address.hostAddress();
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            InetAddress literal = InetAddress.getByName(host.replaceAll("%.*", ""));
            byte[] bytes = literal.getAddress();
            return bytes.length == 2 * NETWORK_BYTES && !literal.isLoopbackAddress()
                    ? HexFormat.ofDelimiter("").formatHex(bytes, 0, NETWORK_BYTES).replaceAll("(.{4})(?=.)", "$1:") + "::/64" : literal.getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
