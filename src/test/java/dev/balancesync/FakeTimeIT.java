package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The machine's clock for real: Debian's libfaketime between the packaged jar and the kernel steps the wall clock while the service runs, as NTP
 * does after a wrong RTC; the monotonic clock goes on, as it does then.
 */
class FakeTimeIT extends PackagedService {
    private static final Duration WITHIN_SECONDS = Duration.ofSeconds(20);
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String MISSING = "No libfaketime is installed, so the clock is only stepped inside tests. On Debian: apt-get install faketime";

    private Path clock;
    private long bought;

    @Override
    SimulatorOptions options() {
        return super.options().withPing(Duration.ofSeconds(1), Duration.ofSeconds(40));
    }

    @BeforeEach
    void setUp() throws IOException {
        Path library = library().orElseGet(() -> "true".equals(System.getenv("CI")) ? fail(MISSING) : abort(MISSING));
        clock = folder.resolve("clock");
        setClock("+0");
        service.withoutManagement().environment.putAll(onlyTheWallClock(library));
        service.environment.putAll(Map.of("FAKETIME_TIMESTAMP_FILE", clock.toString(), "FAKETIME_CACHE_DURATION", "1", "KIWOOM_SILENCE_LIMIT", "5s",
                "KIWOOM_RECONNECT_DELAY", "1s", "KIWOOM_SNAPSHOT_SETTLE", "1s"));
    }

    /** Without the last of them, version 0.9.10 has every wait of a JVM that has an end be over at once, so that all its threads turn in circles. */
    static Map<String, String> onlyTheWallClock(Path library) {
        return Map.of("LD_PRELOAD", library.toString(), "DONT_FAKE_MONOTONIC", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    static Optional<Path> library() throws IOException {
        try (Stream<Path> files = Files.find(LIBRARIES, 3, (file, attributes) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
            return files.findFirst();
        }
    }

    /** @param offset such as {@code -1h}, from what the machine says */
    private void setClock(String offset) throws IOException {
        Path next = folder.resolve("next");
        Files.writeString(next, offset + "\n");
        Files.move(next, clock, java.nio.file.StandardCopyOption.ATOMIC_MOVE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void buyAndAwait(Duration limit) {
        kiwoom.buy("005930", 1, 0);
        bought++;
        awaitQuantity(limit);
    }

    private void awaitQuantity(Duration limit) {
        await().atMost(limit).ignoreExceptions().untilAsserted(() -> assertThat(database.rows("select quantity from kw_portfolio"))
                .containsExactly(Map.of("quantity", bought)));
    }

    @Test
    void after_each_step_of_the_clock_fills_are_written_within_seconds_and_a_dead_line_is_healed() throws Exception {
        service.run();
        awaitLive();
        buyAndAwait(SOON);

        for (String step : List.of("-1h", "+9h")) {
            int registrations = kiwoom.count("registrations");
            setClock(step);

            buyAndAwait(WITHIN_SECONDS);

            kiwoom.next(new Fault.Silence());
            kiwoom.buy("005930", 1, 0);
            bought++;
            await().atMost(SOON).until(() -> kiwoom.count("registrations") == registrations + 1);
            awaitQuantity(SOON);

            kiwoom.next(new Fault.Drop());
            await().atMost(WITHIN_SECONDS).until(() -> kiwoom.count("registrations") == registrations + 2);
            buyAndAwait(SOON);
            assertThat(service.get("/api/status")).as(step).contains("\"LIVE\"");
        }
    }
}
