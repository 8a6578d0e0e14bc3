package dev.balancesync.snapshot;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;

/** Whether an answer without an account number in it may be stored under this account's name. */
final class OwnAccount {
    private OwnAccount() {
    }

    /** @throws BrokerException when it may not */
    static void check(Account account) {
        if (account.isAnothers()) {
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", "The App key belongs to another account than KIWOOM_ACCOUNT_NO",
                    "Correct KIWOOM_ACCOUNT_NO, or use the key of that account"));
        }
        if (!account.isSettled()) {
            // stored under the digits configured, the holdings would stand there twice once a frame brings all ten
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", "Kiwoom has not said yet what it calls the account (ka00001)",
                    "It is asked again with each attempt; with all 10 digits in KIWOOM_ACCOUNT_NO it needs not be"));
        }
    }
}
