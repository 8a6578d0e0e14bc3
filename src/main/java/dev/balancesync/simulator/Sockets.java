package dev.balancesync.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
    private static final short NORMAL = 1000;
    private static final String BYE = "Bye";
    private static final int KEPT_FRAMES = 10_000;

    /** One connection. */
    private static final class Connection {
        final ServerWebSocket socket;
        final Channel channel;
        final long openedAt = System.nanoTime();
        String appKey;
        boolean silent;
        final Set<String> types = new LinkedHashSet<>();
        final Set<Long> timers = new HashSet<>();
        long lastEcho = openedAt;
        CompletableFuture<Void> burst = CompletableFuture.completedFuture(null);

        Connection(ServerWebSocket socket, Channel channel) {
            this.socket = socket;
            this.channel = channel;
        }

        void send(String frame) {
            if (!silent && !socket.isClosed()) {
                socket.writeTextMessage(frame);
            }
        }
    }

    private final Vertx vertx;
    private final Tokens tokens;
    private final FaultQueue faults;
    private final Duration ping;
    private final Duration heartbeat;
    private final Set<Connection> open = new LinkedHashSet<>();
    private final List<String> received = new ArrayList<>();
    private int opened;
    private int mostOpen;
    private int registrations;
    private int published;

    Sockets(Vertx vertx, Tokens tokens, FaultQueue faults, Duration ping, Duration heartbeat) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.faults = faults;
        this.ping = ping;
        this.heartbeat = heartbeat;
    }

    void handshake(HttpServerRequest request) {
        var fault = faults.take(Fault.RefuseHandshake.class, Fault.HangHandshake.class);
        if (fault.isPresent() && fault.get() instanceof Fault.RefuseHandshake refuse) {
            request.response().setStatusCode(refuse.status()).end();
        } else if (fault.isEmpty()) {
            Channel channel = ((ConnectionBase) request.connection()).channel();
            request.toWebSocket().onSuccess(socket -> accept(socket, channel)).onFailure(cause -> request.response().setStatusCode(400).end());
        }
    }

    private void accept(ServerWebSocket socket, Channel channel) {
        var connection = new Connection(socket, channel);
        open.add(connection);
        opened++;
        mostOpen = Math.max(mostOpen, open.size());
        connection.timers.add(vertx.setPeriodic(ping.toMillis(), timer -> ping(connection)));
        socket.textMessageHandler(text -> receive(connection, text));
        socket.closeHandler(nothing -> {
            connection.timers.forEach(vertx::cancelTimer);
            open.remove(connection);
            connection.burst.completeExceptionally(new IllegalStateException("the session has closed"));
        });
    }

    private void ping(Connection connection) {
        if (connection.silent) {
            return;
        }
        if (connection.appKey == null && System.nanoTime() - connection.openedAt > heartbeat.toNanos()) {
            connection.send(Frames.system("R10004", "접속허용요청(토큰)이 들어오지 않았습니다"));
            bye(connection);
        } else if (System.nanoTime() - connection.lastEcho > heartbeat.toNanos()) {
            connection.send(Frames.system("R10002", "사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다"));
            bye(connection);
        } else {
            connection.send("{\"trnm\":\"PING\"}");
        }
    }

    private static void bye(Connection connection) {
        connection.socket.close(NORMAL, BYE);
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
            case "PING", "PONG" -> connection.lastEcho = System.nanoTime();
            case "LOGIN" -> login(connection, frame);
            case "REG", "REMOVE" -> register(connection, trnm, frame);
            case "" -> connection.send(Frames.answer("", 100002, "필수 파라미터가 누락되어 있습니다"));
            default -> connection.send(Frames.answer(trnm, 105108, "정의되어 있지 않는 TRNM입니다"));
        }
    }

    private void login(Connection connection, JsonNode frame) {
        var fault = faults.take(Fault.LoginAnswer.class, Fault.LoginSilence.class, Fault.LoginClose.class);
        if (fault.isPresent()) {
            if (fault.get() instanceof Fault.LoginAnswer answer) {
                connection.send(answer.frame());
            }
            if (fault.get() instanceof Fault.LoginClose || fault.get() instanceof Fault.LoginAnswer answer && answer.close()) {
                bye(connection);
            }
            return;
        }
        String value = frame.path("token").asText("");
        if (value.isEmpty()) {
            connection.send(Frames.answer("LOGIN", 805002, "인증을 체크하기 위한 Token 값이 없습니다"));
            return;
        }
        Tokens.Token token = tokens.find(value);
        if (token == null) {
            connection.send(Frames.answer("LOGIN", 805004,
                    "토큰 인증에 실패했습니다. 접속을 종료합니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]"));
            bye(connection);
            return;
        }
        for (Connection other : List.copyOf(open)) {
            if (other != connection && token.appKey().equals(other.appKey)) {
                duplicate(other);
            }
        }
        connection.appKey = token.appKey();
        connection.send(Frames.loginOk());
        LOG.info("A program has logged in");
    }

    private void register(Connection connection, String trnm, JsonNode frame) {
        if (connection.appKey == null) {
            connection.send(Frames.answer(trnm, 100013, "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. 해당 전문은 무시됩니다. (TRNM=%s)"));
            return;
        }
        if (trnm.equals("REG")) {
            var fault = faults.take(Fault.RegAnswer.class, Fault.RegSilence.class);
            if (fault.isPresent()) {
                if (fault.get() instanceof Fault.RegAnswer answer) {
                    connection.send(answer.frame());
                }
                return;
            }
        }
        var types = new LinkedHashSet<String>();
        boolean wellFormed = frame.path("data").isArray();
        for (JsonNode each : frame.path("data")) {
            wellFormed &= each.path("item").isArray() && each.path("type").isArray();
            each.path("type").forEach(type -> types.add(type.asText()));
        }
        if (!wellFormed) {
            connection.send(Frames.answer(trnm, 105111, "실시간 항목 등록에 실패했습니다"));
            return;
        }
        if (trnm.equals("REMOVE")) {
            connection.types.removeAll(types);
        } else {
            if (frame.path("refresh").asText("1").equals("0")) {
                connection.types.clear();
            }
            connection.types.addAll(types);
            registrations++;
            LOG.info("It has registered the types {}", connection.types);
        }
        connection.send(Frames.answer(trnm, 0, ""));
    }

    /** To every session that has registered the type. */
    void publish(String type, String frame) {
        open.stream().filter(connection -> connection.types.contains(type)).forEach(connection -> {
            connection.send(frame);
            published++;
        });
    }

    /**
     * Sends frames as fast as one session that has registered the type takes them; the socket's own back pressure sets the pace.
     *
     * @return completed when the last has been handed to the socket
     */
    CompletableFuture<Void> burst(String type, Iterator<String> frames) {
        Connection connection = open.stream().filter(each -> each.types.contains(type)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no session has registered type " + type));
        var done = new CompletableFuture<Void>();
        connection.burst = done;
        burst(connection, frames, done);
        return done;
    }

    private static void burst(Connection connection, Iterator<String> frames, CompletableFuture<Void> done) {
        while (frames.hasNext()) {
            if (connection.socket.writeQueueFull()) {
                connection.socket.drainHandler(nothing -> burst(connection, frames, done));
                return;
            }
            connection.send(frames.next());
        }
        done.complete(null);
    }

    void happen(Fault.Immediate fault) {
        for (Connection connection : List.copyOf(open)) {
            if (fault instanceof Fault.Drop) {
                // past Netty's WebSocket handler, which would send a close frame
                connection.channel.pipeline().firstContext().close();
            } else if (fault instanceof Fault.Bye) {
                bye(connection);
            } else if (fault instanceof Fault.Duplicate) {
                duplicate(connection);
            } else if (fault instanceof Fault.Silence) {
                connection.silent = true;
            } else if (fault instanceof Fault.Send send) {
                connection.send(send.text());
            } else if (fault instanceof Fault.SendBinary send && !connection.socket.isClosed()) {
                connection.socket.writeBinaryMessage(Buffer.buffer(send.bytes()));
            }
        }
    }

    private static void duplicate(Connection connection) {
        connection.send(Frames.system("R10001", "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"));
        bye(connection);
    }

    List<String> received() {
        return List.copyOf(received);
    }

    Map<String, Integer> counts() {
        return Map.of("open", open.size(), "opened", opened, "most_open", mostOpen, "registrations", registrations,
                "published", published, "hearing", (int) hearing());
    }

    /** Connections that would get a 04 frame now. */
    long hearing() {
        return open.stream().filter(connection -> !connection.silent && !connection.socket.isClosed() && connection.types.contains("04")).count();
    }
}
