package dev.balancesync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.balancesync.kiwoom.Wire;
import org.junit.jupiter.api.Test;

/** Which room of the house knows which. */
class RoomsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes", "dev"));

    @Test
    void no_rooms_know_each_other_in_a_circle() {
        slices().matching("dev.balancesync.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** The service starts without it: that would be half a second and some MB of the image for words that nobody typed. */
    @Test
    void only_commands_know_the_parser_of_commands() {
        ArchRuleDefinition.noClasses().that().haveNameNotMatching("dev\\.balancesync\\.(Commands(\\$\\w+)?|process\\.Usage|\\w+\\.\\w+Command)")
                .should().dependOnClassesThat(resideInAPackage("picocli..")).check(CLASSES);
    }

    @Test
    void the_service_does_not_know_the_simulator() {
        ArchRuleDefinition.noClasses().that(not(resideInAPackage("..simulator..")).and(not(resideInAPackage("dev.balancesync"))))
                .should().dependOnClassesThat(resideInAPackage("..simulator..")).check(CLASSES);
    }

    @Test
    void no_two_classes_bear_the_same_name() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(each -> each.toString().endsWith(".java")).map(each -> each.getFileName().toString())).doesNotHaveDuplicates();
        }
    }

    /** The JVM begins with the one; of the other Camel makes an MBean. */
    @Test
    void what_no_other_room_uses_is_not_public() {
        JavaClasses used = new ClassFileImporter().importPaths(Path.of("target", "classes", "dev"), Path.of("target", "test-classes", "dev"));

        assertThat(CLASSES.stream().filter(each -> each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(each -> used.get(each.getName()).getDirectDependenciesToSelf().stream()
                        .allMatch(user -> user.getOriginClass().getPackageName().equals(each.getPackageName()))).map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("Main", "Door");
    }

    /** Words that mean something elsewhere, too, are not looked for. */
    @Test
    void kiwooms_words_are_spelled_out_in_one_room_only() throws Exception {
        Set<String> common = Set.of("data", "type", "item", "values", "code", "message", "token", "00", "04");
        var words = new ArrayList<String>();
        for (Field field : Wire.class.getFields()) {
            words.add("\"" + field.get(null) + "\"");
        }
        words.removeIf(word -> common.contains(word.substring(1, word.length() - 1)));
        Path sources = Path.of("src", "main", "java", "dev", "balancesync");

        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String room = sources.relativize(file).getName(0).toString();
                if (!room.equals("kiwoom") && !room.equals("simulator")) {
                    String code = Files.readString(file).replaceAll("(?m)^\\s*(/?\\*|//).*$", "");
                    assertThat(words.stream().filter(code::contains)).as(file.toString()).isEmpty();
                }
            }
        }
        assertThat(words).hasSizeGreaterThan(25);
    }
}
