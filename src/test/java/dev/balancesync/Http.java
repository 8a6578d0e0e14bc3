package dev.balancesync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the service as a browser would. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {
    }

    public static HttpResponse<String> answer(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(request(port, path).build(), BodyHandlers.ofString());
    }

    public static HttpResponse<String> post(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(request(port, path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    public static String get(int port, String path) throws IOException, InterruptedException {
        return answer(port, path).body();
    }
}
