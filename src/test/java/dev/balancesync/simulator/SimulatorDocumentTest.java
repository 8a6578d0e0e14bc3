package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.balancesync.process.Usage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference, in both languages, lists what the code has: faults with their fields, and options. */
class SimulatorDocumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"docs/reference/simulator.md", "docs/ko/simulator.md"})
    void each_fault_stands_there_with_its_fields(String page) throws IOException {
        String text = Files.readString(Path.of(page));

        JsonSubTypes.Type[] faults = Fault.class.getAnnotation(JsonSubTypes.class).value();

        assertThat(faults).hasSize(Stream.of(Fault.class.getPermittedSubclasses()).mapToInt(kind -> kind.getPermittedSubclasses().length).sum());
        assertThat(faults).allSatisfy(fault -> assertThat(text.lines().filter(line -> line.startsWith("| `" + fault.name() + "`")))
                .singleElement().satisfies(line ->
                        assertThat(Arrays.stream(fault.value().getRecordComponents()).map(RecordComponent::getName))
                                .allSatisfy(field -> assertThat(line).contains("`" + field + "`"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/reference/simulator.md", "docs/ko/simulator.md"})
    void each_option_stands_there(String page) throws IOException {
        String text = Files.readString(Path.of(page));

        assertThat(Usage.of(new SimulatorCommand(), System.out, System.err).getCommandSpec().optionsMap().keySet())
                .filteredOn(option -> option.startsWith("--") && !option.equals("--help")).isNotEmpty()
                .allSatisfy(option -> assertThat(text).contains("`" + option));
    }
}
