package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import org.junit.jupiter.api.Test;

/** The reference lists the faults that the code has, with their fields. */
class SimulatorDocumentTest {
    private static final Path PAGE = Path.of("docs/reference/simulator.md");

    @Test
    void each_fault_stands_there_with_its_fields() throws IOException {
        String text = Files.readString(PAGE);

        JsonSubTypes.Type[] faults = Fault.class.getAnnotation(JsonSubTypes.class).value();

        assertThat(faults).hasSize(Stream.of(Fault.class.getPermittedSubclasses()).mapToInt(kind -> kind.getPermittedSubclasses().length).sum());
        assertThat(faults).allSatisfy(fault -> assertThat(text.lines().filter(line -> line.startsWith("| `" + fault.name() + "`")))
                .singleElement().satisfies(line ->
                        assertThat(Arrays.stream(fault.value().getRecordComponents()).map(RecordComponent::getName))
                                .allSatisfy(field -> assertThat(line).contains("`" + field + "`"))));
    }
}
