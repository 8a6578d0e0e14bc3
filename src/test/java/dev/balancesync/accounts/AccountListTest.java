package dev.balancesync.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.MutableTicker;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionDrive;
import dev.balancesync.store.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountListTest {
    private static final AccountDefaults DEFAULTS = new AccountDefaults(true, false, new AccountDefaults.Hosts("", ""), new AccountDefaults.Hosts("", ""));

    @TempDir
    private Path folder;
    private final Map<String, String> secret = new HashMap<>();
    private int reads;

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

    private String read(String name) {
        reads++;
        return secret.get(name);
    }

    private AccountList served(Accounts accounts, Path path, MutableTicker ticker) {
        var list = new AccountList(accounts, new AccountsFile(DEFAULTS, this::read), new AccountsFromRows(DEFAULTS, name -> null), path, path == null,
                Duration.ofMillis(250), Language.EN, ticker);
        list.use(new AccountList.Desk() {
            @Override
            public void open(AccountSettings of, Duration after) {
                var account = new ServedAccount(of, new Owner(of.alias(), new Account(of.accountNo(), ""), null), of.alias());
                account.with(Session.class, SessionDrive.starting(ticker));
                accounts.add(account);
            }

            @Override
            public void close(ServedAccount account) {
                accounts.remove(account);
            }
        });
        return list;
    }

    private static void assertDueIn(int seconds, AccountList list, MutableTicker ticker) {
        assertThat(list.isAskDue()).isFalse();
        ticker.advance(Duration.ofSeconds(seconds - 1));
        assertThat(list.isAskDue()).isFalse();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(list.isAskDue()).isTrue();
    }

    @Test
    void rows_are_asked_for_once_a_minute_sooner_where_they_were_not_told_and_never_before_there_is_a_desk() {
        var ticker = new MutableTicker();
        var accounts = new Accounts(true);
        assertThat(new AccountList(accounts, new AccountsFile(DEFAULTS, name -> null), new AccountsFromRows(DEFAULTS, name -> null), null, true, Duration.ZERO,
                Language.EN, ticker).isAskDue()).isFalse();
        AccountList list = served(accounts, null, ticker);
        assertThat(list.isAskDue()).isTrue();

        list.notTold(new IllegalStateException("away"));
        assertThat(list.isRead()).as("nobody knows yet whose name is unknown").isFalse();
        assertDueIn(2, list, ticker);
        list.takeRows(List.of(row("father", 81125100)));
        assertThat(list.isRead()).isTrue();
        assertDueIn(60, list, ticker);
        list.notTold(new IllegalStateException("away"));

        assertThat(accounts.all()).as("who is served stays so").hasSize(1);
        assertThat(list.problems()).singleElement().satisfies(each -> assertThat(each.words().english()).contains("cannot be asked"));
        assertDueIn(10, list, ticker);
        list.takeRows(List.of(row("father", 81125100)));
        assertThat(list.problems()).isEmpty();
    }

    /** A table that is filled anew is empty for a moment, however often it is looked at in it. */
    @Test
    void no_rows_stop_everybody_only_when_a_minute_later_there_are_none_either() {
        var ticker = new MutableTicker();
        var accounts = new Accounts(true);
        AccountList list = served(accounts, null, ticker);
        list.takeRows(List.of(row("father", 81125100)));

        list.takeRows(List.of());
        ticker.advance(Duration.ofSeconds(30));
        list.takeRows(List.of());
        ticker.advance(Duration.ofSeconds(29));
        list.takeRows(List.of());

        assertThat(accounts.all()).hasSize(1);
        assertThat(list.problems()).singleElement().satisfies(each -> assertThat(each.words().english()).contains("has found no row"));
        list.takeRows(List.of(row("father", 81125100)));
        ticker.advance(Duration.ofMinutes(1));
        list.takeRows(List.of());
        assertThat(accounts.all()).as("there were some in between").hasSize(1);

        ticker.advance(Duration.ofMinutes(1));
        list.takeRows(List.of());

        await().until(() -> accounts.all().isEmpty());
    }

    @Test
    void a_file_is_read_when_it_was_edited_and_once_a_minute_for_what_it_names() throws IOException {
        var ticker = new MutableTicker();
        var accounts = new Accounts(true);
        Path path = folder.resolve("accounts.yaml");
        Files.writeString(path, "accounts:\n  - name: father\n    app-key: ${KEY}\n    app-secret: s\n    account-no: 8112-5100\n");
        secret.put("KEY", "one");
        AccountList list = served(accounts, path, ticker);
        assertThat(list.isRead()).isFalse();

        list.look();

        assertThat(list.isRead()).isTrue();

        assertThat(list.problems()).isEmpty();
        assertThat(list.isAskDue()).isFalse();
        assertThat(accounts.all()).singleElement().satisfies(each -> assertThat(each.settings().appKey()).isEqualTo("one"));
        secret.put("KEY", "two");
        ticker.advance(Duration.ofSeconds(59));
        int before = reads;
        list.look();
        assertThat(reads).isEqualTo(before);
        assertThat(accounts.all()).singleElement().satisfies(each -> assertThat(each.settings().appKey()).isEqualTo("one"));

        ticker.advance(Duration.ofSeconds(1));

        await().untilAsserted(() -> {
            list.look();
            assertThat(accounts.all()).singleElement().satisfies(each -> assertThat(each.settings().appKey()).isEqualTo("two"));
            ticker.advance(Duration.ofMinutes(1));
        });
        Files.writeString(path, "accounts:\n  - name: other\n    app-key: k\n    app-secret: s\n    account-no: 7112-5100\n");
        list.look();
        await().until(() -> accounts.all().size() == 1 && accounts.all().get(0).alias().equals("other"));
    }

    private static Map<String, Object> row(String name, int number) {
        return Map.of("name", name, "app_key", "key-of-" + name, "app_secret", "secret", "account_no", String.valueOf(number));
    }
}
