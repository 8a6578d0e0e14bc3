package dev.balancesync.reload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.store.MappedColumns;
import dev.balancesync.store.Statements;
import org.apache.camel.CamelContext;

/** Decides which of the edited files are taken: statements that the database understands, and routes that can be built and are no copies of others. */
final class EditedFiles {
    private final CamelContext camel;
    private final RunningRoutes running;
    private final Statements sql;
    private final Map<Path, byte[]> good;
    private final RefusedVersions refused;
    private final String schema;

    /** @param good the last version of each file that loaded */
    EditedFiles(CamelContext camel, RunningRoutes running, Statements sql, Map<Path, byte[]> good, RefusedVersions refused, String schema) {
        this.camel = camel;
        this.running = running;
        this.sql = sql;
        this.good = good;
        this.refused = refused;
        this.schema = schema;
    }

    /** All that belongs to one save: first the statements, in use from now on, then the routes that were edited or name one of them. */
    List<Replacement.Edit> take(SortedMap<Path, byte[]> changed, Set<Path> gone) {
        var oldStatements = new TreeMap<Path, Optional<byte[]>>();
        changed.forEach((name, content) -> {
            if (!RouteFolder.isRoutes(name) && isUnderstood(name, content)) {
                oldStatements.put(name, Optional.ofNullable(good.put(name, content)));
            }
        });
        var files = new ArrayList<RouteFile>();
        List<RouteFile> candidates = edited(changed, gone);
        for (RouteFile file : candidates) {
            try {
                checkStatements(file);
                checkConfigurations(file, candidates, gone);
                running.check(file);
                files.add(file);
            } catch (Exception | LinkageError | StackOverflowError e) {
                refused.add(file.name(), file.content(), e);
            }
        }
        Set<Path> edited = files.stream().map(RouteFile::name).collect(Collectors.toSet());
        good.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name) && !edited.contains(name) && oldStatements.keySet().stream().anyMatch(each -> mentions(content, each))) {
                files.add(RouteFile.parse(name, content));
            }
        });
        files.sort(Comparator.comparing(file -> !KeptConfigurations.isIn(file))); // the routes that name them are built with them
        return files.stream().map(file -> new Replacement.Edit(file, edited.contains(file.name()), good.get(file.name()),
                oldStatements.keySet().stream().filter(each -> mentions(file.content(), each)).collect(Collectors.toMap(each -> each, oldStatements::get))))
                .toList();
    }

    /** What was saved with a statement that is not taken is not taken without it. */
    private void checkStatements(RouteFile file) {
        refused.find(each -> !RouteFolder.isRoutes(each) && mentions(file.content(), each)).ifPresent(each -> {
            throw new IllegalArgumentException("it names " + each + ", which was not taken either");
        });
    }

    /** Neither may it name a routeConfiguration that is not there, nor take away one that a route names. */
    private void checkConfigurations(RouteFile file, List<RouteFile> edited, Set<Path> gone) {
        var all = new TreeMap<Path, RouteFile>();
        good.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name) && !gone.contains(name)) {
                all.put(name, RouteFile.parse(name, content));
            }
        });
        edited.forEach(each -> all.put(each.name(), each));
        Set<String> known = all.values().stream().flatMap(each -> each.ids().stream()).collect(Collectors.toSet());
        file.lacking(known::contains).ifPresent(each -> {
            throw new IllegalArgumentException(each);
        });
        RouteFile old = good.containsKey(file.name()) ? RouteFile.parse(file.name(), good.get(file.name())) : file;
        all.values().forEach(each -> each.configurations().keySet().stream().filter(id -> old.ids().contains(id) && !known.contains(id)).forEach(id -> {
            throw new IllegalArgumentException("the routeConfiguration " + id + " is not in it any more, and " + each.name() + " names it");
        }));
    }

    private boolean isUnderstood(Path name, byte[] content) {
        if (content.length == 0) {
            return false; // half-written
        }
        if (good.entrySet().stream().noneMatch(each -> RouteFolder.isRoutes(each.getKey()) && mentions(each.getValue(), name))) {
            good.put(name, content); // of another schema, or nobody's yet
            return false;
        }
        try {
            String text = new String(content, StandardCharsets.UTF_8);
            Optional<Bilingual> missing = camel.getRegistry().findByType(MappedColumns.class).stream().findFirst().flatMap(each -> each.missing(name, text));
            if (missing.isPresent()) {
                throw new SQLException(missing.get().english());
            }
            sql.check(name, text);
            refused.remove(name);
            return true;
        } catch (SQLException e) {
            refused.add(name, content, e);
            return false;
        }
    }

    /** The edited route files that are YAML and no copies of others, originals first. */
    private List<RouteFile> edited(SortedMap<Path, byte[]> changed, Set<Path> gone) {
        var owners = new HashMap<String, Path>();
        good.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name) && !changed.containsKey(name) && !gone.contains(name)) {
                RouteFile.parse(name, content).ids().forEach(id -> owners.put(id, name));
            }
        });
        var files = new ArrayList<RouteFile>();
        changed.forEach((name, content) -> {
            if (RouteFolder.isRoutes(name)) {
                try {
                    files.add(RouteFile.parse(name, content));
                } catch (IllegalArgumentException e) {
                    refused.add(name, content, e);
                }
            }
        });
        files.sort(RouteFile.ORIGINALS_FIRST);
        files.removeIf(file -> {
            String twice = file.ids().stream().filter(owners::containsKey).findFirst().orElse(null);
            if (twice != null) {
                refused.addCopy(file, new IllegalArgumentException(RouteFile.twice(twice, owners.get(twice))));
            } else if (file.isEmpty()) {
                refused.addEmpty(file);
            } else {
                file.ids().forEach(id -> owners.put(id, file.name()));
                return false;
            }
            return true;
        });
        return files;
    }

    private boolean mentions(byte[] routes, Path sql) {
        return RouteFile.mentions(routes, sql, schema);
    }
}
