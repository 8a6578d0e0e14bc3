package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The zip that {@code mvn package} makes: unpacked in a folder with an awkward name, and started by its own scripts with each Java of this machine. */
@DisabledOnOs(OS.WINDOWS)
class ReleaseIT {
    private static final Path TARGET = Path.of("target");
    private static final Duration LIMIT = SOON.multipliedBy(6);
    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_max_bytes\\{[^}]*area=\"heap\"[^}]*} (\\S+)$");

    @TempDir
    private Path folder;
    private Path unpacked;
    private final List<Process> started = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void unpack() throws IOException {
        Path into = Files.createDirectory(folder.resolve("내 주식 (1) & 100%"));
        try (FileSystem zip = FileSystems.newFileSystem(zip(), Map.of("enablePosixFileAttributes", true)); Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : (Iterable<Path>) files.skip(1)::iterator) {
                Path copy = Files.copy(file, into.resolve(file.toString().substring(1)));
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            }
        }
        try (Stream<Path> roots = Files.list(into)) {
            unpacked = roots.findFirst().orElseThrow();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    private static Path zip() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> zips = files.filter(file -> file.toString().endsWith(".zip")).toList();
            assertThat(zips).as("releases in target, made by mvn package").hasSize(1);
            return zips.get(0);
        }
    }

    /** One of each version from 17 on. */
    static Stream<Path> javas() throws IOException {
        var homes = new TreeMap<Integer, Path>(Map.of(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> found = Files.list(all)) {
                for (Path home : (Iterable<Path>) found.filter(each -> Files.isExecutable(each.resolve("bin/java")) && Files.isReadable(each.resolve("release")))::iterator) {
                    homes.putIfAbsent(feature(home), home);
                }
            }
        }
        return homes.tailMap(17).values().stream();
    }

    private static int feature(Path home) throws IOException {
        String version = Files.readString(home.resolve("release")).replaceAll("(?s).*JAVA_VERSION=\"([^\"]+)\".*", "$1");
        return Runtime.Version.parse(version).feature();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void simulator_service_and_doctor_run_where_it_was_unpacked(Path java) throws Exception {
        TestDatabase database = TestDatabase.create();
        int broker = FreePort.find();
        int port = FreePort.find();
        environment.putAll(Map.of("JAVA_HOME", java.toString(), "LC_ALL", "C", "LANGUAGE", "ko", "HTTP_PORT", String.valueOf(port), "SUPABASE_DB_URL", database.url(),
                "KIWOOM_APP_KEY", "k", "KIWOOM_APP_SECRET", "s", "KIWOOM_ACCOUNT_NO", "8112-5100",
                "KIWOOM_REST_URL", "http://127.0.0.1:" + broker, "KIWOOM_WS_URL", "ws://127.0.0.1:" + broker + "/api/dostk/websocket"));

        assertThat(answer("--version")).contains("kiwoom-balance-sync " + version(), "Java " + feature(java));
        start("simulator", "--port", String.valueOf(broker));
        await().atMost(LIMIT).ignoreExceptions().until(() -> !Http.get(broker, "/api/simulator").isEmpty());
        assertThat(answer("doctor")).contains("모두 정상입니다", unpacked.toString());
        Process service = start();
        await().atMost(LIMIT).ignoreExceptions().until(() -> Http.get(port, "/api/status").startsWith("{\"state\":\"LIVE\""));
        await().atMost(LIMIT).until(() -> database.has("kw_portfolio") && database.rows("select from kw_portfolio").size() == 3);

        assertThat(HEAP.matcher(Http.get(port, "/observe/metrics")).results().mapToDouble(found -> Double.parseDouble(found.group(1))).sum())
                .as("the heap that jvm.options allows").isBetween(1.0, 75e6);
        assertThat(opened(service)).as("nobody watches files by inotify, of which a NAS has few").noneMatch(file -> file.contains("inotify"));
        service.destroy();
        assertThat(service.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isZero();
        assertThat(unpacked.resolve("data/journal")).isDirectory();
        assertThat(unpacked.resolve("balance_sync.log")).isRegularFile();
    }

    private static List<String> opened(Process process) throws IOException {
        Path descriptors = Path.of("/proc", String.valueOf(process.pid()), "fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of(); // not on Linux
        }
        var opened = new ArrayList<String>();
        try (Stream<Path> files = Files.list(descriptors)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    opened.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        assertThat(opened).as("of the service").anyMatch(file -> file.endsWith("kiwoom-balance-sync.jar"));
        return opened;
    }

    private static String version() throws IOException {
        try (var jar = new JarFile(TARGET.resolve("kiwoom-balance-sync.jar").toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }

    /** From another folder, as a person may. */
    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(unpacked.resolve("balance-sync").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out" + started.size()).toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(KIWOOM|SUPABASE|BALANCE|HTTP|LOG|DATA|ROUTES|NOTIFY|LC)_.*"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"); // each lives for seconds
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String answer(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(folder.resolve("out" + (started.size() - 1)));
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    @Test
    void it_has_every_library_of_the_jar_and_its_checksum_stands_beside_it() throws Exception {
        try (var jar = new JarFile(unpacked.resolve("kiwoom-balance-sync.jar").toFile()); Stream<Path> libraries = Files.list(unpacked.resolve("lib"))) {
            Map<Boolean, List<String>> named = Stream.of(jar.getManifest().getMainAttributes().getValue("Class-Path").split(" "))
                    .collect(Collectors.partitioningBy(each -> each.startsWith("lib/")));
            assertThat(libraries.map(file -> "lib/" + file.getFileName())).containsExactlyInAnyOrderElementsOf(named.get(true));
            assertThat(named.get(false)).as("what a user of CLUSTER=kafka adds, as docs/cluster.md names it").hasSize(2).allSatisfy(
                    each -> assertThat(Files.readString(Path.of("docs", "cluster.md"))).contains(each.replace("kafka/", "")));
            assertThat(unpacked.resolve("kafka")).doesNotExist();
        }
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(zip())));
        assertThat(Files.readString(TARGET.resolve("SHA256SUMS"))).isEqualTo(sum + " *" + zip().getFileName() + "\n");
        assertThat(unpacked.resolve("bom-hawtio.json")).hasSameTextualContentAs(Path.of("src", "release", "bom-hawtio.json"));
        assertThat(unpacked.resolve("data")).doesNotExist();
        assertThat(unpacked.resolve(".env")).doesNotExist();
    }

    @Test
    void it_lists_what_is_in_it() throws IOException {
        Assumptions.assumeTrue("false".equals(System.getProperty("cyclonedx.skip")) || Files.exists(TARGET.resolve("bom.json")),
                "the list takes 40 s: -Dcyclonedx.skip=false; .ci/run has it after all others");

        var listed = new ArrayList<String>();
        new ObjectMapper().readTree(Files.readString(unpacked.resolve("bom.json"))).path("components")
                .forEach(each -> listed.add(each.path("name").asText() + "-" + each.path("version").asText()));

        try (Stream<Path> libraries = Files.list(unpacked.resolve("lib"))) {
            assertThat(libraries.map(file -> file.getFileName().toString().replaceFirst("(-linux-x86_64|-empty.*)?\\.jar$", ""))).allMatch(listed::contains);
        }
    }

    /** It cannot be run here. */
    @Test
    void the_script_for_windows_starts_java_with_the_same_words_and_ends_its_lines_as_windows_does() throws IOException {
        String unix = Files.readString(unpacked.resolve("balance-sync"));
        String windows = Files.readString(unpacked.resolve("balance-sync.cmd"));

        assertThat(words(windows, "\"%java%\" \"@")).isEqualTo(words(unix, "exec \"$java\" @"));
        assertThat(windows.lines().count()).isEqualTo(windows.split("\r\n").length);
        assertThat(windows).contains("chcp 65001").matches("\\p{ASCII}+");
        assertThat(unix).doesNotContain("\r");
        assertThat(unpacked.resolve("balance-sync.command")).isExecutable();
    }

    private static List<String> words(String script, String begin) {
        String line = script.lines().filter(each -> each.startsWith(begin)).findFirst().orElseThrow();
        return Arrays.stream(line.replace("exec ", "").replace("\"", "").split(" ")).filter(each -> each.startsWith("-") || each.startsWith("@") || each.endsWith(".jar")).toList();
    }
}
