package dev.balancesync.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final ArrayDeque<Runnable> told = new ArrayDeque<>();
    private final EventStream stream = new EventStream(new ObjectMapper(), Clock.systemUTC(), told::add, () -> { });
    private final FakeBrowser browser = new FakeBrowser();

    /** As a page that is reloaded at once: its tables would be read as for somebody who looks. */
    @Test
    void who_left_before_he_was_told_anything_does_not_look() {
        EventStream.accept(browser.request(), List.of(Optional.of(stream)), true);
        browser.leave();

        told.remove().run();

        assertThat(stream.watching()).isZero();
    }

    @Test
    void who_stays_looks() {
        EventStream.accept(browser.request(), List.of(Optional.of(stream)), true);

        told.remove().run();

        assertThat(stream.watching()).isEqualTo(1);
    }
}
