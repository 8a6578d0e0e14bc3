package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.FreePort;
import dev.balancesync.Service;
import dev.balancesync.journal.DataLock;
import dev.balancesync.journal.Journal;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.session.Session;
import dev.balancesync.time.Ticker;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.service.ServiceHelper;

/** The service from one start to its end. */
public interface Life {
    /** As SIGTERM does: what is pending is written, if it can be. @return what was wrong about it; {@code null} when nothing */
    String stop() throws Exception;

    /** As SIGKILL does: nothing is drained, nothing is said. */
    void kill() throws Exception;

    /** @return how it ended by itself; {@code null} while it runs */
    String ended();

    /** Stops or starts a route, as somebody does in Hawtio. */
    void control(boolean stop, String route) throws Exception;

    /** Whether the route runs; an edit that is being taken starts those of its file anew. */
    boolean runs(String route);

    /** Starts another one over the same folder. @return what is wrong when that one starts; {@code null} when it is refused */
    String startSecond() throws Exception;

    /** Closes the files of the journal, so that the next frame opens them anew. */
    void reopenJournal() throws IOException;

    /**
     * In this JVM. Its kill cuts the connections and abandons what was under way. Without the MBeans that only Hawtio asks for, half of a
     * start, of which a day has several, and without the meters of the JVM, one of which Camel never lets go (ServiceIT); the process has both.
     */
    final class InProcess implements Life {
        private final Map<String, String> light = new HashMap<>();
        private final Service service;

        InProcess(Map<String, String> environment, Clock clock) throws IOException {
            this(environment, clock, Ticker.system());
        }

        public InProcess(Map<String, String> environment, Clock clock, Ticker ticker) throws IOException {
            light.putAll(environment);
            light.put("camel.main.jmx-enabled", "false");
            service = new Service(Path.of(""), light, clock, ticker);
            service.start();
        }

        @Override
        public String stop() throws Exception {
            long begun = System.nanoTime();
            service.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return took.toSeconds() >= 10 ? "the stop took " + took.toMillis() + " ms" : null;
        }

        @Override
        public void kill() throws Exception {
            Journal journal = service.bean(Journal.class);
            Session session = service.bean(Session.class);
            DataLock lock = service.bean(DataLock.class);
            service.bean(HikariDataSource.class).close();
            // Camel 4.17.0 stumbles over a route that is started while it stops (ConcurrentModificationException), and a real kill cannot
            session.stopping();
            ServiceHelper.stopService(service.camel().hasService(RouteReload.class));
            for (int i = 0; i < 100 && session.isFeedInUse(); i++) {
                Thread.sleep(10);
            }
            service.camel().stop();
            journal.close();
            lock.close();
        }

        /** One of its beans. */
        public <T> T bean(Class<T> type) {
            return service.bean(type);
        }

        @Override
        public void control(boolean stop, String route) throws Exception {
            if (stop) {
                service.camel().getRouteController().stopRoute(route);
            } else {
                service.camel().getRouteController().startRoute(route);
            }
        }

        @Override
        public boolean runs(String route) {
            ServiceStatus status = service.camel().getRouteController().getRouteStatus(route);
            return status != null && status.isStarted();
        }

        @Override
        public String startSecond() throws Exception {
            var second = new HashMap<>(light);
            second.put("HTTP_PORT", String.valueOf(FreePort.find()));
            try (var other = new Service(Path.of(""), second)) {
                other.start();
                return "a second service started over the same DATA_DIR";
            } catch (RuntimeException refused) {
                return null;
            }
        }

        @Override
        public String ended() {
            return null;
        }

        @Override
        public void reopenJournal() throws IOException {
            service.bean(Journal.class).close();
        }
    }

    /** The packaged jar as a process of its own. */
    final class Packaged implements Life {
        private static final Path JAR = Path.of("target", "kiwoom-balance-sync.jar").toAbsolutePath();
        /** With the heap of the image; without memory the process ends, and that is found out. */
        private static final Path OPTIONS = Path.of("jvm.options").toAbsolutePath();
        private static final long STOP_SECONDS = 15;
        private final Process process;

        Packaged(Path folder, Map<String, String> environment) throws IOException {
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + OPTIONS,
                    "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar", JAR.toString()));
            var builder = new ProcessBuilder(command);
            builder.environment().keySet().removeIf(name -> name.matches("(KIWOOM|SUPABASE|BALANCE|HTTP|DATA|ROUTES)_.*"));
            builder.environment().putAll(new HashMap<>(environment));
            process = builder.directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile())).start();
        }

        @Override
        public String stop() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
                return "SIGTERM did not end the process within " + STOP_SECONDS + " s";
            }
            // 143: the signal came before the service had started to listen to it
            return process.exitValue() == 0 || process.exitValue() == 143 ? null : "SIGTERM ended with exit code " + process.exitValue();
        }

        @Override
        public void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public String ended() {
            return process.isAlive() ? null : "the process ended by itself with exit code " + process.exitValue();
        }

        @Override
        public void control(boolean stop, String route) {
            // by HTTP only with HTTP_CONTROL_ROUTES; the days in this JVM do it
        }

        @Override
        public boolean runs(String route) {
            return false;
        }

        @Override
        public String startSecond() {
            return null;
        }

        @Override
        public void reopenJournal() {
            // nobody can, from outside; the disk is full from the next start on
        }
    }
}
