package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The reference of the tables has the columns that are made, in their order. */
class TablesDocumentTest {
    private static final Pattern TABLE = Pattern.compile("(?s)create table (kw_\\w+) \\((.*?)\\n        \\);");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern COLUMN = Pattern.compile("(?m)^            (?!constraint)(\\w+) ");

    @Test
    void every_column_stands_there() throws IOException {
        String text = Files.readString(Path.of("docs/reference/tables.md"));
        List<MatchResult> tables = TABLE.matcher(Files.readString(Path.of("routes/sql/standard/create-tables.sql"))).results().toList();

        assertThat(tables).hasSize(3).allSatisfy(table -> assertThat(columns(text, table.group(1))).as(table.group(1))
                .isEqualTo(COLUMN.matcher(table.group(2)).results().map(column -> column.group(1)).toList()));
    }

    private static List<String> columns(String text, String table) {
        int begin = text.indexOf("\n## " + table + "\n");
        String section = text.substring(begin, text.indexOf("\n## ", begin + 1));
        return section.lines().filter(line -> line.startsWith("| `")).flatMap(line -> NAME.matcher(line.split("\\|")[1]).results()).map(name -> name.group(1)).toList();
    }
}
