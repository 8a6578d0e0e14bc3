package dev.balancesync.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.session.SessionState;

/**
 * Who has the service's HTTP port.
 *
 * @param kind what answered
 * @param status the JSON of {@code /api/status} when it is {@code OURS}; {@code null} otherwise
 * @param words why it is thought so
 */
record RunningService(Kind kind, JsonNode status, String words) {
    /** What answered at the port. */
    enum Kind {
        /** Nobody. */
        NONE,
        /** This service. */
        OURS,
        /** Somebody who does not say; it may be this service. */
        UNSURE,
        /** Another program. */
        OTHER
    }

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** Asks {@code /api/status}; a GET that changes nothing. */
    static RunningService ask(String host, String port, ObjectMapper json) {
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "[::1]" : host;
        try {
            HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LIMIT).build();
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://" + reachable + ":" + port + "/api/status"))
                    .timeout(LIMIT).build(), BodyHandlers.ofString());
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                return new RunningService(Kind.UNSURE, null, "it wants a password (HTTP " + answer.statusCode() + ")");
            }
            JsonNode status = answer.statusCode() == 200 ? json.readTree(answer.body()) : null;
            return status != null && isState(status.path("state").asText()) && status.has("circuit_breaker")
                    ? new RunningService(Kind.OURS, status, null)
                    : new RunningService(Kind.OTHER, null, "HTTP " + answer.statusCode() + " that is not this service's");
        } catch (JsonProcessingException e) {
            return new RunningService(Kind.OTHER, null, "an answer that is not this service's");
        } catch (ConnectException | IllegalArgumentException e) {
            return new RunningService(Kind.NONE, null, null);
        } catch (IOException e) {
            return new RunningService(Kind.UNSURE, null, "it does not answer (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new RunningService(Kind.UNSURE, null, "it was not waited for");
        }
    }

    private static boolean isState(String word) {
        return Arrays.stream(SessionState.values()).anyMatch(state -> state.name().equals(word));
    }

    /** The state word. */
    String state() {
        return status.path("state").asText();
    }

    /** A field of the status, or {@code null}. */
    String text(String field) {
        JsonNode value = status.path(field);
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }
}
