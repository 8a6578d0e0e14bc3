package dev.balancesync.kiwoom;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.BrokerError.Kind;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer of a Kiwoom REST call into its fields. The body decides, then the status: Kiwoom reports most errors with
 * HTTP 200, and sends an HTML page during maintenance.
 */
public final class RestAnswer implements Processor {
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() { };

    /** Stands before the text of some servers, and is no part of it. */
    private static final String BYTE_ORDER = "\uFEFF";

    private final ObjectMapper json;

    public RestAnswer(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, int.class);
        exchange.getMessage().setBody(read(status, exchange.getMessage().getBody(String.class)));
    }

    /** The same of a token: one that is not offered is no query that is not, whoever needed it. */
    public void ofToken(Exchange exchange) {
        try {
            process(exchange);
        } catch (BrokerException e) {
            throw new BrokerException(e.error().ofConnection());
        }
    }

    /**
     * @return the fields of an answer with {@code return_code} 0
     * @throws BrokerException for everything else
     */
    public Map<String, Object> read(int status, String body) {
        Map<String, Object> fields = fields(status, body == null ? "" : body.startsWith(BYTE_ORDER) ? body.substring(1) : body);
        Object code = fields.get("return_code");
        if (code != null && !ReturnCode.isSuccess(code)) {
            BrokerError error = BrokerError.read(code, fields.get("return_msg"));
            throw new BrokerException(status == 429 && error.kind() != Kind.RATE ? BrokerError.of("1700", error.words()) : error);
        }
        refused(status);
        if (status != 200 || code == null) {
            throw unreadable(status, code == null ? " without a return_code" : "", code == null ? "에 return_code가 없습니다" : "");
        }
        return fields;
    }

    /** What these say is clear without a word in the body. */
    private static void refused(int status) {
        if (status == 429) {
            throw new BrokerException(BrokerError.of("429", "Too many requests"));
        }
        if (status == 401) {
            throw new BrokerException(BrokerError.of("401", "Unauthorized"));
        }
    }

    private Map<String, Object> fields(int status, String body) {
        if (!body.stripLeading().startsWith("{")) {
            refused(status);
        }
        if (body.stripLeading().startsWith("<")) {
            throw new BrokerException(BrokerError.unavailable(String.valueOf(status), new Bilingual("키움이 응답 대신 HTML 페이지를 보냈습니다",
                    "The broker sent an HTML page instead of JSON"), BrokerCode.adviceOfStatus(status, true)));
        }
        try {
            Map<String, Object> fields = json.readValue(body, FIELDS);
            if (fields != null) {
                return fields;
            }
        } catch (JsonProcessingException e) {
            // the answer below says it; the text of the exception would repeat the body
        }
        throw unreadable(status, " with a body that is not a JSON object, " + body.length() + " characters", "의 내용이 JSON이 아닙니다");
    }

    private static BrokerException unreadable(int status, String english, String korean) {
        return new BrokerException(BrokerError.unavailable(String.valueOf(status),
                new Bilingual("HTTP " + status + " 응답" + korean, "HTTP " + status + english), BrokerCode.adviceOfStatus(status, false)));
    }
}
