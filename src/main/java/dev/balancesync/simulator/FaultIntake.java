package dev.balancesync.simulator;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a fault goes that was asked for: to wait, to the connections, or into the trading day; for one customer, or for all. */
final class FaultIntake {
    private static final Logger LOG = LoggerFactory.getLogger("simulator");

    private final Customers customers;
    private final Tokens tokens;
    private final Sockets sockets;

    FaultIntake(Customers customers, Tokens tokens, Sockets sockets) {
        this.customers = customers;
        this.tokens = tokens;
        this.sockets = sockets;
    }

    /** @param whose {@code null} for all; one that waits is then met by whoever comes first */
    void take(Fault fault, int times, Customer whose) {
        if (whose != null && (fault instanceof Fault.RefuseHandshake || fault instanceof Fault.HangHandshake)) {
            throw new IllegalArgumentException("a handshake does not tell whose it is");
        }
        if (!(fault instanceof Fault.Send)) {
            LOG.info("Fault {} times={}{}", fault, times, whose == null ? "" : " key=" + whose.appKey);
        }
        for (int i = 0; i < times; i++) {
            take(fault, whose);
        }
    }

    private void take(Fault fault, Customer whose) {
        List<Customer> meant = whose == null ? customers.all() : List.of(whose);
        if (fault instanceof Fault.Queued queued) {
            customers.faults(whose).add(queued);
        } else if (fault instanceof Fault.RevokeToken) {
            tokens.revokeAll(key -> meant.contains(customers.ofKey(key)));
        } else if (fault instanceof Fault.OldTokens old) {
            tokens.refuseAll(old.code(), key -> meant.contains(customers.ofKey(key)));
        } else if (fault instanceof Fault.MoveCash move) {
            meant.forEach(each -> each.day.moveCash(move.won()));
        } else if (fault instanceof Fault.Lasting lasting) {
            meant.forEach(each -> each.day.begin(lasting));
        } else if (fault instanceof Fault.Immediate immediate) {
            (whose == null ? sockets.open() : whose.sessions.open()).forEach(connection -> connection.meet(immediate));
        }
    }

    /** Takes back those that wait or last. */
    void clear(Customer whose) {
        if (whose == null) {
            customers.faults.clear();
        }
        (whose == null ? customers.all() : List.of(whose)).forEach(each -> {
            each.faults.clear();
            each.day.endLasting();
        });
    }
}
