package dev.balancesync.simulator;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
 * most refusals. Any App key with any secret is taken.
 */
public final class KiwoomSimulator implements AutoCloseable {
    public static final String WEBSOCKET_PATH = "/api/dostk/websocket";
    /** Ten digits, as Kiwoom writes account numbers; made up. */
    public static final String ACCOUNT = "8112510011";
    private static final Logger LOG = LoggerFactory.getLogger("simulator");
    private static final int WAIT_SECONDS = 20;

    private final SimulatorOptions options;
    private final Vertx vertx;
    private final Context loop;
    private final FaultQueue faults = new FaultQueue();
    private final Tokens tokens;
    private final Sockets sockets;
    private final TradingDay day;
    private final TradingAccount account;
    private final RestGate gate;
    private final TokenApi tokenApi;
    private final Router router;
    private HttpServer server;

    private KiwoomSimulator(SimulatorOptions options, Clock clock, Ticker ticker) {
        this.options = options;
        // one event loop: everything happens one after the other, and the same seed makes the same day
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        this.tokens = new Tokens(options.tokenReplaces(), clock);
        this.sockets = new Sockets(vertx, tokens, faults, options, ticker);
        Costs costs = options.real() ? Costs.REAL : Costs.MOCK;
        this.day = new TradingDay(ACCOUNT, options, costs, sockets, clock, ticker);
        this.account = day.account;
        var answers = new Answers(clock);
        this.gate = new RestGate(tokens, faults, answers, options.pace() ? new Pace(options.real(), ticker) : null, options.pageRows());
        this.tokenApi = new TokenApi(tokens, faults, answers, gate);
        this.router = Router.router(vertx);
        new OwnPages(options.host()).mount(router);
        router.post().handler(BodyHandler.create(false));
        tokenApi.mount(router);
        var holdings = new HoldingsAnswer(costs, options.creditTypes());
        new AccountApi(gate, answers, day.views, holdings, new HoldingsFaults(faults), ACCOUNT, options).mount(router);
        new OrderApi(gate, answers, day::order).mount(router);
        new Control(this::take, this::clear, this::tell).mount(router);
        router.get(WEBSOCKET_PATH).handler(context -> sockets.handshake(context.request()));
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
        call(() -> vertx.createHttpServer(http).requestHandler(router).listen(options.port(), options.host()))
                .thenCompose(future -> future.toCompletionStage().toCompletableFuture()).thenAccept(started -> server = started)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
        LOG.info("Simulator on {} seed={}", restUrl(), options.seed());
        if (options.market() != null) {
            loop.runOnContext(nothing -> vertx.setPeriodic(options.market().toMillis(), timer -> day.movePrices()));
        }
        if (options.trade() != null) {
            loop.runOnContext(nothing -> vertx.setPeriodic(options.trade().toMillis(), timer -> day.tradeAtRandom()));
        }
    }

    private void take(Fault fault, int times) {
        if (!(fault instanceof Fault.Send)) {
            LOG.info("Fault {} times={}", fault, times);
        }
        for (int i = 0; i < times; i++) {
            take(fault);
        }
    }

    private void take(Fault fault) {
        if (fault instanceof Fault.Queued queued) {
            faults.add(queued);
        } else if (fault instanceof Fault.RevokeToken) {
            tokens.revokeAll();
        } else if (fault instanceof Fault.OldTokens old) {
            tokens.refuseAll(old.code());
        } else if (fault instanceof Fault.MoveCash move) {
            day.moveCash(move.won());
        } else if (fault instanceof Fault.Lasting lasting) {
            day.begin(lasting);
        } else if (fault instanceof Fault.Immediate immediate) {
            sockets.happen(immediate);
        }
    }

    private void clear() {
        faults.clear();
        day.endLasting();
    }

    /** What a person or a test may want to know, as {@code GET /api/simulator} tells it. */
    private Map<String, Object> tell() {
        var told = new LinkedHashMap<String, Object>();
        told.put("account", ACCOUNT);
        told.put("cash", account.cash);
        told.put("deposit", account.view().deposit());
        told.put("stock_value", account.stockValue());
        told.put("purchase_amount", account.purchaseAmount());
        var holdings = new LinkedHashMap<String, Object>();
        account.holdings().forEach(lot -> holdings.put(account.held(lot).key(),
                Map.of("quantity", lot.quantity, "cost", lot.cost, "price", lot.stock.price)));
        told.put("holdings", holdings);
        told.put("token_requests", tokenApi.requests());
        told.put("calls", gate.calls());
        told.put("too_many", gate.tooMany());
        told.putAll(sockets.counts());
        told.put("faults_waiting", faults.waiting().stream().map(Object::toString).toList());
        told.put("faults_lasting", day.lasting().map(Object::toString).toList());
        return told;
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

    /** Queues a fault, or lets it happen now. */
    public void next(Fault fault) {
        next(fault, 1);
    }

    public void next(Fault fault, int times) {
        await(() -> {
            take(fault, times);
            return null;
        });
    }

    /** Buys at the market price, or waits for {@code price}; a 00 frame follows at once, a 00 and a 04 frame each fill. */
    public void buy(String code, long quantity, long price) {
        await(() -> day.order(code, true, quantity, price));
    }

    public void sell(String code, long quantity, long price) {
        await(() -> day.order(code, false, quantity, price));
    }

    /** One step of the market and one trade of chance. */
    public void trade() {
        await(() -> {
            day.movePrices();
            day.tradeAtRandom();
            return null;
        });
    }

    /** Puts a holding into the account without a fill, as if bought long ago; lists the stock if nobody knows it. */
    public void hold(String code, String name, long quantity, long cost, long price) {
        hold(code, name, Lot.CASH, "", quantity, cost, price);
    }

    /** The same for a lot on credit: {@code creditType} such as {@code 03}, {@code loanDate} as {@code yyyyMMdd}. */
    public void hold(String code, String name, String creditType, String loanDate, long quantity, long cost, long price) {
        await(() -> {
            day.hold(code, name, creditType, loanDate, quantity, cost, price);
            return null;
        });
    }

    /**
     * Changes the account and tells it in one frame, all at once as far as anybody can see. Stocks must be listed.
     *
     * @param onlyIfHeard nothing happens while no session would hear of it
     * @return whether a session heard of it
     */
    public boolean move(List<Move> together, boolean onlyIfHeard) {
        return await(() -> day.move(together, onlyIfHeard));
    }

    /** What is held now. */
    public List<Held> holdings() {
        return await(() -> account.holdings().stream().map(account::held).toList());
    }

    /** Tells each new state of a holding before any session hears of it; called on the simulator's thread. */
    public void watch(Consumer<Held> each) {
        await(() -> {
            account.watch(each);
            return null;
        });
    }

    /** Forgets the queued faults that have not happened, and ends those that last. */
    public void clearFaults() {
        await(() -> {
            clear();
            return null;
        });
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
        return call(() -> sockets.burst("04", frames)).thenCompose(done -> done);
    }

    /** The same as {@code GET /api/simulator}. */
    public Map<String, Object> state() {
        return await(this::tell);
    }

    /** One of the counts of {@link #state()}: open, opened, most_open, logins, duplicates, registrations, token_requests, too_many. */
    public int count(String name) {
        return (Integer) state().get(name);
    }

    /** The frames that programs have sent, oldest first. */
    public List<String> received() {
        return await(sockets::received);
    }

    private <T> T await(Callable<T> work) {
        return call(work).orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private <T> CompletableFuture<T> call(Callable<T> work) {
        var result = new CompletableFuture<T>();
        loop.runOnContext(nothing -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
