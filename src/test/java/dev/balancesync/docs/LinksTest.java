package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** No link of a Markdown file leads nowhere: neither to a file nor to a heading; every page of {@code docs} can be reached; and all are not too long. */
class LinksTest {
    /** Of all pages together; it was as much before the version 1.0.0. Who adds something takes something else out, most likely what is told twice. */
    private static final long MOST_BYTES = 226_338;
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*]\\((?<target>[^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");

    @Test
    void every_link_leads_to_a_file_and_a_heading_that_are_there() throws IOException {
        var dead = new ArrayList<String>();
        for (Path file : Documents.all()) {
            for (String target : targets(file)) {
                String[] parts = target.split("#", 2);
                Path to = resolve(file, target);
                if (!Files.exists(to)) {
                    dead.add(file + " -> " + target);
                } else if (parts.length == 2 && !Documents.anchors(Files.readString(to)).contains(parts[1])) {
                    dead.add(file + " -> " + target + ", which has " + Documents.anchors(Files.readString(to)));
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void every_page_of_docs_is_linked_from_another() throws IOException {
        var linked = new ArrayList<Path>();
        for (Path file : Documents.all()) {
            targets(file).stream().map(target -> resolve(file, target)).filter(to -> !to.equals(file)).forEach(linked::add);
        }

        assertThat(linked).containsAll(Documents.all().stream().filter(file -> file.startsWith("docs")).toList());
    }

    @Test
    void all_pages_together_are_not_longer_than_before() throws IOException {
        long bytes = 0;
        for (Path file : Documents.all()) {
            bytes += Files.size(file);
        }

        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    }

    private static Path resolve(Path file, String target) {
        String path = target.split("#", 2)[0];
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }

    private static List<String> targets(Path file) throws IOException {
        String text = CODE.matcher(Documents.withoutBlocks(Files.readString(file))).replaceAll("code");
        return LINK.matcher(text).results().map(LinksTest::target).filter(target -> !ELSEWHERE.matcher(target).matches()).toList();
    }

    private static String target(MatchResult link) {
        return link.group(1);
    }

    @Test
    void a_heading_is_an_anchor_as_on_github() {
        String text = """
                # notify --test
                ## `code`, and (marks)!
                ```sh
                # no heading
                ```
                ## 실행 중에 라우트 고치기
                ## 실행 중에 라우트 고치기
                ### Who's [linked](there.md)
                """;

        assertThat(Documents.anchors(text)).containsExactly("notify---test", "code-and-marks", "실행-중에-라우트-고치기", "실행-중에-라우트-고치기-1", "whos-linked");
    }
}
