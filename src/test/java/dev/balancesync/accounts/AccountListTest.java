package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Language;
import org.junit.jupiter.api.Test;

class AccountListTest {
    private static final AccountDefaults DEFAULTS = new AccountDefaults(true, false, new AccountDefaults.Hosts("", ""), new AccountDefaults.Hosts("", ""));

    @Test
    void a_thousand_accounts_do_not_knock_at_once() {
        var list = new AccountList(new Accounts(true), new AccountsFile(DEFAULTS, name -> null), new AccountsFromRows(DEFAULTS, name -> null), null, true,
                Duration.ofMillis(250), Language.EN, System::nanoTime);
        var opened = new ArrayList<String>();
        list.use(new AccountList.Desk() {
            @Override
            public void open(AccountSettings of, Duration after) {
                opened.add(of.alias() + " after " + after.toMillis());
            }

            @Override
            public void close(ServedAccount account) {
                throw new AssertionError("nobody is served");
            }
        });

        list.takeRows(Stream.of("father", "mother", "child").map(name -> Map.<String, Object>of("name", name, "app_key", "key-of-" + name, "app_secret", "secret",
                "account_no", "8112-5" + name.length() + name.charAt(0) % 10 + "0")).toList());

        assertThat(list.problems()).isEmpty();
        assertThat(opened).isEqualTo(List.of("father after 0", "mother after 250", "child after 500"));
    }
}
