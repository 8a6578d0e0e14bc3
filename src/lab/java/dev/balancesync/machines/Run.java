package dev.balancesync.machines;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestProcess;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.chaos.Life;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.time.Ticker;

/** The service on one machine from one start to its end. */
interface Run {
    /** @return what was wrong about it; {@code null} when nothing */
    String stop() throws Exception;

    /** Its lines are cut already where it is no process of its own. */
    void kill() throws Exception;

    /** Epoch under which it believes to serve the account at this very moment; 0 when it does not, or does not answer. */
    long leads();

    /** How often it has begun to log in. */
    long logins();

    /** In this JVM. */
    final class InThisJvm implements Run {
        private final Life.InProcess life;
        private final Leadership leadership;
        private final Session session;

        InThisJvm(Map<String, String> environment, Clock clock, Ticker ticker) throws IOException {
            var light = new HashMap<>(environment);
            light.put("camel.management.jolokia-enabled", "false");
            life = new Life.InProcess(light, clock, ticker);
            ServedAccount account = life.bean(Accounts.class).all().get(0);
            leadership = account.get(Leadership.class);
            session = account.get(Session.class);
        }

        @Override
        public String stop() throws Exception {
            return life.stop();
        }

        @Override
        public void kill() throws Exception {
            life.kill();
        }

        @Override
        public long leads() {
            long epoch = leadership.epoch();
            return leadership.isHeld() && leadership.epoch() == epoch ? epoch : 0;
        }

        @Override
        public long logins() {
            return session.entered(SessionState.LOGGING_IN);
        }
    }

    /** The packaged jar as a process of its own. */
    final class Process implements Run {
        private static final HttpClient HTTP = HttpClient.newHttpClient();
        private static final Duration SOON = Duration.ofMillis(500);

        private final TestProcess process;
        private final URI status;
        private volatile long logins;

        Process(TestProcess process, int port) throws IOException {
            this.process = process;
            this.status = URI.create("http://127.0.0.1:" + port + "/api/status");
            process.run();
        }

        /** Until it can be asked how it is, or has ended. */
        void awaitAnswer(Duration most) throws InterruptedException {
            long end = System.nanoTime() + most.toNanos();
            while (ask() == null && process.isRunning() && System.nanoTime() < end) {
                Thread.sleep(50);
            }
        }

        @Override
        public String stop() throws InterruptedException {
            process.terminate();
            int code = process.exitCode();
            // 143: the signal came before the service had started to listen to it
            return code == 0 || code == 143 ? null : "SIGTERM ended with exit code " + code;
        }

        @Override
        public void kill() {
            process.kill();
        }

        /** @return {@code null} when there is no answer */
        private JsonNode ask() {
            try {
                return SampleFrames.JSON.readTree(HTTP.send(HttpRequest.newBuilder(status).timeout(SOON).build(), BodyHandlers.ofString()).body());
            } catch (IOException e) {
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }

        @Override
        public long leads() {
            JsonNode told = ask();
            if (told == null) {
                return 0;
            }
            long count = 0;
            for (JsonNode each : told.path("transitions")) {
                count += each.path("state").asText().equals(SessionState.LOGGING_IN.name()) ? 1 : 0;
            }
            logins = count;
            return told.path("cluster").path("leads").asBoolean() ? told.path("cluster").path("epoch").asLong() : 0;
        }

        @Override
        public long logins() {
            return logins;
        }
    }
}
