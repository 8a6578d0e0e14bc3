package dev.balancesync.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes {@code target/route-coverage.txt}: for each route how many of its steps the integration tests have run, and which not. */
public final class RouteCoverageReport {
    private static final Path REPORT = Path.of("target", "route-coverage.txt");

    private RouteCoverageReport() {
    }

    /** Run by Maven after the integration tests. */
    public static void main(String[] arguments) throws IOException {
        if (!Files.isDirectory(RouteCoverage.FOLDER)) {
            return;
        }
        List<String> report = report(stepsRun());
        Files.write(REPORT, report);
        System.out.println(report.get(report.size() - 1) + " Which not: " + REPORT);
    }

    /** Puts together what the JVMs of the tests have left, and takes it away, so that the next run starts anew. */
    private static Set<String> stepsRun() throws IOException {
        var run = new HashSet<String>();
        try (Stream<Path> files = Files.list(RouteCoverage.FOLDER)) {
            for (Path file : files.toList()) {
                run.addAll(Files.readAllLines(file));
                Files.delete(file);
            }
        }
        Files.delete(RouteCoverage.FOLDER);
        return run;
    }

    static List<String> report(Set<String> stepsRun) throws IOException {
        var lines = new ArrayList<String>();
        int allRun = 0;
        int all = 0;
        for (String kind : List.of("route", "routeConfiguration")) {
            for (JsonNode route : RouteFiles.all(kind)) {
                List<JsonNode> steps = RouteFiles.steps(route);
                List<String> missed = steps.stream().filter(step -> !isRun(step, stepsRun)).map(RouteCoverageReport::id).toList();
                if (steps.isEmpty()) {
                    continue;
                }
                int run = steps.size() - missed.size();
                lines.add(line(id(route), run, steps.size()) + (missed.isEmpty() ? "" : "  not run: " + String.join(", ", missed)));
                allRun += run;
                all += steps.size();
            }
        }
        lines.add(line("all", allRun, all) + "  steps of the routes were run by the integration tests.");
        return lines;
    }

    /** Camel puts no wrapper around a {@code doTry}, but around the steps in it. */
    private static boolean isRun(JsonNode step, Set<String> stepsRun) {
        return stepsRun.contains(id(step)) || RouteFiles.steps(step).stream().anyMatch(inner -> stepsRun.contains(id(inner)));
    }

    private static String id(JsonNode step) {
        return step.path("id").asText();
    }

    private static String line(String name, int run, int all) {
        return String.format(Locale.ROOT, "%-26s %4d %%  %3d of %3d", name, all == 0 ? 100 : run * 100 / all, run, all);
    }
}
