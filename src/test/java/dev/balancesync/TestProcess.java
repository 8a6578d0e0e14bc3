package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.balancesync.simulator.KiwoomSimulator;

/** The jar as it ships, as a child process, in a folder that holds just the routes and the settings. */
public final class TestProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public final Map<String, String> environment = new LinkedHashMap<>();
    public final List<String> jvmOptions = new ArrayList<>();
    private final Path jar;
    private final Path folder;
    private final int port;
    private Process process;

    public TestProcess(Path folder, KiwoomSimulator kiwoom, TestDatabase database) throws IOException {
        this(Path.of(""), folder, kiwoom, database);
    }

    /** @param checkout of this version or another, which has been built */
    public TestProcess(Path checkout, Path folder, KiwoomSimulator kiwoom, TestDatabase database) throws IOException {
        this.jar = checkout.resolve("target/kiwoom-balance-sync.jar").toAbsolutePath();
        this.folder = folder;
        this.port = FreePort.find();
        copy(checkout, "routes");
        Files.copy(checkout.resolve("application.properties"), folder.resolve("application.properties"));
        environment.putAll(Map.of("KIWOOM_APP_KEY", "k3y-of-the-app", "KIWOOM_APP_SECRET", "s3cr3t-of-the-app",
                "KIWOOM_ACCOUNT_NO", "8112-5100", "KIWOOM_REST_URL", kiwoom.restUrl(), "KIWOOM_WS_URL", kiwoom.websocketUrl(),
                "SUPABASE_DB_URL", database.url(), "HTTP_PORT", String.valueOf(port), "DATA_DIR", folder.resolve("data").toString()));
    }

    /** Without Camel's MBeans and Jolokia, a third of the processor time of a start, where nobody looks at them. */
    public TestProcess withoutManagement() {
        environment.putAll(TestService.WITHOUT_MANAGEMENT);
        return this;
    }

    /** As it ships. */
    TestProcess withManagement() {
        environment.keySet().removeAll(TestService.WITHOUT_MANAGEMENT.keySet());
        return this;
    }

    private void copy(Path checkout, String name) throws IOException {
        try (Stream<Path> files = Files.walk(checkout.resolve(name))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = folder.resolve(checkout.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Starts it; what an earlier run printed is kept. */
    public void run(String... arguments) throws IOException {
        runWith(ClassArchive.options(jar, environment), arguments);
    }

    void runWith(List<String> archive, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // it lives for seconds: the compiler for long runs would take half of the processor
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(archive);
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(KIWOOM|SUPABASE|BALANCE|HTTP|LOG|DATA|ROUTES|NOTIFY|CLUSTER|NODE)(_.*)?"));
        builder.environment().putAll(environment);
        process = builder.directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile())).start();
    }

    public String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGSTOP: it does nothing any more, and its sockets stay open. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    public String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (environment.containsKey("HTTP_PASSWORD")) {
            String login = "kiwoom:" + environment.get("HTTP_PASSWORD");
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return HTTP.send(request.build(), BodyHandlers.ofString()).body();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public boolean isLive() throws IOException, InterruptedException {
        return get("/api/status").startsWith("{\"state\":\"LIVE\"");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
