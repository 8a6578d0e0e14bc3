package dev.balancesync.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

import io.vertx.core.net.SocketAddress;

/** Who asks, as far as an address tells: of IPv6 the network of one subscriber (/64), who has all the addresses in it. */
final class Caller {
    private static final int NETWORK_BYTES = 8;
    private static final String NETWORK = "::/64";
    private static final String UNKNOWN = "?";

    private Caller() {
    }

    static boolean isThisMachine(SocketAddress address) {
        String host = of(address);
        try {
            return !host.equals(UNKNOWN) && !host.endsWith(NETWORK) && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static String of(SocketAddress address) {
        String host = address == null || address.hostAddress() == null ? UNKNOWN : address.hostAddress();
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            InetAddress literal = InetAddress.getByName(host.replaceAll("%.*", ""));
            byte[] bytes = literal.getAddress();
            return bytes.length == 2 * NETWORK_BYTES && !literal.isLoopbackAddress()
                    ? HexFormat.ofDelimiter("").formatHex(bytes, 0, NETWORK_BYTES).replaceAll("(.{4})(?=.)", "$1:") + NETWORK : literal.getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
