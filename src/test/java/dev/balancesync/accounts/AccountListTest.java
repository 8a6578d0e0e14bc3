package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.store.Owner;
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

    @Test
    void one_that_cannot_be_made_is_told_as_a_problem_until_it_can() {
        var accounts = new Accounts(true);
        var list = new AccountList(accounts, new AccountsFile(DEFAULTS, name -> null), new AccountsFromRows(DEFAULTS, name -> null), null, true,
                Duration.ZERO, Language.EN, System::nanoTime);
        var denied = new AtomicBoolean(true);
        list.use(new AccountList.Desk() {
            @Override
            public void open(AccountSettings of, Duration after) {
                if (of.alias().equals("father") && denied.get()) {
                    throw new UncheckedIOException(new AccessDeniedException("data/accounts/father/owner"));
                }
                var account = new ServedAccount(of, new Owner(of.alias(), new Account(of.accountNo(), ""), null), of.alias());
                accounts.add(account);
            }

            @Override
            public void close(ServedAccount account) {
                throw new AssertionError("nobody leaves");
            }
        });
        List<Map<String, Object>> rows = List.of(row("father", 81125100), row("mother", 81125200));

        list.takeRows(rows);
        assertThat(accounts.all()).extracting(ServedAccount::alias).containsExactly("mother");
        assertThat(list.problems()).singleElement().satisfies(each -> {
            assertThat(each.alias()).isEqualTo("father");
            assertThat(each.words().english()).contains("data/accounts/father/owner", "DATA_DIR");
        });

        denied.set(false);
        list.takeRows(rows);
        assertThat(accounts.all()).hasSize(2);
        assertThat(list.problems()).isEmpty();
    }

    @Test
    void very_many_that_leave_together_do_not_each_take_a_thread() {
        var accounts = new Accounts(true);
        var list = new AccountList(accounts, new AccountsFile(DEFAULTS, name -> null), new AccountsFromRows(DEFAULTS, name -> null), null, true,
                Duration.ZERO, Language.EN, System::nanoTime);
        var end = new CountDownLatch(1);
        var closing = new AtomicInteger();
        var most = new AtomicInteger();
        list.use(new AccountList.Desk() {
            @Override
            public void open(AccountSettings of, Duration after) {
                var account = new ServedAccount(of, new Owner(of.alias(), new Account(of.accountNo(), ""), null), of.alias());
                account.with(Session.class, SessionDrive.starting(System::nanoTime));
                accounts.add(account);
            }

            @Override
            public void close(ServedAccount account) throws InterruptedException {
                most.accumulateAndGet(closing.incrementAndGet(), Math::max);
                end.await();
                closing.decrementAndGet();
                accounts.remove(account);
            }
        });
        list.takeRows(IntStream.range(0, 100).mapToObj(i -> row("a" + i, 81125000 + i)).toList());
        assertThat(accounts.all()).hasSize(100);

        list.takeRows(List.of(row("other", 71125000)));

        await().until(() -> closing.get() == 8);
        end.countDown();
        await().until(() -> accounts.all().stream().noneMatch(each -> each.alias().startsWith("a")));
        assertThat(most).hasValue(8);
    }

    private static Map<String, Object> row(String name, int number) {
        return Map.of("name", name, "app_key", "key-of-" + name, "app_secret", "secret", "account_no", String.valueOf(number));
    }
}
