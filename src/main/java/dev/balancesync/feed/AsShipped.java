package dev.balancesync.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Whether the route files through which a frame goes by itself say what they said when they were shipped, however they are written. A burst
 * takes the short way only then, so that no edit is passed by.
 */
public final class AsShipped {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.feed");
    private static final List<String> FILES = List.of("feed.camel.yaml", "balance.camel.yaml");

    private final Function<String, byte[]> inUse;
    /** What was compared last, and how that ended. */
    private final Map<String, byte[]> compared = new HashMap<>();
    private boolean same;

    /** @param inUse what the routes have of a file, the same array until it is edited; {@code null} when that is not known */
    public AsShipped(Function<String, byte[]> inUse) {
        this.inUse = inUse;
    }

    synchronized boolean isSo() {
        boolean changed = false;
        for (String file : FILES) {
            byte[] now = inUse.apply(file);
            boolean first = !compared.containsKey(file);
            changed |= compared.put(file, now) != now || first;
        }
        if (changed) {
            same = FILES.stream().allMatch(this::isAsShipped);
            if (!same) {
                LOG.info("{} do not say what they did when they were shipped: frames that come together go through them one by one, which is"
                        + " slower", FILES);
            }
        }
        return same;
    }

    /** The build puts the files beside this class. */
    private boolean isAsShipped(String file) {
        byte[] now = compared.get(file);
        try (InputStream shipped = AsShipped.class.getResourceAsStream(file)) {
            return now != null && shipped != null && content(new ByteArrayInputStream(now)).equals(content(shipped));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the routes that are in use, so it can be read. */
    private static Object content(InputStream yaml) {
        return new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
    }
}
