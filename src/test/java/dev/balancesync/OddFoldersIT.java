package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.simulator.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar with routes, data and log in folders whose names mean something to URIs, patterns and placeholders; all in two, as each costs three starts. */
class OddFoldersIT extends PackagedService {
    @ParameterizedTest
    @ValueSource(strings = {"100% a+b 50%20off %d %i {a} (b)", "한글 폴더, c;d* a#b x=1&y"})
    void the_service_works_in_a_folder_called(String name) throws Exception {
        Path odd = folder.resolve(name);
        Files.createDirectories(odd);
        Path routes = Files.move(folder.resolve("routes"), odd.resolve("routes"));
        service.environment.putAll(Map.of("ROUTES_DIR", routes.toString(), "DATA_DIR", odd.resolve("data").toString(),
                "LOG_DIR", odd.resolve("log").toString(), "LC_ALL", "C.UTF-8"));
        service.run();
        awaitLive();

        kiwoom.buy("005930", 3, 0);
        kiwoom.send(TestFrames.balance("A005930").with("930", "broken").frame());
        Path balance = routes.resolve("balance.camel.yaml");
        Files.writeString(balance, Files.readString(balance).replace("description: Splits", "description: Edited. Splits"));
        Path batch = routes.resolve("sql/standard/write-batch.sql");
        Files.writeString(batch, "-- edited\n" + Files.readString(batch));

        awaitQuantity(3);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(log(odd)).contains("balance.camel.yaml reloaded", "write-batch.sql taken into use"));
        await().atMost(LIMIT).until(() -> files(odd.resolve("data/quarantine")) == 1);
        assertThat(files(odd.resolve("data/journal"))).isPositive();

        String here = service.environment.put("SUPABASE_DB_URL", "postgresql://postgres@127.0.0.1:" + FreePort.find() + "/nothing");
        service.kill();
        service.run();
        awaitLive();
        kiwoom.buy("005930", 1, 0);
        await().atMost(LIMIT).until(() -> service.get("/api/status").contains("\"waiting\":1"));
        service.kill();
        service.environment.put("SUPABASE_DB_URL", here);
        kiwoom.next(new Fault.TokenHang());
        service.run();
        awaitQuantity(4);
        service.terminate();
        assertThat(service.exitCode()).isZero();
        assertThat(service.output()).doesNotContain("Exception");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(each -> each.getFileName().toString())).containsOnly(name, "application.properties", "out");
        }
    }

    private void awaitQuantity(long quantity) {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(database.rows("select quantity from kw_portfolio"))
                .containsExactly(Map.of("quantity", quantity)));
    }

    private static String log(Path odd) throws IOException {
        return Files.readString(odd.resolve("log/balance_sync.log"));
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.count();
        }
    }
}
