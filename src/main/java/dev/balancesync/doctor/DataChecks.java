package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.journal.Journal;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What lies on this machine's disk, and who has the HTTP port. Only looks: what may be written is asked of the file system. */
final class DataChecks {
    private static final long MEBIBYTE = 1 << 20;
    private static final long LITTLE = 100 * MEBIBYTE;
    private static final long NOTHING = 10 * MEBIBYTE;

    private final Configuration configuration;
    private final ObjectMapper json;
    private final Clock clock;
    private final Path folder;

    DataChecks(Configuration configuration, ObjectMapper json, Clock clock) {
        this.configuration = configuration;
        this.json = json;
        this.clock = clock;
        this.folder = Path.of(configuration.value("data.dir"));
    }

    void run(RunningService here, Consumer<Check> found) throws IOException {
        Check writable = folder();
        found.accept(writable);
        if (writable.outcome() != Check.Outcome.FAILED) {
            found.accept(space());
            found.accept(journal(here));
            found.accept(quarantine());
        }
        found.accept(routes());
        found.accept(port(here));
    }

    /** Asks for the rights instead of trying them: doctor writes nothing, not even a file that it deletes again. */
    private Check folder() {
        String name = "data.folder";
        String advice = "DATA_DIR must be a folder that the service's user may write; in Docker, look at the owner of the mounted folder";
        for (Path each : List.of(folder, folder.resolve("journal"), folder.resolve("quarantine"))) {
            if (Files.exists(each) && !Files.isDirectory(each)) {
                return Check.failed(name, each + " is not a folder", advice);
            }
            Path nearest = each;
            while (nearest != null && !Files.exists(nearest)) {
                nearest = nearest.getParent();
            }
            if (nearest == null || !Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
                return Check.failed(name, nearest + " cannot be written by this user" + (each.equals(nearest) ? "" : ", so " + each
                        + " cannot be made"), advice);
            }
        }
        return Check.ok(name, Files.exists(folder) ? folder + " may be written by this user (by its rights; nothing was tried)"
                : folder + " does not exist yet; the service will make it");
    }

    private Check space() throws IOException {
        Path nearest = folder;
        while (!Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        long free = Files.getFileStore(nearest).getUsableSpace();
        String words = free / MEBIBYTE + " MiB are free";
        String advice = "Free space; without it a crash can lose what waits for the database";
        return free < NOTHING ? Check.failed("data.space", words, advice)
                : free < LITTLE ? Check.warning("data.space", words, advice) : Check.ok("data.space", words);
    }

    private Check journal(RunningService here) throws IOException {
        Path journal = folder.resolve("journal");
        if (!Files.isDirectory(journal)) {
            return Check.ok("data.journal", "there is none yet");
        }
        long bytes = 0;
        int days = 0;
        for (Path file : files(journal)) {
            bytes += Files.size(file);
            days += file.toString().endsWith(".jsonl") ? 1 : 0;
        }
        long waiting;
        try (var reader = new Journal(journal, 1, json, clock, new Sequencer(0, clock, Ticker.system()))) {
            waiting = reader.unconfirmed();
        }
        String words = days + (days == 1 ? " day, " : " days, ") + bytes / 1024 + " KiB, " + waiting + " frames not confirmed as stored";
        return waiting == 0 || here.kind() == RunningService.Kind.OURS ? Check.ok("data.journal", words)
                : Check.warning("data.journal", words, "Start the service: it reads them again and stores them");
    }

    private Check quarantine() throws IOException {
        Path quarantine = folder.resolve("quarantine");
        long count = 0;
        String newest = null;
        if (Files.isDirectory(quarantine)) {
            for (Path file : files(quarantine)) {
                for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
                    count += line.isBlank() ? 0 : 1;
                    newest = line.isBlank() ? newest : line;
                }
            }
        }
        return count == 0 ? Check.ok("data.quarantine", "empty")
                : Check.warning("data.quarantine", count + " entries that could not be stored; the newest: " + reason(newest),
                        "Look at " + quarantine + "; delete the files once their cause is cured");
    }

    private String reason(String line) {
        try {
            JsonNode entry = json.readTree(line);
            return entry.path("at").asText() + " " + entry.path("reason").asText() + ", " + Words.oneLine(entry.path("message").asText());
        } catch (JsonProcessingException e) {
            return "unreadable";
        }
    }

    private Check routes() throws IOException {
        Path routes = Path.of(configuration.value("routes.dir"));
        if (!Files.isDirectory(routes) || !Files.isReadable(routes)) {
            return Check.failed("data.routes", "there is no folder " + routes + " that this user may read",
                    "Start in the folder that holds application.properties and routes/, or set ROUTES_DIR");
        }
        var bad = new ArrayList<String>();
        int good = 0;
        for (Path file : files(routes)) {
            if (file.toString().endsWith(".camel.yaml")) {
                String error = yamlError(file);
                good += error == null ? 1 : 0;
                if (error != null) {
                    bad.add(file.getFileName() + " " + error);
                }
            }
        }
        if (good == 0 && bad.isEmpty()) {
            return Check.failed("data.routes", routes + " holds no *.camel.yaml", "Put the route files there");
        }
        return bad.isEmpty() ? Check.ok("data.routes", good + " route files, all readable as YAML")
                : Check.failed("data.routes", String.join("; ", bad), "Correct the file, or take the shipped one");
    }

    private static String yamlError(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            new Load(LoadSettings.builder().setLabel(file.getFileName().toString()).build()).loadFromReader(reader);
            return null;
        } catch (MarkedYamlEngineException e) {
            return e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("") + e.getProblem();
        } catch (YamlEngineException | CharacterCodingException e) {
            return Words.oneLine(e.getMessage());
        }
    }

    private Check port(RunningService here) {
        String where = configuration.value("http.host") + ":" + configuration.value("http.port");
        return switch (here.kind()) {
            case NONE -> Check.ok("data.http-port", where + " is free; this service does not run here");
            case OURS -> Check.ok("data.http-port", where + " is this service, " + here.state());
            case UNSURE -> Check.warning("data.http-port", where + " is taken, " + here.words(), "If it is another program, set HTTP_PORT");
            case OTHER -> Check.failed("data.http-port", where + " is taken by another program: " + here.words(),
                    "Set HTTP_PORT, or stop the other program");
        };
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
