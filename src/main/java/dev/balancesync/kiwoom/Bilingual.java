package dev.balancesync.kiwoom;

/** One text for people, in the two languages that are spoken here. */
public record Bilingual(String korean, String english) {
    public String in(Language language) {
        return language == Language.KO ? korean : english;
    }
}
