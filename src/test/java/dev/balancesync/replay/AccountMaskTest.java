package dev.balancesync.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountMaskTest {
    @TempDir
    Path folder;
    private Path from;
    private Path to;

    @BeforeEach
    void setUp() {
        from = folder.resolve("2026-11-23.jsonl");
        to = folder.resolve("masked.jsonl");
    }

    private byte[] mask(String text, String... known) throws IOException {
        Files.writeString(from, text);
        new AccountMask(List.of(known)).copy(from, to);
        return Files.readAllBytes(to);
    }

    private String masked(String text, String... known) throws IOException {
        return new String(mask(text, known));
    }

    @Test
    void every_spelling_goes_lengths_stay_and_accounts_can_be_told_apart() throws IOException {
        String line = "{\"at\":\"x\",\"frame\":{\"9201\":\"8112510011\",\"a\":\"8112-5100\",\"b\":\"81125100\",\"c\":\"8112-5100-11\",\"d\":\"8112 5100\"}}\n"
                + "{\"at\":\"x\",\"frame\":{\"9201\" : \"7777123411\",\"e\":\"see 8112510011\"}}\n";

        assertThat(masked(line)).isEqualTo(
                "{\"at\":\"x\",\"frame\":{\"9201\":\"9000000111\",\"a\":\"9000-0001\",\"b\":\"90000001\",\"c\":\"9000-0001-11\",\"d\":\"9000 0001\"}}\n"
                + "{\"at\":\"x\",\"frame\":{\"9201\" : \"9000000211\",\"e\":\"see 9000000111\"}}\n");
    }

    @Test
    void the_configured_account_goes_although_no_frame_names_it() throws IOException {
        assertThat(masked("{\"x\":\"1234-5678\"}\n", "12345678-11", "")).isEqualTo("{\"x\":\"9000-0001\"}\n");
    }

    @Test
    void a_number_that_comes_before_the_frame_that_names_it_as_an_account_goes_too() throws IOException {
        assertThat(masked("{\"x\":\"81125100\"}\n{\"9201\":\"8112510011\"}\n")).doesNotContain("8112");
    }

    @Test
    void a_number_cut_off_by_a_torn_line_goes_too() throws IOException {
        assertThat(masked("{\"9201\":\"8112510011\"}\n{\"at\":\"x\",\"frame\":{\"9201\":\"81125")).endsWith("\"9201\":\"99999")
                .startsWith("{\"9201\":\"9000000111\"}\n");
    }

    @Test
    void everything_else_stays_as_it_was_to_the_byte() throws IOException {
        String text = "{\"302\":\"삼성전자 😀\",\"932\":\"15719834\",\"9201\":\"\",\"10\":\"-60150\"}\r\n\n{\"x\":1}";

        assertThat(mask(text)).isEqualTo(text.getBytes());
    }

    @Test
    void an_existing_file_is_not_overwritten() throws IOException {
        Files.writeString(to, "mine");

        assertThatThrownBy(() -> mask("{}\n")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("exists already");
        assertThat(to).hasContent("mine");
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        to = folder.resolve("nowhere").resolve("masked.jsonl");

        assertThatThrownBy(() -> mask("{}\n")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nowhere is no folder");
    }

    @Test
    void a_file_that_is_no_recording_is_not_copied() {
        assertThatThrownBy(() -> mask("\u007fELF\0\0")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no recording");
        assertThat(to).doesNotExist();
    }
}
