package dev.balancesync.steps;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/** What a route hands to a step of Java. */
final class Steps {
    private Steps() {
    }

    /** The body, a frame or an answer. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> fields(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    /** The body, what the table has. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    /** Why a step before failed, as it was thrown; {@code null} when none did. */
    static Throwable thrown(Exchange exchange) {
        return exchange.getException() != null ? exchange.getException() : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    /** Why a step before failed, the innermost cause; {@code null} when none did. */
    static Throwable cause(Exchange exchange) {
        Throwable thrown = thrown(exchange);
        return thrown == null ? null : ObjectHelper.getException(Throwable.class, thrown);
    }
}
