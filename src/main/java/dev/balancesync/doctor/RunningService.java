package dev.balancesync.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Language;
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

    /** Asks {@code /api/status}, with the password of the settings; a GET that changes nothing. */
    static RunningService ask(Configuration configuration, ObjectMapper json) {
        Language language = configuration.language();
        try {
            HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LIMIT).build();
            HttpResponse<String> answer = client.send(question(configuration), BodyHandlers.ofString());
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                return new RunningService(Kind.UNSURE, null, language.say("다른 비밀번호를 요구합니다", "it wants another password") + " (HTTP "
                        + answer.statusCode() + ")");
            }
            JsonNode status = answer.statusCode() == 200 ? json.readTree(answer.body()) : null;
            return status != null && isState(status.path("state").asText()) && status.has("circuit_breaker")
                    ? new RunningService(Kind.OURS, status, null)
                    : new RunningService(Kind.OTHER, null, "HTTP " + answer.statusCode());
        } catch (JsonProcessingException e) {
            return new RunningService(Kind.OTHER, null, language.say("이 서비스의 것이 아닌 응답", "an answer that is not this service's"));
        } catch (ConnectException | IllegalArgumentException e) {
            return new RunningService(Kind.NONE, null, null);
        } catch (IOException e) {
            return new RunningService(Kind.UNSURE, null, Words.of(e, language));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new RunningService(Kind.UNSURE, null, "");
        }
    }

    private static HttpRequest question(Configuration configuration) {
        String host = configuration.value("http.host");
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "[::1]" : host;
        var question = HttpRequest.newBuilder(URI.create("http://" + reachable + ":" + configuration.value("http.port") + "/api/status")).timeout(LIMIT);
        if (!configuration.value("http.password").isEmpty()) {
            String login = configuration.value("http.user") + ":" + configuration.value("http.password");
            question.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return question.build();
    }

    private static boolean isState(String word) {
        return Arrays.stream(SessionState.values()).anyMatch(state -> state.name().equals(word));
    }

    /** Whether it may be the service, whose session must be left alone. */
    boolean mayBeOurs() {
        return kind == Kind.OURS || kind == Kind.UNSURE;
    }

    /** The state word. */
    String state() {
        return status.path("state").asText();
    }

    /** The worst of what it says about itself, as a line of its own. */
    Check headline(String name, Language language) {
        JsonNode headline = status.path("headline");
        String words = language.say("실행 중인 서비스: ", "the running service is ") + state() + language.say(", ", " since ") + status.path("since").asText()
                + language.say("부터. ", ", ") + headline.path("name").asText() + ": " + in(headline.path("words"), language)
                + (headline.path("detail").isObject() ? " (" + in(headline.path("detail"), language) + ")" : "")
                + language.say(". 마지막 PING ", ", last PING ") + status.path("last_ping_at").asText()
                + language.say(", 마지막 전체 조회 ", ", last snapshot ") + status.path("last_snapshot_at").asText();
        String advice = in(headline.path("advice"), language);
        return switch (headline.path("level").asText()) {
            case "DOWN" -> Check.failed(name, words, advice);
            case "WARNING" -> Check.warning(name, words, advice);
            default -> Check.ok(name, words);
        };
    }

    /** @return {@code null} when nothing is said */
    private static String in(JsonNode both, Language language) {
        return both.path(language.name().toLowerCase(Locale.ROOT)).asText(null);
    }
}
