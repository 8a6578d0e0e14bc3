package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

import dev.balancesync.process.Fatal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After an Error the packaged jar ends with the documented code, in plain {@code java -jar} and with the options that ship. */
class FatalIT extends PackagedService {
    private static final int BY_JAVA = 3;
    /** Throws an Error of its own: UnsatisfiedLinkError. */
    private static final String THROW_AN_ERROR = """
            - bean:
                beanType: java.lang.System
                method: "load('/no/such/library')"
            """;

    private void runUntilLive() throws IOException {
        service.run();
        awaitLive();
    }

    private void addRoute(String from, String errors) throws IOException {
        Files.writeString(folder.resolve("routes/mine.camel.yaml"), """
                - route:
                    id: mine-fail
                    %s
                    from:
                      uri: %s
                      steps:
                %s""".formatted(errors, from, THROW_AN_ERROR.indent(8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"routeConfigurationId: log-and-go-on", "routeConfigurationId: leave-errors-to-caller",
        "routeConfigurationId: quarantine-entry", "description: with Camel's own handling of errors"})
    void an_error_in_a_route_ends_the_process_however_the_route_handles_errors(String errors) throws Exception {
        runUntilLive();

        addRoute("scheduler:mine-fail", errors);

        assertThat(service.exitCode()).as(service.output()).isEqualTo(Fatal.EXIT_CODE);
        assertThat(service.output()).contains("exit code 70").contains("UnsatisfiedLinkError");
    }

    @Test
    void an_error_in_the_way_of_a_frame_ends_the_process_and_the_frame_is_stored_after_the_next_start() throws Exception {
        Path file = folder.resolve("routes/balance.camel.yaml");
        String shipped = Files.readString(file);
        service.withManagement();
        runUntilLive();
        String step = "                  - process:\n                      id: map-fields\n";
        assertThat(shipped).contains(step);
        Files.writeString(file, shipped.replace(step, THROW_AN_ERROR.indent(18) + step));
        await().atMost(LIMIT).until(() -> service.output().contains("balance.camel.yaml reloaded"));

        kiwoom.buy("005930", 3, 0);

        assertThat(service.exitCode()).as(service.output()).isEqualTo(Fatal.EXIT_CODE);
        Files.writeString(file, shipped);
        service.run();
        await().atMost(LIMIT).until(() -> database.has("kw_portfolio") && !database.rows("select from kw_portfolio").isEmpty());
        assertThat(database.rows("select quantity from kw_portfolio")).containsExactly(Map.of("quantity", 3L));
    }

    @Test
    void without_memory_a_plain_java_process_ends_and_never_stays_live() throws Exception {
        service.jvmOptions.add("-Xmx48m");
        runUntilLive();

        exhaustMemory();

        assertThat(service.exitCode()).as(service.output()).isEqualTo(Fatal.EXIT_CODE);
    }

    @Test
    void without_memory_a_process_with_the_options_that_ship_ends_too() throws Exception {
        service.withManagement();
        Files.copy(Path.of("jvm.options"), folder.resolve("jvm.options"));
        service.jvmOptions.add("@jvm.options");
        service.jvmOptions.add("-Xmx48m");
        runUntilLive();

        exhaustMemory();

        assertThat(service.exitCode()).as(service.output()).isEqualTo(BY_JAVA);
    }

    /** Frames that none of its heaps can hold, as no broker sends them, but a bug of one might. */
    private void exhaustMemory() {
        String frame = TestFrames.real(Collections.nCopies(30_000, TestFrames.balance("005930").quantity(1)).toArray());
        for (int i = 0; i < 40; i++) {
            kiwoom.send(frame);
        }
    }

    @Test
    void a_frame_nested_100_000_deep_costs_that_frame_alone() throws Exception {
        runUntilLive();

        kiwoom.send("{\"trnm\":\"REAL\",\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        kiwoom.send("{\"trnm\":\"REAL\",\"data\":[{\"type\":\"04\",\"values\":" + "{\"930\":".repeat(100_000) + "1" + "}".repeat(100_000) + "}]}");
        kiwoom.buy("005930", 3, 0);

        await().atMost(LIMIT).until(() -> database.has("kw_portfolio") && !database.rows("select from kw_portfolio").isEmpty());
        assertThat(service.isLive()).isTrue();
        assertThat(kiwoom.count("opened")).isEqualTo(1);
    }

    @Test
    void compose_starts_a_service_again_that_ended() throws Exception {
        String compose = Files.readString(Path.of("docker-compose.yml"));

        String service = compose.substring(compose.indexOf("  balance-sync:"), compose.indexOf("  demo:"));

        assertThat(compose).contains("x-hardened: &hardened\n").contains("  restart: unless-stopped\n");
        assertThat(service).contains("<<: *hardened").doesNotContain("restart:");
    }
}
