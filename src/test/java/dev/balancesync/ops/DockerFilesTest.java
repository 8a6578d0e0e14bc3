package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
}
