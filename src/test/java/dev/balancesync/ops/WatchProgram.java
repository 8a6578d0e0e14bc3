package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.TestService;

/** Prometheus, Alertmanager and their tools, as Debian has them. */
final class WatchProgram implements AutoCloseable {
    private static final String MISSING = " is not installed, so nothing is tested with it. On Debian: apt-get install prometheus prometheus-alertmanager";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final Path output;
    private final Process process;

    private WatchProgram(int port, Path output, Process process) {
        this.port = port;
        this.output = output;
        this.process = process;
    }

    /** Skips the test when there is none; fails it where {@code CI=true} promises one. */
    static String find(String name) {
        Path program = Path.of("/usr/bin", name);
        if (!Files.isExecutable(program)) {
            return "true".equals(System.getenv("CI")) ? fail(name + MISSING) : abort(name + MISSING);
        }
        return program.toString();
    }

    /** Runs one that ends by itself. */
    static String answer(Path folder, String program, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(find(program)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    /** Starts one that serves at the port, and waits until it is ready. */
    static WatchProgram start(Path folder, int port, Map<String, String> environment, List<String> command) throws IOException {
        Path output = folder.resolve("out-" + port);
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var program = new WatchProgram(port, output, builder.start());
        await().atMost(TestService.SOON).ignoreExceptions().until(() -> program.send("GET", "/-/ready", null).statusCode() == 200);
        return program;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send("GET", path, null).body());
    }

    void post(String path, Object body) throws IOException, InterruptedException {
        var answer = send("POST", path, JSON.writeValueAsString(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @Override
    public String toString() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
