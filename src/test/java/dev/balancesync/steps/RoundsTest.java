package dev.balancesync.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.MutableTicker;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.session.SessionState;
import dev.balancesync.status.Loops;
import dev.balancesync.store.Owner;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

/** Who gets one of the threads that may wait for a broker. */
class RoundsTest {
    private static final int THREADS = 72;
    private static final int OF_A_LOOP = 48;
    private static final int SLOW = 16;

    private final MutableTicker ticker = new MutableTicker();
    private final Accounts accounts = new Accounts(true);
    private final Rounds rounds = new Rounds(accounts, new Loops(ticker, Clock.systemUTC()));

    private ServedAccount serve(String alias, Session session) {
        var settings = new AccountSettings(alias, "", "", "8112-5100", true, "", "", "");
        var account = new ServedAccount(settings, new Owner(alias, new Account("8112-5100", ""), null), alias);
        account.with(Session.class, session);
        accounts.add(account);
        return account;
    }

    private ServedAccount serve(String alias) {
        Session session = SessionDrive.starting(ticker);
        session.ready();
        return serve(alias, session);
    }

    private Exchange of(ServedAccount account) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(FeedSockets.LINE, account);
        return exchange;
    }

    /** What is due now, begun as the route does. */
    private List<Exchange> begin() throws Exception {
        var begun = new ArrayList<Exchange>();
        for (ServedAccount each : rounds.ofSession()) {
            Exchange exchange = of(each);
            rounds.beginnings().get("sessionRound").process(exchange);
            begun.add(exchange);
        }
        return begun;
    }

    private void end(List<Exchange> begun) {
        begun.forEach(each -> UnitOfWorkHelper.doneSynchronizations(each, each.getExchangeExtension().handoverCompletions()));
    }

    @Test
    void one_loop_never_takes_all_threads_and_who_waited_long_for_its_broker_waits_for_its_like_alone() throws Exception {
        for (int i = 0; i < THREADS + 10; i++) {
            serve("a" + i);
        }
        List<Exchange> hanging = begin();
        assertThat(hanging).hasSize(OF_A_LOOP);
        assertThat(begin()).isEmpty();

        ticker.advance(Duration.ofSeconds(4));
        end(hanging);

        List<Exchange> next = begin();
        assertThat(next).as("those that were left, and some of the slow").hasSize(THREADS + 10 - OF_A_LOOP + Math.min(SLOW, 2 * OF_A_LOOP - THREADS - 10));
        ticker.advance(Duration.ofSeconds(4));
        end(next);
        assertThat(begin()).as("all of them are slow by now").hasSize(SLOW);
        assertThat(begin()).isEmpty();
        ServedAccount well = serve("well");
        List<Exchange> its = begin();
        assertThat(its).singleElement().satisfies(each -> assertThat(accounts.of(each)).isSameAs(well));
        end(its);
        assertThat(well.slow()).isEmpty();
    }

    @Test
    void who_waited_long_once_and_then_did_not_is_among_the_others_again() throws Exception {
        ServedAccount one = serve("a");
        List<Exchange> waiting = begin();
        ticker.advance(Duration.ofSeconds(4));
        end(waiting);
        assertThat(one.slow()).isNotEmpty();

        end(begin());

        assertThat(one.slow()).isEmpty();
    }

    @Test
    void of_many_that_connect_together_some_keep_a_thread_until_live_has_lasted() throws Exception {
        var steps = new SessionSteps(accounts);
        var ended = new AtomicInteger();
        var threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < THREADS; i++) {
                Exchange exchange = of(serve("a" + i, SessionDrive.live(Clock.systemUTC(), ticker)));
                threads.execute(() -> {
                    steps.awaitSettled(exchange);
                    ended.incrementAndGet();
                });
            }

            await().until(() -> ended.get() == THREADS - SLOW);
            ticker.advance(Duration.ofSeconds(5));
            await().until(() -> ended.get() == THREADS);
        } finally {
            threads.shutdownNow();
        }
    }

    /** As when it closes in the moment in which REG, refused with "too many", is to be sent again: nobody else looks before it counts as abandoned. */
    @Test
    void one_that_failed_meanwhile_is_told_so_however_many_wait() throws Exception {
        var steps = new SessionSteps(accounts);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < SLOW; i++) {
            Exchange exchange = of(serve("a" + i, SessionDrive.live(Clock.systemUTC(), ticker)));
            var thread = new Thread(() -> steps.awaitSettled(exchange));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        await().until(() -> threads.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
        Session closed = SessionDrive.registering(ticker);
        closed.closed("code 1006");
        Exchange exchange = of(serve("b", closed));

        assertThatThrownBy(() -> steps.awaitSettled(exchange)).isInstanceOf(BrokerException.class).hasMessageContaining("1006");

        assertThat(closed.current().state()).isEqualTo(SessionState.REGISTERING);
        steps.awaitSettled(of(serve("c", SessionDrive.live(Clock.systemUTC(), ticker))));
        ticker.advance(Duration.ofSeconds(5));
    }
}
