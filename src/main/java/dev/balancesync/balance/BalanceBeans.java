package dev.balancesync.balance;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.journal.JournalPosition;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.PropertyInject;

/** What {@code balance.camel.yaml} calls by name. */
public class BalanceBeans implements CamelConfiguration {
    /** The value of BALANCE_SCHEMA whose tables have one row a stock. */
    private static final String CASH_LOTS_ONLY = "legacy";

    @BindToRegistry("account")
    public Account account(@PropertyInject("kiwoom.account-no") String configured, @PropertyInject("balance.account-no") String stored) {
        return new Account(configured, stored);
    }

    /** For entries of the stream. */
    @BindToRegistry("fieldMapping")
    public FieldMapping fieldMapping(CamelContext context, Account account, @PropertyInject("balance.schema") String schema) {
        return mapping(context, FieldMapping.PREFIX, account, schema);
    }

    /** For rows of kt00018. */
    @BindToRegistry("snapshotMapping")
    public FieldMapping snapshotMapping(CamelContext context, Account account, @PropertyInject("balance.schema") String schema) {
        return mapping(context, FieldMapping.SNAPSHOT_PREFIX, account, schema);
    }

    private static FieldMapping mapping(CamelContext context, String prefix, Account account, String schema) {
        Properties settings = context.getPropertiesComponent().loadProperties(name -> name.startsWith(prefix));
        return new FieldMapping(FieldMapping.table(settings, prefix), account, CASH_LOTS_ONLY.equals(schema));
    }

    @BindToRegistry("balanceType")
    public BalanceType balanceType() {
        return new BalanceType();
    }

    @BindToRegistry("pending")
    public Pending pending() {
        return new Pending();
    }

    /** A processor, because a bean call by name costs each entry more; so is the next. The body is a {@link Holding}. */
    @BindToRegistry("keepNewest")
    public Processor keepNewest(Pending pending) {
        return entry -> pending.put(entry.getMessage().getBody(Holding.class));
    }

    @BindToRegistry("frameRead")
    public Processor frameRead(Pending pending) {
        return frame -> pending.frameRead(frame.getVariable("journalPosition", JournalPosition.class));
    }

    @BindToRegistry("mustRing")
    public Predicate mustRing(Pending pending) {
        return frame -> pending.mustRing();
    }

    @BindToRegistry("quarantineFiles")
    public QuarantineFiles quarantineFiles(@PropertyInject("data.dir") String folder, @PropertyInject("data.quarantine-days") int keepDays,
            Clock clock) {
        return new QuarantineFiles(Path.of(folder, "quarantine"), keepDays, clock);
    }

    @BindToRegistry("quarantine")
    public Quarantine quarantine(ObjectMapper json, Clock clock) {
        return new Quarantine(json, clock);
    }
}
