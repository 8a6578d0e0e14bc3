package dev.balancesync.simulator;


import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What a REST call passes before it is looked at: the faults that wait for it, its headers, its token, and the pace. */
final class RestGate {
    private static final String BEARER = "Bearer";
    private static final String CUSTOMER = "customer";

    private final Tokens tokens;
    private final Customers customers;
    private final RequestCounts asked;
    private final Answers answers;
    /** {@code null} when a program may ask as often as it likes. */
    private final RequestLimit pace;
    private final int pageRows;

    /** @param asked counts what all ask together */
    RestGate(Tokens tokens, Customers customers, RequestCounts asked, Answers answers, RequestLimit pace, int pageRows) {
        this.tokens = tokens;
        this.customers = customers;
        this.asked = asked;
        this.answers = answers;
        this.pace = pace;
        this.pageRows = pageRows;
    }

    /** Whose call it is that was let through. */
    static Customer customer(RoutingContext context) {
        return context.get(CUSTOMER);
    }

    static String api(RoutingContext context) {
        return String.valueOf(context.request().getHeader("api-id"));
    }

    /** Where the page that is asked for begins; 0 for the first. */
    static int from(HttpServerRequest request) {
        String key = request.getHeader("next-key");
        return "Y".equals(request.getHeader("cont-yn")) && key != null && key.matches("\\d{1,6}") ? Integer.parseInt(key) : 0;
    }

    /** @return whether the call may go on; if not it is answered, or never will be */
    boolean lets(RoutingContext context) {
        String api = api(context);
        String authorization = context.request().getHeader("authorization");
        Customer customer = customers.ofKey(tokens.owner(token(authorization)));
        context.put(CUSTOMER, customer);
        asked.call(api);
        if (customer != null) {
            customer.asked.call(api);
        }
        if (meetsFault(context, api, customers.faults(customer))) {
            return false;
        }
        String contentType = context.request().getHeader("Content-Type");
        String refusal = context.request().getHeader("api-id") == null ? "1501"
                : contentType == null || !contentType.toLowerCase().startsWith("application/json") ? "1512"
                : refusal(authorization, context.request().remoteAddress().hostAddress());
        if (refusal != null) {
            answers.refuse(context, Refusals.rest(refusal, api));
            return false;
        }
        return isInTime(context, customer, authorization, api);
    }

    /** @param who is counted together */
    boolean isInTime(RoutingContext context, Customer customer, String who, String api) {
        if (pace == null || pace.allows(who, api)) {
            return true;
        }
        asked.tooMany();
        if (customer != null) {
            customer.asked.tooMany();
        }
        answers.refuse(context, Refusals.tooMany(pace.rate(api), api));
        return false;
    }

    private String refusal(String authorization, String address) {
        if (authorization == null) {
            return "1513";
        }
        String[] words = authorization.strip().split("\\s+");
        if (words.length == 1) {
            return words[0].equals(BEARER) ? "1516" : "1514";
        }
        return words[0].equals(BEARER) ? tokens.refusal(words[1], address) : "1515";
    }

    private static String token(String authorization) {
        return authorization == null ? "" : authorization.substring(authorization.lastIndexOf(' ') + 1);
    }

    private boolean meetsFault(RoutingContext context, String api, FaultQueue faults) {
        HttpServerRequest request = context.request();
        int page = api.equals("kt00018") ? 1 + from(request) / pageRows : 1;
        var fault = faults.take(each -> each instanceof Fault.RestAnswer answer && answer.apiId().equals(api)
                || each instanceof Fault.Refuse refuse && refuse.apiId().equals(api)
                || each instanceof Fault.RestHang hang && hang.apiId().equals(api)
                || each instanceof Fault.PageAnswer answer && api.equals("kt00018")
                && (answer.page() == 0 ? page > 1 : answer.page() == page));
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.RestAnswer answer) {
                answers.send(context, answer.status(), answer.body());
            } else if (fault.get() instanceof Fault.Refuse refuse) {
                answers.refuse(context, Refusals.rest(refuse.code(), api));
            } else if (fault.get() instanceof Fault.PageAnswer answer) {
                answers.send(context, answer.status(), answer.body());
            }
            return true;
        }
        faults.take(each -> each instanceof Fault.RestSlow slow && slow.apiId().equals(api)
                || each instanceof Fault.RestCut cut && cut.apiId().equals(api))
                .ifPresent(trouble -> context.put(Answers.TROUBLE, trouble));
        faults.take(each -> each instanceof Fault.ReturnCode code && code.apiId().equals(api))
                .ifPresent(code -> context.put(Answers.CODE, code));
        return false;
    }
}
