package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The image's commands, as far as they can be tried without building it. */
class DockerFilesTest {
    private static final Pattern EXEC = Pattern.compile("docker compose exec balance-sync (\\w+)");
    /** Profile, command, service. */
    private static final Pattern COMPOSE = Pattern.compile("docker compose\\s+(?:--profile (\\w+) )?([a-z]+)(?: -[dfsv]+)*(?:\\s+(?!docker )([a-z]+(?:-[a-z]+)*)(?=[\\s`]))?");
    private static final Pattern INSTALLED = Pattern.compile("COPY --chmod=755 (\\S+) /usr/local/bin/(\\w+)");
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)((?:--\\S+ )*)(.+) \\S+$");

    @TempDir
    private Path app;

    /** The builder gets only what .dockerignore lets through; a COPY of anything else fails, and with it the image. */
    @Test
    void what_the_image_is_built_from_reaches_the_builder() throws Exception {
        List<String> rules = Files.readAllLines(Path.of(".dockerignore")).stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        List<String> copied = COPIED.matcher(Files.readString(Path.of("Dockerfile"))).results().flatMap(each -> Stream.of(each.group(2).split(" "))).toList();

        assertThat(copied).contains("pom.xml", ".mvn", "src/main", "routes", "docker/command.sh", "jvm-many.options").allMatch(each -> Files.exists(Path.of(each)))
                .allMatch(each -> isLetThrough(each, rules));
        assertThat(List.of(".env", "data", "target", "src/test", ".git")).noneMatch(each -> isLetThrough(each, rules));
    }

    /** As Docker reads it: the last rule that fits counts. */
    private static boolean isLetThrough(String path, List<String> rules) {
        boolean through = true;
        for (String rule : rules) {
            String name = rule.replaceAll("^!|/$", "");
            if (name.equals("*") || path.equals(name) || path.startsWith(name + "/")) {
                through = rule.startsWith("!");
            }
        }
        return through;
    }

    @Test
    void what_the_compose_file_and_the_reference_tell_to_run_is_in_the_image() throws Exception {
        List<MatchResult> installed = INSTALLED.matcher(Files.readString(Path.of("Dockerfile"))).results().toList();

        assertThat(installed).extracting(each -> each.group(2)).containsExactly("doctor", "notify");
        assertThat(installed).extracting(each -> Path.of(each.group(1))).allMatch(Files::isRegularFile);
        for (String file : List.of("docker-compose.yml", "docs/reference/doctor.md")) {
            Matcher told = EXEC.matcher(Files.readString(Path.of(file)));
            assertThat(told.results().map(each -> each.group(1)).distinct()).as(file).containsExactly("doctor", "notify");
        }
    }

    /** No engine runs here, so that is as far as they can be tried; {@code docker/check-image.sh} builds and runs the image without one. */
    @Test
    void each_docker_command_that_a_page_prints_names_what_the_compose_file_has() throws Exception {
        for (Path page : pages()) {
            Path file = Path.of(page.endsWith("cluster.md") ? "deploy/compose/docker-compose.yml" : "docker-compose.yml");
            String compose = Files.readString(file);
            Map<?, ?> services = (Map<?, ?>) ((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(compose)).get("services");
            for (MatchResult told : COMPOSE.matcher(Files.readString(page)).results().toList()) {
                // down, of the whole project, would stop the real service, and with -v delete its journal
                assertThat(told.group(2)).as("%s: %s", page, told.group()).matches("build|up|logs|exec|restart|rm|config");
                if (told.group(1) != null) {
                    assertThat(compose).as("%s: %s", page, told.group()).contains("profiles: [" + told.group(1) + "]");
                }
                if (told.group(3) != null) {
                    assertThat(services.containsKey(told.group(3))).as("%s: %s", page, told.group()).isTrue();
                }
            }
        }
    }

    private static List<Path> pages() throws Exception {
        try (Stream<Path> files = Stream.concat(Files.list(Path.of("")), Files.walk(Path.of("docs")))) {
            List<Path> pages = files.filter(each -> each.toString().endsWith(".md")).toList();
            assertThat(pages).contains(Path.of("README.md"), Path.of("README.ko.md"), Path.of("docs/nas.md"));
            return pages;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor --json", "notify --test"})
    void the_script_runs_the_command_that_it_is_called_by_with_the_options_of_the_service(String command) throws Exception {
        Path script = app.resolve(command.split(" ")[0]);
        Files.writeString(script, Files.readString(Path.of("docker/command.sh")).replace("cd /app", "cd " + app));
        Path java = app.resolve("java");
        Files.writeString(java, "#!/bin/bash\necho \"$PWD $*\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        var builder = new ProcessBuilder("bash", script.toString(), command.split(" ")[1]).redirectErrorStream(true);
        builder.environment().merge("PATH", app.toString(), (path, ours) -> ours + ":" + path);

        Process process = builder.start();

        String entrypoint = Files.readString(Path.of("Dockerfile")).lines().filter(line -> line.startsWith("ENTRYPOINT")).findFirst().orElseThrow();
        String service = entrypoint.replaceAll("ENTRYPOINT \\[\"java\", |[\\]\",]", "").strip();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()).isEqualTo(app.toRealPath() + " " + service + " " + command);
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void the_container_has_no_more_rights_than_it_needs() throws Exception {
        String compose = Files.readString(Path.of("docker-compose.yml"));
        String hardened = compose.substring(compose.indexOf("x-hardened:"), compose.indexOf("services:"));

        assertThat(hardened).contains("pids_limit: 256", "read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "mem_limit:");
        assertThat(compose).contains("SUPABASE_SERVICE_ROLE_KEY: \"\"");
        assertThat(compose.lines().filter(line -> line.matches("\\s+- \"[^\"]*:\\d+:\\d+\""))).isNotEmpty().allMatch(line -> line.contains("\"127.0.0.1:"));
    }

    /** A broker that is away makes it not ready, and a restart would not cure that; the port answers while the service hangs, too. */
    @ParameterizedTest
    @CsvSource({"200, 0, true", "503, 0, false", "200, 60, false"})
    void the_health_check_asks_whether_it_is_alive_and_gives_up_before_docker_does(int code, int seconds, boolean well) throws Exception {
        var asked = new AtomicReference<String>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (seconds == 0) {
                exchange.sendResponseHeaders(code, -1);
                exchange.close();
            }
        });
        server.start();
        try {
            var builder = new ProcessBuilder("bash", "docker/healthcheck.sh");
            builder.environment().put("HTTP_PORT", String.valueOf(server.getAddress().getPort()));
            Process process = builder.start();

            assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("Docker gives it %s", healthcheck("timeout")).isTrue();
            assertThat(process.exitValue() == 0).isEqualTo(well);
            assertThat(asked).hasValue("GET /observe/health/live");
        } finally {
            server.stop(0);
        }
    }

    private static int healthcheck(String option) throws Exception {
        return Integer.parseInt(Files.readString(Path.of("Dockerfile")).replaceAll("(?s).*HEALTHCHECK [^\\n]*--" + option + "=(\\d+).*", "$1"));
    }

    @Test
    void a_container_that_hangs_is_seen_within_two_minutes_and_one_that_starts_or_stops_is_left_its_time() throws Exception {
        assertThat(healthcheck("timeout")).as("the script gives up by itself after 4 s").isEqualTo(5);
        assertThat(healthcheck("start-period")).isGreaterThanOrEqualTo(30);
        assertThat(healthcheck("retries")).as("one slow answer is no hang").isGreaterThan(1);
        assertThat(healthcheck("retries") * (healthcheck("interval") + healthcheck("timeout"))).isLessThanOrEqualTo(120);
        for (Path file : List.of(Path.of("docker-compose.yml"), Path.of("deploy/compose/docker-compose.yml"))) {
            String grace = Files.readString(file).replaceAll("(?s).*\\n  stop_grace_period: (\\d+)s\\n.*", "$1");

            assertThat(Integer.parseInt(grace)).as("%s: a stop takes 10 s at most, and one that is killed may lose its last words", file).isGreaterThan(10);
        }
    }

    /** Where a line is missing nothing fails at the start: the process is killed by the limit of memory at some later time, or goes on without any. */
    @Test
    void the_jvm_takes_no_more_than_the_container_has_and_ends_where_it_has_none() throws Exception {
        List<String> options = Files.readAllLines(Path.of("jvm.options"));
        List<String> image = Files.readAllLines(Path.of("docker/image.options"));

        assertThat(options).contains("-XX:+UseSerialGC", "-Xmx72m", "-XX:TieredStopAtLevel=1", "-XX:TrimNativeHeapInterval=1000", "-XX:+ExitOnOutOfMemoryError");
        assertThat(options.indexOf("-XX:+UnlockDiagnosticVMOptions")).isNotNegative().isLessThan(options.indexOf("-XX:TrimNativeHeapInterval=1000"));
        assertThat(image).contains("-Xms24m").noneMatch(each -> each.startsWith("-Xmx") || each.contains("ExitOnOutOfMemoryError"));
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("MALLOC_ARENA_MAX=1", "STOPSIGNAL SIGTERM");
        assertThat(Files.readString(Path.of("docker-compose.yml"))).contains("\n  mem_limit: 256m\n", "\n  restart: unless-stopped\n", "      TZ: Asia/Seoul\n");
    }
}
