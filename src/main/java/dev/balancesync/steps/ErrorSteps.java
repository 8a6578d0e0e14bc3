package dev.balancesync.steps;

import dev.balancesync.kiwoom.Quoted;
import org.apache.camel.Exchange;

/** What a step that failed says of it, for a line of the log: it may be words of the broker or of the database. */
public final class ErrorSteps {

    public String words(Exchange exchange) {
        Throwable cause = Steps.cause(exchange);
        return cause == null ? "" : (cause.getClass().getSimpleName() + " " + Quoted.line(cause.getMessage())).strip();
    }
}
