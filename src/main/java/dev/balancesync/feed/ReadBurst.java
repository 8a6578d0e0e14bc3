package dev.balancesync.feed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.PlainFrames;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts the frames of a burst, in order, into {@link PlainFrames} and, between them, single ones for which {@code feed-dispatch} has a way of
 * their own: answers, PING, large ones, and any of which not everything can be read. Where that way has been edited all are single.
 */
public final class ReadBurst implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.feed");

    private final AskedFields asked;
    private final ReadFrame whole;
    private final FrameCounts counts;
    private final FieldMapping mapping;
    private final AsShipped routes;

    /** @param otherFields the numbers of the fields that somebody asks for, beside those of the mapping */
    public ReadBurst(ObjectMapper json, FrameCounts counts, FieldMapping mapping, Set<String> otherFields, AsShipped routes) {
        this.asked = new AskedFields(json, Stream.concat(mapping.fids().stream(), otherFields.stream()).collect(Collectors.toUnmodifiableSet()));
        this.whole = new ReadFrame(json);
        this.counts = counts;
        this.mapping = mapping;
        this.routes = routes;
    }

    @Override
    public void process(Exchange exchange) {
        List<?> frames = exchange.getMessage().getBody(List.class);
        List<?> sorted = routes.isSo() ? sort(frames) : frames;
        for (Object each : sorted) {
            if (each instanceof PlainFrames plain) {
                plain.frames().forEach(frame -> counts.count(Wire.REAL));
            }
        }
        exchange.getMessage().setBody(sorted);
    }

    /** Hands on what was stored of frames that came before the start: they were counted then, and what could not be read was dealt with. */
    public void remember(List<Frame> stored, Consumer<Holding> told) {
        for (Frame each : stored) {
            try {
                Map<?, ?> fields = FrameShape.check(whole.read(each.text()));
                if (FrameShape.isReal(fields)) {
                    for (Object entry : (Iterable<?>) fields.get(Wire.DATA)) {
                        mapping.stored(entry, each.arrival()).ifPresent(told);
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("Nothing of the frame was stored: {}", e.toString());
            }
        }
    }

    /** @return each a {@link PlainFrames} or a {@link Frame} */
    List<Object> sort(List<?> frames) {
        var sorted = new ArrayList<Object>();
        PlainFrames plain = null;
        for (Object each : frames) {
            var frame = (Frame) each;
            List<Object> told = told(frame);
            if (told == null) {
                sorted.add(frame);
                plain = null;
                continue;
            }
            if (plain == null) {
                plain = new PlainFrames(new ArrayList<>(), new ArrayList<>());
                sorted.add(plain);
            }
            plain.frames().add(frame);
            plain.told().addAll(told);
        }
        return sorted;
    }

    /** @return {@code null} when the frame is not plain */
    private List<Object> told(Frame frame) {
        if (frame.text().length() >= ReadFrame.LARGE) {
            return null;
        }
        try {
            Map<?, ?> fields = FrameShape.check(asked.read(frame.text()));
            if (!FrameShape.isReal(fields)) {
                return null;
            }
            var told = new ArrayList<Object>();
            for (Object entry : (Iterable<?>) fields.get(Wire.DATA)) {
                told.add(mapping.plain(entry, frame.arrival()));
            }
            return told;
        } catch (IOException | BadEntryException e) {
            return null; // it goes to quarantine from where it is read again
        }
    }
}
