package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    private final Locale machine = Locale.getDefault();

    @AfterEach
    void tearDown() {
        Locale.setDefault(machine);
    }

    @ParameterizedTest
    @CsvSource({
        "ko,      en-US, KO", "' ko ',  en-US, KO", "ko_KR,   en-US, KO",
        "en,      ko-KR, EN", "' en ',  ko-KR, EN", "fr,      ko-KR, EN",
        "'',      ko-KR, KO", "' ',     ko-KR, KO", "'',      en-US, EN", "'',      fr-FR, EN",
    })
    void the_setting_decides_and_without_one_the_machine(String setting, String locale, Language language) {
        Locale.setDefault(Locale.forLanguageTag(locale));

        assertThat(Language.of(setting)).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({"KO, 잔고, ko", "EN, balance, en"})
    void each_reader_is_told_in_the_own_language(Language language, String said, String locale) {
        assertThat(language.say("잔고", "balance")).isEqualTo(said);
        assertThat(language.locale()).isEqualTo(Locale.forLanguageTag(locale));
    }
}
