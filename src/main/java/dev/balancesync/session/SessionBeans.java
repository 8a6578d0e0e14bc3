package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.broker.RestAnswer;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.token.TokenCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.vertx.core.http.HttpClientOptions;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.Processor;
import org.apache.camel.PropertyInject;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** What {@code session.camel.yaml} and {@code feed.camel.yaml} call by name. */
public class SessionBeans implements CamelConfiguration {
    @BindToRegistry("session")
    public Session session(@PropertyInject("kiwoom.handshake-timeout") Duration handshake,
            @PropertyInject("kiwoom.answer-timeout") Duration answer, @PropertyInject("kiwoom.silence-limit") Duration silence,
            @PropertyInject("kiwoom.reconnect-delay") Duration retry, @PropertyInject("kiwoom.rate-delay-max") Duration rate,
            @PropertyInject("kiwoom.credentials-delay") Duration refused, @PropertyInject("kiwoom.duplicate-delay") Duration duplicate,
            @PropertyInject("kiwoom.reconnect-jitter") Duration jitter, Clock clock) {
        return new Session(new SessionLimits(handshake, answer, silence, retry, rate, refused, duplicate, jitter), clock);
    }

    /** A processor, because a bean call by name costs each frame more. */
    @BindToRegistry("frameReceipt")
    public Processor frameReceipt(Session session) {
        return frame -> session.frameReceived();
    }

    @BindToRegistry("sessionFrames")
    public SessionFrames sessionFrames(TokenCache token, ObjectMapper json) {
        return new SessionFrames(token, json);
    }

    @BindToRegistry("frameCounts")
    public FrameCounts frameCounts() {
        return new FrameCounts();
    }

    @BindToRegistry("restAnswer")
    public RestAnswer restAnswer(ObjectMapper json) {
        return new RestAnswer(json);
    }

    /** Apache HttpClient asks again by itself after 429 and 503, behind the session's back. */
    @BindToRegistry("noRetries")
    public HttpClientConfigurer noRetries() {
        return HttpClientBuilder::disableAutomaticRetries;
    }

    /** A bean of our own, so that its state outlives a reload of the route and health can see it; Camel's copies lose ignored errors. */
    @BindToRegistry("kiwoomBreaker")
    public CircuitBreaker kiwoomBreaker(@PropertyInject("kiwoom.circuit.failures") int failures,
            @PropertyInject("kiwoom.circuit.open-duration") Duration open, Session session) {
        CircuitBreaker breaker = CircuitBreaker.of("kiwoomBreaker", CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .ignoreException(session::isExcused)
                .build());
        breaker.getEventPublisher().onStateTransition(event ->
                session.circuit(event.getStateTransition().getToState() == CircuitBreaker.State.OPEN));
        return breaker;
    }

    /** The socket's options; {@code feed.camel.yaml} names them. A REG picture of a large account can exceed Vert.x' 64 KiB frames. */
    @BindToRegistry("kiwoomSocketOptions")
    public HttpClientOptions kiwoomSocketOptions(@PropertyInject("kiwoom.handshake-timeout") Duration handshake) {
        return new HttpClientOptions()
                .setConnectTimeout((int) handshake.toMillis())
                .setMaxWebSocketFrameSize(4 * 1024 * 1024)
                .setMaxWebSocketMessageSize(16 * 1024 * 1024)
                .setWebSocketClosingTimeout(1)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setVerifyHost(true);
    }
}
