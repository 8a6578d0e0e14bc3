package dev.balancesync.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.RestAnswer;

/** Kiwoom's REST side, asked one question at a time; also reads its clock from the answers. */
final class BrokerRest {
    /** Kiwoom counts requests; the service keeps the same distance. */
    private static final Duration DISTANCE = Duration.ofMillis(300);
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final String url;
    private final Clock clock;
    private final RestAnswer reader;
    private final HttpClient client;
    private Duration ahead;

    BrokerRest(String url, ObjectMapper json, Clock clock) {
        this.url = url;
        this.clock = clock;
        this.reader = new RestAnswer(json);
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(Network.LIMIT).build();
    }

    HttpClient client() {
        return client;
    }

    /** au10001. */
    Map<String, Object> token(String request) throws IOException, InterruptedException {
        return ask(builder("/oauth2/token").POST(HttpRequest.BodyPublishers.ofString(request)).build());
    }

    /** A query of the account. */
    Map<String, Object> account(String api, String token, String request) throws IOException, InterruptedException {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DISTANCE.toMillis()));
        return ask(builder("/api/dostk/acnt").header("api-id", api).header("authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(request)).build());
    }

    /** Any answer at all, for its Date. */
    void greet() throws IOException, InterruptedException {
        send(builder("/").GET().build());
    }

    /** How far this machine's clock is ahead; {@code null} when no answer had a date. */
    Duration ahead() {
        return ahead;
    }

    private HttpRequest.Builder builder(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Network.LIMIT).header("Content-Type", "application/json;charset=UTF-8");
    }

    private Map<String, Object> ask(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request);
        return reader.read(answer.statusCode(), answer.body());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        Instant now = clock.instant();
        answer.headers().firstValue("Date").ifPresent(date -> {
            try {
                // whole seconds, cut off
                Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().plus(HALF_A_SECOND);
                ahead = Duration.between(theirs, now);
            } catch (DateTimeException e) {
                // a server without a readable date is no reason to fail
            }
        });
        return answer;
    }
}
