package dev.balancesync.balance;

import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Does for all entries of {@link PlainFrames} what {@code balance-map} does for one. */
public final class KeepPlainFrames implements Processor {
    private final KeepNewest keepNewest;
    private final Consumer<Object> otherType;
    private final Pending pending;

    /** @param otherType is told of each entry of another type than 04 */
    public KeepPlainFrames(KeepNewest keepNewest, Consumer<Object> otherType, Pending pending) {
        this.keepNewest = keepNewest;
        this.otherType = otherType;
        this.pending = pending;
    }

    @Override
    public void process(Exchange exchange) {
        for (Object each : exchange.getMessage().getBody(PlainFrames.class).told()) {
            if (each instanceof Holding holding) {
                keepNewest.keep(holding);
            } else {
                otherType.accept(each);
                pending.passOver();
            }
        }
    }
}
