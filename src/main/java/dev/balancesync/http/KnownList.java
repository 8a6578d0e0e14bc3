package dev.balancesync.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import javax.management.Notification;
import javax.management.NotificationListener;

import io.vertx.core.buffer.Buffer;

/**
 * The answer to who asks for a list of all MBeans, made once as long as there is no other MBean. It is 5 MB of JSON, and what it is made of fills a small
 * heap several times over: each time all stood still while room was made. It is kept packed, to a twentieth.
 */
final class KnownList implements NotificationListener {
    private static final int PIECE = 64 * 1024;
    private static final int SHORT = PIECE;

    private record Kept(String question, byte[] packed, int changes) {
    }

    private final AtomicInteger changes = new AtomicInteger();
    private volatile Kept kept;

    /** There is another MBean, or one less. */
    @Override
    public void handleNotification(Notification notification, Object handback) {
        changes.incrementAndGet();
    }

    /** @param make the answer in JSON, when it is not known; a short one, such as an error, is not kept */
    Buffer answer(String question, Supplier<String> make) {
        Kept known = kept;
        int now = changes.get();
        if (known != null && known.changes() == now && known.question().equals(question)) {
            return unpack(known.packed());
        }
        kept = null;
        String json = make.get();
        if (json.length() < SHORT) {
            return Buffer.buffer(json);
        }
        byte[] packed = pack(json);
        kept = new Kept(question, packed, now);
        return unpack(packed);
    }

    private static byte[] pack(String json) {
        var packed = new ByteArrayOutputStream();
        try (Writer writer = new OutputStreamWriter(new GZIPOutputStream(packed), StandardCharsets.UTF_8)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static Buffer unpack(byte[] packed) {
        Buffer json = Buffer.buffer();
        byte[] piece = new byte[PIECE];
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed), PIECE)) {
            for (int read = stream.read(piece); read >= 0; read = stream.read(piece)) {
                json.appendBytes(piece, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json;
    }
}
