package dev.balancesync.store;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.kiwoom.Bilingual;

/**
 * Holds {@code write-batch.sql} to the mapping of {@code application.properties}: a column that is read and not written everywhere would be
 * lost, or kept when it changes, without a word from PostgreSQL. A file of another build than the shipped ones has to name it, no more.
 */
public final class MappedColumns {
    private static final String FILE = "write-batch.sql";
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern INSERT = Pattern.compile("(?i)\\binsert\\s+into\\s+kw_portfolio(?:\\s+as\\s+held)?\\s*\\(([^)]*)\\)");
    private static final Pattern READ = Pattern.compile("(?i)\\bas\\s+entry\\s*\\(([^)]*)\\)");
    private static final Pattern COMPARED = Pattern.compile("(?is)\\bwhere\\s*\\(([^()]*)\\)\\s*is\\s+distinct\\s+from\\s*\\(([^()]*)\\)\\s*$");

    private final Map<String, String> settings = new TreeMap<>();

    public MappedColumns(FieldMapping... mappings) {
        for (FieldMapping each : mappings) {
            each.columns().forEach(settings::putIfAbsent);
        }
    }

    /** @return what is missing where, in words; empty for another file than {@code write-batch.sql}, and when nothing is */
    public Optional<Bilingual> missing(Path file, String text) {
        if (!file.endsWith(FILE)) {
            return Optional.empty();
        }
        String bare = COMMENT.matcher(text).replaceAll("");
        String statement = Statements.split(bare).stream().filter(each -> INSERT.matcher(each).find()).findFirst().orElse("");
        for (Map.Entry<String, String> each : settings.entrySet()) {
            List<Bilingual> places = places(each.getKey(), statement, bare);
            if (!places.isEmpty()) {
                return Optional.of(new Bilingual(each.getValue() + "에서 " + each.getKey() + "을(를) 읽지만 " + file + "이(가) 쓰지 않습니다. 없는 자리: "
                        + places.stream().map(Bilingual::korean).collect(joining(", ")) + ". 거기에 적거나 application.properties에서 그 줄을 빼세요."
                        + " CONTRIBUTING.md의 Add a field를 보세요", each.getValue() + " reads " + each.getKey() + ", and " + file
                        + " does not write it: it is missing in " + places.stream().map(Bilingual::english).collect(joining(", in "))
                        + ". Write it there, or take the line out of application.properties; see CONTRIBUTING.md, Add a field"));
            }
        }
        return Optional.empty();
    }

    private static List<Bilingual> places(String column, String statement, String file) {
        Matcher insert = INSERT.matcher(statement);
        Matcher read = READ.matcher(statement);
        Matcher compared = COMPARED.matcher(statement.strip());
        if (!insert.find() || !read.find() || !compared.find() || !statement.contains("known.")) {
            return has(file, column) ? List.of() : List.of(new Bilingual("그 파일", "the file"));
        }
        var places = new ArrayList<Bilingual>();
        look(places, names(read.group(1)).contains(column), "jsonb_to_recordset(…) as entry (…)의 목록", "the list of jsonb_to_recordset(…) as entry (…)");
        if (column.endsWith(FieldMapping.COMPUTED)) {
            return places;
        }
        Matcher kept = Pattern.compile("(?i)coalesce\\(\\s*entry\\." + column + "\\s*,\\s*known\\.(\\w+)").matcher(statement);
        boolean isKept = kept.find();
        if (!isKept && Pattern.compile("(?i)\\bas\\s+" + column + "\\b").matcher(statement).find()) {
            return places; // somebody computes it
        }
        String target = isKept ? kept.group(1) : column;
        String coalesce = "coalesce(entry." + column + ", known." + column + ")";
        look(places, isKept, "안쪽 select의 " + coalesce, "the inner select, as " + coalesce);
        look(places, names(insert.group(1)).contains(target), "insert의 컬럼", "the columns of the insert");
        look(places, Pattern.compile("(?i)\\b" + target + "\\s*=\\s*(?:coalesce\\(\\s*)?excluded\\." + target + "\\b").matcher(statement).find(), "update set", "the update set");
        look(places, has(compared.group(1), "held." + target) && has(compared.group(2), "excluded." + target), "is distinct from 양쪽의 목록", "the two lists around is distinct from");
        return places;
    }

    private static void look(List<Bilingual> places, boolean isThere, String korean, String english) {
        if (!isThere) {
            places.add(new Bilingual(korean, english));
        }
    }

    private static boolean has(String text, String name) {
        return Pattern.compile("(?i)\\b" + Pattern.quote(name) + "\\b").matcher(text).find();
    }

    /** The first words between the commas. */
    private static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(each -> each.strip().split("\\s+")[0]).toList();
    }
}
