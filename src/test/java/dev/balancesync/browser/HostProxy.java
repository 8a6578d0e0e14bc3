package dev.balancesync.browser;

import java.io.IOException;
import java.util.Locale;

import dev.balancesync.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;

/**
 * As nginx with nothing but {@code proxy_pass}: the service gets its own address as {@code Host}. On plain http a browser says nothing of
 * {@code Sec-Fetch-Site} (to this machine it would), so that is left out.
 */
final class HostProxy implements AutoCloseable {
    final int port = FreePort.find();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final int target;

    HostProxy(int target) throws IOException {
        this.target = target;
        vertx.createHttpServer().requestHandler(this::pass).listen(port, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void pass(HttpServerRequest asked) {
        var body = asked.body();
        client.request(new RequestOptions().setMethod(asked.method()).setHost("127.0.0.1").setPort(target).setURI(asked.uri()))
                .onSuccess(request -> body.onSuccess(content -> pass(asked, request, content))).onFailure(gone -> asked.response().setStatusCode(502).end());
    }

    private static void pass(HttpServerRequest asked, HttpClientRequest request, Buffer content) {
        asked.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Host") && !name.toLowerCase(Locale.ROOT).startsWith("sec-fetch")) {
                request.putHeader(name, value);
            }
        });
        request.send(content).onSuccess(answer -> {
            asked.response().setStatusCode(answer.statusCode()).setChunked(true);
            answer.headers().forEach((name, value) -> {
                if (!name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Transfer-Encoding")) {
                    asked.response().putHeader(name, value);
                }
            });
            answer.pipeTo(asked.response());
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
