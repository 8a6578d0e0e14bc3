package dev.balancesync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

import dev.balancesync.simulator.KiwoomSimulator;
import dev.balancesync.simulator.SimulatorOptions;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * The classes of the packaged jar as a JVM has read and linked them, for the child processes of the tests, most of whose processor time goes
 * into that (Java's class data sharing). Made once for each jar, beside it, since it fits no copy elsewhere; whoever comes meanwhile waits.
 */
final class ClassArchive {
    private ClassArchive() {
    }

    /**
     * A JVM that cannot use it ignores it without a word.
     *
     * @param environment of who asks first; what it says of a cluster is run as well
     */
    static List<String> options(Path jar, Map<String, String> environment) throws IOException {
        Path archive = jar.resolveSibling("class-archive").resolve(Files.getLastModifiedTime(jar).toMillis() + ".jsa");
        if (!Files.exists(archive) && !Files.exists(failed(archive))) {
            make(archive, environment);
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off") : List.of();
    }

    /** There when it could not be made: nobody tries again, and all goes on without, only slower. */
    private static Path failed(Path archive) {
        return Path.of(archive + ".failed");
    }

    private static synchronized void make(Path archive, Map<String, String> environment) throws IOException {
        Path folder = Files.createDirectories(archive.getParent());
        try (var file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = file.lock()) {
            if (!Files.exists(archive) && !Files.exists(failed(archive))) {
                Path fresh = folder.resolve("fresh.jsa");
                if (runOnce(folder.resolve("../..").normalize(), fresh, environment) && Files.exists(fresh)) {
                    Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    Files.createFile(failed(archive));
                }
            }
        }
    }

    /** From the start to the stop, with a fill between. */
    private static boolean runOnce(Path checkout, Path fresh, Map<String, String> environment) throws IOException {
        Path folder = Files.createTempDirectory("class-archive");
        try (KiwoomSimulator kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults()); var service = new TestProcess(checkout, folder, kiwoom, TestDatabase.create())) {
            environment.forEach((name, value) -> {
                if (name.matches("(CLUSTER|NODE|KAFKA)(_.*)?")) {
                    service.environment.put(name, name.equals("KAFKA_TOPIC") ? "class-archive" : value);
                }
            });
            service.runWith(List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
            await().atMost(TestService.SOON.multipliedBy(6)).ignoreExceptions().until(service::isLive);
            kiwoom.buy("005930", 1, 0);
            await().atMost(TestService.SOON).until(() -> service.get("/api/positions").contains("005930"));
            service.get("/observe/health/ready");
            service.get("/observe/metrics");
            service.terminate();
            return service.exitCode() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (AssertionError | ConditionTimeoutException e) {
            return false; // the machine is too busy for it
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }
}
