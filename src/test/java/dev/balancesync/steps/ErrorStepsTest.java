package dev.balancesync.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ErrorStepsTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void words_of_others_are_cleaned_before_they_are_logged() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("\u001b[31maccount 8112-5100-11\r\nis unknown"));

        assertThat(new ErrorSteps().words(exchange)).isEqualTo("IllegalStateException account ******0011 is unknown");
    }

    @Test
    void one_that_says_nothing_is_named() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new NullPointerException());

        assertThat(new ErrorSteps().words(exchange)).isEqualTo("NullPointerException");
    }
}
