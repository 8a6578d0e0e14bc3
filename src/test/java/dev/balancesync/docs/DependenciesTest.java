package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** {@code docs/dependencies.md} names every direct dependency and plugin of {@code pom.xml}, once, and no other; with its group where two have one name. */
class DependenciesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.:-]+)` \\| \\S.*\\|$");

    @Test
    void each_direct_dependency_and_plugin_has_its_line_and_no_other_has() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
        var all = new TreeSet<String>();
        for (String kind : List.of("dependency", "plugin")) {
            var found = pom.getElementsByTagName(kind);
            for (int i = 0; i < found.getLength(); i++) {
                if (found.item(i) instanceof Element each && !isManaged(each)) {
                    all.add(text(each, "groupId") + ":" + text(each, "artifactId"));
                }
            }
        }

        List<String> names = all.stream().map(each -> each.substring(each.indexOf(':') + 1)).toList();
        List<String> wanted = all.stream().map(each -> {
            String name = each.substring(each.indexOf(':') + 1);
            return Collections.frequency(names, name) > 1 ? each : name;
        }).toList();

        List<String> named = ROW.matcher(Files.readString(Path.of("docs", "dependencies.md"))).results().map(row -> row.group(1)).toList();

        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    /** A managed version is no dependency yet. */
    private static boolean isManaged(Element element) {
        return "dependencyManagement".equals(element.getParentNode().getParentNode().getNodeName());
    }
}
