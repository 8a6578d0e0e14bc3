package dev.balancesync.simulator;

import java.util.LinkedHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Orders over HTTP: kt10000 and kt10001, and the local order test of the old service. */
final class OrderApi {
    private final RestGate gate;
    private final Answers answers;
    private final Customers customers;

    OrderApi(RestGate gate, Answers answers, Customers customers) {
        this.gate = gate;
        this.answers = answers;
        this.customers = customers;
    }

    void mount(Router router) {
        router.post("/api/dostk/ordr").handler(this::order);
        router.post("/api/order/:side").handler(this::localOrder);
    }

    private void order(RoutingContext context) {
        if (!gate.lets(context)) {
            return;
        }
        String api = RestGate.api(context);
        if (!api.equals("kt10000") && !api.equals("kt10001")) {
            answers.refuse(context, Refusals.answer("1504", "API ID=" + api + ", URI=/api/dostk/ordr"));
            return;
        }
        JsonNode request = Answers.body(context);
        try {
            Order order = RestGate.customer(context).day.order(request.path("stk_cd").asText(), api.equals("kt10000"), request.path("ord_qty").asLong(),
                    price(request));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("ord_no", order.number);
            answer.put("dmst_stex_tp", "KRX");
            answers.ok(context, Answers.finished(answer, api.equals("kt10000") ? "매수주문이 완료되었습니다." : "매도주문이 완료되었습니다."));
        } catch (OrderRefused e) {
            answers.refuse(context, e.code, e.getMessage());
        }
    }

    /** 0 for a market order (시장가, 3); a limit order without a price is none. */
    private static long price(JsonNode request) {
        if (request.path("trde_tp").asText("3").equals("3")) {
            return 0;
        }
        long price = request.path("ord_uv").asLong();
        return price > 0 ? price : -1;
    }

    /** {@code {"stock_code":"005930","quantity":1,"price":0,"order_type":"buy"}}; no token, no pace, the first account unless it is told. */
    private void localOrder(RoutingContext context) {
        String side = context.pathParam("side");
        if (!side.equals("buy") && !side.equals("sell")) {
            context.next();
            return;
        }
        JsonNode request = Answers.body(context);
        String account = context.request().getParam("account");
        var answer = new LinkedHashMap<String, Object>();
        try {
            Customer customer = account == null ? customers.first() : customers.called(account);
            Order order = customer.day.order(request.path("stock_code").asText(), side.equals("buy"), request.path("quantity").asLong(),
                    request.path("price").asLong());
            answer.put("success", true);
            answer.put("order_no", order.number);
            answer.put("stock_code", order.stock.code);
            answer.put("order_type", side);
            answer.put("quantity", order.quantity);
            answer.put("filled", order.filled);
            answer.put("price", order.stock.price);
            answers.send(context, 200, Frames.json(answer));
        } catch (OrderRefused | IllegalArgumentException e) {
            answer.put("success", false);
            answer.put("message", e.getMessage());
            answers.send(context, 400, Frames.json(answer));
        }
    }
}
