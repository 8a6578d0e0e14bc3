package dev.balancesync.http;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.balancesync.time.Ticker;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.LoggerFactory;

/**
 * Camel's HTTP server, opened by other hands: Camel 4.17.0 gives no way to limit its connections, or to see a request before its router
 * does. Public, because Camel makes an MBean of it.
 */
public final class Door extends VertxPlatformHttpServer {
    private static final int MOST_HEADERS_BYTES = 16 * 1024;
    private static final int SWEEPS = 12;
    private static final long WAIT_SECONDS = 20;

    private final VertxPlatformHttpServerConfiguration configuration;
    private final Connections.Limits limits;
    private final boolean open;
    private final Ticker ticker;
    private final Connections connections;
    private final SeldomLog log;
    private OwnThread health;
    private HttpServer server;
    private long sweeper;

    /** @param open whether nobody is asked for a password */
    Door(VertxPlatformHttpServerConfiguration configuration, Connections.Limits limits, boolean open, Ticker ticker, SeldomLog log) {
        super(configuration);
        this.configuration = configuration;
        this.limits = limits;
        this.open = open;
        this.ticker = ticker;
        this.log = log;
        this.connections = new Connections(limits, ticker, log);
    }

    static SeldomLog log(Ticker ticker) {
        return new SeldomLog(LoggerFactory.getLogger("kiwoom.web"), ticker);
    }

    /** Without HTTP/2: nobody counts its streams, and a connection would be told of with its first bytes only. */
    static HttpServerOptions options(Connections.Limits limits) {
        return new HttpServerOptions().setHttp2ClearTextEnabled(false).setMaxInitialLineLength(2 * Target.LONGEST)
                .setMaxHeaderSize(MOST_HEADERS_BYTES).setIdleTimeout(Math.toIntExact(limits.idle().toMillis())).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    @Override
    protected void startServer() throws InterruptedException {
        VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(getCamelContext(),
                VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getBindPort()));
        // the guard is there already, and who answers comes later
        health = new OwnThread("health");
        router.route("/observe/health*").handler(health);
        var dear = new Dear(ticker);
        router.route("/observe/metrics").handler(dear);
        router.route("/jolokia*").handler(router.bodyHandler()).handler(dear);
        server = getVertx().createHttpServer(options(limits)).connectionHandler(connections::take).exceptionHandler(broken -> { })
                .requestHandler(new Front(router, connections, new Brake(getVertx(), ticker, log), open, log));
        Duration sweep = limits.idle().dividedBy(SWEEPS);
        sweeper = getVertx().setPeriodic(sweep.toMillis(), timer -> connections.sweep());
        try {
            await(health.open(getVertx()));
            await(server.listen(configuration.getBindPort(), configuration.getBindHost()));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("HTTP_PORT " + configuration.getBindPort() + " could not be opened", e);
        }
    }

    @Override
    protected void stopServer() {
        if (server == null) {
            return;
        }
        getVertx().cancelTimer(sweeper);
        getCamelContext().removeComponent(PlatformHttpConstants.PLATFORM_HTTP_COMPONENT_NAME);
        try {
            await(server.close());
            await(getVertx().undeploy(health.deploymentID()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("HTTP_PORT could not be closed. reason=" + e.getClass().getSimpleName());
        }
        server = null;
    }

    private static void await(Future<?> done) throws InterruptedException, ExecutionException, TimeoutException {
        done.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    @Override
    public int getPort() {
        return server == null ? configuration.getBindPort() : server.actualPort();
    }
}
