package dev.balancesync.accounts;

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

    /** For logs: no secret, and of the account its last four digits. */
    @Override
    public String toString() {
        return alias + " " + Account.mask(accountNo.replace("-", ""));
    }
}
