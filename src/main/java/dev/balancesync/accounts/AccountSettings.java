package dev.balancesync.accounts;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.balancesync.kiwoom.Account;

/**
 * What the user says of one account.
 *
 * @param alias what page, API, meters, logs and files call it
 * @param accountNo 8 or 10 digits, with or without dashes, as it was written
 * @param userId whose rows it writes; blank for nobody's
 */
public record AccountSettings(String alias, String appKey, String appSecret, String accountNo, boolean demo, String userId, String restUrl,
        String wsUrl) {
    /** Accounts with the same first digits are one; the others tell its kind. */
    private static final int SAME = 8;

    /** What only one account may have at a time: alias, App key and account number, as far as they are there. */
    Set<String> claims() {
        var claims = new HashSet<String>();
        Map.of(Field.NAME, alias, Field.APP_KEY, appKey, Field.ACCOUNT_NO, digits()).forEach((field, value) -> {
            if (!value.isEmpty()) {
                claims.add(field + value);
            }
        });
        return claims;
    }

    /** Of the account number, what all its spellings have. */
    public String digits() {
        return digits(accountNo);
    }

    /** The first of an account number; empty when it is none. */
    static String digits(String account) {
        String all = account.replace("-", "").strip();
        return all.matches("\\d{8}(\\d{2})?") ? all.substring(0, SAME) : "";
    }

    /** For logs: no secret, and of the account its last four digits. */
    @Override
    public String toString() {
        return alias + " " + Account.mask(accountNo.replace("-", ""));
    }
}
