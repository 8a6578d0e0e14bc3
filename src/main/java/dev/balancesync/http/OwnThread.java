package dev.balancesync.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * A thread for some requests alone. Camel answers health, metrics and Jolokia one after the other, and has as many threads as there may be questions
 * to a database that hangs: a probe would wait for them all.
 */
final class OwnThread extends AbstractVerticle implements Handler<RoutingContext> {
    private final String name;

    OwnThread(String name) {
        this.name = name;
    }

    Future<String> open(Vertx its) {
        return its.deployVerticle(this, new DeploymentOptions().setWorkerPoolName(name).setWorkerPoolSize(1));
    }

    /** What blocks is done by the threads of the context that it was asked in. */
    @Override
    public void handle(RoutingContext request) {
        context.runOnContext(here -> request.next());
    }
}
