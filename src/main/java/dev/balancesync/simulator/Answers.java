package dev.balancesync.simulator;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** How an HTTP answer leaves, with the headers that every answer of Kiwoom has, and with the fault that was queued for it. */
final class Answers {
    static final String OK = "정상적으로 처리되었습니다";
    /** Where a call keeps the faults that its answer will meet. */
    static final String TROUBLE = "trouble";
    static final String CODE = "code";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    /** The body as an object; an empty one when it is none. */
    static JsonNode body(RoutingContext context) {
        try {
            String text = context.body().asString();
            return text == null || text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    static Map<String, Object> finished(Map<String, Object> answer, String message) {
        answer.put("return_code", 0);
        answer.put("return_msg", message);
        return answer;
    }

    void ok(RoutingContext context, Map<String, Object> answer) {
        send(context, 200, Frames.json(answer));
    }

    void refuse(RoutingContext context, int code, String message) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("return_code", code);
        answer.put("return_msg", message);
        ok(context, answer);
    }

    void refuse(RoutingContext context, Refusals.Answer refusal) {
        send(context, refusal.status(), refusal.body());
    }

    void send(RoutingContext context, int status, String text) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        String body = context.get(CODE) instanceof Fault.ReturnCode code ? code.in(text) : text;
        String api = context.request().getHeader("api-id");
        put(response, "api-id", api == null ? "" : api);
        put(response, "cont-yn", "N");
        put(response, "next-key", "");
        put(response, "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(clock.withZone(ZoneOffset.UTC))));
        response.setStatusCode(status);
        response.putHeader("Content-Type", (body.startsWith("<") ? "text/html" : "application/json") + ";charset=UTF-8");
        if (context.get(TROUBLE) instanceof Fault.RestSlow slow) {
            context.vertx().setTimer(slow.millis(), timer -> end(response, body));
        } else if (context.get(TROUBLE) instanceof Fault.RestCut) {
            Buffer whole = Buffer.buffer(body);
            response.putHeader("Content-Length", String.valueOf(whole.length()));
            response.write(whole.getBuffer(0, whole.length() / 2)).onComplete(written -> context.request().connection().close());
        } else {
            response.end(body);
        }
    }

    private static void put(HttpServerResponse response, String header, String value) {
        if (!response.headers().contains(header)) {
            response.putHeader(header, value);
        }
    }

    private static void end(HttpServerResponse response, String body) {
        if (!response.closed()) {
            response.end(body);
        }
    }
}
