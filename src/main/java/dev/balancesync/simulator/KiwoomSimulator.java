package dev.balancesync.simulator;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in Kiwoom: OAuth, REST and WebSocket on one port, with an account that trades. Left alone it behaves as the real one does,
 * strictly: nothing before LOGIN, PING every 10 s, one session per App key.
 *
 * <p>What it does not imitate: rate limits (queue a {@link Fault.TokenAnswer}), registered IP addresses, trading hours, orders on
 * credit, settlement days, other exchanges than KRX, market data, order changes and cancellations. Any App key with any secret is taken.
 */
public final class KiwoomSimulator implements AutoCloseable {
    public static final String WEBSOCKET_PATH = "/api/dostk/websocket";
    /** Ten digits, as Kiwoom writes account numbers; made up. */
    public static final String ACCOUNT = "8112510011";
    private static final Logger LOG = LoggerFactory.getLogger("simulator");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WAIT_SECONDS = 20;

    private final SimulatorOptions options;
    private final Vertx vertx;
    private final Context loop;
    private final Frames frames;
    private final Market market;
    private final TradingAccount account;
    private final FaultQueue faults = new FaultQueue();
    private final Tokens tokens;
    private final Sockets sockets;
    private final RestApi rest;
    private HttpServer server;

    private KiwoomSimulator(SimulatorOptions options) {
        this.options = options;
        // one event loop: everything happens one after the other, and the same seed makes the same day
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        var random = new Random(options.seed());
        this.frames = new Frames(Clock.systemUTC());
        this.market = new Market(random);
        this.account = new TradingAccount(ACCOUNT, market, random, options.holdings(), this::publishTaken, this::publishFill);
        this.tokens = new Tokens(options.tokenReplaces(), Clock.systemUTC());
        this.sockets = new Sockets(vertx, tokens, faults, options.ping(), options.heartbeat());
        this.rest = new RestApi(tokens, faults, account, this::place, options.pageRows());
    }

    /** Starts on a port of this machine; 0 takes a free one. */
    public static KiwoomSimulator start(int port) {
        return start(SimulatorOptions.defaults().withPort(port));
    }

    public static KiwoomSimulator start(SimulatorOptions options) {
        var simulator = new KiwoomSimulator(options);
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
        call(() -> {
            Router router = Router.router(vertx);
            rest.mount(router);
            router.get(WEBSOCKET_PATH).handler(context -> sockets.handshake(context.request()));
            router.post("/api/faults").handler(this::fault);
            router.delete("/api/faults").handler(context -> {
                faults.clear();
                context.response().end();
            });
            router.get("/api/simulator").handler(context -> context.response().putHeader("Content-Type", "application/json;charset=UTF-8")
                    .end(Frames.json(tell())));
            return vertx.createHttpServer(http).requestHandler(router).listen(options.port(), options.host());
        }).thenCompose(future -> future.toCompletionStage().toCompletableFuture()).thenAccept(started -> server = started)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
        LOG.info("Simulator on {} seed={}", restUrl(), options.seed());
        if (options.market() != null) {
            loop.runOnContext(nothing -> vertx.setPeriodic(options.market().toMillis(), timer -> movePrices()));
        }
        if (options.trade() != null) {
            loop.runOnContext(nothing -> vertx.setPeriodic(options.trade().toMillis(), timer -> account.tradeAtRandom()));
        }
    }

    private void movePrices() {
        market.move();
        account.fillWhatCanBe();
    }

    private Order place(String code, boolean buy, long quantity, long price) {
        return account.order(code, buy, quantity, price);
    }

    private void publishTaken(Order order) {
        sockets.publish("00", frames.order(ACCOUNT, order, null));
    }

    private void publishFill(TradingAccount.Fill fill) {
        sockets.publish("00", frames.order(ACCOUNT, fill.order(), fill));
        sockets.publish("04", Frames.balance(ACCOUNT,
                List.of(new Frames.Entry(fill.lot(), account.available(fill.lot()), fill.order().buy, Move.Shape.FULL))));
    }

    private void fault(RoutingContext context) {
        try {
            JsonNode request = JSON.readTree(context.body().asString());
            int times = request.path("times").asInt(1);
            if (request instanceof ObjectNode object) {
                object.remove("times");
            }
            Fault fault = JSON.treeToValue(request, Fault.class);
            if (fault == null) {
                throw new IllegalArgumentException("null is no fault");
            }
            take(fault, times);
            context.response().setStatusCode(202).end();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            context.response().setStatusCode(400).end("Not a fault. Example: {\"fault\":\"drop\"}; see Fault.java for their names\n");
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
        } else if (fault instanceof Fault.Immediate immediate) {
            sockets.happen(immediate);
        }
    }

    /** What a person or a test may want to know, as {@code GET /api/simulator} tells it. */
    private Map<String, Object> tell() {
        var told = new LinkedHashMap<String, Object>();
        told.put("account", ACCOUNT);
        told.put("cash", account.cash);
        told.put("stock_value", account.stockValue());
        told.put("purchase_amount", account.purchaseAmount());
        var holdings = new LinkedHashMap<String, Object>();
        account.holdings().forEach(lot -> holdings.put(account.held(lot).key(),
                Map.of("quantity", lot.quantity, "cost", lot.cost, "price", lot.stock.price)));
        told.put("holdings", holdings);
        told.put("token_requests", rest.tokenRequests());
        told.put("calls", rest.calls());
        told.putAll(sockets.counts());
        told.put("faults_waiting", faults.waiting().stream().map(Object::toString).toList());
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
        await(() -> account.order(code, true, quantity, price));
    }

    public void sell(String code, long quantity, long price) {
        await(() -> account.order(code, false, quantity, price));
    }

    /** One step of the market and one trade of chance. */
    public void trade() {
        await(() -> {
            movePrices();
            account.tradeAtRandom();
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
            Stock stock = market.stock(code) == null ? market.list(code, name, price) : market.stock(code);
            stock.price = price;
            account.hold(code, creditType, loanDate, quantity, cost);
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
        return await(() -> {
            boolean heard = sockets.hearing() > 0;
            if (heard || !onlyIfHeard) {
                List<Frames.Entry> entries = account.move(together);
                if (!entries.isEmpty()) {
                    sockets.publish("04", Frames.balance(ACCOUNT, entries));
                }
            }
            return heard;
        });
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

    /** Forgets the queued faults that have not happened. */
    public void clearFaults() {
        await(() -> {
            faults.clear();
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

    /** One of the counts of {@link #state()}: open, opened, most_open, registrations, token_requests. */
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
