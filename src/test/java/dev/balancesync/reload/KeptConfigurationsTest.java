package dev.balancesync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptConfigurationsTest {
    private final Map<Path, byte[]> good = new TreeMap<>();

    @BeforeEach
    void readRoutes() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("routes"), "*.camel.yaml")) {
            for (Path file : files) {
                good.put(file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private List<Path> after(String file, String from, String to) {
        Path name = Path.of(file);
        String old = new String(good.get(name), StandardCharsets.UTF_8);
        assertThat(old).contains(from);
        byte[] edited = old.replace(from, to).getBytes(StandardCharsets.UTF_8);
        return KeptConfigurations.after(RouteFile.parse(name, edited), good.put(name, edited), good);
    }

    @Test
    void routes_of_other_files_keep_the_error_handling_that_they_were_built_with() {
        assertThat(after("errors.camel.yaml", "id: log-surprise", "id: log-surprises")).extracting(Path::toString)
                .contains("session.camel.yaml", "web.camel.yaml").doesNotContain("errors.camel.yaml");
    }

    @Test
    void what_only_its_own_file_names_is_in_use_at_once() {
        assertThat(after("web.camel.yaml", "id: answer-database-away\n    description: ", "id: answer-database-away\n    description: Edited. ")).isEmpty();
    }

    @Test
    void an_edit_of_something_else_in_the_file_changes_none() {
        assertThat(after("errors.camel.yaml", "- route:", "- route: # edited")).isEmpty();
    }
}
