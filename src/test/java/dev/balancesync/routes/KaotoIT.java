package dev.balancesync.routes;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opened and saved in Kaoto, by Kaoto's own code ({@code src/test/resources/kaoto}), a route file says what it said before. */
class KaotoIT {
    private static final Path KAOTO = Path.of("src/test/resources/kaoto/kaoto.cjs");
    private static final String MISSING = "There is no Node on this machine, so Kaoto's code cannot be asked. On Debian: apt-get install nodejs";

    @TempDir
    private Path saved;

    @BeforeEach
    void openAndSave() throws Exception {
        try (Stream<Path> files = Files.walk(RouteFiles.FOLDER)) {
            for (Path each : (Iterable<Path>) files.filter(file -> !file.equals(RouteFiles.FOLDER))::iterator) {
                Files.copy(each, saved.resolve(RouteFiles.FOLDER.relativize(each).toString()));
            }
        }
        Process node;
        try {
            node = new ProcessBuilder("node", KAOTO.toString(), RouteFiles.FOLDER.toString(), saved.toString()).inheritIO().start();
        } catch (IOException e) {
            node = "true".equals(System.getenv("CI")) ? fail(MISSING, e) : abort(MISSING);
        }
        assertThat(node.waitFor()).isZero();
    }

    @Test
    void every_file_says_the_same_in_another_order() throws IOException {
        for (Path file : RouteFiles.all()) {
            Path again = saved.resolve(file.getFileName());

            assertThat(again).as("Kaoto writes it anew").content().isNotEqualTo(Files.readString(file));
            assertThat(RouteFiles.read(again).valueStream().toList()).as(file.toString())
                    .containsExactlyInAnyOrderElementsOf(RouteFiles.read(file).valueStream().toList());
            assertThat(Files.readString(again).lines().findFirst()).as("what the file is for stays").isEqualTo(Files.readString(file).lines().findFirst());
        }
    }

    @Test
    void the_service_runs_by_what_was_saved() throws Exception {
        try (var mirror = new TestService().with("ROUTES_DIR", saved.toString()).startLive()) {
            mirror.kiwoom.buy("005930", 3, 0);

            await().atMost(SOON).until(() -> mirror.database.rows("select quantity from kw_portfolio").equals(List.of(Map.of("quantity", 3L))));
        }
    }
}
