package dev.balancesync.http;

import dev.balancesync.kiwoom.Quoted;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** Stands before the routers: what is no request is answered here, what is too much late, and what goes wrong behind is told once a second at most. */
final class Front implements Handler<HttpServerRequest> {
    private static final int TOO_OFTEN = 429;

    private final Router router;
    private final Connections connections;
    private final Brake brake;
    private final boolean open;
    private final SeldomLog log;

    /** @param open whether nobody is asked for a password; where one is, who has it is served even when he asks too often */
    Front(Router router, Connections connections, Brake brake, boolean open, SeldomLog log) {
        this.router = router;
        this.connections = connections;
        this.brake = brake;
        this.open = open;
        this.log = log;
        router.route().order(Integer.MAX_VALUE).failureHandler(this::failed);
    }

    @Override
    public void handle(HttpServerRequest request) {
        connections.asked(request);
        // a client that left, or sent half of a body, is no news
        request.exceptionHandler(broken -> { });
        request.response().exceptionHandler(broken -> { });
        Target.Refusal refusal = Target.judge(request);
        brake.keep(request, () -> answer(request, refusal), () -> answer(request, refusal == null ? tooOften(request) : refusal));
    }

    /** Without the password a request is refused behind, which costs no more than here. */
    private Target.Refusal tooOften(HttpServerRequest request) {
        return open && !Brake.isProbe(request) ? new Target.Refusal(TOO_OFTEN, "Too much is asked from this address") : null;
    }

    private void answer(HttpServerRequest request, Target.Refusal refusal) {
        if (refusal != null) {
            refuse(request, refusal);
            return;
        }
        // each path has one answer; Vert.x would refuse to give the metrics to who asks for plain text
        request.headers().remove("Accept");
        try {
            router.handle(request);
        } catch (RuntimeException e) {
            log.warn("A request could not be understood. reason=" + e.getClass().getSimpleName());
            refuse(request, new Target.Refusal(400, "The request could not be understood"));
        }
    }

    private void failed(RoutingContext context) {
        Throwable cause = context.failure();
        int status = context.statusCode() >= 400 ? context.statusCode() : cause instanceof HttpException http ? http.getStatusCode() : 500;
        if (context.response().closed()) {
            return; // who asked has left
        }
        if (status >= 500) {
            log.warn("A request could not be answered. method=" + context.request().method() + " path=" + Quoted.line(context.request().path())
                    + " reason=" + (cause == null ? "unknown" : cause.getClass().getSimpleName()));
        }
        refuse(context.request(), new Target.Refusal(status, "The request could not be answered"));
    }

    private static void refuse(HttpServerRequest request, Target.Refusal refusal) {
        if (!request.response().ended() && !request.response().closed() && !request.response().headWritten()) {
            if (refusal.status() == TOO_OFTEN) {
                request.response().putHeader("Retry-After", String.valueOf(Brake.LATE.toSeconds()));
            }
            request.response().setStatusCode(refusal.status()).putHeader("Content-Type", "application/json;charset=UTF-8")
                    .putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff").putHeader("Connection", "close")
                    .end(new JsonObject().put("error", refusal.words()).encode());
        }
    }
}
