package dev.balancesync.kiwoom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the broker refused, or why it could not be asked, and what the user can do about it.
 *
 * @param kind decides how the service goes on
 * @param code Kiwoom's code ({@code 8001}, {@code R10001}), or an HTTP status; {@code null} when there was no answer at all
 * @param words Kiwoom's own words, or ours when it said nothing
 * @param advice what the user should do next; {@code null} when waiting is all there is to do
 */
public record BrokerError(Kind kind, String code, String words, String advice) {
    /** How an error is recovered from. */
    public enum Kind {
        /** The access token is no longer good: a fresh one cures it. */
        TOKEN,
        /** App key, mode (mock or real) or address is wrong: only the user can cure it. */
        CREDENTIALS,
        /** Asked too often: ask less. */
        RATE,
        /** Another program logged in with the same App key. */
        DUPLICATE,
        /** Anything else: counted by the circuit breaker. */
        UNAVAILABLE
    }

    private static final Pattern NESTED = Pattern.compile("\\[(\\d{4}):");
    private static final Pattern IN_LOGIN = Pattern.compile("CODE=(\\d{4})");
    private static final Pattern BUSINESS = Pattern.compile("\\[\\d{4}]\\((\\w+):");
    /** What ends a line of the log, or is refused by PostgreSQL, which gets the words in {@code kw_sync_status}. */
    private static final Pattern UNSAYABLE = Pattern.compile("[\\s\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]+");
    private static final String NO_CODE = "no return_code";
    private static final int MOST_WORDS = 300;
    private static final int MOST_OF_A_CODE = 20;

    /**
     * Reads the code where the broker hides it: top level if it has four digits, else {@code [8005:} in the words (REST), else
     * {@code CODE=8005} (WebSocket). A bare number elsewhere in the words is not a code.
     *
     * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, 공통 오류코드</a>; the reading rule is this project's (dossier 1.5)
     */
    public static BrokerError read(Object returnCode, Object returnMessage) {
        String top = returnCode == null ? NO_CODE : returnCode.toString();
        String words = returnMessage == null ? "" : returnMessage.toString().strip();
        String code = shorten(top.matches("\\d{4}") ? top : codeIn(words, top), MOST_OF_A_CODE);
        return of(code.isEmpty() ? NO_CODE : code, words);
    }

    private static String codeIn(String words, String otherwise) {
        for (Pattern pattern : new Pattern[] {NESTED, IN_LOGIN, BUSINESS}) {
            Matcher matcher = pattern.matcher(words);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return otherwise;
    }

    /** An error with a known code. */
    public static BrokerError of(String code, String words) {
        return new BrokerError(kindOf(code), code, shorten(words, MOST_WORDS), adviceFor(code));
    }

    /** The broker could not be asked, or its answer could not be read. */
    public static BrokerError unavailable(String code, String words, String advice) {
        return new BrokerError(Kind.UNAVAILABLE, code, shorten(words, MOST_WORDS), advice);
    }

    private static Kind kindOf(String code) {
        return switch (code) {
            case "8005", "8103" -> Kind.TOKEN;
            case "8001", "8002", "8010", "8011", "8012", "8020", "8030", "8031", "8040", "8050" -> Kind.CREDENTIALS;
            case "1700", "429" -> Kind.RATE;
            case "R10001" -> Kind.DUPLICATE;
            default -> Kind.UNAVAILABLE;
        };
    }

    private static String adviceFor(String code) {
        return switch (code) {
            case "8001", "8002", "8011", "8012", "8020" ->
                "Check KIWOOM_APP_KEY and KIWOOM_APP_SECRET against the portal openapi.kiwoom.com: no spaces, key and secret of one pair";
            case "8030", "8031" ->
                "The key is for the other side: KIWOOM_IS_DEMO=true needs a mock-trading (모의투자) key, false a real one";
            case "8010", "8040", "8050" ->
                "Register this machine's public IP address for the App key in the portal openapi.kiwoom.com (it may have changed)";
            case "8005", "8103" -> "A fresh token is asked for; if this stays, another program may be issuing tokens with the same App key";
            case "1700", "429" -> "Too many requests with this App key: is another program using it? Waiting longer each time";
            case "R10001" -> "Another program uses this App key and took over the connection. Stop it, or give it an App key of its own";
            case "R10002" -> "The broker got no PING answer in time; this machine or its network was too slow";
            default -> null;
        };
    }

    private static String shorten(String words, int most) {
        String oneLine = UNSAYABLE.matcher(words).replaceAll(" ").strip();
        if (oneLine.length() <= most) {
            return oneLine;
        }
        return oneLine.substring(0, Character.isHighSurrogate(oneLine.charAt(most - 1)) ? most - 1 : most) + "…";
    }

    @Override
    public String toString() {
        return (code == null ? "" : code + " ") + words + (advice == null ? "" : " (" + advice + ")");
    }
}
