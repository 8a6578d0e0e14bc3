package dev.balancesync.page;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.LogLines;
import dev.balancesync.MutableTicker;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.PreviousCloses;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.status.Loops;
import dev.balancesync.time.Ticker;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class AccountPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MutableTicker ticker = new MutableTicker();
    private final AtomicInteger readings = new AtomicInteger();

    private AccountPage page(LivePage all, EventStreams streams) {
        return new AccountPage(all, "account", streams, new AccountPage.Parts() {
            @Override
            public Fills fills(EventStream events) {
                return new Fills(events, new Pending(), () -> true);
            }

            @Override
            public LiveTables tables(EventStream events, Fills fills) {
                return new LiveTables(events, fills, new Account("8112510011", ""), PreviousCloses.ofOneDay(), JSON, Clock.systemUTC(), ticker);
            }

            @Override
            public LiveStatus status(EventStream events) {
                return null;
            }
        }, false, ticker);
    }

    @Test
    void an_answer_that_cannot_be_shown_is_told_once_however_often_it_is_read() throws Exception {
        var streams = new EventStreams(JSON, Clock.systemUTC());
        var overview = new Overview(streams, Map::of, ticker);
        try (var camel = new DefaultCamelContext(); var log = new LogLines()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:web-read-tables").setVariable("positions", constant("no JSON")).process(read -> readings.incrementAndGet());
                }
            });
            camel.start();
            // its looks go well, twice between two readings
            var all = new LivePage(camel, List::of, overview, new Loops(ticker, Clock.systemUTC()));
            all.open();
            AccountPage page = page(all, streams);

            for (int i = 1; i <= 3; i++) {
                int count = i;
                ticker.advance(Duration.ofSeconds(3));
                page.cashStored(ticker.nanos());
                await().atMost(SOON).until(() -> readings.get() == count);
                await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            }
            all.stop();

            assertThat(log.all()).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);
        } finally {
            streams.stop();
        }
    }

    @Test
    void one_that_cannot_be_told_keeps_not_the_overview_from_being_looked_at() throws Exception {
        var streams = new EventStreams(JSON, Clock.systemUTC());
        var overviews = new AtomicInteger();
        var overview = new Overview(streams, () -> Map.of("look", overviews.incrementAndGet()), Ticker.system());
        EventStream.accept(new FakeBrowser().request(), List.of(overview.events()), true);
        try (var camel = new DefaultCamelContext(); var log = new LogLines()) {
            camel.start();
            // it has no status that could be looked at
            var all = new LivePage(camel, () -> List.of(page(null, streams)), overview, new Loops(ticker, Clock.systemUTC()));
            all.open();

            await().atMost(SOON).until(() -> overviews.get() > 1);
            all.stop();

            assertThat(log.all()).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);
        } finally {
            streams.stop();
        }
    }
}
