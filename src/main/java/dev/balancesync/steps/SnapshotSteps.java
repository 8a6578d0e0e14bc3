package dev.balancesync.steps;

import java.util.List;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.kiwoom.Pace;
import dev.balancesync.snapshot.Snapshot;
import dev.balancesync.snapshot.Snapshots;
import org.apache.camel.Exchange;

/** The {@link Snapshots} of an exchange's account; the variable {@code snapshot} is the one under way. */
public final class SnapshotSteps {
    private final Accounts accounts;

    public SnapshotSteps(Accounts accounts) {
        this.accounts = accounts;
    }

    private Snapshots of(Exchange exchange) {
        return accounts.of(exchange, Snapshots.class);
    }

    public boolean isDue(Exchange exchange) {
        return of(exchange).isDue();
    }

    public boolean isToConfirm(Exchange exchange) {
        return of(exchange).isNowToConfirm();
    }

    public Snapshot begin(Exchange exchange) {
        return of(exchange).begin();
    }

    /** The body is a page's answer. */
    public void page(Exchange exchange) {
        boolean more = false;
        try {
            of(exchange).page(snapshot(exchange), Steps.fields(exchange), exchange.getMessage().getHeader("cont-yn", String.class),
                    exchange.getMessage().getHeader("next-key", String.class));
            more = snapshot(exchange).hasMore();
        } finally {
            if (!more) {
                accounts.of(exchange, Pace.class).endChain(exchange.getVariable("tr", String.class));
            }
        }
    }

    /** The body is what the table has. */
    public void reconcile(Exchange exchange) {
        of(exchange).reconcile(snapshot(exchange), Steps.rows(exchange));
    }

    public List<Object> leftOut(Exchange exchange) {
        return of(exchange).leftOut(snapshot(exchange));
    }

    public void succeeded(Exchange exchange) {
        of(exchange).succeeded(snapshot(exchange));
    }

    /** The body is what the table has. */
    public void confirm(Exchange exchange) {
        of(exchange).confirm(Steps.rows(exchange));
    }

    public void failed(Exchange exchange) {
        of(exchange).failed(Steps.cause(exchange));
    }

    private static Snapshot snapshot(Exchange exchange) {
        return exchange.getVariable("snapshot", Snapshot.class);
    }
}
