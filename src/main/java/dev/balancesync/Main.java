package dev.balancesync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

import dev.balancesync.doctor.DoctorCommand;
import dev.balancesync.notify.NotifyCommand;
import dev.balancesync.process.Fatal;
import dev.balancesync.process.Names;
import dev.balancesync.replay.ReplayCommand;
import dev.balancesync.settings.LogSettings;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.simulator.SimulatorCommand;
import org.apache.logging.log4j.LogManager;
import org.springframework.core.NestedExceptionUtils;

/** Reads the command and starts it. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    /** Of the run command, once it has ended. */
    private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();
    private static final String USAGE = """
            Usage: java -jar kiwoom-balance-sync.jar [command]

              run         keep the tables equal to the account (default); settings: application.properties, .env, environment
              doctor      looks at settings, database and Kiwoom and says what is wrong; writes nothing; 'doctor --help' tells its options
              notify --test  sends a message to NOTIFY_URL, to see whether it arrives
              simulator   a stand-in Kiwoom to try everything without keys; 'simulator --help' tells its options
              replay FILE run a recorded day of the journal into a database once more, or mask it; 'replay --help' tells its options
            """;

    private Main() {
    }

    public static void main(String[] arguments) {
        String command = arguments.length == 0 ? "run" : arguments[0];
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (command) {
            case "run" -> exit(run());
            case "doctor" -> System.exit(inItsOwnLines(() -> DoctorCommand.run(rest, Path.of(""), System.getenv(), System.out, System.err)));
            case "notify" -> System.exit(inItsOwnLines(() -> NotifyCommand.run(rest, Path.of(""), System.getenv(), System.out, System.err)));
            case "simulator" -> SimulatorCommand.main(rest);
            case "replay" -> System.exit(ReplayCommand.run(Path.of(""), System.getenv(), rest));
            case "help", "--help", "-h" -> System.out.print(USAGE);
            default -> {
                System.err.println("There is no command '" + command + "'.");
                System.err.print(USAGE);
                System.exit(WRONG_USE);
            }
        }
    }

    /** Without a log. */
    private static int inItsOwnLines(IntSupplier command) {
        System.setProperty("log4j2.configurationFile", "log4j2-doctor.properties");
        return command.getAsInt();
    }

    private static int run() {
        Names.askAnew();
        try {
            LogSettings.apply(Path.of(""), System.getenv());
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (IOException e) {
            System.err.println("The settings cannot be read: " + inOneLine(e));
            return FAILED;
        }
        Fatal.install();
        try (Service service = new Service(Path.of(""), System.getenv())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
            return service.run();
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (Exception e) {
            System.err.println("The service could not start: " + inOneLine(e));
            return FAILED;
        }
    }

    /** Java would leave with 143 after a signal; a stop that was asked for is a success. */
    private static void stop(Service service) {
        service.complete();
        int code = EXIT_CODE.join();
        LogManager.shutdown();
        Runtime.getRuntime().halt(code);
    }

    private static void exit(int code) {
        EXIT_CODE.complete(code);
        System.exit(code);
    }

    /** The innermost message first: it says what is wrong; the outermost says where. */
    private static String inOneLine(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String what = String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        String where = cause == thrown ? "" : " (" + thrown.getMessage() + ")";
        return (what + where).replaceAll("\\s+", " ").strip();
    }
}
