package dev.balancesync.feed;

import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestService;
import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever the socket says: the feed goes on, valid entries are stored, and each bad one is in quarantine with its reason. */
class MalformedFramesIT {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.measured");
    private static final int PART = 100;
    private static final int FRAMES = PART * Integer.getInteger("malformed-hundreds", 6);
    private static final String MARKER = "999999";

    private TestService mirror;
    private int markers;

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
    }

    private void start() throws IOException {
        mirror = new TestService().with("KIWOOM_ACCOUNT_NO", BadFrames.ACCOUNT);
        mirror.startLive();
        awaitMarker();
    }

    /** All that was sent before has been stored or is in quarantine. */
    private void awaitMarker() {
        long number = ++markers;
        mirror.kiwoom.send(entry("04", MARKER).quantity(number).frame());
        await().atMost(SOON).ignoreExceptions().until(() -> !mirror.database.rows(
                "select from kw_portfolio where stock_code = '" + MARKER + "' and quantity = " + number).isEmpty());
    }

    private List<String> rows() {
        return mirror.portfolio().stream().filter(row -> !List.of(MARKER, BadFrames.HALF_READ).contains(row.get("stock_code")))
                .map(row -> row.get("stock_code") + " " + row.get("quantity") + " " + row.get("current_price")).toList();
    }

    private List<JsonNode> quarantined() throws IOException {
        Path folder = mirror.dataDir().resolve("quarantine");
        var lines = new ArrayList<JsonNode>();
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
                        lines.add(SampleFrames.JSON.readTree(line));
                    }
                }
            }
        }
        return lines;
    }

    @Test
    void malformed_frames_of_many_kinds_cost_nothing_but_themselves() throws Exception {
        long seed = System.nanoTime();
        LOG.info("seed={}", seed);
        start();
        var transitions = mirror.session().transitions();
        var frames = new BadFrames(seed);
        var sent = new ArrayList<BadFrames.Sent>();
        for (int i = 0; i < FRAMES; i++) {
            sent.add(frames.next());
        }
        var good = new ArrayList<String>();
        for (BadFrames.Sent each : sent) {
            for (String code : each.good()) {
                good.add(code + " " + Long.parseLong(code) + " " + Long.parseLong(code) + ".00");
            }
        }

        for (int from = 0; from < FRAMES; from += PART) {
            int before = quarantined().size();
            List<BadFrames.Sent> part = sent.subList(from, from + PART);
            part.forEach(each -> mirror.kiwoom.next(each.fault()));
            awaitMarker();
            int expected = part.stream().mapToInt(BadFrames.Sent::bad).sum();
            if (quarantined().size() - before != expected) {
                explain(part, seed);
            }
        }

        assertThat(rows()).as("seed %d", seed).containsExactlyElementsOf(good);
        assertThat(quarantined()).allSatisfy(line -> {
            assertThat(line.path("reason").asText()).isIn("shape", "value", "range", "code", "account", "refused", "frame");
            assertThat(line.path("message").asText()).isNotBlank();
            assertThat(line.has("received")).isTrue();
        });
        assertThat(mirror.session().transitions()).isEqualTo(transitions);
        assertThat(mirror.state()).isEqualTo(SessionState.LIVE);
        assertThat(mirror.kiwoom.count("opened")).isEqualTo(1);
        assertThat(mirror.kiwoom.count("registrations")).isEqualTo(1);
    }

    /** Sends them once more one by one, to say which one it was. */
    private void explain(List<BadFrames.Sent> part, long seed) throws IOException {
        var wrong = new ArrayList<String>();
        for (BadFrames.Sent each : part) {
            int before = quarantined().size();
            mirror.kiwoom.next(each.fault());
            awaitMarker();
            int made = quarantined().size() - before;
            if (made != each.bad()) {
                wrong.add(made + " lines instead of " + each.bad() + ": " + each.what());
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
    }
}
