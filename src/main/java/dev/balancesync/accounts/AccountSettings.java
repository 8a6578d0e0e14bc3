package dev.balancesync.accounts;

import dev.balancesync.kiwoom.Account;

/**
 * What is set for one account.
 *
 * @param alias what page, API, meters, logs and files call it
 * @param userId uuid; blank for none
 */
public record AccountSettings(String alias, String appKey, String appSecret, String accountNo, boolean demo, String userId, String restUrl,
        String wsUrl) {
    /** Without secrets. */
    @Override
    public String toString() {
        return alias + " " + Account.mask(accountNo);
    }
}
