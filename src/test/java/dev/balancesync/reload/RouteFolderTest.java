package dev.balancesync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RouteFolderTest {
    @TempDir
    private Path folder;
    private Path closed;

    @BeforeEach
    void setUp() throws IOException {
        Files.writeString(folder.resolve("store.camel.yaml"), "");
        closed = Files.createDirectories(folder.resolve("sql/closed"));
        Files.createDirectories(folder.resolve("sql/standard"));
        Files.writeString(closed.resolve("one.sql"), "");
        Files.writeString(folder.resolve("sql/standard/two.sql"), "");
    }

    @AfterEach
    void tearDown() throws IOException {
        rights("rwx------");
    }

    private void rights(String rights) throws IOException {
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(rights));
    }

    private Set<String> look(RouteFolder looked) throws IOException {
        return looked.look().keySet().stream().map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_that_cannot_be_read_costs_only_itself_and_its_files_are_not_gone() throws IOException {
        var routes = new RouteFolder(folder);
        assertThat(look(routes)).containsExactly("sql/closed/one.sql", "sql/standard/two.sql", "store.camel.yaml");
        rights("---------");
        assumeFalse(Files.isReadable(closed), "root may read everything; setpriv --bounding-set=-dac_override,-dac_read_search makes it like others");

        for (String rights : new String[] {"---------", "-wx------", "rw-------"}) {
            rights(rights);

            assertThat(look(routes)).as(rights).contains("sql/standard/two.sql", "store.camel.yaml");
            assertThat(routes.isGone(Path.of("sql/closed/one.sql"))).as(rights).isFalse();
        }
    }

    @Test
    void what_was_deleted_is_gone_and_so_is_what_became_a_folder() throws IOException {
        var routes = new RouteFolder(folder);
        Files.delete(folder.resolve("store.camel.yaml"));
        Files.delete(folder.resolve("sql/standard/two.sql"));
        Files.createDirectory(folder.resolve("sql/standard/two.sql"));

        assertThat(routes.isGone(Path.of("store.camel.yaml"))).isTrue();
        assertThat(routes.isGone(Path.of("sql/standard/two.sql"))).isTrue();
        assertThat(routes.isGone(Path.of("sql/closed/one.sql"))).isFalse();
    }

    @Test
    void the_files_that_the_service_needs_are_those_that_are_shipped() throws IOException {
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            assertThat(shipped.map(each -> each.getFileName().toString()).filter(each -> each.endsWith(RouteFile.SUFFIX)))
                    .containsExactlyInAnyOrderElementsOf(RoutesAtStart.SHIPPED);
        }
    }
}
