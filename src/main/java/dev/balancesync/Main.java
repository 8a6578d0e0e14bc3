package dev.balancesync;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.process.Fatal;
import dev.balancesync.process.Names;
import dev.balancesync.settings.LogSettings;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.time.Ticker;
import org.apache.logging.log4j.LogManager;
import org.springframework.core.NestedExceptionUtils;

/** Reads the command and starts it. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final Duration EVENT_LOOPS_END = Duration.ofMillis(100);
    /** Of the run command, once it has ended. */
    private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();
    private static volatile boolean stopping;

    private Main() {
    }

    public static void main(String[] arguments) {
        boolean service = arguments.length == 0 || arguments.length == 1 && arguments[0].equals("run");
        if (service) {
            exit(run()); // without a class of the parser
        } else {
            System.exit(Commands.execute(System.getenv(), System.out, System.err, arguments));
        }
    }

    private static int run() {
        Names.askAnew();
        try {
            LogSettings.apply(Path.of(""), System.getenv());
        } catch (SettingsException e) {
            return complain(e.said(), WRONG_USE);
        } catch (IOException e) {
            return complain(new Bilingual("설정을 읽을 수 없습니다: " + inOneLine(e), "The settings cannot be read: " + inOneLine(e)), FAILED);
        }
        Fatal.install();
        try (Service service = new Service(Path.of(""), System.getenv())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
            return service.run();
        } catch (SettingsException e) {
            return complain(e.said(), WRONG_USE);
        } catch (Exception e) {
            // the JVM takes no hooks any more while it ends, so a start that is under way then fails
            return stopping ? 0 : complain(new Bilingual("서비스를 시작할 수 없습니다: " + inOneLine(e), "The service could not start: " + inOneLine(e)), FAILED);
        }
    }

    private static int complain(Bilingual what, int code) {
        // the C locale of a container would make question marks of Korean
        new PrintStream(System.err, true, StandardCharsets.UTF_8).println(what.in(Settings.language(Path.of(""), System.getenv())));
        return code;
    }

    /** Java would leave with 143 after a signal; a stop that was asked for is a success. */
    private static void stop(Service service) {
        stopping = true;
        service.complete();
        int code = EXIT_CODE.join();
        LogManager.shutdown();
        Ticker ticker = Ticker.system();
        Drain.await(ticker, ticker.in(EVENT_LOOPS_END), () -> !isEventLoopLeft());
        Runtime.getRuntime().halt(code);
    }

    /** Java would wait 0.3 s for a thread that is just about to leave native code. */
    private static boolean isEventLoopLeft() {
        var threads = new Thread[2 * Thread.activeCount()];
        return Arrays.stream(threads, 0, Thread.enumerate(threads)).anyMatch(each -> each.getName().startsWith("vert.x-eventloop"));
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
