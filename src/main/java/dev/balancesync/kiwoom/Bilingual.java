package dev.balancesync.kiwoom;

/** One text for people, in the two languages that are spoken here. */
public record Bilingual(String korean, String english) {
    /** A text that has no language, or only one; {@code null} stays so. */
    public static Bilingual both(String text) {
        return text == null ? null : new Bilingual(text, text);
    }

    public String in(Language language) {
        return language == Language.KO ? korean : english;
    }
}
