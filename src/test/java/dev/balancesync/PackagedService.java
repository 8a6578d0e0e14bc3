package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For tests of the packaged jar: a folder of its own, between a simulator without holdings and a new database. */
abstract class PackagedService {
    /** A process of its own takes its time to start on a busy machine. */
    static final Duration LIMIT = SOON.multipliedBy(2);

    @TempDir
    Path folder;
    KiwoomSimulator kiwoom;
    TestDatabase database;
    TestProcess service;

    @BeforeEach
    final void prepare() throws IOException {
        kiwoom = KiwoomSimulator.start(options());
        database = TestDatabase.create();
        service = new TestProcess(folder, kiwoom, database).withoutManagement();
    }

    SimulatorOptions options() {
        return SimulatorOptions.defaults().withHoldings(false);
    }

    final void awaitLive() {
        await().pollInterval(Duration.ofMillis(100)).atMost(LIMIT).ignoreExceptions().until(service::isLive);
    }

    @AfterEach
    final void end() {
        service.close();
        kiwoom.close();
    }
}
