package dev.balancesync.simulator;

import dev.balancesync.kiwoom.RestAnswer;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The REST side of the simulated broker: au10001, au10002, ka00001, kt00001, kt00018, kt10000, kt10001. */
final class RestApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OK = "정상적으로 처리되었습니다";

    /** Where a call keeps the fault that its answer will meet. */
    private static final String TROUBLE = "trouble";

    private final Tokens tokens;
    private final FaultQueue faults;
    private final TradingAccount account;
    private final Orders orders;
    private final int pageRows;
    private final Map<String, Integer> calls = new TreeMap<>();
    private int tokenRequests;

    RestApi(Tokens tokens, FaultQueue faults, TradingAccount account, Orders orders, int pageRows) {
        this.tokens = tokens;
        this.faults = faults;
        this.account = account;
        this.orders = orders;
        this.pageRows = pageRows;
    }

    void mount(Router router) {
        router.post().handler(BodyHandler.create(false));
        router.post("/oauth2/token").handler(this::issue);
        router.post("/oauth2/revoke").handler(this::revoke);
        router.post("/api/dostk/acnt").handler(this::query);
        router.post("/api/dostk/ordr").handler(this::order);
        router.post("/api/order/:side").handler(this::localOrder);
    }

    /** How often each api-id was called. */
    Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    int tokenRequests() {
        return tokenRequests;
    }

    private void issue(RoutingContext context) {
        tokenRequests++;
        var fault = faults.take(Fault.TokenAnswer.class, Fault.TokenHang.class);
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.TokenAnswer answer) {
                send(context, answer.status(), answer.body());
            }
            return;
        }
        JsonNode request = body(context);
        String key = request.path("appkey").asText("");
        String grant = request.path("grant_type").asText("");
        if (grant.isBlank()) {
            refuse(context, 3, "인증에 실패했습니다[8011:Access Token을 발급하는데 실패했습니다. 입력값에 grant_type이 들어오지 않았습니다]");
        } else if (!grant.equals("client_credentials")) {
            refuse(context, 3, "인증에 실패했습니다[8012:Access Token을 발급하는데 실패했습니다. grant_type의 값이 맞지 않습니다]");
        } else if (key.isBlank() || request.path("secretkey").asText("").isBlank()) {
            refuse(context, 3, "인증에 실패했습니다[8020:입력파라미터로 appkey 또는 secretkey가 들어오지 않았습니다.]");
        } else {
            Tokens.Token token = tokens.issue(key);
            var answer = new LinkedHashMap<String, Object>();
            answer.put("expires_dt", token.expiresDt());
            answer.put("return_msg", OK);
            answer.put("token_type", "Bearer");
            answer.put("return_code", 0);
            answer.put("token", token.value());
            send(context, 200, Frames.json(answer));
        }
    }

    private void revoke(RoutingContext context) {
        tokens.revoke(body(context).path("token").asText());
        refuse(context, 0, OK);
    }

    /** @return whether the call may go on */
    private boolean isAuthorised(RoutingContext context) {
        String api = String.valueOf(context.request().getHeader("api-id"));
        calls.merge(api, 1, Integer::sum);
        var fault = faults.take(each -> each instanceof Fault.RestAnswer answer && answer.apiId().equals(api)
                || each instanceof Fault.RestHang hang && hang.apiId().equals(api)
                || each instanceof Fault.PageAnswer && api.equals("kt00018") && "Y".equals(context.request().getHeader("cont-yn")));
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.RestAnswer answer) {
                send(context, answer.status(), answer.body());
            } else if (fault.get() instanceof Fault.PageAnswer answer) {
                send(context, answer.status(), answer.body());
            }
            return false;
        }
        faults.take(each -> each instanceof Fault.RestSlow slow && slow.apiId().equals(api)
                || each instanceof Fault.RestCut cut && cut.apiId().equals(api)).ifPresent(trouble -> context.put(TROUBLE, trouble));
        String authorization = context.request().getHeader("authorization");
        if (authorization == null) {
            refuse(context, 2, "입력 값 오류입니다[1513:Http Header에 authorization 필드가 설정되어 있어야 합니다]");
            return false;
        }
        if (!authorization.startsWith("Bearer ") || tokens.find(authorization.substring("Bearer ".length())) == null) {
            refuse(context, 3, "인증에 실패했습니다[8005:Token이 유효하지 않습니다]");
            return false;
        }
        return true;
    }

    private void query(RoutingContext context) {
        if (!isAuthorised(context)) {
            return;
        }
        String api = String.valueOf(context.request().getHeader("api-id"));
        switch (api) {
            case "ka00001" -> send(context, 200, Frames.json(finished(new LinkedHashMap<>(Map.of("acctNo", account.number)), OK)));
            case "kt00001" -> send(context, 200, Frames.json(deposit()));
            case "kt00018" -> holdings(context);
            default -> refuse(context, 1, "잘못된 요청입니다[1504:해당 URI에서는 지원하는 API ID가 아닙니다. API ID=" + api + ", URI=/api/dostk/acnt]");
        }
    }

    private Map<String, Object> deposit() {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("entr", padded(account.cash, 15));
        answer.put("repl_amt", padded(0, 15));
        answer.put("pymn_alow_amt", padded(account.cash, 15));
        answer.put("ord_alow_amt", padded(account.orderable(), 15));
        answer.put("d1_entra", padded(account.cash, 15));
        answer.put("d2_entra", padded(account.cash, 15));
        answer.put("stk_entr_prst", List.of());
        return finished(answer, "조회가 완료되었습니다.");
    }

    private void holdings(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<Lot> all = account.holdings();
        String key = request.getHeader("next-key");
        int from = "Y".equals(request.getHeader("cont-yn")) && key != null && key.matches("\\d{1,6}") ? Integer.parseInt(key) : 0;
        int to = Math.min(all.size(), from + pageRows);
        boolean more = to < all.size();
        context.response().putHeader("cont-yn", more ? "Y" : "N").putHeader("next-key", more ? String.valueOf(to) : "");
        send(context, 200, Frames.json(finished(HoldingsAnswer.of(account, all.subList(Math.min(from, to), to)), "조회가 완료되었습니다")));
    }

    private void order(RoutingContext context) {
        if (!isAuthorised(context)) {
            return;
        }
        String api = String.valueOf(context.request().getHeader("api-id"));
        if (!api.equals("kt10000") && !api.equals("kt10001")) {
            refuse(context, 1, "잘못된 요청입니다[1504:해당 URI에서는 지원하는 API ID가 아닙니다. API ID=" + api + ", URI=/api/dostk/ordr]");
            return;
        }
        JsonNode request = body(context);
        try {
            Order order = orders.place(request.path("stk_cd").asText(), api.equals("kt10000"), request.path("ord_qty").asLong(), price(request));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("ord_no", order.number);
            answer.put("dmst_stex_tp", "KRX");
            send(context, 200, Frames.json(finished(answer, api.equals("kt10000") ? "매수주문이 완료되었습니다." : "매도주문이 완료되었습니다.")));
        } catch (OrderRefused e) {
            refuse(context, e.code, e.getMessage());
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

    /** The local test of the old service: {@code {"stock_code":"005930","quantity":1,"price":0,"order_type":"buy"}}. */
    private void localOrder(RoutingContext context) {
        String side = context.pathParam("side");
        if (!side.equals("buy") && !side.equals("sell")) {
            context.next();
            return;
        }
        JsonNode request = body(context);
        try {
            Order order = orders.place(request.path("stock_code").asText(), side.equals("buy"), request.path("quantity").asLong(),
                    request.path("price").asLong());
            var answer = new LinkedHashMap<String, Object>();
            answer.put("success", true);
            answer.put("order_no", order.number);
            answer.put("stock_code", order.stock.code);
            answer.put("order_type", side);
            answer.put("quantity", order.quantity);
            answer.put("filled", order.filled);
            answer.put("price", order.stock.price);
            send(context, 200, Frames.json(answer));
        } catch (OrderRefused e) {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("success", false);
            answer.put("message", e.getMessage());
            send(context, 400, Frames.json(answer));
        }
    }

    private static Map<String, Object> finished(Map<String, Object> answer, String message) {
        answer.put("return_code", 0);
        answer.put("return_msg", message);
        return answer;
    }

    /** Zero-padded on the left to a fixed width that includes the sign, as the official examples have it. */
    static String padded(long number, int width) {
        return number < 0 ? "-" + String.format("%0" + (width - 1) + "d", -number) : String.format("%0" + width + "d", number);
    }

    private static JsonNode body(RoutingContext context) {
        try {
            String text = context.body().asString();
            return text == null || text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static void refuse(RoutingContext context, int code, String message) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("return_code", code);
        answer.put("return_msg", message);
        send(context, 200, Frames.json(answer));
    }

    private static void send(RoutingContext context, int status, String body) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        response.setStatusCode(status).putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .putHeader("Content-Type", body.startsWith("<") ? "text/html;charset=UTF-8" : "application/json;charset=UTF-8");
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

    private static void end(HttpServerResponse response, String body) {
        if (!response.closed()) {
            response.end(body);
        }
    }

    /** Takes orders; the account behind it publishes the fills. */
    interface Orders {
        Order place(String code, boolean buy, long quantity, long price);
    }
}
