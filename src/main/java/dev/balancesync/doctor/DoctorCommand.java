package dev.balancesync.doctor;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.process.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code java -jar kiwoom-balance-sync.jar doctor}. */
@Command(name = "doctor", sortOptions = false, description = "looks at settings, database and Kiwoom and says what is wrong; writes nothing",
        footer = {"",
            "Looks at settings, this machine, the routes, the database and Kiwoom, and says what to do, first in one line. Writes nothing.",
            "LANGUAGE=ko or en chooses the language. 설정, 컴퓨터, 라우트, 데이터베이스, 키움을 살펴보고 할 일을 알려 줍니다.",
            "Exit code: 0 nothing failed, 1 something failed, 2 wrong use."})
public final class DoctorCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Path folder;
    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(names = "--json", description = "one JSON document instead of lines")
    private boolean json;
    @Option(names = "--no-broker", description = "do not ask Kiwoom")
    private boolean noBroker;
    @Option(names = "--no-database", description = "do not ask the database")
    private boolean noDatabase;
    @Option(names = "--login", description = "log in to Kiwoom also while the service runs, which ends its session for a minute")
    private boolean login;
    @Option(names = "--account", paramLabel = "NAME", description = "of several, the one that is looked at; without it the first")
    private String account;
    @Mixin
    private Usage usage;

    public DoctorCommand(Path folder, Map<String, String> environment, PrintStream out) {
        this.folder = folder;
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() {
        var clock = Clock.systemUTC();
        var list = new AccountChecks(folder, environment, account);
        var doctor = new Doctor(folder, list.environment(), clock, list.found());
        Report report = doctor.examine(new Doctor.Scope(!noBroker, !noDatabase, login));
        // Kiwoom speaks Korean, and the C locale of a container would make question marks of it
        var utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
        try {
            utf8.print(json ? report.json(doctor.json(), clock) + System.lineSeparator() : report.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        utf8.flush();
        return report.hasFailed() ? FAILED : 0;
    }
}
