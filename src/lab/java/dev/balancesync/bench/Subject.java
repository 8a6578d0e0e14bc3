package dev.balancesync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the programs that are measured, as a process of its own; all with the same options of the JVM. */
final class Subject implements AutoCloseable {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;

    /** @param arguments what comes after the options of the JVM */
    Subject(Path log, Map<String, String> environment, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(JAVA, "@jvm.options"));
        command.addAll(List.of(System.getProperty("jvm", "").strip().split("\\s+")).stream().filter(each -> !each.isEmpty()).toList());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "1"); // as in the Dockerfile
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Used by all its threads since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The largest resident set so far, in MiB; from Linux, 0 elsewhere. */
    long peakMebibytes() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        String line = Files.readAllLines(status).stream().filter(each -> each.startsWith("VmHWM:")).findFirst().orElse("0");
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
