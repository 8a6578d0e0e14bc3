package dev.balancesync.status;

import java.time.Instant;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;

/**
 * One thing about how the service stands.
 *
 * @param level how much it matters now; a condition can become worse with its age
 * @param since for people; how long it lasts is not computed from it
 * @param times how often it was entered since the start, where that is counted; otherwise 0
 * @param code the broker's; {@code null} when there is none
 * @param detail what the broker or the database said, or what it is about; {@code null} when there is nothing to add
 * @param advice what the user can do; {@code null} when there is nothing to do
 */
public record Condition(Kind kind, Level level, Instant since, long times, String code, Bilingual detail, Bilingual advice) {
    Condition(Kind kind, Level level, Instant since, Bilingual detail) {
        this(kind, level, since, 0, null, detail, kind.advice());
    }

    /** What a refusal makes of it, whose code and advice say more than the kind alone. */
    static Condition of(Kind kind, Level level, Instant since, BrokerError error) {
        return error == null ? new Condition(kind, level, since, null)
                : new Condition(kind, level, since, 0, error.code(), said(error), error.remedy() == null ? kind.advice() : error.remedy());
    }

    /** Kiwoom's own words stay as they are; ours, and what a code means that came without any, are in both languages. */
    private static Bilingual said(BrokerError error) {
        return error.meaning() != null && (error.words().isEmpty() || error.meaning().english().equals(error.words())) ? error.meaning() : Bilingual.both(error.words());
    }

    public String name() {
        return kind.name();
    }

    public Bilingual words() {
        return kind.words();
    }

    /** In one line, as health and {@code kw_sync_status} tell it: {@code NAME: what, why (what to do)}. */
    public String text(Language language) {
        String why = detail == null ? "" : ". " + (code == null ? "" : code + " ") + detail.in(language);
        return name() + ": " + words().in(language) + why + (advice == null ? "" : " (" + advice.in(language) + ")");
    }
}
