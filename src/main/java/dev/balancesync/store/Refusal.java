package dev.balancesync.store;

import java.sql.SQLException;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.balance.Pending.Batch;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.springframework.core.NestedExceptionUtils;

/**
 * What the database says to a row that it will never take, however often it is tried. Wrong SQL, a missing column or right (42xxx) is
 * nothing that a row could help, and is tried again.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class Refusal implements Predicate, Processor {
    /** Data exception, constraint, check option of a view; key too long for an index; {@code raise exception} in a user's trigger. */
    private static final Pattern ROW_AT_FAULT = Pattern.compile("22...|23...|44000|54000|P0001");

    private final StoreRows rows;

    public Refusal(StoreRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean matches(Exchange exchange) {
        return isRefusal(exchange.getException());
    }

    /** Whether the row is at fault, and not the database or the way to it. */
    public static boolean isRefusal(Throwable thrown) {
        return NestedExceptionUtils.getMostSpecificCause(thrown) instanceof SQLException answer
                && answer.getSQLState() != null && ROW_AT_FAULT.matcher(answer.getSQLState()).matches();
    }

    /** Makes the refused row the body and its reason the exception, as quarantine expects them. */
    @Override
    public void process(Exchange exchange) {
        Batch batch = exchange.getVariable("batch", Batch.class);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.getMessage().setBody(rows.row(batch.part().get(0)));
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT,
                new BadEntryException("refused", "the database refused the row: " + Database.reason(cause)));
    }
}
