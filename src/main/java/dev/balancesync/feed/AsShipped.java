package dev.balancesync.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the route files through which a frame goes by itself are as they were shipped. A burst takes the short way only then, so that no
 * edit is passed by.
 */
public final class AsShipped {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.feed");
    private static final List<String> FILES = List.of("feed.camel.yaml", "balance.camel.yaml");

    private final Function<String, byte[]> inUse;
    private final Map<String, String> shipped = new HashMap<>();
    /** What was compared last, and how that ended. */
    private final Map<String, byte[]> compared = new HashMap<>();
    private boolean same;

    /** @param inUse what the routes have of a file, the same array until it is edited; {@code null} when that is not known */
    public AsShipped(Function<String, byte[]> inUse) {
        this.inUse = inUse;
        FILES.forEach(file -> shipped.put(file, text(file)));
    }

    /** The build puts them beside this class. */
    private static String text(String file) {
        try (InputStream text = AsShipped.class.getResourceAsStream(file)) {
            return text == null ? null : text(text.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    synchronized boolean isSo() {
        boolean changed = false;
        for (String file : FILES) {
            byte[] now = inUse.apply(file);
            boolean first = !compared.containsKey(file);
            changed |= compared.put(file, now) != now || first;
        }
        if (changed) {
            same = FILES.stream().allMatch(file -> compared.get(file) != null && text(compared.get(file)).equals(shipped.get(file)));
            if (!same) {
                LOG.info("{} are not as they were shipped: frames that come together go through them one by one, which is slower", FILES);
            }
        }
        return same;
    }
}
