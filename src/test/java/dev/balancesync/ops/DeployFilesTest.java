package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What of {@code deploy/} can be checked without an engine. */
class DeployFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path KUBERNETES = Path.of("deploy", "kubernetes");
    private static final Path COMPOSE = Path.of("deploy", "compose", "docker-compose.yml");
    private static final Pattern SETTING = Pattern.compile("(?m)\\{\\{([A-Z][A-Z_]+):");

    /** Judges an object by the OpenAPI of Kubernetes. */
    private interface Schema {
        void check(JsonElement object) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of("Deployment", V1Deployment::validateJsonElement, "Service", V1Service::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement, "NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    @TempDir
    private Path folder;

    private static JsonNode yaml(Path file) throws IOException {
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();
        return JSON.valueToTree(new Load(settings).loadFromString(Files.readString(file)));
    }

    /** By kind. */
    private static Map<String, JsonNode> objects() throws IOException {
        var objects = new TreeMap<String, JsonNode>();
        for (JsonNode file : yaml(KUBERNETES.resolve("kustomization.yaml")).path("resources")) {
            JsonNode object = yaml(KUBERNETES.resolve(file.asText()));
            assertThat(objects.put(object.path("kind").asText(), object)).isNull();
        }
        return objects;
    }

    private static TreeSet<String> settings() throws IOException {
        var names = new TreeSet<>(List.of("TZ", "SUPABASE_SERVICE_ROLE_KEY"));
        SETTING.matcher(Files.readString(Path.of("application.properties"))).results().forEach(each -> names.add(each.group(1)));
        return names;
    }

    @Test
    void every_file_is_named_and_is_what_kubernetes_takes() throws IOException {
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(files.map(each -> each.getFileName().toString())).contains("balance-sync.env.example").filteredOn(name -> name.endsWith(".yaml"))
                    .hasSize(objects().size() + 1);
        }
        objects().forEach((kind, object) -> assertThatCode(() -> SCHEMAS.get(kind).check(JsonParser.parseString(object.toString()))).as(kind).doesNotThrowAnyException());
        assertThat(objects().keySet()).isEqualTo(SCHEMAS.keySet());
    }

    @Test
    void a_name_that_kubernetes_does_not_know_would_be_noticed() throws IOException {
        String typo = objects().get("Deployment").toString().replace("readinessProbe", "readynessProbe");

        assertThatThrownBy(() -> SCHEMAS.get("Deployment").check(JsonParser.parseString(typo))).hasMessageContaining("readynessProbe");
    }

    @Test
    void all_that_selects_pods_selects_these() throws IOException {
        Map<String, JsonNode> objects = objects();
        JsonNode labels = objects.get("Deployment").at("/spec/template/metadata/labels");

        assertThat(labels.size()).isPositive();
        assertThat(objects.get("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(objects.get("Deployment").findValue("podAffinityTerm").at("/labelSelector/matchLabels")).isEqualTo(labels);
        assertThat(objects.get("PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(objects.get("NetworkPolicy").at("/spec/podSelector/matchLabels")).isEqualTo(labels);
        assertThat(objects.get("Service").at("/spec/selector")).isEqualTo(labels);
    }

    @Test
    void the_pods_are_two_ask_for_what_there_is_and_have_no_right_in_the_cluster() throws IOException {
        JsonNode deployment = objects().get("Deployment");
        JsonNode pod = deployment.at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");

        assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.has("serviceAccountName")).isFalse();
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/observe/health/live");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).as("a restart cures no outage").isEqualTo("/observe/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/observe/health/ready");
        assertThat(container.findValuesAsText("port")).containsOnly(container.at("/ports/0/name").asText());
        assertThat(objects().get("Service").at("/spec/ports/0/targetPort").asText()).isEqualTo(container.at("/ports/0/name").asText());
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo(container.at("/resources/requests/memory").asText()).isNotEmpty();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(userOfImage());
        assertThat(names(container.path("volumeMounts"))).isEqualTo(names(pod.path("volumes")));
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).as("a stop takes 10 s at most").isGreaterThan(10);
    }

    private static int userOfImage() throws IOException {
        return Files.readAllLines(Path.of("Dockerfile")).stream().filter(line -> line.startsWith("USER ")).map(line -> line.replaceAll("USER (\\d+).*", "$1"))
                .mapToInt(Integer::parseInt).findFirst().orElseThrow();
    }

    private static TreeSet<String> names(JsonNode list) {
        var names = new TreeSet<String>();
        list.forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    @Test
    void what_is_set_are_settings_and_the_secret_is_the_one_that_is_made() throws IOException {
        JsonNode container = objects().get("Deployment").at("/spec/template/spec/containers/0");
        JsonNode secret = yaml(KUBERNETES.resolve("kustomization.yaml")).at("/secretGenerator/0");
        List<String> examples = Files.readAllLines(KUBERNETES.resolve("balance-sync.env.example")).stream().map(line -> line.replaceFirst("=.*", "")).toList();

        assertThat(settings()).containsAll(names(container.path("env"))).containsAll(examples);
        assertThat(names(container.path("env"))).contains("CLUSTER", "NODE_NAME").doesNotContainAnyElementsOf(examples);
        assertThat(container.at("/envFrom/0/secretRef/name").asText()).isEqualTo(secret.path("name").asText());
        assertThat(Files.readString(Path.of(".gitignore"))).contains("deploy/kubernetes/" + secret.at("/envs/0").asText());
        assertThat(container.path("image").asText()).isEqualTo(yaml(KUBERNETES.resolve("kustomization.yaml")).at("/images/0/name").asText());
    }

    @Test
    void the_network_is_open_for_what_the_service_asks_and_nothing_else() throws IOException {
        JsonNode policy = objects().get("NetworkPolicy").path("spec");

        assertThat(policy.path("policyTypes").toString()).contains("Ingress", "Egress");
        assertThat(policy.path("egress").findValues("port")).extracting(JsonNode::asInt).containsExactlyInAnyOrder(53, 53, 443, 10000, 5432, 6543);
        assertThat(Files.readString(Path.of("application.properties"))).contains("https://api.kiwoom.com\n", "wss://api.kiwoom.com:10000/");
    }

    @Test
    void kustomize_makes_of_it_what_is_to_be_applied() throws Exception {
        assumeThat(isThere("kubectl", "kustomize", "--help")).as("no kubectl is installed").isTrue();
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString().replace(".example", "")));
            }
        }

        String made = run("kubectl", "kustomize", folder.toString());

        assertThat(made).contains("kind: Secret", "kind: Deployment", "kind: NetworkPolicy", "kind: PodDisruptionBudget", "kind: Service",
                "image: kiwoom-balance-sync:latest");
        assertThat(Pattern.compile("(?s)secretRef:\\s+name: (balance-sync-\\w+)").matcher(made).results().map(each -> each.group(1)))
                .as("the generated name").singleElement().satisfies(name -> assertThat(made).contains("  name: " + name + "\n"));
    }

    @Test
    void the_pair_of_compose_differs_in_name_folder_and_port_alone() throws IOException {
        JsonNode services = yaml(COMPOSE).path("services");
        var seen = new ArrayList<String>();
        services.forEach(each -> seen.add(each.toString().replaceAll("first|second", "NAME").replaceAll("808[01]:8080", "PORT")));

        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).isEqualTo(seen.get(1)).contains("127.0.0.1:PORT");
        assertThat(settings()).containsAll(fields(yaml(COMPOSE).path("x-environment")));
        assertThat(yaml(COMPOSE).at("/x-environment/CLUSTER").asText()).isEqualTo("postgres");
        // what the one container of the project's folder may not, these may not either
        String hardened = Files.readString(Path.of("docker-compose.yml"));
        List<String> ours = new ArrayList<>(fields(yaml(COMPOSE).path("x-service")));
        ours.removeAll(List.of("build", "env_file", "logging", "restart", "image"));
        ours.forEach(each -> assertThat(hardened).as(each).contains("  " + each + ":"));
        assertThat(fields(yaml(COMPOSE).path("x-service"))).contains("read_only", "cap_drop", "security_opt", "pids_limit", "mem_limit", "stop_grace_period");
    }

    private static List<String> fields(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void compose_itself_takes_the_file() throws Exception {
        assumeThat(isThere("docker-compose", "version")).as("no docker-compose is installed").isTrue();
        Files.copy(COMPOSE, folder.resolve("docker-compose.yml"));
        Files.writeString(folder.resolve(".env"), "HTTP_PASSWORD=long enough\n");

        String made = run("docker-compose", "-f", folder.resolve("docker-compose.yml").toString(), "--project-directory", folder.toString(), "config");

        assertThat(made).contains("NODE_NAME: first", "NODE_NAME: second", "CLUSTER: postgres");
    }

    private static boolean isThere(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", Stream.of(command).collect(Collectors.joining(" ")), said).isZero();
        return said;
    }
}
