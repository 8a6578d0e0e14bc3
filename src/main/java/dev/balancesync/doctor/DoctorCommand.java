package dev.balancesync.doctor;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;

/** {@code java -jar kiwoom-balance-sync.jar doctor}. */
public final class DoctorCommand {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    static final Set<String> OPTIONS = Set.of("--json", "--no-broker", "--no-database", "--login", "--help");
    private static final String USAGE = """
            Usage: java -jar kiwoom-balance-sync.jar doctor [options]

              --json          one JSON document instead of lines
              --no-broker     do not ask Kiwoom
              --no-database   do not ask the database
              --login         log in to Kiwoom also while the service runs, which ends its session for a minute

            Looks at settings, this machine, the routes, the database and Kiwoom, and says what to do, first in one line. Writes nothing.
            LANGUAGE=ko or en chooses the language. 설정, 컴퓨터, 경로, 데이터베이스, 키움을 살펴보고 할 일을 알려 줍니다.
            Exit code: 0 nothing failed, 1 something failed, 2 wrong use.
            """;

    private DoctorCommand() {
    }

    /** @return the exit code */
    public static int run(String[] arguments, Path folder, Map<String, String> environment, PrintStream out, PrintStream err) {
        var options = new TreeSet<>(Arrays.asList(arguments));
        var unknown = new TreeSet<>(options);
        unknown.removeAll(OPTIONS);
        if (!unknown.isEmpty()) {
            err.println("doctor has no option " + String.join(", ", unknown) + ".");
            err.print(USAGE);
            return WRONG_USE;
        }
        if (options.contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        var clock = Clock.systemUTC();
        var doctor = new Doctor(folder, environment, clock);
        Report report = doctor.examine(new Doctor.Scope(!options.contains("--no-broker"), !options.contains("--no-database"),
                options.contains("--login")));
        // Kiwoom speaks Korean, and the C locale of a container would make question marks of it
        var utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
        try {
            utf8.print(options.contains("--json") ? report.json(doctor.json(), clock) + System.lineSeparator() : report.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        utf8.flush();
        return report.hasFailed() ? FAILED : 0;
    }
}
