package dev.balancesync.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;

/** A program that speaks to the simulator's REST side, with nothing of ours between. */
final class RestClient {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What came back; an answer of Kiwoom is JSON. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            try {
                return SampleFrames.JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse(null);
        }

        int code() {
            return json().path("return_code").asInt(-1);
        }

        String message() {
            return json().path("return_msg").asText();
        }
    }

    private final String url;
    private final Duration patience;

    RestClient(KiwoomSimulator kiwoom) {
        this(kiwoom, Duration.ofSeconds(20));
    }

    RestClient(KiwoomSimulator kiwoom, Duration patience) {
        this.url = kiwoom.restUrl();
        this.patience = patience;
    }

    /** @param headers name, value, name, value … */
    Answer post(String path, String body, String... headers) {
        return postAs("application/json;charset=UTF-8", path, body, headers);
    }

    Answer postAs(String type, String path, String body, String... headers) {
        var request = request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer get(String path) {
        return send(request(path));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(patience);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer askToken(String key) {
        return askToken(key, "any");
    }

    Answer askToken(String key, String secret) {
        return post("/oauth2/token", "{\"grant_type\":\"client_credentials\",\"appkey\":\"" + key + "\",\"secretkey\":\"" + secret + "\"}");
    }

    String token(SimulatedAccount account) {
        return askToken(account.appKey(), account.appSecret()).json().path("token").asText();
    }

    String token(String key) {
        return askToken(key).json().path("token").asText();
    }

    Answer query(String api, String token, String... headers) {
        String body = api.equals("kt00001") ? "{\"qry_tp\":\"3\"}" : "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}";
        return call("/api/dostk/acnt", api, token, body, headers);
    }

    Answer ask(String api, String token, String body) {
        return call("/api/dostk/acnt", api, token, body);
    }

    Answer order(String api, String token, String body) {
        return call("/api/dostk/ordr", api, token, body);
    }

    private Answer call(String path, String api, String token, String body, String... headers) {
        var all = new String[headers.length + 4];
        all[0] = "api-id";
        all[1] = api;
        all[2] = "authorization";
        all[3] = "Bearer " + token;
        System.arraycopy(headers, 0, all, 4, headers.length);
        return post(path, body, all);
    }
}
