package dev.balancesync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.nio.file.Path;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
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
}
