package dev.balancesync.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.balancesync.time.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in Kiwoom: OAuth, REST and WebSocket on one port, with an account that trades. Left alone it behaves as mock trading does,
 * strictly: nothing before LOGIN, PING every 10 s, one session per App key, one request a second for each TR (see
 * {@link SimulatorOptions#pace}), headers and bodies checked, a token good only at the address that asked for it, cash that settles later.
 *
 * <p>What it does not imitate: addresses registered in the portal, trading hours, orders on credit, the days that pass until settlement,
 * other exchanges than KRX, market data, order changes and cancellations, the limit of REG frames in a row (queue a {@link Fault.Refuse}),
 * a 04 frame when a sale is only taken. What nobody has published is a guess: rows a page, the credit type of added-up lots, the status of
 * most refusals.
 *
 * <p>There is one account, and any App key with any secret is taken; or there are {@link SimulatorOptions#accounts} with a key each. What
 * names no account means the first one then, but for faults and counts, which mean all.
 */
public final class KiwoomSimulator implements AutoCloseable {
    public static final String WEBSOCKET_PATH = "/api/dostk/websocket";
    /** Ten digits, as Kiwoom writes account numbers; made up. */
    public static final String ACCOUNT = "8112510011";
    private static final Logger LOG = LoggerFactory.getLogger("simulator");

    private final SimulatorOptions options;
    private final Vertx vertx;
    private final Context context;
    private final Loop loop;
    private final Customers customers;
    private final Sockets sockets;
    private final FaultIntake faults;
    private final State state;
    private final Router router;
    private HttpServer server;

    private KiwoomSimulator(SimulatorOptions options, Clock clock, Ticker ticker) {
        this.options = options;
        // one event loop: everything happens one after the other, and the same seed makes the same day
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.context = vertx.getOrCreateContext();
        this.loop = new Loop(context);
        this.customers = new Customers(options, clock, ticker);
        var tokens = new Tokens(options.tokenReplaces(), clock);
        this.sockets = new Sockets(vertx, tokens, customers, options, ticker);
        this.faults = new FaultIntake(customers, tokens, sockets);
        var asked = new RequestCounts();
        this.state = new State(customers, asked, sockets);
        var answers = new Answers(clock);
        var gate = new RestGate(tokens, customers, asked, answers, options.pace() ? new RequestLimit(options.real(), ticker) : null,
                options.pageRows());
        this.router = Router.router(vertx);
        new OwnPages(options.host()).mount(router);
        router.post().handler(BodyHandler.create(false));
        new TokenApi(tokens, customers, asked, answers, gate).mount(router);
        new AccountApi(gate, answers, options).mount(router);
        new OrderApi(gate, answers, customers).mount(router);
        new Control(customers, faults, state).mount(router);
        router.get(WEBSOCKET_PATH).handler(asks -> sockets.handshake(asks.request()));
    }

    /** Starts on a port of this machine; 0 takes a free one. */
    public static KiwoomSimulator start(int port) {
        return start(SimulatorOptions.defaults().withPort(port));
    }

    public static KiwoomSimulator start(SimulatorOptions options) {
        return start(options, Clock.systemUTC(), Ticker.system());
    }

    /**
     * With a time of the caller's own.
     *
     * @param clock stamps frames and answers, and lets tokens expire
     * @param ticker of the pace, of lags and of the heartbeat; PING itself comes in the machine's time
     */
    public static KiwoomSimulator start(SimulatorOptions options, Clock clock, Ticker ticker) {
        var simulator = new KiwoomSimulator(options, clock, ticker);
        try {
            simulator.listen();
        } catch (RuntimeException e) {
            simulator.close();
            throw e;
        }
        return simulator;
    }

    private void listen() {
        var http = new HttpServerOptions().setMaxWebSocketFrameSize(1 << 20).setMaxWebSocketMessageSize(1 << 22);
        if (options.certificate() != null) {
            http.setSsl(true).setKeyCertOptions(new PfxOptions()
                    .setPath(options.certificate().keyStore()).setPassword(options.certificate().password()));
        }
        loop.call(() -> vertx.createHttpServer(http).requestHandler(router).listen(options.port(), options.host()))
                .thenCompose(future -> future.toCompletionStage().toCompletableFuture()).thenAccept(started -> server = started)
                .orTimeout(Loop.WAIT_SECONDS, TimeUnit.SECONDS).join();
        LOG.info("Simulator on {} seed={}", restUrl(), options.seed());
        if (options.market() != null) {
            context.runOnContext(nothing -> vertx.setPeriodic(options.market().toMillis(),
                    timer -> customers.all().forEach(each -> each.day.movePrices())));
        }
        if (options.trade() != null) {
            // the timer has no finer steps
            long together = Math.max(1, Duration.ofMillis(1).dividedBy(options.trade()));
            context.runOnContext(nothing -> vertx.setPeriodic(Math.max(1, options.trade().toMillis()), timer -> {
                for (int i = 0; i < together; i++) {
                    customers.any().day.tradeAtRandom();
                }
            }));
        }
    }

    public int port() {
        return server.actualPort();
    }

    /** For {@code KIWOOM_REST_URL}. */
    public String restUrl() {
        return (options.certificate() == null ? "http" : "https") + "://" + options.host() + ":" + port();
    }

    /** For {@code KIWOOM_WS_URL}. */
    public String websocketUrl() {
        return (options.certificate() == null ? "ws" : "wss") + "://" + options.host() + ":" + port() + WEBSOCKET_PATH;
    }

    /** @param n from 1 on; 1 is there in any case */
    public SimulatedAccount account(int n) {
        return new SimulatedAccount(customers.called(String.valueOf(n)), loop, faults, state);
    }

    private SimulatedAccount first() {
        return account(1);
    }

    /** Queues a fault, which whoever comes first will meet, or lets it happen to all now. */
    public void next(Fault fault) {
        next(fault, 1);
    }

    public void next(Fault fault, int times) {
        loop.run(() -> faults.take(fault, times, null));
    }

    /** Buys at the market price, or waits for {@code price}; a 00 frame follows at once, a 00 and a 04 frame each fill. */
    public void buy(String code, long quantity, long price) {
        first().buy(code, quantity, price);
    }

    public void sell(String code, long quantity, long price) {
        first().sell(code, quantity, price);
    }

    /** One step of the market and one trade of chance. */
    public void trade() {
        first().trade();
    }

    /** Puts a holding into the account without a fill, as if bought long ago; lists the stock if nobody knows it. */
    public void hold(String code, String name, long quantity, long cost, long price) {
        hold(code, name, SimulatedLot.CASH, "", quantity, cost, price);
    }

    /** The same for a lot on credit: {@code creditType} such as {@code 03}, {@code loanDate} as {@code yyyyMMdd}. */
    public void hold(String code, String name, String creditType, String loanDate, long quantity, long cost, long price) {
        first().hold(code, name, creditType, loanDate, quantity, cost, price);
    }

    /**
     * Changes the account and tells it in one frame, all at once as far as anybody can see. Stocks must be listed.
     *
     * @param onlyIfHeard nothing happens while no session would hear of it
     * @return whether a session heard of it
     */
    public boolean move(List<Move> together, boolean onlyIfHeard) {
        return first().move(together, onlyIfHeard);
    }

    /** What is held now. */
    public List<Held> holdings() {
        return first().holdings();
    }

    /** Tells each new state of a holding before any session hears of it; called on the simulator's thread. */
    public void watch(Consumer<Held> each) {
        first().watch(each);
    }

    /** Forgets the queued faults that have not happened, and ends those that last. */
    public void clearFaults() {
        loop.run(() -> faults.clear(null));
    }

    /** Sends a text to all open connections. */
    public void send(String text) {
        next(new Fault.Send(text));
    }

    /**
     * Sends frames as fast as the session takes them. They do not change the account that REST tells.
     *
     * @return completed when the last has been handed to the socket; failed when the session closes before
     */
    public CompletableFuture<Void> burst(Iterator<String> frames) {
        return first().burst(frames);
    }

    /** The same as {@code GET /api/simulator}. */
    public Map<String, Object> state() {
        return loop.await(() -> state.of(null));
    }

    /**
     * One of the counts of {@link #state()}: open, opened, most_open, logins, duplicates, logged_in, most_logged_in, registrations, token_requests,
     * too_many.
     */
    public int count(String name) {
        return (Integer) state().get(name);
    }

    /** The frames that programs have sent, oldest first. */
    public List<String> received() {
        return loop.await(sockets::received);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(Loop.WAIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
