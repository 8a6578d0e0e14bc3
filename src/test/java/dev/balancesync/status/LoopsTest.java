package dev.balancesync.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.balancesync.MutableClock;
import dev.balancesync.MutableTicker;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a ticker that stands still, so that each age is the test's own. */
class LoopsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MutableTicker ticker = new MutableTicker();
    private final Loops loops = new Loops(ticker, new MutableClock("2026-11-23T00:00:00Z"), Duration.ofSeconds(40));
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();
    private final Semaphore hangs = new Semaphore(0);
    private volatile boolean hang;
    private volatile boolean hangInside;

    @BeforeEach
    void setUp() throws Exception {
        context.addRoutePolicyFactory(loops);
        context.getShutdownStrategy().setTimeout(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("scheduler:loop?delay=20&initialDelay=0").routeId("loop").to("direct:step");
                from("direct:step").routeId("step").process(each -> hang(each));
                from("scheduler:once?repeatCount=1&initialDelay=0").routeId("once").process(each -> { });
                from("seda:queue").routeId("queue").to("direct:step");
                from("direct:manual").routeId("manual").autoStartup(false).process(each -> { });
            }
        });
        context.start();
        awaitRound();
    }

    public List<String> due() throws InterruptedException {
        if (hangInside) {
            hangs.acquire();
        }
        return List.of();
    }

    private void hang(Exchange exchange) throws InterruptedException {
        rounds.incrementAndGet();
        if (hang) {
            hangs.acquire();
            pages.incrementAndGet();
        }
    }

    private void awaitRound() {
        int before = rounds.get();
        await().atMost(SOON).until(() -> rounds.get() > before + 1);
    }

    @AfterEach
    void tearDown() {
        hang = false;
        hangs.release(1_000);
        context.stop();
    }

    private String stopped() {
        return String.join(" ", loops.stopped().stream().map(Loops.Fault::route).toList());
    }

    private String stalled() {
        return String.join(" ", loops.stalled(List.of()).stream().map(Loops.Fault::route).toList());
    }

    @Test
    void a_route_that_others_call_and_that_is_not_there_is_missed_until_it_is() throws Exception {
        context.getRouteController().stopRoute("step");
        context.removeRoute("step");
        assertThat(loops.stopped()).as("its file may just be edited").isEmpty();
        ticker.advance(Duration.ofSeconds(6));
        assertThat(loops.stopped()).extracting(Loops.Fault::route).containsExactly("step");

        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:step").routeId("step again").choice().when(each -> false).to("direct:nobody").end().process(each -> hang(each));
            }
        });
        assertThat(loops.stopped()).isEmpty();
        ticker.advance(Duration.ofSeconds(6));
        assertThat(loops.stopped()).extracting(Loops.Fault::route).containsExactly("nobody");
    }

    /** Whoever switched the call off, and took the route away, was told for ever that a part of the service is stopped. */
    @Test
    void a_route_that_only_a_disabled_step_calls_is_not_missed() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:own").routeId("own").to("direct:switched-off").disabled().filter(each -> true).disabled().to("direct:inside").end().to("log:own");
            }
        });
        loops.stopped();
        ticker.advance(Duration.ofSeconds(6));

        assertThat(loops.stopped()).isEmpty();
    }

    @Test
    void a_loop_that_comes_round_is_well_however_long_it_runs() {
        ticker.advance(Duration.ofHours(1));
        awaitRound();

        assertThat(stalled()).isEmpty();
        assertThat(stopped()).as("one that is not to start by itself is none of these").isEmpty();
    }

    /** Who asks just when it starts, and finds it noted but not running yet. */
    @Test
    void a_route_that_is_just_being_started_is_not_said_to_be_stopped() throws Exception {
        var asked = new ArrayList<Loops.Fault>();
        var own = new AtomicReference<Loops>();
        var asks = new AtomicBoolean();
        own.set(new Loops(() -> {
            if (own.get() != null && asks.compareAndSet(false, true)) {
                asked.addAll(own.get().stopped());
                asks.set(false);
            }
            return Duration.ofDays(1).toNanos();
        }, new MutableClock("2026-11-23T00:00:00Z")));
        try (var camel = new DefaultCamelContext()) {
            camel.addRoutePolicyFactory(own.get());
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("seda:queue").routeId("queue").process(each -> { });
                }
            });
            camel.start();
        }

        assertThat(asked).isEmpty();
    }

    @Test
    void a_stopped_route_is_told_after_some_seconds_and_one_that_restarts_is_not() throws Exception {
        context.getRouteController().stopRoute("queue");
        ticker.advance(Duration.ofSeconds(5));
        assertThat(stopped()).isEmpty();
        context.getRouteController().startRoute("queue");
        ticker.advance(Duration.ofSeconds(5));
        assertThat(stopped()).isEmpty();

        context.getRouteController().stopRoute("step");
        context.getRouteController().suspendRoute("queue");
        ticker.advance(Duration.ofSeconds(6));

        assertThat(stopped()).isEqualTo("queue step");
        context.getRouteController().resumeRoute("queue");
        context.getRouteController().startRoute("step");
        assertThat(stopped()).isEmpty();
    }

    @Test
    void a_route_that_the_service_started_with_is_missed_and_one_that_was_put_in_later_is_not() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("scheduler:mine?delay=20").routeId("mine").process(each -> { });
            }
        });
        for (String id : new String[] {"mine", "queue"}) {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
        }
        ticker.advance(Duration.ofSeconds(6));

        assertThat(stopped()).isEqualTo("queue");
    }

    @Test
    void a_loop_whose_thread_no_longer_comes_is_stalled() throws Exception {
        context.getRoute("loop").getConsumer().stop();
        ticker.advance(Duration.ofSeconds(9));

        assertThat(stalled()).isEqualTo("loop");
    }

    @Test
    void a_round_under_way_is_well_as_long_as_its_steps_go_on() {
        hang = true;
        await().atMost(SOON).until(hangs::hasQueuedThreads);
        ticker.advance(Duration.ofSeconds(50));
        assertThat(stalled()).as("one step of a snapshot or an attempt").isEmpty();
        hangs.release();
        await().atMost(SOON).until(() -> pages.get() == 1 && hangs.hasQueuedThreads());
        ticker.advance(Duration.ofSeconds(50));
        assertThat(stalled()).isEmpty();

        ticker.advance(Duration.ofSeconds(1));

        assertThat(stalled()).isEqualTo("loop");
    }

    @Test
    void a_loop_that_only_hands_on_what_is_due_has_no_time_for_a_long_step() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ring").routeId("ring").to("seda:queue");
                from("scheduler:dispatch?delay=20&initialDelay=0").routeId("dispatch").onException(Exception.class).to("log:failed").end()
                        .split(method(LoopsTest.this, "due")).filter(simple("true")).wireTap("direct:step").end().end().end().to("direct:ring");
            }
        });
        hangInside = true;
        await().atMost(SOON).until(hangs::hasQueuedThreads);
        ticker.advance(Duration.ofSeconds(8));
        awaitRound();
        assertThat(stalled()).isEmpty();

        ticker.advance(Duration.ofSeconds(1));
        awaitRound();

        assertThat(stalled()).isEqualTo("dispatch");
        assertThat(loops.handingOn()).containsExactly("dispatch");
    }

    @Test
    void what_was_taken_from_a_queue_is_to_get_on_as_well() throws Exception {
        context.getRouteController().stopRoute("loop");
        context.removeRoute("loop");
        hang = true;
        context.createProducerTemplate().sendBody("seda:queue", "ring");
        await().atMost(SOON).until(hangs::hasQueuedThreads);
        ticker.advance(Duration.ofSeconds(50));
        assertThat(stalled()).isEmpty();

        ticker.advance(Duration.ofSeconds(1));

        assertThat(stalled()).contains("queue");
        hang = false;
        hangs.release();
        await().atMost(SOON).until(() -> stalled().isEmpty());
        ticker.advance(Duration.ofHours(1));
        assertThat(stalled()).as("where nothing comes nothing hangs").isEmpty();
    }

    @Test
    void what_a_round_put_into_a_queue_is_to_get_on_as_well_and_no_part_of_the_round() throws Exception {
        context.getRouteController().stopRoute("loop");
        Loops.Round snapshot = loops.begin("snapshot");
        ticker.advance(Duration.ofSeconds(51));
        hang = true;
        context.createProducerTemplate().send("seda:queue", exchange -> exchange.setVariable(Loops.ROUND, snapshot));
        await().atMost(SOON).until(hangs::hasQueuedThreads);

        assertThat(loops.stalled(List.of(snapshot))).extracting(Loops.Fault::route).containsExactly("snapshot");
        ticker.advance(Duration.ofSeconds(51));

        assertThat(stalled()).contains("queue");
    }

    /** It has no delay, so its limit is that of any queue. */
    @Test
    void a_queue_that_only_hands_on_is_a_queue() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:relay").routeId("relay").split(method(LoopsTest.this, "due")).wireTap("direct:step").end().end();
            }
        });
        hangInside = true;
        context.createProducerTemplate().sendBody("seda:relay", "ring");
        await().atMost(SOON).until(hangs::hasQueuedThreads);

        ticker.advance(Duration.ofSeconds(51));

        assertThat(stalled()).contains("relay");
        assertThat(loops.handingOn()).isEmpty();
    }

    @Test
    void a_round_that_does_not_get_on_is_only_the_trouble_of_whose_it_is() {
        Loops.Round snapshot = loops.begin("snapshot");

        ticker.advance(Duration.ofSeconds(51));

        awaitRound();
        assertThat(loops.stalled(List.of(snapshot))).extracting(Loops.Fault::route).containsExactly("snapshot");
        assertThat(loops.stalled(List.of(loops.begin("cash")))).isEmpty();
    }

    /** Whoever adds a route has Camel's model first and then what starts routes; whoever starts one must not want them the other way round. */
    @Test
    @Timeout(60)
    void a_route_is_started_while_another_is_being_added() throws Exception {
        var isBeingAdded = new CountDownLatch(1);
        var mayBeAdded = new CountDownLatch(1);
        context.addRoutePolicyFactory((camel, id, route) -> {
            if (id.equals("added")) {
                isBeingAdded.countDown();
                assertDoesNotThrow(() -> mayBeAdded.await());
            }
            return null;
        });
        context.getRouteController().stopRoute("loop");
        var adding = new Thread(() -> assertDoesNotThrow(() -> context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:added").routeId("added").process(each -> { });
            }
        })));
        var starting = new Thread(() -> assertDoesNotThrow(() -> context.getRouteController().startRoute("loop")));
        adding.start();
        try {
            isBeingAdded.await();
            starting.start();
            starting.join(SOON.toMillis());
            assertThat(starting.isAlive()).isFalse();
        } finally {
            mayBeAdded.countDown();
            adding.join();
        }
        awaitRound();
    }
}
