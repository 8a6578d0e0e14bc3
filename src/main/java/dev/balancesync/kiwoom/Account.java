package dev.balancesync.kiwoom;

import java.util.Map;

import org.apache.camel.Body;
import org.apache.camel.ExchangeException;

/**
 * The configured account. Kiwoom's 10 digits, the 8 that people know and the form with a dash are one account and are stored in one
 * spelling: what {@code BALANCE_ACCOUNT_NO} says, else the 10 digits as Kiwoom calls it (FID 9201, {@code ka00001}).
 */
public final class Account {
    private static final int SAME = 8;

    private final String digits;
    private final boolean chosen;
    private volatile String spelling;
    private volatile boolean known;
    private volatile boolean asked;
    private volatile boolean anothers;

    /**
     * @param configured {@code 8112-5100}, {@code 81125100} or 10 digits
     * @param stored the spelling to store; blank for Kiwoom's
     */
    public Account(String configured, String stored) {
        this.digits = configured.replace("-", "").strip();
        this.chosen = !stored.isBlank();
        this.spelling = chosen ? stored.strip() : digits;
    }

    /** Kiwoom has not said yet what it calls the account, so {@code ka00001} should be asked. */
    public boolean isUnknown() {
        return !known;
    }

    /** Whether the spelling to store will not change any more as far as anybody can tell. */
    public boolean isSettled() {
        return known || asked || chosen || digits.length() > SAME;
    }

    /** Takes the answer of {@code ka00001} (계좌번호조회): the one account that the token belongs to. */
    public void learn(@Body Map<String, Object> answer) {
        anothers = true;
        recognise(String.valueOf(answer.get("acctNo")));
        anothers = false;
        asked = true;
    }

    /** {@code ka00001} told nothing; a broker that does not offer it never will, so the digits configured have to do. */
    public void notTold(@ExchangeException Throwable cause) {
        asked = asked || cause instanceof BrokerException refused && refused.error().kind() == BrokerError.Kind.NOT_OFFERED;
    }

    /** The App key belongs to another account, so that no answer without an account number may be stored. */
    public boolean isAnothers() {
        return anothers;
    }

    /** As it is stored. */
    public String spelling() {
        return spelling;
    }

    /**
     * Takes an account number as Kiwoom writes it.
     *
     * @return the spelling to store
     * @throws BadEntryException when it is another account's
     */
    public String recognise(String kiwoom) {
        String other = kiwoom.replace("-", "").strip();
        if (!other.regionMatches(0, digits, 0, SAME)) {
            throw new BadEntryException("account", "the entry belongs to another account than KIWOOM_ACCOUNT_NO");
        }
        if (!known && other.matches("\\d{10}")) {
            spelling = chosen ? spelling : other;
            known = true;
        }
        return spelling;
    }

    /** Whether a number that a table has is this account's, in a spelling that is not the one to store. */
    public boolean isSpelledOtherwise(String stored) {
        String other = stored.replace("-", "").strip();
        return other.regionMatches(0, digits, 0, SAME) && (isSettled() ? !stored.equals(spelling) : !stored.matches("\\d{10}"));
    }

    /** For logs: the last four digits. */
    @Override
    public String toString() {
        return mask(digits);
    }

    static String mask(String account) {
        return "*".repeat(Math.max(0, account.length() - 4)) + account.substring(Math.max(0, account.length() - 4));
    }
}
