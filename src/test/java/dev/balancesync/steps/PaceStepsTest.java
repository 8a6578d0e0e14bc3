package dev.balancesync.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import dev.balancesync.MutableTicker;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Pace;
import dev.balancesync.store.Owner;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class PaceStepsTest {
    private static final BrokerException TOO_OFTEN = new BrokerException(BrokerError.of("1700", "Too many requests"));

    private final MutableTicker ticker = new MutableTicker();
    private final Accounts accounts = new Accounts(false);
    private final PaceSteps steps = new PaceSteps(accounts);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private Pace.Attempt ask(String tr) throws InterruptedException {
        exchange.setVariable("tr", tr);
        Pace.Attempt attempt = steps.open(exchange);
        exchange.setVariable("attempt", attempt);
        steps.await(exchange);
        ticker.advance(Duration.ofSeconds(4));
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, TOO_OFTEN);
        return attempt;
    }

    @Test
    void the_patience_with_one_question_is_none_with_the_next() throws Exception {
        var settings = new AccountSettings(Accounts.ONLY, "", "", "8112-5100", true, "", "", "");
        var account = new ServedAccount(settings, new Owner(Accounts.ONLY, new Account("8112-5100", ""), null), "");
        account.with(Pace.class, new Pace(Duration.ofMillis(1_100), Duration.ofMinutes(5), ticker, () -> false));
        accounts.add(account);
        exchange.setVariable("patience", Duration.ofSeconds(3));
        Pace.Attempt name = ask("ka00001");
        assertThatThrownBy(() -> steps.failed(exchange)).isSameAs(TOO_OFTEN);

        Pace.Attempt page = ask("kt00018");
        steps.failed(exchange);

        assertThat(name.isOpen()).isFalse();
        assertThat(page.isOpen()).as("a page of a snapshot is asked for again").isTrue();
    }
}
