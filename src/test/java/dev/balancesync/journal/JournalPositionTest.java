package dev.balancesync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalPositionTest {
    @ParameterizedTest
    @CsvSource({"0, 0000000000000000000", "1048576, 0000000000001048576", "9223372036854775807, 9223372036854775807"})
    void its_text_is_of_one_length_whatever_the_offset(long offset, String digits) {
        assertThat(new JournalPosition("000012-0001-2026-11-26.jsonl", offset).text()).isEqualTo("000012-0001-2026-11-26.jsonl " + digits);
    }
}
