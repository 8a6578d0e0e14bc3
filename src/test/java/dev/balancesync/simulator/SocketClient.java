package dev.balancesync.simulator;

import static dev.balancesync.TestFrames.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.balancesync.SampleFrames;
import org.awaitility.core.ConditionFactory;

/** A program that speaks to the simulator's WebSocket, with nothing of ours between; keeps what it hears. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean echoes;
    private volatile long lastHeard = System.nanoTime();
    private volatile String ended;
    private WebSocket socket;
    private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);

    private SocketClient(boolean echoes) {
        this.echoes = echoes;
    }

    static SocketClient open(KiwoomSimulator kiwoom) {
        return open(kiwoom, false);
    }

    /** @param echoes whether it answers PING */
    static SocketClient open(KiwoomSimulator kiwoom, boolean echoes) {
        return open(kiwoom, echoes, Duration.ofSeconds(20));
    }

    /**
     * @param patience with the handshake
     * @throws CompletionException if the handshake fails
     */
    static SocketClient open(KiwoomSimulator kiwoom, boolean echoes, Duration patience) {
        var client = new SocketClient(echoes);
        client.socket = HTTP.newWebSocketBuilder().connectTimeout(patience).buildAsync(URI.create(kiwoom.websocketUrl()), client).join();
        return client;
    }

    /** One that has logged in with a token of this App key; that answer is heard already. */
    static SocketClient loggedIn(KiwoomSimulator kiwoom, String key) {
        return loggedInWith(kiwoom, new RestClient(kiwoom).token(key));
    }

    static SocketClient loggedInWith(KiwoomSimulator kiwoom, String token) {
        SocketClient client = open(kiwoom);
        client.logIn(token);
        client.awaitHeard(SampleFrames.text("login-ok").strip());
        return client;
    }

    void logIn(String token) {
        send("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");
    }

    void register(String type) {
        String answer = SampleFrames.text("reg-ok").strip();
        long before = heard.stream().filter(answer::equals).count();
        send(SampleFrames.text("reg-request-04").strip().replace("04", type));
        soon().until(() -> heard.stream().filter(answer::equals).count() > before);
    }

    void send(String text) {
        send(socket, text).join();
    }

    /** One after the other: the JDK's client refuses a text while another is on its way, such as the echo of a PING. */
    private synchronized CompletableFuture<WebSocket> send(WebSocket to, String text) {
        sent = sent.exceptionally(error -> to).thenCompose(ready -> to.sendText(text, true));
        return sent;
    }

    /** Sends although the other side may be closing; whether it arrives is left open. */
    void sendAnyway(String text) {
        send(socket, text).exceptionally(error -> socket).join();
    }

    /** Everything heard but PING. */
    List<String> frames() {
        return heard.stream().filter(text -> !text.equals(PING)).toList();
    }

    /** The REAL frames of this type heard so far. */
    List<String> real(String type) {
        return heard.stream().filter(text -> text.endsWith("\"trnm\":\"REAL\"}") && text.contains("\"type\":\"" + type + "\"")).toList();
    }

    long pings() {
        return heard.stream().filter(PING::equals).count();
    }

    void awaitHeard(String text) {
        soon().until(() -> heard.contains(text));
    }

    /** Looks often: most answers come within a millisecond. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** When it returns, everything that the simulator sent to this program before has been heard. */
    void catchUp(KiwoomSimulator kiwoom, String mark) {
        kiwoom.send(mark);
        awaitHeard(mark);
        heard.remove(mark);
    }

    /** @return such as {@code 1000 Bye}; {@code 1006} or the exception if the line was cut */
    String awaitEnd() {
        soon().until(() -> ended != null);
        return ended;
    }

    boolean isOpen() {
        return ended == null;
    }

    void assertHearsNothingFor(Duration time) {
        soon().until(() -> System.nanoTime() - lastHeard > time.toNanos());
        assertThat(isOpen()).isTrue();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            String text = part.toString();
            part.setLength(0);
            heard.add(text);
            lastHeard = System.nanoTime();
            if (echoes && text.equals(PING)) {
                send(from, text);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended = (code + " " + reason).strip();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended = error.toString();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
