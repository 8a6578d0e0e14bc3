package dev.balancesync.doctor;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;

import javax.net.ssl.SSLException;

/** Says in plain words what Java says in class names. */
final class Words {
    private Words() {
    }

    static String of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "the name cannot be resolved";
            }
            if (cause instanceof SSLException) {
                return "TLS failed: " + oneLine(cause.getMessage());
            }
            if (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException) {
                return "no answer within " + Network.LIMIT.toSeconds() + " s";
            }
            if (cause instanceof NoRouteToHostException) {
                return "there is no route to it";
            }
        }
        if (thrown instanceof ConnectException) {
            return "the connection was refused";
        }
        if (thrown instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : oneLine(thrown.getMessage());
    }

    static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }

    /** An account number as it may be shown: digits but the last four become stars, a dash stays. */
    static String masked(String account) {
        int keep = Math.max(0, account.length() - 4);
        return account.substring(0, keep).replaceAll("\\d", "*") + account.substring(keep);
    }
}
