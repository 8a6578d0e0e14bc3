package dev.balancesync.store;

import static dev.balancesync.TestService.SOON;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.FileSystemUtils;

/**
 * Debian's PgBouncer in transaction mode, as Supabase's transaction pooler behaves. On an
 * address of its own, so that whatever else runs on this machine is not in the way.
 */
public final class PgBouncer implements AutoCloseable {
    /** Of this JVM alone: several run tests beside one another. */
    private static final String HOST = "127.1.%d.%d".formatted(ProcessHandle.current().pid() / 250 % 250, ProcessHandle.current().pid() % 250 + 1);
    /** Supabase's. */
    public static final int PORT = 6543;
    /** PgBouncer's own. */
    static final int USUAL_PORT = 6432;
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
    private static final String MISSING = "No PgBouncer is installed, so nothing is tested behind a pooler. On Debian: apt-get install pgbouncer";

    private final Path folder;
    private final int port;
    private Process process;

    private PgBouncer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Skips the test when there is none; fails it where {@code CI=true} promises one.
     *
     * @param idleSeconds after which it cuts a client's connection that does nothing
     */
    public static PgBouncer before(int postgresPort, int port, int idleSeconds) throws IOException {
        return before(postgresPort, port, idleSeconds, "extra_float_digits");
    }

    /** @param ignored what a client may ask for at its start and does not get; what else it knows nothing of it refuses */
    public static PgBouncer before(int postgresPort, int port, int idleSeconds, String ignored) throws IOException {
        return before(postgresPort, port, idleSeconds, ignored, "transaction");
    }

    /** @param mode {@code session}, {@code transaction} or {@code statement} */
    public static PgBouncer before(int postgresPort, int port, int idleSeconds, String ignored, String mode) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            return "true".equals(System.getenv("CI")) ? fail(MISSING) : abort(MISSING);
        }
        // it does not run as root, so another user has to reach its files
        Path folder = Files.createTempDirectory("pgbouncer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = %s
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = 3
                server_idle_timeout = 1
                client_idle_timeout = %d
                ignore_startup_parameters = %s
                %s
                """.formatted(postgresPort, HOST, port, mode, idleSeconds, ignored, knowsNames() ? "max_prepared_statements = 0" : ""));
        var bouncer = new PgBouncer(folder, port);
        bouncer.start();
        return bouncer;
    }

    /** From 1.21 on it can carry the names of statements from session to session; Supabase's does not. */
    private static boolean knowsNames() throws IOException {
        Process asked = new ProcessBuilder(PROGRAM.toString(), "--version").start();
        String[] version = new String(asked.getInputStream().readAllBytes()).lines().findFirst().orElse("").replaceAll("[^0-9.]", "").split("\\.");
        return Integer.parseInt(version[0]) > 1 || Integer.parseInt(version[1]) >= 21;
    }

    void start() throws IOException {
        var command = new ArrayList<>(List.of(PROGRAM.toString(), folder.resolve("pgbouncer.ini").toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(1, List.of("-u", "nobody"));
        }
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        await("a PgBouncer that listens").atMost(SOON).until(this::listens);
    }

    private boolean listens() throws IOException {
        assertThat(process.isAlive()).as(log()).isTrue();
        try (var line = new Socket(HOST, port)) {
            return line.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(5, SECONDS);
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** For {@code SUPABASE_DB_URL}, as the dashboard shows it. */
    public String url(String database) {
        return "postgresql://postgres@" + HOST + ":" + port + "/" + database;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
