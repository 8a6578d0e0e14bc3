package dev.balancesync.balance;

import java.time.Clock;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyInject;

/** What {@code balance.camel.yaml} calls by name. */
public class BalanceBeans implements CamelConfiguration {
    @BindToRegistry("account")
    public Account account(@PropertyInject("kiwoom.account-no") String configured, @PropertyInject("balance.account-no") String stored) {
        return new Account(configured, stored);
    }

    @BindToRegistry("fieldMapping")
    public FieldMapping fieldMapping(CamelContext context, Account account) {
        Properties settings = context.getPropertiesComponent().loadProperties(name -> name.startsWith(FieldMapping.PREFIX));
        return new FieldMapping(FieldMapping.table(settings), account);
    }

    @BindToRegistry("pending")
    public Pending pending() {
        return new Pending();
    }

    @BindToRegistry("quarantine")
    public Quarantine quarantine(ObjectMapper json, Clock clock) {
        return new Quarantine(json, clock);
    }
}
