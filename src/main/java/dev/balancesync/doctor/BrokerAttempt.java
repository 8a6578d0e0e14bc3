package dev.balancesync.doctor;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;
import dev.balancesync.time.Ticker;
import org.apache.camel.Exchange;

/** One attempt by the very routes that the service takes: token, questions, and the session with its LOGIN and REG. */
final class BrokerAttempt {
    private static final String[] ROUTES = {"token-obtain", "token-renew", "token-ask-account", "kiwoom-ask", "kiwoom-send", "session-connect",
            "session-disconnect", "session-log-in", "session-register", "session-send-registration", "feed-dispatch", "feed-echo-ping", "feed-send", "feed-receive"};
    private static final Duration SESSION = Duration.ofSeconds(13);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Dates have whole seconds, cut off. */
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final BuiltRoutes routes;
    private final Clock clock;
    private final Session session;
    private Instant answered;
    private String date;

    BrokerAttempt(BuiltRoutes routes, Clock clock) throws Exception {
        this.routes = routes;
        this.clock = clock;
        this.session = routes.bean(Session.class);
        routes.start(ROUTES);
    }

    /** @throws BrokerException when Kiwoom gives no token */
    void token() throws Exception {
        try {
            answer(routes.ask("token-obtain", exchange -> { }));
        } catch (BrokerException e) {
            throw new BrokerException(e.error().ofConnection());
        }
    }

    /**
     * @param question the JSON to send
     * @throws BrokerException when it is refused; it is not asked again
     */
    @SuppressWarnings("unchecked")
    Map<String, Object> ask(String tr, String question) throws Exception {
        Exchange answer = answer(routes.ask("kiwoom-ask", exchange -> {
            exchange.setVariable("tr", tr);
            exchange.setVariable("question", question);
            exchange.setVariable("patience", Duration.ZERO);
        }));
        answered = clock.instant();
        date = answer.getMessage().getHeader("Date", String.class);
        return answer.getMessage().getBody(Map.class);
    }

    /** How far this machine's clock is ahead of that of the last answer; empty when none told the time. */
    Optional<Duration> ahead() {
        try {
            return Optional.ofNullable(date).map(text -> Duration.between(
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().plus(HALF_A_SECOND), answered));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Exchange answer(Exchange exchange) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange;
    }

    /** Opens a session and closes it once it is LIVE, or could not be. @return through which states it went */
    List<Transition> session() throws Exception {
        CompletableFuture<Exchange> attempt = routes.send("session-connect");
        Ticker ticker = Ticker.system();
        long end = ticker.in(SESSION);
        while (!attempt.isDone() && session.current().state() != SessionState.LIVE && !ticker.isReached(end)) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        List<Transition> states = session.transitions();
        session.stopping();
        try {
            attempt.get(Network.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the socket is closed with the routes
        }
        return states;
    }
}
