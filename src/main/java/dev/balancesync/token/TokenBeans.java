package dev.balancesync.token;

import java.time.Clock;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.PropertyInject;
import org.apache.camel.Route;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.RoutePolicySupport;

/** What {@code token.camel.yaml} calls by name. */
public class TokenBeans implements CamelConfiguration {
    @BindToRegistry("accessToken")
    public TokenCache accessToken(@PropertyInject("kiwoom.app-key") String appKey, @PropertyInject("kiwoom.app-secret") String appSecret,
            @PropertyInject("kiwoom.token-renew-before") Duration renewBefore, ObjectMapper json, Clock clock) {
        return new TokenCache(appKey, appSecret, renewBefore, json, clock);
    }

    /** Notices when a request ended, however it ended. */
    @BindToRegistry("countTokenRequests")
    public RoutePolicy countTokenRequests(TokenCache accessToken) {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeDone(Route route, Exchange exchange) {
                accessToken.asked();
            }
        };
    }

    /** For consumers whose caller waits and gets the error: without it Camel also logs it, with a stack. */
    @BindToRegistry("leaveErrorsToCaller")
    public ExceptionHandler leaveErrorsToCaller(CamelContext context) {
        return new LoggingExceptionHandler(context, TokenBeans.class, LoggingLevel.OFF);
    }
}
