package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class FreePortTest {
    private static final Path GIVEN_AWAY = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    static boolean isKnown() {
        return Files.isReadable(GIVEN_AWAY);
    }

    /** Seed 1138 asked another day's service, which the system had given the same port in between. */
    @Test
    @EnabledIf("isKnown")
    void a_port_that_was_found_is_none_that_the_system_gives_to_others() throws IOException {
        int first;
        // this file has one answer, to the first read
        try (var range = Files.newBufferedReader(GIVEN_AWAY)) {
            first = Integer.parseInt(range.readLine().split("\\s+")[0]);
        }

        for (int i = 0; i < 200; i++) {
            assertThat(FreePort.find()).isLessThan(first);
        }
    }

    /** Seed 871 seems to have asked another day's service: its own was a process that was slow to take its port. */
    @Test
    void a_port_that_was_found_is_not_found_again_before_it_is_used() throws IOException {
        var found = new HashSet<Integer>();

        for (int i = 0; i < 2_000; i++) {
            assertThat(found.add(FreePort.find())).isTrue();
        }
    }
}
