package dev.balancesync.session;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import dev.balancesync.kiwoom.BrokerError;
import io.vertx.core.http.UpgradeRejectedException;
import org.springframework.core.NestedExceptionUtils;

/** Says in words why the broker could not be reached. */
final class ConnectionErrors {
    private ConnectionErrors() {
    }

    static BrokerError read(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String what = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (has(thrown, SSLException.class) || has(thrown, GeneralSecurityException.class)) {
            return BrokerError.unavailable("TLS", "The broker's certificate is not trusted or TLS failed: " + what,
                    "Check the clock of this machine and whether a proxy intercepts TLS; for a server of your own, put its certificate"
                            + " into the Java trust store (-Djavax.net.ssl.trustStore=…)");
        }
        if (has(thrown, UnknownHostException.class)) {
            return BrokerError.unavailable("DNS", "The broker's name cannot be resolved: " + what, "Check this machine's network and DNS");
        }
        if (cause instanceof UpgradeRejectedException rejected) {
            return BrokerError.unavailable(String.valueOf(rejected.getStatus()),
                    "The broker refused the WebSocket with HTTP " + rejected.getStatus(), null);
        }
        if (what.contains("handshake in process")) {
            return BrokerError.unavailable(null, "The broker did not complete the WebSocket handshake", null);
        }
        if (has(thrown, TimeoutException.class) || what.contains("timed out") || what.contains("timeout")) {
            return BrokerError.unavailable(null, "The broker did not answer in time: " + what, null);
        }
        if (has(thrown, ConnectException.class)) {
            return BrokerError.unavailable(null, "The broker refuses connections: " + what,
                    "Check KIWOOM_REST_URL and KIWOOM_WS_URL if they are set; otherwise the broker is down");
        }
        return BrokerError.unavailable(null, what, null);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
