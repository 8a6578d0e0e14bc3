package dev.balancesync.snapshot;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;

/** Whether an answer without an account number in it may be stored under this account's name. */
final class OwnAccount {
    private OwnAccount() {
    }

    /** @throws BrokerException when it may not */
    static void check(Account account) {
        if (account.isAnothers()) {
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", new Bilingual("앱키가 KIWOOM_ACCOUNT_NO와 다른 계좌의 것입니다",
                    "The App key belongs to another account than KIWOOM_ACCOUNT_NO"), new Bilingual(
                            "KIWOOM_ACCOUNT_NO(여러 계좌면 목록의 account-no)를 고치거나 그 계좌의 앱키를 쓰세요",
                            "Correct KIWOOM_ACCOUNT_NO (of several accounts: account-no in the list), or use the key of that account")));
        }
        if (!account.isSettled()) {
            // stored under the digits configured, the holdings would stand there twice once a frame brings all ten
            throw new BrokerException(BrokerError.unavailable("ACCOUNT", new Bilingual("키움이 계좌번호 10자리를 아직 알려 주지 않았습니다(ka00001)",
                    "Kiwoom has not said yet what it calls the account (ka00001)"), new Bilingual(
                            "시도할 때마다 다시 물어봅니다. KIWOOM_ACCOUNT_NO(여러 계좌면 목록의 account-no)에 10자리를 모두 적으면 물어볼 필요가 없습니다",
                            "It is asked again with each attempt; with all 10 digits in KIWOOM_ACCOUNT_NO (of several accounts: account-no in the list) it needs not be")));
        }
    }
}
