package dev.balancesync.token;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.balancesync.TestService;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.simulator.Fault;
import dev.balancesync.snapshot.Cash;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.steps.TokenSteps;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenSingleFlightIT {
    private static final int CALLERS = 20;

    @RegisterExtension
    private final TestService mirror = new TestService();

    @BeforeEach
    void setUp() throws Exception {
        mirror.startLive();
        // whoever asks for the cash would need a token, too
        await().atMost(SOON).until(() -> mirror.service().bean(Cash.class).state().asOf() != null);
    }

    private void drop() {
        TokenCache cache = mirror.service().bean(TokenCache.class);
        cache.drop(cache.token());
    }

    /** @return what each caller's exchange failed with; {@code null} for those that got a token */
    private Exception[] obtainAtOnce() {
        ProducerTemplate routes = mirror.service().camel().createProducerTemplate();
        var calls = IntStream.range(0, CALLERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> routes.send("direct:token-obtain", exchange -> { }).getException()))
                .toList();
        return calls.stream().map(CompletableFuture::join).toArray(Exception[]::new);
    }

    @Test
    void twenty_who_need_a_token_at_once_make_one_request() {
        drop();
        int before = mirror.kiwoom.count("token_requests");

        Exception[] failures = obtainAtOnce();

        assertThat(failures).containsOnlyNulls();
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(before + 1);
    }

    @Test
    void a_question_that_is_refused_late_drops_the_token_that_it_was_asked_with_and_no_other() {
        CamelContext camel = mirror.service().camel();
        TokenSteps steps = camel.getRegistry().lookupByNameAndType("token", TokenSteps.class);
        var late = new DefaultExchange(camel);
        steps.authorize(late);
        drop();
        obtainAtOnce();
        int before = mirror.kiwoom.count("token_requests");

        steps.drop(late);

        obtainAtOnce();
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(before);
        steps.authorize(late);
        steps.drop(late);
        obtainAtOnce();
        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(before + 1);
    }

    @Test
    void a_good_token_is_not_asked_for_again() {
        int before = mirror.kiwoom.count("token_requests");

        obtainAtOnce();

        assertThat(mirror.kiwoom.count("token_requests")).isEqualTo(before);
    }

    @Test
    void a_refusal_reaches_the_one_who_asked_and_the_next_one_asks_again() {
        drop();
        mirror.kiwoom.next(new Fault.TokenAnswer(500, "down"));

        Exception[] failures = obtainAtOnce();

        assertThat(failures).filteredOn(BrokerException.class::isInstance).hasSize(1);
        assertThat(mirror.service().bean(TokenCache.class).isGood()).isTrue();
    }

    @Test
    void a_question_that_finds_no_token_because_they_are_asked_for_too_often_does_not_ask_for_one_on_and_on() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("au10001", "1700"), 10_000);
        drop();
        int before = mirror.kiwoom.count("token_requests");

        mirror.service().bean(CashBell.class).ring();

        await().atMost(SOON).until(() -> mirror.kiwoom.count("token_requests") > before);
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> mirror.kiwoom.count("token_requests") - before < 10);
    }
}
