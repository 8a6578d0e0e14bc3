package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.BrokerException;
import org.junit.jupiter.api.Test;

class OwnAccountTest {
    /** A list takes the place of KIWOOM_ACCOUNT_NO, so who follows the advice has to be told of it. */
    @Test
    void the_advice_names_the_list_of_accounts_too() {
        var account = new Account("8112-5100", "");
        assertThat(advice(account)).contains("KIWOOM_ACCOUNT_NO (of several accounts: account-no in the list)");

        assertThatThrownBy(() -> account.learn(Map.of("acctNo", "8112520011"))).isInstanceOf(BadEntryException.class);

        assertThat(advice(account)).contains("KIWOOM_ACCOUNT_NO (of several accounts: account-no in the list)");
    }

    private static String advice(Account account) {
        return catchThrowableOfType(BrokerException.class, () -> OwnAccount.check(account)).error().remedy().english();
    }
}
