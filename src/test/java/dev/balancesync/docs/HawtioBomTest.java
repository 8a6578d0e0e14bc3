package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/**
 * What is in Hawtio's scripts, which Maven does not know: {@code src/release/bom-hawtio.json}, written by hand for one version. The packages are those that the
 * source maps of its jar name; their versions are nowhere in it, but in {@code console/yarn.lock} of Hawtio's sources under the tag of that version.
 */
class HawtioBomTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PACKAGE = Pattern.compile("node_modules/((?:@[^/]+/)?[^/]+)");
    /** One package in two versions has two names in the sources. */
    private static final String ALIAS = "-v\\d+_\\d+$";

    @Test
    void it_names_each_package_in_the_scripts_that_ship() throws IOException {
        JsonNode bom = JSON.readTree(Files.readString(Path.of("src", "release", "bom-hawtio.json")));
        URL pages = HawtioBomTest.class.getResource("/hawtio-static/index.html");
        var listed = new TreeSet<String>();
        for (JsonNode each : bom.path("components")) {
            String name = (each.has("group") ? each.path("group").asText() + "/" : "") + each.path("name").asText();
            assertThat(each.path("purl").asText()).isEqualTo("pkg:npm/" + name.replace("@", "%40") + "@" + each.path("version").asText()).matches(".*@\\d+\\.\\d+\\.\\d+");
            listed.add(name);
        }

        try (JarFile jar = ((JarURLConnection) pages.openConnection()).getJarFile()) {
            assertThat(bom.at("/metadata/component/version").asText()).as("make the list anew").isEqualTo(version(jar));
            assertThat(listed).isEqualTo(inside(jar));
        }
    }

    private static String version(JarFile jar) throws IOException {
        var properties = new Properties();
        properties.load(jar.getInputStream(jar.getEntry("META-INF/maven/io.hawt/hawtio-springboot/pom.properties")));
        return properties.getProperty("version");
    }

    private static TreeSet<String> inside(JarFile jar) throws IOException {
        var names = new TreeSet<String>();
        for (JarEntry each : jar.stream().filter(entry -> entry.getName().endsWith(".map")).toList()) {
            for (JsonNode source : JSON.readTree(jar.getInputStream(each)).path("sources")) {
                Matcher name = PACKAGE.matcher(source.asText());
                String innermost = "";
                while (name.find()) {
                    innermost = name.group(1).replaceFirst(ALIAS, "");
                }
                names.add(innermost);
            }
        }
        names.remove("");
        return names;
    }
}
