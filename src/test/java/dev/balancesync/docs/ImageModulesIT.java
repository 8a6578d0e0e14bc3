package dev.balancesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The image's Java is cut to the modules that the Dockerfile lists; one that is missing would show up at run time only. */
class ImageModulesIT {
    private static final Pattern ADDED = Pattern.compile("--add-modules (\\S+)");

    @Test
    void the_image_has_every_module_of_the_jdk_that_what_ships_refers_to() throws IOException {
        Matcher added = ADDED.matcher(Files.readString(Path.of("Dockerfile")));
        assertThat(added.find()).isTrue();

        assertThat(List.of(added.group(1).split(","))).contains("java.se").containsAll(needed());
    }

    /** As jdeps finds them; those of {@code java.se} come with it. */
    private static List<String> needed() throws IOException {
        var arguments = new ArrayList<>(List.of("--multi-release", String.valueOf(Runtime.version().feature()), "--ignore-missing-deps",
                "--print-module-deps", "-q", "target/kiwoom-balance-sync.jar"));
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            jars.map(Path::toString).sorted().forEach(arguments::add);
        }
        var out = new StringWriter();
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        String line = out.toString().lines().reduce((first, second) -> second).orElseThrow();
        List<String> modules = Arrays.stream(line.strip().split(",")).filter(module -> module.startsWith("jdk.")).toList();
        assertThat(modules).as(line).contains("jdk.unsupported");
        return modules;
    }
}
