package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** GitHub's workflow, which runs nowhere but there: as far as it can be held to rules without running it. */
class WorkflowTest {
    private static final Path FILE = Path.of(".github/workflows/build.yml");

    private static JsonNode workflow() throws IOException {
        return new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE)));
    }

    /** A tag can be moved to other code; a commit cannot. */
    @Test
    void every_action_is_pinned_by_its_commit_with_its_version_beside_it() throws IOException {
        List<String> used = Files.readAllLines(FILE).stream().filter(line -> line.contains("uses:")).toList();

        assertThat(used).isNotEmpty().allMatch(line -> line.matches("\\s+(- )?uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
        assertThat(used.stream().map(line -> line.replaceAll(".*uses: ([\\w/-]+)@.*", "$1")).distinct().count())
                .as("one version of each").isEqualTo(used.stream().map(line -> line.replaceAll(".*uses: ", "")).distinct().count());
    }

    @Test
    void nobody_may_write_but_who_publishes_a_tag_and_no_secret_is_named() throws IOException {
        JsonNode workflow = workflow();

        assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        workflow.path("jobs").properties().forEach(job -> {
            boolean writes = job.getValue().path("permissions").toString().contains("write");
            assertThat(writes).as(job.getKey()).isEqualTo("github.ref_type == 'tag'".equals(job.getValue().path("if").asText()));
            assertThat(job.getValue().path("timeout-minutes").asInt()).as(job.getKey()).isPositive();
        });
        assertThat(Files.readString(FILE)).doesNotContain("secrets.");
    }

    @Test
    void what_it_tests_and_publishes_is_what_the_build_makes() throws IOException {
        JsonNode jobs = workflow().path("jobs");

        assertThat(jobs.path("test").path("steps").findValuesAsText("run")).containsExactly("bash .ci/run");
        assertThat(jobs.path("zip").path("steps").findValuesAsText("run")).contains("mvn -B -ntp package -DskipTests");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<shasumSummaryFile>SHA256SUMS</shasumSummaryFile>");
        for (String job : List.of("publish-zip", "image")) {
            assertThat(jobs.path(job).path("needs").toString()).as(job).contains("test");
        }
    }
}
