package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** {@code docs/dependencies.md} names every direct dependency and plugin of {@code pom.xml}, once, and no other. */
class DependenciesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.-]+)` \\| \\S.*\\|$");

    @Test
    void each_direct_dependency_and_plugin_has_its_line_and_no_other_has() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
        var wanted = new TreeSet<String>();
        for (String kind : List.of("dependency", "plugin")) {
            var found = pom.getElementsByTagName(kind);
            for (int i = 0; i < found.getLength(); i++) {
                if (found.item(i) instanceof Element each && !isManaged(each)) {
                    wanted.add(each.getElementsByTagName("artifactId").item(0).getTextContent());
                }
            }
        }

        List<String> named = ROW.matcher(Files.readString(Path.of("docs", "dependencies.md"))).results().map(row -> row.group(1)).toList();

        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }

    /** A managed version is no dependency yet. */
    private static boolean isManaged(Element element) {
        return "dependencyManagement".equals(element.getParentNode().getParentNode().getNodeName());
    }
}
