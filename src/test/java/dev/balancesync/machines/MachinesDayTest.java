package dev.balancesync.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachinesDayTest {
    private static final List<MachinesDay> DAYS = LongStream.rangeClosed(1, 1000).mapToObj(seed -> MachinesGenerator.day(seed, 5)).toList();

    private static Set<String> steps(String begin) {
        return DAYS.stream().flatMap(day -> day.steps().stream()).filter(step -> step.startsWith(begin)).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 10, 12345})
    void a_script_is_read_as_it_was_written_and_the_same_seed_makes_the_same_day(long seed) {
        MachinesDay day = MachinesGenerator.day(seed, 5);

        assertThat(MachinesDay.parse("# of yesterday\n\n" + day.script())).isEqualTo(day).isEqualTo(MachinesGenerator.day(seed, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "start n1", "machines seed=x"})
    void what_is_no_script_is_refused(String text) {
        assertThatThrownBy(() -> MachinesDay.parse(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void two_machines_and_three_die_pause_are_cut_off_frozen_skewed_and_upgraded() {
        assertThat(DAYS.stream().filter(day -> day.machines() == 3)).hasSizeBetween(300, 500);
        assertThat(DAYS.stream().filter(MachinesDay::process)).hasSizeBetween(20, 90);
        assertThat(DAYS.stream().filter(day -> !day.snapshots())).hasSizeBetween(150, 350);
        assertThat(steps("kill")).contains("kill leader", "kill standby", "kill n3");
        assertThat(steps("stop")).contains("stop leader");
        assertThat(steps("suspend")).contains("suspend leader");
        assertThat(steps("database")).contains("database leader cut", "database leader freeze", "database all cut", "database all freeze", "database hurt back");
        assertThat(steps("broker")).contains("broker leader cut", "broker leader freeze", "broker hurt back");
        assertThat(steps("start")).contains("start hurt", "start hurt empty");
        assertThat(steps("clock")).anyMatch(step -> step.endsWith("32400"));
        assertThat(steps("fault")).hasSameSizeAs(MachinesGenerator.AT_THE_BROKER);
        assertThat(steps("roll")).isNotEmpty();
    }

    /** In this JVM a clock can be set; a process has the machine's. */
    @Test
    void nobody_sets_the_clock_of_a_process() {
        assertThat(DAYS.stream().filter(MachinesDay::process).flatMap(day -> day.steps().stream())).noneMatch(step -> step.startsWith("clock"));
    }
}
