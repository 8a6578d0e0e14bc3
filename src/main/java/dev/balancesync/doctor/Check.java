package dev.balancesync.doctor;

import java.util.Locale;

import dev.balancesync.kiwoom.Language;

/**
 * One thing that was looked at, and what was found.
 *
 * @param name group and subject, such as {@code database.rights}
 * @param finding what the broker, the database or this machine said; no secrets, accounts by their last four digits
 * @param advice what the user should do next; {@code null} when there is nothing to do
 */
public record Check(String name, Outcome outcome, String finding, String advice) {
    /** How it came out. */
    public enum Outcome {
        /** An answer has proved it. */
        OK("정상"),
        /** The service works, but something will surprise its user. */
        WARNING("주의"),
        /** The service cannot do its work. */
        FAILED("실패"),
        /** Not asked, and the finding says why; so nothing is known. */
        SKIPPED("생략");

        private final String korean;

        Outcome(String korean) {
            this.korean = korean;
        }

        String word(Language language) {
            return language.say(korean, name().toLowerCase(Locale.ROOT));
        }
    }

    static Check ok(String name, String finding) {
        return new Check(name, Outcome.OK, finding, null);
    }

    static Check warning(String name, String finding, String advice) {
        return new Check(name, Outcome.WARNING, finding, advice);
    }

    static Check failed(String name, String finding, String advice) {
        return new Check(name, Outcome.FAILED, finding, advice);
    }

    static Check skipped(String name, String finding) {
        return new Check(name, Outcome.SKIPPED, finding, null);
    }

    boolean hasFailed() {
        return outcome == Outcome.FAILED;
    }
}
