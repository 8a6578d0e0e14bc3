package dev.balancesync.kiwoom;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the broker refused, or why it could not be asked, and what the user can do about it.
 *
 * @param kind decides how the service goes on
 * @param code Kiwoom's code ({@code 8001}, {@code R10001}), or an HTTP status; {@code null} when there was no answer at all
 * @param words Kiwoom's own words, or ours in English when it said nothing; on one line, with account numbers masked
 * @param meaning the same in words that a trader understands; {@code null} when the words are all that is known
 * @param remedy what the user should do next; {@code null} when waiting is all there is to do
 */
public record BrokerError(Kind kind, String code, String words, Bilingual meaning, Bilingual remedy) {
    /** How an error is recovered from. */
    public enum Kind {
        /** Bound to the access token, perhaps: a fresh one is tried once, then it counts as {@link #CREDENTIALS}. */
        TOKEN,
        /** App key, mode (mock or real) or address is wrong: only the user can cure it. */
        CREDENTIALS,
        /** Asked too often: ask less, and the same again later. */
        RATE,
        /** Another program logged in with the same App key. */
        DUPLICATE,
        /** Kiwoom does not offer this query here, and asking again changes nothing: go on without. */
        NOT_OFFERED,
        /** Anything else: counted by the circuit breaker. */
        UNAVAILABLE;

        /** The token is to be dropped, so that the next question is asked with a fresh one. */
        public boolean isTokenBound() {
            return this == TOKEN;
        }
    }

    /** {@code 0003} is 3. */
    private static final Pattern PADDING = Pattern.compile("^0+(?=\\d+$)");
    private static final Pattern NESTED = Pattern.compile("\\[(\\d{4}):");
    private static final Pattern IN_LOGIN = Pattern.compile("CODE=(\\d{4})");
    private static final Pattern BUSINESS = Pattern.compile("\\[\\d{4}]\\((\\w+):");
    private static final String NO_CODE = "no return_code";
    private static final int MOST_OF_A_CODE = 20;

    /** With words in English alone. */
    public BrokerError(Kind kind, String code, String words, String advice) {
        this(kind, code, words, null, advice == null ? null : new Bilingual(advice, advice));
    }

    /**
     * Reads the code where the broker hides it: top level if it has four digits, else {@code [8005:} in the words (REST), else
     * {@code CODE=8005} (WebSocket). A bare number elsewhere in the words is not a code.
     *
     * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, 공통 오류코드</a>; the reading rule is this project's
     */
    public static BrokerError read(Object returnCode, Object returnMessage) {
        String top = returnCode == null ? NO_CODE : PADDING.matcher(returnCode.toString().strip()).replaceFirst("");
        String words = returnMessage == null ? "" : returnMessage.toString().strip();
        String code = shorten(top.matches("\\d{4}") ? top : codeIn(words, top), MOST_OF_A_CODE);
        return of(code.isEmpty() ? NO_CODE : code, words);
    }

    /**
     * The same, with words of ours where nobody knows the code, or Kiwoom said nothing.
     *
     * @param theirs Kiwoom's own words; {@code null} for none
     */
    public static BrokerError told(Object returnCode, Object theirs, Bilingual ours) {
        BrokerError read = read(returnCode, ours.english());
        if (read.meaning == null) {
            return new BrokerError(read.kind, read.code, read.words, new Bilingual(shorten(ours.korean(), Quoted.USUAL), read.words), read.remedy);
        }
        BrokerError known = read(returnCode, theirs);
        return !known.words.isEmpty() ? known : new BrokerError(read.kind, read.code, read.meaning.english(), read.meaning, read.remedy);
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

    /** An error with a code of {@link BrokerCode}; an unknown one keeps the broker's words and counts as {@link Kind#UNAVAILABLE}. */
    public static BrokerError of(String code, String words) {
        Optional<BrokerCode> known = BrokerCode.of(code);
        if (known.isEmpty() && words.isBlank()) {
            return unavailable(code, new Bilingual("키움이 이유를 밝히지 않고 거절했습니다", "The broker refused and did not say why"), null);
        }
        return new BrokerError(known.map(BrokerCode::kind).orElse(Kind.UNAVAILABLE), code, shorten(words, Quoted.USUAL),
                known.map(BrokerCode::words).orElse(null), known.map(BrokerCode::advice).orElse(null));
    }

    /** The broker could not be asked, or its answer could not be read. */
    public static BrokerError unavailable(String code, String words, String advice) {
        return new BrokerError(Kind.UNAVAILABLE, code, shorten(words, Quoted.USUAL), advice);
    }

    /** The same, said in both languages. */
    public static BrokerError unavailable(String code, Bilingual words, Bilingual advice) {
        String english = shorten(words.english(), Quoted.USUAL);
        return new BrokerError(Kind.UNAVAILABLE, code, english, new Bilingual(shorten(words.korean(), Quoted.USUAL), english), advice);
    }

    /**
     * The WebSocket was refused by HTTP.
     *
     * @param page with a page for people, as during maintenance
     */
    public static BrokerError refusedUpgrade(int status, boolean page) {
        String code = String.valueOf(status);
        Optional<BrokerCode> known = BrokerCode.of(code);
        var words = new Bilingual("키움이 WebSocket 대신 " + (page ? "HTML 페이지와 " : "") + "HTTP " + status + "로 응답했습니다",
                "The broker refused the WebSocket with HTTP " + status + (page ? " and an HTML page" : ""));
        // a socket is opened without a token
        return new BrokerError(known.map(BrokerCode::kind).filter(kind -> !kind.isTokenBound()).orElse(Kind.UNAVAILABLE), code, words.english(), words,
                BrokerCode.adviceOfStatus(status, page));
    }

    /** The same where token, LOGIN or REG were refused: without a query the service goes on, without these it does not. */
    public BrokerError ofConnection() {
        return kind == Kind.NOT_OFFERED ? new BrokerError(Kind.UNAVAILABLE, code, words, meaning, BrokerCode.NO_SESSION) : this;
    }

    /** The same where the connection ends with it, and is not kept to register again. */
    public BrokerError ofEnded() {
        return BrokerCode.of(code).filter(known -> known.advice() == BrokerCode.WAIT_AND_REGISTER).isEmpty() ? this
                : new BrokerError(kind, code, words, meaning, BrokerCode.LESS);
    }

    /** Whether a fresh token may cure it: the token was refused, or could not be looked up (8003). */
    public boolean mayBeTheToken() {
        return kind.isTokenBound() || "8003".equals(code);
    }

    /** What is the matter; of a code that nobody knows, Kiwoom's own words. */
    public String words(Language language) {
        return meaning == null ? words : meaning.in(language);
    }

    /** What to do next, in English; {@code null} when waiting is all there is to do. */
    public String advice() {
        return advice(Language.EN);
    }

    /** What to do next; {@code null} when waiting is all there is to do. */
    public String advice(Language language) {
        return remedy == null ? null : remedy.in(language);
    }

    private static String shorten(String words, int most) {
        return Quoted.line(words, most);
    }

    @Override
    public String toString() {
        return (code == null ? "" : code + " ") + words + (remedy == null ? "" : " (" + advice() + ")");
    }
}
