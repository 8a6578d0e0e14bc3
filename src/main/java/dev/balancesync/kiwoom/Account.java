package dev.balancesync.kiwoom;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;


/**
 * The configured account. Kiwoom's 10 digits, the 8 that people know and the form with a dash are one account and are stored in one
 * spelling: what {@code BALANCE_ACCOUNT_NO} says, else the 10 digits as Kiwoom calls it (FID 9201, {@code ka00001}).
 */
public final class Account {
    private static final int SAME = 8;
    /** Zeros alone are none, as in every field of Kiwoom's. */
    private static final Pattern NUMBER = Pattern.compile("(?!0+$)(\\d{8}|\\d{10})");

    private final String digits;
    private final boolean chosen;
    private volatile String spelling;
    /** All ten digits, by whoever told them: the settings, the tables, or Kiwoom, whose word is the last; {@code null} while nobody has. */
    private volatile String full;
    private volatile boolean known;
    private volatile boolean asked;
    private volatile boolean anothers;

    /**
     * @param configured {@code 8112-5100}, {@code 81125100} or 10 digits
     * @param stored the spelling to store; blank for Kiwoom's
     */
    public Account(String configured, String stored) {
        this.digits = digits(configured);
        this.chosen = !stored.isBlank();
        this.spelling = chosen ? stored.strip() : digits;
        this.full = isFull(digits) ? digits : null;
    }

    /** Kiwoom has not said yet what it calls the account, so {@code ka00001} should be asked. */
    public boolean isUnknown() {
        return !known;
    }

    /** Whether the spelling to store will not change any more as far as anybody can tell. */
    public boolean isSettled() {
        return asked || chosen || full != null;
    }

    /** Takes the answer of {@code ka00001} (계좌번호조회): the one account that the token belongs to. */
    public void learn(Map<String, Object> answer) {
        String number = String.valueOf(answer.get(Wire.ACCOUNTS));
        anothers |= isAnothers(digits(number));
        recognise(number);
        anothers = false;
        asked = true;
    }

    /** {@code ka00001} told nothing; a broker that does not offer it never will, so the digits configured have to do. */
    public void notTold(Throwable cause) {
        asked = asked || cause instanceof BrokerException refused && refused.error().kind() == BrokerError.Kind.NOT_OFFERED;
    }

    /** The App key belongs to another account, so that no answer without an account number may be stored. */
    public boolean isAnothers() {
        return anothers;
    }

    /** All that decides under which name a row of the account stands. */
    public record Name(String spelling, boolean settled, String full) {
    }

    public Name name() {
        return new Name(spelling, isSettled(), full);
    }

    /** As it is stored. */
    public String spelling() {
        return spelling;
    }

    /**
     * Takes an account number as Kiwoom writes it.
     *
     * @return the spelling to store
     * @throws BadEntryException when it is another account's, or no account number: then nobody knows whose the entry is
     */
    public String recognise(String kiwoom) {
        String other = digits(kiwoom);
        if (isAnothers(other)) {
            throw new BadEntryException("account", "the entry belongs to another account than KIWOOM_ACCOUNT_NO");
        }
        if (!isSame(other)) {
            throw new BadEntryException("value", "the account number of the entry has neither 8 nor 10 digits");
        }
        if (!known && isFull(other)) {
            synchronized (this) {
                spelling = chosen ? spelling : other;
                full = other;
                known = true;
            }
        }
        return spelling;
    }

    /** Whether a number that a table has is this account's, or begins like it. */
    public boolean isOwn(String stored) {
        return isSame(digits(stored));
    }

    /**
     * Takes over the ten digits that the tables have, when only eight are configured and Kiwoom has not told.
     *
     * @param stored what the tables have of {@link #isOwn}; more than one full number among them tells nothing
     */
    public synchronized void adopt(Collection<String> stored) {
        Set<String> numbers = fullNumbers(stored);
        if (full == null && numbers.size() == 1) {
            full = numbers.iterator().next();
            spelling = chosen ? spelling : full;
        }
    }

    /** The different ten digits of this account: those of the tables, and the one that is known. */
    public Set<String> fullNumbers(Collection<String> stored) {
        var numbers = new TreeSet<String>();
        stored.stream().filter(this::isOwn).map(Account::digits).filter(Account::isFull).forEach(numbers::add);
        if (full != null) {
            numbers.add(full);
        }
        return numbers;
    }

    /** Whether a row under this name is to have the {@link #spelling()} instead: it is a short form, or the same number written otherwise. */
    public boolean isOlderName(String stored) {
        String other = digits(stored);
        return isSettled() && isOwn(stored) && !stored.equals(spelling) && (other.length() == SAME || other.equals(full));
    }

    /** Whether rows under this name would pass for those of another account. */
    public boolean isNumberOfAnother(String name) {
        return isAnothers(digits(name));
    }

    private boolean isSame(String other) {
        return other.regionMatches(0, digits, 0, SAME);
    }

    private boolean isAnothers(String other) {
        return !isSame(other) && NUMBER.matcher(other).matches();
    }

    private static String digits(String number) {
        return number.replace("-", "").strip();
    }

    private static boolean isFull(String digits) {
        return digits.matches("\\d{10}");
    }

    /** For logs: the last four digits. */
    @Override
    public String toString() {
        return mask(digits);
    }

    public static String mask(String account) {
        int hidden = Math.max(0, account.codePointCount(0, account.length()) - 4);
        return "*".repeat(hidden) + account.substring(account.offsetByCodePoints(0, hidden));
    }
}
