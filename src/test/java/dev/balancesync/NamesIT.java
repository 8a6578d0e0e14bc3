package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that moves to another address while the packaged jar runs. Java's file of hosts is the name server; Vert.x's own knows no such file. */
class NamesIT {
    private static final Duration LIMIT = SOON.multipliedBy(6);

    @TempDir
    private Path folder;

    @Test
    void a_broker_at_a_new_address_is_found_within_the_circuits_wait_by_rest_and_websocket() throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 kiwoom.test localhost\n");
        TestDatabase database = TestDatabase.create();
        try (var here = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false)); var service = service(here, database, hosts)) {
            int port = URI.create(here.restUrl()).getPort();
            service.run();
            await().atMost(LIMIT).ignoreExceptions().until(service::isLive);

            here.close();
            Files.writeString(hosts, "127.0.0.2 kiwoom.test\n127.0.0.1 localhost\n");
            try (var there = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(false).withHost("127.0.0.2").withPort(port))) {
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(there.count("registrations")).as(service.output()).isEqualTo(1));
                there.buy("005930", 3, 0);

                await().atMost(LIMIT).until(() -> database.has("kw_portfolio") && !database.rows("select from kw_portfolio").isEmpty());
                assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 3L));
            }
        }
    }

    private TestProcess service(KiwoomSimulator kiwoom, TestDatabase database, Path hosts) throws IOException {
        var service = new TestProcess(folder, kiwoom, database).withoutManagement();
        service.jvmOptions.add("-Djdk.net.hosts.file=" + hosts);
        service.environment.replaceAll((name, value) -> name.startsWith("KIWOOM_") ? value.replace("127.0.0.1", "kiwoom.test") : value);
        service.environment.putAll(Map.of("KIWOOM_CIRCUIT_OPEN_DURATION", "5s", "KIWOOM_RECONNECT_DELAY", "1s"));
        return service;
    }
}
