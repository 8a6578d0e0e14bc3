package dev.balancesync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import dev.balancesync.Arrivals;
import dev.balancesync.LogLines;
import dev.balancesync.SampleFrames;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReplayTest {
    @TempDir
    Path folder;

    /** It would bring rows back that another machine has written since, if this one dies before the store has moved the mark. */
    @Test
    void what_a_process_received_before_another_machine_took_over_is_read_by_no_start_after_it() throws Exception {
        try (var camel = new DefaultCamelContext(); var journal = journal()) {
            camel.start();
            var replay = new JournalReplay(journal, camel, "account", Duration.ofMinutes(1), stored -> { }, () -> { });
            replay.run();
            Lines.append(journal, "{\"n\":1}", Arrivals.at(Instant.parse("2026-11-23T00:00:00Z")));

            replay.passOver();
        }

        try (var next = journal()) {
            assertThat(next.unconfirmed()).isZero();
        }
    }

    /** Where the quarantine fails, too, nobody had counted it: no gap, and nothing in the log. */
    @Test
    void a_frame_that_its_route_could_neither_use_nor_keep_is_told_as_lost() throws Exception {
        try (var before = journal()) {
            Lines.append(before, "{\"n\":1}", Arrivals.at(Instant.parse("2026-11-23T00:00:00Z")));
        }
        var lost = new AtomicInteger();
        try (var camel = new DefaultCamelContext(); var journal = journal()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:feed-replay-frame").errorHandler(noErrorHandler()).throwException(IllegalStateException.class, "own");
                }
            });
            camel.start();

            new JournalReplay(journal, camel, "account", Duration.ofMinutes(1), stored -> { }, lost::incrementAndGet).run();
        }

        assertThat(lost).hasValue(1);
    }

    /** Of a long journal each frame that was left was a line in the log, tens of thousands within the stop, and a loss. */
    @Test
    void what_a_stop_keeps_from_being_read_again_is_not_lost() throws Exception {
        try (var before = journal()) {
            Lines.append(before, "{\"n\":1}", Arrivals.at(Instant.parse("2026-11-23T00:00:00Z")));
        }
        var lost = new AtomicInteger();
        try (var camel = new DefaultCamelContext(); var journal = journal(); var log = new LogLines()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:feed-replay-frame").process(each -> { });
                }
            });
            camel.start();
            camel.stop();

            new JournalReplay(journal, camel, "account", Duration.ofMinutes(1), stored -> { }, lost::incrementAndGet).run();

            assertThat(log.all()).noneMatch(each -> each.startsWith("ERROR"));
        }
        assertThat(lost).hasValue(0);
    }

    private Journal journal() {
        return new Journal(folder, 7, SampleFrames.JSON, Clock.systemUTC(), Arrivals.sequencer(Journal.nextEpoch(folder), Clock.systemUTC()));
    }
}
