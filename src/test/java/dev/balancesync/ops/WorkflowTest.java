package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
        assertThat(jobs.path("zip").path("steps").findValuesAsText("run")).contains("mvn -B -ntp package -DskipTests -Dcyclonedx.skip=false");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<shasumSummaryFile>SHA256SUMS</shasumSummaryFile>");
        for (String job : List.of("publish-zip", "image")) {
            assertThat(jobs.path(job).path("needs").toString()).as(job).contains("test");
        }
    }

    /** Not under emulation: the cache in the image comes from a run, and fits the processor it was made on. */
    @Test
    void the_image_is_made_for_both_processors_each_on_a_machine_of_its_kind_and_joined_under_the_name_of_the_tag() throws IOException {
        JsonNode image = workflow().path("jobs").path("image");
        JsonNode joins = workflow().path("jobs").path("publish-image");
        JsonNode builds = step(image, "docker/build-push-action").path("with");

        assertThat(image.path("strategy").path("matrix").path("include")).extracting(each -> each.path("arch").asText(), each -> each.path("machine").asText())
                .containsExactlyInAnyOrder(tuple("amd64", "ubuntu-24.04"), tuple("arm64", "ubuntu-24.04-arm"));
        assertThat(image.path("runs-on").asText()).isEqualTo("${{ matrix.machine }}");
        assertThat(builds.path("platforms").asText()).isEqualTo("linux/${{ matrix.arch }}");
        assertThat(builds.path("tags").asText()).endsWith("-${{ matrix.arch }}");
        assertThat(builds.path("push").asBoolean()).isTrue();
        assertThat(joins.path("needs").asText()).isEqualTo("image");
        assertThat(commands(joins)).contains("imagetools create --tag \"$image\" \"$image-amd64\" \"$image-arm64\"");
    }

    @Test
    void the_sums_of_the_zip_are_signed_and_its_making_attested_before_it_is_published() throws IOException {
        JsonNode job = workflow().path("jobs").path("publish-zip");

        assertThat(commands(job)).containsSubsequence("sha256sum -c SHA256SUMS", "cosign sign-blob --yes --bundle SHA256SUMS.sigstore.json SHA256SUMS",
                "gh release create", "kiwoom-balance-sync-*.zip SHA256SUMS SHA256SUMS.sigstore.json bom.json bom-hawtio.json");
        assertThat(step(job, "actions/attest-build-provenance").path("with").path("subject-path").asText()).isEqualTo("kiwoom-balance-sync-*.zip");
        mayAndCanSign(job);
    }

    /** The digest is what is signed: a name can be given to another image. */
    @Test
    void the_joined_image_is_signed_by_its_digest_with_both_its_parts_and_its_making_attested() throws IOException {
        JsonNode job = workflow().path("jobs").path("publish-image");
        String name = "${{ steps.joined.outputs.name }}";
        String digest = "${{ steps.joined.outputs.digest }}";

        assertThat(commands(job)).containsSubsequence("imagetools create", "cosign sign --yes --recursive \"$IMAGE\"");
        assertThat(job.path("steps").findValue("IMAGE").asText()).isEqualTo(name + "@" + digest);
        JsonNode attested = step(job, "actions/attest-build-provenance").path("with");
        assertThat(attested.path("subject-name").asText()).isEqualTo(name);
        assertThat(attested.path("subject-digest").asText()).isEqualTo(digest);
        assertThat(attested.path("push-to-registry").asBoolean()).isTrue();
        mayAndCanSign(job);
    }

    private static void mayAndCanSign(JsonNode job) {
        assertThat(job.path("permissions").path("id-token").asText()).as("cosign without a key asks GitHub who it is").isEqualTo("write");
        assertThat(job.path("permissions").path("attestations").asText()).isEqualTo("write");
        assertThat(step(job, "sigstore/cosign-installer").isMissingNode()).isFalse();
    }

    private static JsonNode step(JsonNode job, String action) {
        for (JsonNode each : job.path("steps")) {
            if (each.path("uses").asText().startsWith(action + "@")) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    /** All that the job types, in its order. */
    private static String commands(JsonNode job) {
        return String.join("\n", job.path("steps").findValuesAsText("run"));
    }
}
