package dev.balancesync.kiwoom;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words of others (the broker, the database, whoever answered in their place) as they may be repeated: in the log, in a status, on a page, in
 * a table, in a message. On one line, without what steers a terminal or turns text around, not longer than anybody reads, and without account
 * numbers, however they are spelled, or keys and tokens.
 */
public final class Quoted {
    public static final int USUAL = 300;

    /** ESC [ … m and the like, whole; what is left of ESC alone goes with the other control characters. */
    private static final Pattern TERMINAL = Pattern.compile("(?:\\x{1b}\\[|\\x{9b})[0-9;?]*[ -/]*[@-~]");
    /** Direction, joiners, soft hyphens, tags: nothing is to be seen of them. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\x{115f}\\x{1160}\\x{3164}\\x{ffa0}\\x{fe00}-\\x{fe0f}]+");
    /** What ends a line, or is refused by PostgreSQL. */
    private static final Pattern UNSAYABLE = Pattern.compile("[\\s\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\p{Z}]+");
    private static final String GAP = "(?:[ \\p{Pd}._/\\x{b7}\\x{2212}]| ?\\p{Pd} ?)?";
    private static final String DATE = "(?:19|20)\\d\\d[-./](?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\\d|3[01])(?!\\d)";
    private static final String KEPT = DATE + "(?:[T ]\\d\\d:\\d\\d)?|(?<!\\d)\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)";
    /** Eight digits or more, one separator at most between two of them; but first what only looks like it, dates and addresses. */
    private static final Pattern LIKE_AN_ACCOUNT = Pattern.compile("(?<kept>" + KEPT + ")|(?<!\\p{Nd})\\p{Nd}(?:" + GAP + "(?!" + KEPT + ")\\p{Nd}){7,}+");

    /** A shorter one may be a part of any word. */
    private static final int SECRET = 12;
    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private Quoted() {
    }

    /** Who is sent a secret may repeat it in words, as with a value that is refused: from here on nobody reads it there. */
    public static void hide(String secret) {
        if (secret.length() >= SECRET) {
            SECRETS.add(secret);
        }
    }

    /** It is a secret no more. */
    public static void forget(String secret) {
        SECRETS.remove(secret);
    }

    public static String line(String words) {
        return line(words, USUAL);
    }

    /** @param most letters */
    public static String line(String words, int most) {
        if (words == null) {
            return "";
        }
        // before anything looks at it, so that a page of an answer costs no more than its beginning
        String begun = words.length() > 8 * most ? words.substring(0, 8 * most) : words;
        String seen = INVISIBLE.matcher(TERMINAL.matcher(begun).replaceAll("")).replaceAll("");
        String oneLine = UNSAYABLE.matcher(seen).replaceAll(" ").strip();
        for (String secret : SECRETS) {
            oneLine = oneLine.replace(secret, "***");
        }
        String masked = LIKE_AN_ACCOUNT.matcher(oneLine).replaceAll(found -> found.group(1) == null ? masked(found.group()) : Matcher.quoteReplacement(found.group()));
        if (masked.length() <= most) {
            return masked;
        }
        return masked.substring(0, Character.isHighSurrogate(masked.charAt(most - 1)) ? most - 1 : most) + "…";
    }

    /** The same where programs look for names to call: what could call everybody does not, and nothing is markup. */
    public static String withoutMentions(String words) {
        return words.replace('@', '＠').replace('<', '‹').replace('>', '›');
    }

    private static String masked(String number) {
        return Account.mask(number.replaceAll("\\P{Nd}", ""));
    }
}
