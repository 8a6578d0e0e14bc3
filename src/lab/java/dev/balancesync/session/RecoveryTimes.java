package dev.balancesync.session;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.balancesync.Asked;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;

/**
 * Measures how long the service is not LIVE after each fault of {@link SessionFaultsIT}, with the settings as they ship, for
 * docs/performance.md: {@code mvn -Plab -Dlab=recovery-times}. It takes minutes; {@code -Dfaults=NAME,NAME} chooses among them.
 */
public final class RecoveryTimes {
    private static final int AT_ONCE = 3;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration MOST = Duration.ofMinutes(3);

    private RecoveryTimes() {
    }

    public static void run() throws Exception {
        String chosen = Asked.text("faults", "");
        System.out.println("| fault | state shown | code | not LIVE for | sockets | token calls |");
        System.out.println("| --- | --- | --- | ---: | ---: | ---: |");
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        var refusedForLong = new SessionFaultsIT.Case("handshake refused for 2 minutes", false,
                Collections.nCopies(4, new Fault.RefuseHandshake(503)), SessionState.CIRCUIT_OPEN, "503", "503", 1);
        Stream.concat(SessionFaultsIT.cases(), Stream.of(refusedForLong))
                .filter(fault -> chosen.isEmpty() || List.of(chosen.split(",")).contains(fault.name())).forEach(fault -> threads.submit(() -> {
            try {
                System.out.println(measure(fault));
            } catch (Exception | AssertionError e) {
                System.out.println("| " + fault.name() + " | failed: " + e.getMessage());
            }
        }));
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.HOURS)) {
            throw new IllegalStateException("not finished within an hour");
        }
    }

    private static String measure(SessionFaultsIT.Case fault) throws Exception {
        try (var mirror = new TestService(SimulatorOptions.defaults().withHoldings(false))) {
            mirror.environment.keySet().removeIf(name -> name.startsWith("KIWOOM_RECONNECT") || name.startsWith("KIWOOM_SUPERVISE"));
            if (fault.whenLive()) {
                mirror.startLive();
            }
            int before = mirror.kiwoom.count("registrations");
            fault.faults().forEach(mirror.kiwoom::next);
            if (!fault.whenLive()) {
                mirror.start();
            }
            await().atMost(MOST).pollInterval(POLL)
                    .until(() -> mirror.kiwoom.count("registrations") > before && mirror.state() == SessionState.LIVE);
            var transitions = mirror.session().transitions();
            var failed = transitions.stream().filter(transition -> transition.error() != null).findFirst().orElseThrow();
            var live = transitions.get(transitions.size() - 1);
            return String.format("| %s | %s | %s | %.1f s | %d | %d |", fault.name(), fault.state(), fault.code() == null ? "" : fault.code(),
                    Duration.between(failed.since(), live.since()).toMillis() / 1000.0, mirror.kiwoom.count("opened"),
                    mirror.kiwoom.count("token_requests"));
        }
    }
}
