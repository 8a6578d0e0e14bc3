package dev.balancesync.http;

import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A long answer, kept packed. Who can unpack it gets it so; others get it piece by piece as they take it: who takes it slowly, or never, costs a piece
 * and not the whole.
 */
record PackedAnswer(byte[] packed) {
    private static final int PIECE = 64 * 1024;

    /** Who writes the answer. */
    interface Writing {
        void to(Writer writer) throws IOException;
    }

    static PackedAnswer of(Writing answer) {
        var packed = new ByteArrayOutputStream();
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(new GZIPOutputStream(packed), StandardCharsets.UTF_8))) {
            answer.to(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PackedAnswer(packed.toByteArray());
    }

    /** @return of what is in it, in bytes: gzip ends with it */
    int length() {
        return ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).getInt(packed.length - Integer.BYTES);
    }

    void send(RoutingContext context) {
        HttpServerResponse response = context.response().putHeader("Vary", "Accept-Encoding");
        if (context.parsedHeaders().acceptEncoding().stream().anyMatch(each -> each.value().equalsIgnoreCase("gzip") && each.weight() > 0)) {
            response.putHeader("Content-Encoding", "gzip").end(Buffer.buffer(packed));
            return;
        }
        Dear.willSend(context, length());
        InputStream pieces = unpacked();
        response.setChunked(true).drainHandler(ready -> sendPiece(pieces, response));
        context.vertx().runOnContext(now -> sendPiece(pieces, response));
    }

    private InputStream unpacked() {
        try {
            return new GZIPInputStream(new ByteArrayInputStream(packed), PIECE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendPiece(InputStream pieces, HttpServerResponse response) {
        try {
            while (!response.ended() && !response.closed() && !response.writeQueueFull()) {
                byte[] piece = pieces.readNBytes(PIECE);
                if (piece.length == 0) {
                    response.end();
                } else {
                    response.write(Buffer.buffer(piece));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
