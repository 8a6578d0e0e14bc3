package dev.balancesync.kiwoom;

import java.util.Locale;

/** What a person who reads an advice speaks. */
public enum Language {
    KO, EN;

    /** @param setting value of {@code LANGUAGE}; blank: by the locale of this machine */
    public static Language of(String setting) {
        String language = setting.isBlank() ? Locale.getDefault().getLanguage() : setting.strip();
        return language.startsWith("ko") ? KO : EN;
    }

    public String say(String korean, String english) {
        return this == KO ? korean : english;
    }

    public Locale locale() {
        return this == KO ? Locale.KOREAN : Locale.ENGLISH;
    }
}
