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

/** Both READMEs list what the code has: faults with their fields, and options. */
class SimulatorReadmeTest {
    private static String section(String readme) throws IOException {
        String text = Files.readString(Path.of(readme));
        int begin = text.indexOf(readme.contains("ko") ? "\n## 시뮬레이터" : "\n## Simulator");
        return text.substring(begin, text.indexOf("\n## ", begin + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void each_fault_stands_there_with_its_fields(String readme) throws IOException {
        String section = section(readme);

        JsonSubTypes.Type[] faults = Fault.class.getAnnotation(JsonSubTypes.class).value();

        assertThat(faults).hasSize(Stream.of(Fault.class.getPermittedSubclasses()).mapToInt(kind -> kind.getPermittedSubclasses().length).sum());
        assertThat(faults).allSatisfy(fault -> assertThat(section.lines().filter(line -> line.startsWith("| `" + fault.name() + "`")))
                .singleElement().satisfies(line ->
                        assertThat(Arrays.stream(fault.value().getRecordComponents()).map(RecordComponent::getName))
                                .allSatisfy(field -> assertThat(line).contains("`" + field + "`"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void each_option_stands_there(String readme) throws IOException {
        String section = section(readme);

        assertThat(Usage.of(new SimulatorCommand(), System.out, System.err).getCommandSpec().optionsMap().keySet())
                .filteredOn(option -> option.startsWith("--") && !option.equals("--help")).isNotEmpty()
                .allSatisfy(option -> assertThat(section).contains("`" + option));
    }
}
