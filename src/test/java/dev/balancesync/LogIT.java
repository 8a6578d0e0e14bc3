package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;

/** The log of the jar as it ships: where it goes, how it looks, and what is not in it. */
class LogIT extends PackagedService {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    SimulatorOptions options() {
        return SimulatorOptions.defaults();
    }

    @Test
    void every_line_is_json_if_asked_for_and_tells_no_secret_through_failures() throws Exception {
        service.environment.put("LOG_FORMAT", "json");
        service.environment.put("LOG_DIR", folder.resolve("logs/deep").toString());
        service.environment.put("HTTP_PASSWORD", "passw0rd-of-the-port");
        service.environment.put("SUPABASE_SERVICE_ROLE_KEY", "role-key-of-supabase");
        kiwoom.next(new Fault.TokenAnswer(500, "{\"token\":\"SIMULATED-TOKEN-leak\"}"));
        kiwoom.next(new Fault.Refuse("au10001", "8001"));
        service.environment.put("KIWOOM_CREDENTIALS_DELAY", "1s");
        service.environment.put("KIWOOM_RECONNECT_DELAY", "1s");
        service.withManagement().run();
        await().atMost(LIMIT).until(() -> kiwoom.count("registrations") >= 1);
        kiwoom.next(new Fault.Send(TestFrames.balance("A005930").with("930", "broken").frame()));
        kiwoom.next(new Fault.RevokeToken());
        kiwoom.next(new Fault.Drop());
        await().atMost(LIMIT).until(() -> kiwoom.count("registrations") >= 2);
        String served = service.get("/api/status") + service.get("/jolokia/read/org.apache.camel:*") + service.get("/observe/health/ready");
        service.terminate();
        assertThat(service.exitCode()).isZero();

        List<String> console = service.output().lines().toList();
        List<String> file = Files.readAllLines(folder.resolve("logs/deep/balance_sync.log"));

        assertThat(file).hasSizeGreaterThan(5).hasSameSizeAs(console);
        for (String line : console) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.path("@timestamp").asText()).isNotBlank();
            assertThat(event.path("log.level").asText()).isNotBlank();
            assertThat(event.path("message").asText()).isNotBlank();
        }
        assertThat(String.join("\n", file)).contains("LIVE", "CREDENTIALS_REJECTED", "Quarantined", "RECONNECTING");
        assertThat(folder.resolve("balance_sync.log")).doesNotExist();
        assertThat(String.join("\n", console) + String.join("\n", file) + served).doesNotContain("s3cr3t-of-the-app", "k3y-of-the-app",
                "SIMULATED-TOKEN", "role-key-of-supabase", "passw0rd-of-the-port", "8112510011", "81125100", "8112-5100");
    }

    @Test
    void a_folder_that_cannot_be_written_leaves_the_console() throws Exception {
        Files.writeString(folder.resolve("occupied"), "a file, not a folder");
        service.environment.put("LOG_DIR", folder.resolve("occupied").toString());

        service.run();
        awaitLive();

        assertThat(service.output()).contains("The log goes to the console only").contains("LOG_DIR").contains("LIVE")
                .doesNotContain("Exception:", "\tat ");
    }

    @Test
    void a_full_file_is_packed_and_the_oldest_go() throws Exception {
        service.jvmOptions.add("-Dbalance.log-size=50");
        // a connection that lasts for moments only is made again later and later
        service.environment.putAll(Map.of("KIWOOM_RECONNECT_DELAY", "50ms", "KIWOOM_CIRCUIT_FAILURES", "100"));
        service.run();
        awaitLive();

        for (int connection = 2; connection < 8; connection++) {
            int wanted = connection;
            kiwoom.next(new Fault.Drop());
            await().atMost(LIMIT).until(() -> kiwoom.count("registrations") >= wanted);
        }

        await().atMost(LIMIT).until(() -> packed() >= 15);
        assertThat(packed()).isLessThanOrEqualTo(21);
    }

    private long packed() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().endsWith(".log.gz")).count();
        }
    }
}
