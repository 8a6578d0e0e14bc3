package dev.balancesync.token;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.Route;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Exchange;
import org.apache.camel.CamelContext;

/** The one access token that everything shares, and the words that ask for it. Keeps key and secret out of the routes. */
public final class TokenCache {
    private final String appKey;
    private final String appSecret;
    private final Duration renewBefore;
    private final ObjectMapper json;
    private final Clock clock;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile AccessToken token;

    public TokenCache(String appKey, String appSecret, Duration renewBefore, ObjectMapper json, Clock clock) {
        this.appKey = appKey;
        this.appSecret = appSecret;
        this.renewBefore = renewBefore;
        this.json = json;
        this.clock = clock;
    }

    /** Whether there is a token that is not about to expire. */
    public boolean isGood() {
        AccessToken current = token;
        return current != null && current.isGoodAt(clock.instant(), renewBefore);
    }

    /** The token without {@code Bearer}, as LOGIN wants it. */
    public String value() {
        AccessToken current = token;
        if (current == null) {
            throw new IllegalStateException("there is no access token; token-obtain must run first");
        }
        return current.value();
    }

    /** The body of {@code au10001}. The secret's field is {@code secretkey}, not {@code appsecret}. */
    public String request() throws JsonProcessingException {
        requests.incrementAndGet();
        asking.set(true);
        return json.writeValueAsString(Map.of("grant_type", "client_credentials", "appkey", appKey, "secretkey", appSecret));
    }

    /** Keeps the token of an answer of {@code au10001}. */
    public void keep(Map<String, Object> answer) {
        token = AccessToken.of(answer);
        granted.incrementAndGet();
        asking.set(false);
    }

    /** Whoever asked is done; a request that gave no token by now has failed. */
    void asked() {
        if (asking.getAndSet(false)) {
            failed.incrementAndGet();
        }
    }

    /** How many tokens were asked for since the start. */
    public long requests() {
        return requests.get();
    }

    /** How many of them gave none: refused, unreadable or unanswered. */
    public long failed() {
        return failed.get();
    }

    /** How many of them were given. */
    public long granted() {
        return granted.get();
    }

    /** The broker refused the token: the next one who needs it gets a fresh one. */
    public void drop() {
        token = null;
    }

    /** Notices when a request ended, however it ended. */
    public RoutePolicy countRequests() {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeDone(Route route, Exchange exchange) {
                asked();
            }
        };
    }

    /** For consumers whose caller waits and gets the error: without it Camel also logs it, with a stack. */
    public static ExceptionHandler leaveErrorsToCaller(CamelContext context) {
        return new LoggingExceptionHandler(context, TokenCache.class, LoggingLevel.OFF);
    }
}
