package dev.balancesync.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.time.Ticker;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket side of the simulated broker: nothing before LOGIN, one session per App key, PING, and the SYSTEM frames. Everything
 * runs on one event loop.
 */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger("simulator");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOGIN = "LOGIN";
    private static final String REG = "REG";
    private static final String NO_LOGIN = Frames.system("R10004", "접속허용요청(토큰)이 들어오지 않았습니다");
    private static final int KEPT_FRAMES = 10_000;

    private final Vertx vertx;
    private final Tokens tokens;
    private final Customers customers;
    private final Duration ping;
    private final Duration heartbeat;
    private final boolean real;
    private final Ticker ticker;
    private final Set<Connection> open = new LinkedHashSet<>();
    private final List<String> received = new ArrayList<>();
    private int opened;
    private int mostOpen;
    private int mostLoggedIn;

    Sockets(Vertx vertx, Tokens tokens, Customers customers, SimulatorOptions options, Ticker ticker) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.customers = customers;
        this.ping = options.ping();
        this.heartbeat = options.heartbeat();
        this.real = options.real();
        this.ticker = ticker;
    }

    void handshake(HttpServerRequest request) {
        var fault = customers.faults.take(each -> each instanceof Fault.RefuseHandshake || each instanceof Fault.HangHandshake);
        if (fault.isPresent() && fault.get() instanceof Fault.RefuseHandshake refuse) {
            request.response().setStatusCode(refuse.status()).end();
        } else if (fault.isEmpty()) {
            Channel channel = ((ConnectionBase) request.connection()).channel();
            request.toWebSocket().onSuccess(socket -> accept(socket, channel))
                    .onFailure(cause -> request.response().setStatusCode(400).end());
        }
    }

    private void accept(ServerWebSocket socket, Channel channel) {
        var connection = new Connection(socket, channel, ticker.nanos());
        open.add(connection);
        opened++;
        mostOpen = Math.max(mostOpen, open.size());
        connection.timers.add(vertx.setPeriodic(ping.toMillis(), timer -> ping(connection)));
        socket.textMessageHandler(text -> receive(connection, text));
        socket.closeHandler(nothing -> {
            connection.timers.forEach(vertx::cancelTimer);
            open.remove(connection);
            leave(connection);
            connection.burst.completeExceptionally(new IllegalStateException("the session has closed"));
        });
    }

    private static void leave(Connection connection) {
        if (connection.customer != null) {
            connection.customer.sessions.remove(connection);
        }
    }

    private void ping(Connection connection) {
        if (connection.silent) {
            return;
        }
        if (connection.appKey == null && ticker.since(connection.openedAt).compareTo(heartbeat) > 0) {
            connection.send(NO_LOGIN);
            connection.bye();
        } else if (ticker.since(connection.lastEcho).compareTo(heartbeat) > 0) {
            connection.send(Frames.system("R10002", "사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다"));
            connection.bye();
        } else {
            connection.send("{\"trnm\":\"PING\"}");
        }
    }

    private void receive(Connection connection, String text) {
        if (received.size() < KEPT_FRAMES) {
            received.add(text);
        }
        if (connection.silent || connection.socket.isClosed()) {
            return;
        }
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            frame = JSON.createObjectNode();
        }
        String trnm = frame.path("trnm").asText("");
        switch (trnm) {
            case "PING", "PONG" -> connection.lastEcho = ticker.nanos();
            case LOGIN -> login(connection, frame);
            case REG, "REMOVE" -> register(connection, trnm, frame);
            case "" -> connection.send(Refusals.frame("", "100002"));
            default -> connection.send(Refusals.frame(trnm, "105108"));
        }
    }

    private void login(Connection connection, JsonNode frame) {
        String token = frame.path("token").asText("");
        FaultQueue faults = customers.faults(customers.ofKey(tokens.owner(token)));
        var fault = faults.take(each -> each instanceof Fault.LoginAnswer || each instanceof Fault.LoginSilence
                || each instanceof Fault.LoginClose || each instanceof Fault.Refuse refuse && refuse.apiId().equals(LOGIN));
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.Refuse refuse) {
                refuseLogin(connection, refuse.code());
                return;
            }
            if (fault.get() instanceof Fault.LoginAnswer answer) {
                connection.send(answer.frame());
            }
            if (fault.get() instanceof Fault.LoginClose || fault.get() instanceof Fault.LoginAnswer answer && answer.close()) {
                connection.bye();
            }
            return;
        }
        String refusal = token.isEmpty() ? "805002" : tokens.refusal(token, connection.address());
        if (refusal != null) {
            refuseLogin(connection, refusal);
            return;
        }
        String appKey = tokens.appKey(token);
        Customer customer = customers.ofKey(appKey);
        for (Connection other : customer.sessions.open()) {
            if (other != connection && appKey.equals(other.appKey)) {
                leave(other);
                other.endAsDuplicate();
                customer.sessions.tookOver();
            }
        }
        leave(connection);
        connection.appKey = appKey;
        connection.customer = customer;
        customer.sessions.add(connection);
        mostLoggedIn = Math.max(mostLoggedIn, (int) open.stream().filter(each -> each.customer != null).count());
        connection.send(withCode(faults, LOGIN, Frames.loginOk()));
        LOG.info("A program has logged in");
    }

    private void refuseLogin(Connection connection, String code) {
        connection.send(Refusals.login(code));
        if (Refusals.isOfTokens(code)) {
            if (real) {
                connection.send(NO_LOGIN);
            }
            connection.bye();
        }
    }

    private void register(Connection connection, String trnm, JsonNode frame) {
        if (connection.appKey == null) {
            connection.send(Refusals.frame(trnm, "100013"));
            return;
        }
        if (trnm.equals(REG)) {
            var fault = connection.customer.faults.take(each -> each instanceof Fault.RegAnswer || each instanceof Fault.RegSilence
                    || each instanceof Fault.Refuse refuse && refuse.apiId().equals(REG));
            if (fault.isPresent()) {
                if (fault.get() instanceof Fault.RegAnswer answer) {
                    connection.send(answer.frame());
                } else if (fault.get() instanceof Fault.Refuse refuse) {
                    connection.send(Refusals.frame(REG, refuse.code()));
                }
                return;
            }
        }
        String refusal = trnm.equals(REG) ? connection.registered.register(frame) : connection.registered.remove(frame);
        if (refusal != null) {
            connection.send(Refusals.frame(trnm, refusal));
            return;
        }
        connection.send(withCode(connection.customer.faults, trnm, Frames.answer(trnm, 0, "")));
        if (trnm.equals(REG)) {
            connection.customer.sessions.registered();
            LOG.info("It has registered the types {}", connection.registered.types());
            endAfterRegistration(connection);
        }
    }

    private void endAfterRegistration(Connection connection) {
        var fault = connection.customer.faults.take(each -> each instanceof Fault.RegClose || each instanceof Fault.RegReset);
        if (fault.isPresent() && fault.get() instanceof Fault.RegClose) {
            connection.bye();
        } else if (fault.isPresent()) {
            // a reset throws away what has not left yet: the answer is to arrive, and no fill is to get lost behind it
            connection.registered.clear();
            vertx.setTimer(1, timer -> connection.reset());
        }
    }

    private static String withCode(FaultQueue faults, String trnm, String answer) {
        var fault = faults.take(each -> each instanceof Fault.ReturnCode code && code.apiId().equals(trnm));
        return fault.isPresent() && fault.get() instanceof Fault.ReturnCode code ? code.in(answer) : answer;
    }

    List<Connection> open() {
        return List.copyOf(open);
    }

    List<String> received() {
        return List.copyOf(received);
    }

    Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("open", open.size());
        counts.put("opened", opened);
        counts.put("most_open", mostOpen);
        customers.all().forEach(customer -> customer.sessions.counts().forEach((name, count) -> counts.merge(name, count, Integer::sum)));
        counts.put("most_logged_in", mostLoggedIn);
        return counts;
    }
}
