package dev.balancesync.kiwoom;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer of a Kiwoom REST call into its fields. The body decides, then the status: Kiwoom reports most errors with
 * HTTP 200, and sends an HTML page during maintenance.
 */
public final class RestAnswer implements Processor {
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() { };

    private final ObjectMapper json;

    public RestAnswer(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, int.class);
        exchange.getMessage().setBody(read(status, exchange.getMessage().getBody(String.class)));
    }

    /**
     * @return the fields of an answer with {@code return_code} 0
     * @throws BrokerException for everything else
     */
    public Map<String, Object> read(int status, String body) {
        Map<String, Object> fields = fields(status, body == null ? "" : body);
        Object code = fields.get("return_code");
        if (code != null && !String.valueOf(code).equals("0")) {
            BrokerError error = BrokerError.read(code, fields.get("return_msg"));
            throw new BrokerException(status == 429 ? BrokerError.of("1700", error.words()) : error);
        }
        if (status == 429) {
            throw new BrokerException(BrokerError.of("429", "Too many requests"));
        }
        if (status != 200 || code == null) {
            throw new BrokerException(BrokerError.unavailable(String.valueOf(status),
                    "HTTP " + status + (code == null ? " without a return_code" : ""), null));
        }
        return fields;
    }

    private Map<String, Object> fields(int status, String body) {
        if (status == 429 && !body.stripLeading().startsWith("{")) {
            throw new BrokerException(BrokerError.of("429", "Too many requests"));
        }
        if (body.stripLeading().startsWith("<")) {
            throw new BrokerException(BrokerError.unavailable(String.valueOf(status), "The broker sent an HTML page instead of JSON",
                    "Probably maintenance; the service keeps trying"));
        }
        try {
            Map<String, Object> fields = json.readValue(body, FIELDS);
            if (fields != null) {
                return fields;
            }
        } catch (JsonProcessingException e) {
            // the answer below says it; the text of the exception would repeat the body
        }
        throw new BrokerException(BrokerError.unavailable(String.valueOf(status),
                "HTTP " + status + " with a body that is not a JSON object, " + body.length() + " characters", null));
    }
}
