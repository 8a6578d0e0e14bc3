package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.settings.TextFile;

/**
 * What the SQL files of a folder write, read from the files themselves, so that there is no list of columns to keep beside them.
 *
 * @param columns by table, as far as any statement inserts or updates them
 * @param always by table: the columns that every one of its inserts has
 * @param keys by table: the columns that a unique index must have, for {@code on conflict}
 * @param types by {@code table.column}, as {@code create-tables.sql} makes them
 */
record WrittenTables(Map<String, Set<String>> columns, Map<String, Set<String>> always, Map<String, Set<String>> keys, Map<String, String> types) {
    static final String PORTFOLIO = "kw_portfolio";
    static final String BALANCE = "kw_account_balance";
    static final String STATUS = "kw_sync_status";
    static final String[] NAMES = {PORTFOLIO, BALANCE, STATUS};

    private static final String CREATE = "create-tables.sql";
    private static final Pattern INSERT = Pattern.compile("(?i)\\binsert\\s+into\\s+(\\w+)(?:\\s+as\\s+\\w+)?\\s*\\(([^)]*)\\)");
    private static final Pattern CONFLICT = Pattern.compile("(?i)\\bon\\s+conflict\\s*\\(([^)]*)\\)");
    private static final Pattern UPDATE = Pattern.compile("(?i)\\bupdate\\s+(\\w+)(?:\\s+\\w+)?\\s+set\\s+(\\w+)\\s*=");
    private static final Pattern BLOCK = Pattern.compile("(?is)\\bdo (\\$\\w*\\$).*?\\1");
    private static final Pattern TABLE = Pattern.compile("(?is)\\bcreate table (\\w+) \\((.*?)\\n\\s*\\);");
    private static final Pattern COLUMN = Pattern.compile("(?im)^\\s*(\\w+) (uuid|text|bigint|timestamptz|numeric\\(\\d+,\\d+\\))");

    static WrittenTables of(Path folder) throws IOException {
        var read = new WrittenTables(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Path file : files(folder)) {
            String text = TextFile.read(file).replaceAll("--[^\n]*", "");
            if (file.endsWith(CREATE)) {
                read.made(text);
            } else {
                // what a block does it may do only where there is what it needs
                String plain = BLOCK.matcher(text).replaceAll("");
                read.written(plain);
                read.updated(plain);
            }
        }
        return read;
    }

    /** The SQL files of a schema's folder, by name, and what is written beside it whatever the schema. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> own = Files.list(folder); Stream<Path> beside = Files.list(folder.getParent())) {
            return Stream.concat(own.sorted(), beside.filter(file -> file.getFileName().toString().startsWith("write-")).sorted())
                    .filter(file -> file.toString().endsWith(".sql")).toList();
        }
    }

    private void made(String text) {
        for (Matcher table = TABLE.matcher(text); table.find();) {
            for (Matcher column = COLUMN.matcher(table.group(2)); column.find();) {
                types.put(table.group(1) + "." + column.group(1), column.group(2));
            }
        }
    }

    private void written(String text) {
        Matcher insert = INSERT.matcher(text);
        while (insert.find()) {
            Set<String> names = names(insert.group(2));
            columns.computeIfAbsent(insert.group(1), table -> new LinkedHashSet<>()).addAll(names);
            always.computeIfAbsent(insert.group(1), table -> new LinkedHashSet<>(names)).retainAll(names);
            Matcher conflict = CONFLICT.matcher(text).region(insert.end(), text.length());
            if (conflict.find()) {
                keys.put(insert.group(1), new TreeSet<>(names(conflict.group(1))));
            }
        }
    }

    private void updated(String text) {
        for (Matcher update = UPDATE.matcher(text); update.find();) {
            columns.computeIfAbsent(update.group(1), table -> new LinkedHashSet<>()).add(update.group(2));
        }
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether {@code create-tables.sql} makes it. */
    boolean makes(String table) {
        return types.keySet().stream().anyMatch(each -> each.startsWith(table + "."));
    }
}
