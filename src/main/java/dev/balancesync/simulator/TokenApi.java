package dev.balancesync.simulator;

import java.util.LinkedHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Tokens over HTTP: au10001 and au10002. */
final class TokenApi {
    private final Tokens tokens;
    private final Customers customers;
    private final RequestCounts asked;
    private final Answers answers;
    private final RestGate gate;

    /** @param asked counts what all ask together */
    TokenApi(Tokens tokens, Customers customers, RequestCounts asked, Answers answers, RestGate gate) {
        this.tokens = tokens;
        this.customers = customers;
        this.asked = asked;
        this.answers = answers;
        this.gate = gate;
    }

    void mount(Router router) {
        router.post("/oauth2/token").handler(this::issue);
        router.post("/oauth2/revoke").handler(this::revoke);
    }

    private void issue(RoutingContext context) {
        JsonNode request = Answers.body(context);
        String key = request.path("appkey").asText("");
        Customer customer = customers.ofKey(key);
        FaultQueue faults = customers.faults(customer);
        asked.token();
        if (customer != null) {
            customer.asked.token();
        }
        var fault = faults.take(each -> each instanceof Fault.TokenAnswer || each instanceof Fault.TokenHang
                || each instanceof Fault.Refuse refuse && refuse.apiId().equals(RequestLimit.TOKEN));
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.TokenAnswer answer) {
                answers.send(context, answer.status(), answer.body());
            } else if (fault.get() instanceof Fault.Refuse refuse) {
                answers.refuse(context, Refusals.rest(refuse.code(), RequestLimit.TOKEN));
            }
            return;
        }
        faults.take(each -> each instanceof Fault.ReturnCode code && code.apiId().equals(RequestLimit.TOKEN))
                .ifPresent(code -> context.put(Answers.CODE, code));
        String grant = request.path("grant_type").asText("");
        if (grant.isBlank()) {
            answers.refuse(context, Refusals.rest("8011", RequestLimit.TOKEN));
        } else if (!grant.equals("client_credentials")) {
            answers.refuse(context, Refusals.rest("8012", RequestLimit.TOKEN));
        } else if (key.isBlank() || request.path("secretkey").asText("").isBlank()) {
            answers.refuse(context, Refusals.rest("8020", RequestLimit.TOKEN));
        } else if (!customers.accept(key, request.path("secretkey").asText())) {
            answers.refuse(context, Refusals.rest("8001", RequestLimit.TOKEN));
        } else if (gate.isInTime(context, customer, key, RequestLimit.TOKEN)) {
            Tokens.Token token = tokens.issue(key, context.request().remoteAddress().hostAddress());
            var answer = new LinkedHashMap<String, Object>();
            answer.put("expires_dt", token.expiresDt());
            answer.put("return_msg", Answers.OK);
            answer.put("token_type", "Bearer");
            answer.put("return_code", 0);
            answer.put("token", token.value());
            answers.ok(context, answer);
        }
    }

    private void revoke(RoutingContext context) {
        tokens.revoke(Answers.body(context).path("token").asText());
        answers.refuse(context, 0, Answers.OK);
    }
}
