package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.journal.DataLock;
import dev.balancesync.journal.Journal;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.time.Sequencer;
import dev.balancesync.time.Ticker;

/** What lies on this machine's disk, and who has the HTTP port. Only looks: what may be written is asked of the file system. */
final class DataChecks {
    private static final long MEBIBYTE = 1 << 20;
    private static final long LITTLE = 100 * MEBIBYTE;
    private static final long NOTHING = 10 * MEBIBYTE;

    private final Configuration configuration;
    private final Language language;
    private final ObjectMapper json;
    private final Clock clock;
    private final Path folder;

    DataChecks(Configuration configuration, ObjectMapper json, Clock clock) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.json = json;
        this.clock = clock;
        this.folder = Path.of(configuration.value("data.dir"));
    }

    void run(RunningService here, Consumer<Check> found) throws IOException {
        Check writable = folder();
        found.accept(writable);
        if (!writable.hasFailed()) {
            found.accept(lock(here));
            found.accept(space(usable()));
            found.accept(journal(here));
            found.accept(quarantine());
        }
        found.accept(port(here));
    }

    private String say(String korean, String english) {
        return language.say(korean, english);
    }

    /** Asks for the rights instead of trying them: doctor writes nothing, not even a file that it deletes again. */
    private Check folder() {
        String name = "data.folder";
        String advice = say("DATA_DIR을 서비스의 사용자가 쓸 수 있는 폴더로 지정하거나 그 폴더의 권한을 고치세요. Docker라면 연결한 폴더의 주인을 보세요",
                "Set DATA_DIR to a folder that the service's user may write, or let it write this one; in Docker, look at the owner of the mounted folder");
        for (Path each : List.of(folder, folder.resolve("journal"), folder.resolve("quarantine"))) {
            if (Files.exists(each) && !Files.isDirectory(each)) {
                return Check.failed(name, each + say("은(는) 폴더가 아닙니다", " is not a folder"), advice);
            }
            Path nearest = nearest(each);
            if (nearest == null || !Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
                return Check.failed(name, say("이 사용자는 " + nearest + "에 쓸 수 없습니다", nearest + " cannot be written by this user")
                        + (each.equals(nearest) ? "" : say(". 그래서 " + each + "을(를) 만들 수 없습니다", ", so " + each + " cannot be made")), advice);
            }
        }
        return Check.ok(name, Files.exists(folder) ? say(folder + "에 쓸 수 있습니다(권한으로 보아; 써 보지는 않았습니다)",
                folder + " may be written by this user (by its rights; nothing was tried)")
                : say(folder + "은(는) 아직 없고 서비스가 만듭니다", folder + " does not exist yet; the service will make it"));
    }

    private static Path nearest(Path path) {
        Path nearest = path;
        while (nearest != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        return nearest;
    }

    private Check lock(RunningService here) {
        String name = "data.lock";
        Optional<String> holder = DataLock.holder(folder);
        return holder.isEmpty() ? Check.ok(name, say("다른 서비스가 쓰고 있지 않습니다", "no other service uses it"))
                : here.mayBeOurs() ? Check.ok(name, say("실행 중인 서비스가 쓰고 있습니다: ", "the running service uses it: ") + holder.get())
                : Check.failed(name, say("다른 서비스가 이 폴더를 쓰고 있습니다: ", "another service uses this folder: ") + holder.get(),
                        say("그 서비스를 멈추거나 DATA_DIR을 다른 폴더로 지정하세요", "Stop that service, or set DATA_DIR to another folder"));
    }

    private long usable() throws IOException {
        return Files.getFileStore(nearest(folder)).getUsableSpace();
    }

    /** @param free bytes */
    Check space(long free) {
        String words = say("남은 공간 " + free / MEBIBYTE + " MiB", free / MEBIBYTE + " MiB are free");
        String advice = say("공간을 비우세요. 공간이 없으면 서비스가 갑자기 멈췄을 때 저장을 기다리던 것을 잃을 수 있습니다",
                "Free space; without it a crash can lose what waits for the database");
        return free < NOTHING ? Check.failed("data.space", words, advice)
                : free < LITTLE ? Check.warning("data.space", words, advice) : Check.ok("data.space", words);
    }

    private Check journal(RunningService here) throws IOException {
        List<Path> journals = ofEach("journal");
        if (journals.isEmpty()) {
            return Check.ok("data.journal", say("아직 없습니다", "there is none yet"));
        }
        long bytes = 0;
        int days = 0;
        long waiting = 0;
        for (Path journal : journals) {
            for (Path file : files(journal)) {
                bytes += Files.size(file);
                days += file.toString().endsWith(".jsonl") ? 1 : 0;
            }
            try (var reader = new Journal(journal, 1, json, clock, new Sequencer(0, clock, Ticker.system()))) {
                waiting += reader.unconfirmed();
            }
        }
        String words = say("파일 " + days + "개, " + bytes / 1024 + " KiB, 저장이 확인되지 않은 프레임 " + waiting + "개",
                days + (days == 1 ? " file, " : " files, ") + bytes / 1024 + " KiB, " + waiting + " frames not confirmed as stored");
        return waiting == 0 || here.kind() == RunningService.Kind.OURS ? Check.ok("data.journal", words)
                : Check.warning("data.journal", words, say("서비스를 시작하세요. 그것을 다시 읽어 저장합니다", "Start the service: it reads them again and stores them"));
    }

    private Check quarantine() throws IOException {
        Path newestFile = null;
        long count = 0;
        String newest = null;
        for (Path each : ofEach("quarantine")) {
            for (Path file : files(each)) {
                List<String> entries = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
                count += entries.size();
                if (!entries.isEmpty() && (newestFile == null || file.getFileName().compareTo(newestFile.getFileName()) >= 0)) {
                    newestFile = file;
                    newest = entries.get(entries.size() - 1);
                }
            }
        }
        Path quarantine = newestFile == null ? null : newestFile.getParent();
        return count == 0 ? Check.ok("data.quarantine", say("비어 있습니다", "empty"))
                : Check.warning("data.quarantine", say("저장할 수 없던 것 " + count + "개. 가장 최근: ", count + " entries that could not be stored; the newest: ")
                        + reason(newest), say(quarantine + "을(를) 보고, 원인을 고친 뒤 그 파일을 지우세요",
                        "Look at " + quarantine + "; delete the files once their cause is cured"));
    }

    private String reason(String line) {
        try {
            JsonNode entry = json.readTree(line);
            return entry.path("at").asText() + " " + entry.path("reason").asText() + ", " + Words.oneLine(entry.path("message").asText());
        } catch (JsonProcessingException e) {
            return say("읽을 수 없음", "unreadable");
        }
    }

    private Check port(RunningService here) {
        String name = "data.http-port";
        String where = configuration.value("http.host") + ":" + configuration.value("http.port");
        return switch (here.kind()) {
            case NONE -> Check.ok(name, where + say(" 비어 있음. 이 서비스는 여기서 실행되고 있지 않습니다", " is free; this service does not run here"));
            case OURS -> Check.ok(name, where + say(" 이 서비스가 실행 중, ", " is this service, ") + here.state());
            case UNSURE -> Check.warning(name, where + say(" 누가 쓰고 있음: ", " is taken: ") + here.words(),
                    say("다른 프로그램이라면 HTTP_PORT를 바꾸세요", "If it is another program, set HTTP_PORT"));
            case OTHER -> Check.failed(name, where + say(" 다른 프로그램이 쓰고 있음: ", " is taken by another program: ") + here.words(),
                    say("HTTP_PORT를 바꾸거나 그 프로그램을 멈추세요", "Set HTTP_PORT, or stop the other program"));
        };
    }

    /** The folder of this name of the one account of {@code KIWOOM_*}, and of each of a list, as far as they are there. */
    private List<Path> ofEach(String name) throws IOException {
        Path list = folder.resolve("accounts");
        try (Stream<Path> accounts = Files.isDirectory(list) ? Files.list(list).sorted() : Stream.of()) {
            return Stream.concat(Stream.of(folder), accounts).map(each -> each.resolve(name)).filter(Files::isDirectory).toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
