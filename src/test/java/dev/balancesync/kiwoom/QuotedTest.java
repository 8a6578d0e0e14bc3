package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.FutureTask;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTest {
    @Test
    void nothing_steers_a_terminal_or_turns_text_around() {
        assertThat(Quoted.line("a\u001b[31mred\u001b[0m \u001b]0;title\u0007b\u009b1mc")).isEqualTo("ared ]0;title bc");
        assertThat(Quoted.line("abc\u202edef\u2066g\u200bh\u00ad\ufeffi")).isEqualTo("abcdefghi");
        assertThat(Quoted.line(" one\r\ntwo\u2028three\u0000four\tfive\ud800 ")).isEqualTo("one two three four five");
        assertThat(Quoted.line("인증에 실패했습니다 😀")).isEqualTo("인증에 실패했습니다 😀");
        assertThat(Quoted.line(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8112510011", "81125100", "8112-5100", "8112-5100-11", "8112 5100 11", "8112.5100", "8112_5100", "8112–5100", "８１１２５１００", "8112－5100",
        "8 1 1 2 5 1 0 0 1 1", "811\u200b25100", "8112\u202e5100", "8112 - 5100", "8112/5100", "٨١١٢٥١٠٠"})
    void an_account_number_is_masked_however_it_is_spelled(String account) {
        String words = Quoted.line("계좌 (" + account + ") 없음, account=" + account + ".");

        String digits = words.replaceAll("\\P{Nd}", "");
        assertThat(digits).hasSize(8);
        assertThat(words).contains("****").startsWith("계좌 (").contains(") 없음, account=").endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-26 10:20:30", "at 2026-11-26", "1,234,567", "8005", "127.0.0.1:5432", "12.5 %", "[8005:Token이 유효하지 않습니다]"})
    void other_numbers_stay(String words) {
        assertThat(Quoted.line(words)).isEqualTo(words);
    }

    /** Digits that are two chars each. */
    @Test
    void no_digit_is_cut_in_two() {
        assertThat(Quoted.line("8112510" + "\uD835\uDFCE".repeat(2) + "1")).isEqualTo("******0" + "\uD835\uDFCE".repeat(2) + "1");
    }

    @Test
    void many_digits_take_no_more_of_a_stack_than_few() throws Exception {
        for (String digits : List.of("1", "1 - ", "2026-11-26")) {
            var line = new FutureTask<>(() -> Quoted.line(digits.repeat(2_400)));

            new Thread(null, line, "small", 256 * 1024).start();

            assertThat(line.get().length()).isLessThanOrEqualTo(Quoted.USUAL + 1);
        }
    }

    @Test
    void mentions_call_nobody() {
        assertThat(Quoted.withoutMentions("@everyone @here <@123> <!channel> <https://evil.example|click>"))
                .doesNotContain("@", "<", ">").contains("everyone");
    }

    @Property
    void it_is_one_short_line_that_stays_as_it_is(@ForAll String words, @ForAll @IntRange(min = 1, max = 400) int most) {
        String line = Quoted.line(words, most);

        assertThat(line.length()).isLessThanOrEqualTo(most + 1);
        assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
    }

    @Property
    void it_never_takes_long(@ForAll @Size(max = 3) List<@IntRange(max = 9) Integer> digits) {
        String many = digits.toString().repeat(2_000);

        assertThat(Quoted.line(many).length()).isLessThanOrEqualTo(Quoted.USUAL + 1);
    }
}
