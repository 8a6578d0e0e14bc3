package dev.balancesync.feed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** How many frames of each {@code trnm} the broker has sent; words that are not its usual ones count as one. */
public final class FrameCounts implements Processor {
    private static final String OTHER = "other";
    private static final List<String> USUAL = List.of(Wire.REAL, Wire.PING, Wire.LOGIN, Wire.REG, Wire.REMOVE, Wire.SYSTEM);

    private final Map<Object, LongAdder> counts = Stream.concat(USUAL.stream(), Stream.of(OTHER))
            .collect(Collectors.toUnmodifiableMap(Function.identity(), each -> new LongAdder()));
    private final LongAdder other = counts.get(OTHER);

    /** The body is a frame. */
    @Override
    public void process(Exchange exchange) {
        count(exchange.getMessage().getBody() instanceof Map<?, ?> frame ? frame.get(Wire.TRNM) : null);
    }

    public void count(Object trnm) {
        (trnm == null ? other : counts.getOrDefault(trnm, other)).increment();
    }

    /** @param trnm one of {@link #kinds()} */
    public long counted(String trnm) {
        return counts.get(trnm).sum();
    }

    public Set<String> kinds() {
        return counts.keySet().stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }
}
