package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** {@code docs/dependencies.md} names every direct dependency of {@code pom.xml} that ships, once, and no other. */
class DependenciesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`) \\| \\S.*\\|$");
    private static final Pattern NAME = Pattern.compile("`([\\w.:-]+)`");

    @Test
    void each_dependency_that_ships_has_its_line_and_no_other_has() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
        var wanted = new ArrayList<String>();
        var found = pom.getElementsByTagName("dependency");
        for (int i = 0; i < found.getLength(); i++) {
            if (found.item(i) instanceof Element each && ships(each)) {
                wanted.add(text(each, "artifactId"));
            }
        }

        List<String> named = ROW.matcher(Files.readString(Path.of("docs", "dependencies.md"))).results()
                .flatMap(row -> NAME.matcher(row.group(1)).results().map(name -> name.group(1))).toList();

        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static String text(Element element, String name) {
        var found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    /** A managed version is no dependency yet, and a plugin's or a profile's is not the service's. */
    private static boolean ships(Element element) {
        return element.getParentNode().getParentNode().getNodeName().equals("project") && !text(element, "scope").equals("test");
    }
}
