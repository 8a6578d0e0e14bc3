package dev.balancesync.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.ReturnCode;

/** One short conversation over Kiwoom's WebSocket: PING is echoed, other frames than the awaited answer are passed over. */
final class BrokerSocket implements WebSocket.Listener, AutoCloseable {
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() { };
    private static final String CLOSED = "closed";

    private final ObjectMapper json;
    private final BlockingQueue<Map<String, Object>> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<WebSocket> sent;
    private WebSocket socket;

    private BrokerSocket(ObjectMapper json) {
        this.json = json;
    }

    /** @throws IOException when it cannot be opened; the message says what the server answered */
    static BrokerSocket open(HttpClient client, URI url, ObjectMapper json) throws IOException, InterruptedException {
        var opened = new BrokerSocket(json);
        CompletableFuture<WebSocket> opening = client.newWebSocketBuilder().connectTimeout(Network.LIMIT).buildAsync(url, opened);
        try {
            opened.socket = opening.get(Network.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            opened.sent = CompletableFuture.completedFuture(opened.socket);
            return opened;
        } catch (TimeoutException e) {
            opening.thenAccept(WebSocket::abort);
            throw new IOException("the WebSocket was not opened within " + Network.LIMIT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof WebSocketHandshakeException refused
                    ? "the WebSocket was refused with HTTP " + refused.getResponse().statusCode()
                    : "the WebSocket could not be opened: " + Words.of(e.getCause()), e);
        }
    }

    synchronized void send(String frame) {
        sent = sent.thenCompose(ready -> ready.sendText(frame, true));
    }

    /**
     * @return the answer with {@code return_code} 0
     * @throws BrokerException when it is another, or none comes
     */
    Map<String, Object> await(String trnm) throws InterruptedException {
        long end = System.nanoTime() + Network.LIMIT.toNanos();
        BrokerError system = null;
        while (true) {
            Map<String, Object> frame = frames.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (frame == null || frame.containsKey(CLOSED)) {
                throw new BrokerException(system != null ? system : BrokerError.unavailable(null, frame == null
                        ? trnm + " was not answered within " + Network.LIMIT.toSeconds() + " s"
                        : "The connection was closed before " + trnm + " was answered: " + frame.get(CLOSED), null));
            }
            if ("SYSTEM".equals(frame.get("trnm"))) {
                system = BrokerError.of(String.valueOf(frame.get("code")), String.valueOf(frame.get("message")));
            } else if (trnm.equals(frame.get("trnm"))) {
                if (!ReturnCode.isSuccess(frame.get("return_code"))) {
                    throw new BrokerException(BrokerError.read(frame.get("return_code"), frame.get("return_msg")));
                }
                return frame;
            }
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            take(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void take(String frame) {
        try {
            Map<String, Object> fields = json.readValue(frame, FIELDS);
            if (fields != null && "PING".equals(fields.get("trnm"))) {
                send(frame);
            } else if (fields != null) {
                frames.add(fields);
            }
        } catch (JsonProcessingException e) {
            // not an answer
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        frames.add(Map.of(CLOSED, code + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        frames.add(Map.of(CLOSED, Words.of(error)));
    }

    @Override
    public void close() {
        try {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(Duration.ofSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // it is closed already, or will be by the next line
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.abort();
    }
}
