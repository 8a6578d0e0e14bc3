package dev.balancesync.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;

/** Token, LOGIN and REG with nothing but the WebSocket client and the JSON parser that the service uses. For the benchmark's own programs. */
final class BareSession {
    static final ObjectMapper JSON = new ObjectMapper();

    private BareSession() {
    }

    /** @param frames gets every REAL frame, on the socket's thread */
    static WebSocket open(String restUrl, String websocketUrl, Consumer<String> frames) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(restUrl + "/oauth2/token")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"grant_type":"client_credentials","appkey":"k","secretkey":"s"}""")).build();
        String token = JSON.readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body()).path("token").asText();
        WebSocket socket = Vertx.vertx().createWebSocketClient().connect(new WebSocketConnectOptions().setAbsoluteURI(websocketUrl))
                .toCompletionStage().toCompletableFuture().get();
        socket.textMessageHandler(text -> {
            if (text.contains("\"REAL\"")) {
                frames.accept(text);
            } else if (text.contains("\"PING\"")) {
                socket.writeTextMessage(text);
            } else if (text.contains("\"LOGIN\"")) {
                socket.writeTextMessage("""
                        {"trnm":"REG","grp_no":"1","refresh":"1","data":[{"item":[""],"type":["04"]}]}""");
            }
        });
        socket.writeTextMessage("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");
        return socket;
    }
}
