package dev.balancesync.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.TestDatabase;
import dev.balancesync.simulator.KiwoomSimulator;

/** The accounts of a day: which of them the file lists, so that they are served, and how the tables differ from those. */
final class Family {
    private static final String TABLE = "kw_portfolio";

    private final KiwoomSimulator kiwoom;
    private final TestDatabase database;
    private final Path folder;
    private final Set<Integer> listed = new ConcurrentSkipListSet<>();
    private final List<FamilyAccount> accounts = new ArrayList<>();

    Family(KiwoomSimulator kiwoom, TestDatabase database, Path folder) {
        this.kiwoom = kiwoom;
        this.database = database;
        this.folder = folder;
    }

    /** @param wrong hears what the tables must never say of it */
    void join(int number, Consumer<String> wrong) {
        listed.add(number);
        accounts.add(new FamilyAccount(kiwoom.account(number), database, wrong));
    }

    /** Whoever is listed is no more, and whoever is not, again. @return who is listed then */
    Set<Integer> leaveOrReturn(int number) throws IOException {
        if (!listed.remove(number)) {
            listed.add(number);
        }
        list();
        return listed;
    }

    void listAll() throws IOException {
        for (int i = 1; i <= accounts.size(); i++) {
            listed.add(i);
        }
        list();
    }

    void list() throws IOException {
        var yaml = new StringBuilder("accounts:\n");
        listed.forEach(i -> yaml.append("  - name: a").append(i).append("\n    app-key: ").append(kiwoom.account(i).appKey()).append("\n    app-secret: ")
                .append(kiwoom.account(i).appSecret()).append("\n    account-no: \"").append(kiwoom.account(i).number()).append("\"\n"));
        Path next = Files.writeString(folder.resolve("next"), listed.isEmpty() ? "accounts: []\n" : yaml);
        Files.move(next, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Of those that are listed. */
    List<String> names() {
        return listed.stream().map(i -> "a" + i).toList();
    }

    /** Follows the tables; by one thread. */
    void check() throws JsonProcessingException {
        if (database.has(TABLE)) {
            for (FamilyAccount each : accounts) {
                each.check();
            }
        }
    }

    /** How the rows of one that is served differ from what it holds. @return {@code null} when none do */
    String difference() throws JsonProcessingException {
        if (!database.has(TABLE)) {
            return listed.isEmpty() ? null : "there are no tables";
        }
        return first(FamilyAccount::difference);
    }

    /** How the totals of one that is served differ from what it has. @return {@code null} when none do */
    String moneyDifference() throws JsonProcessingException {
        return database.has(TABLE) ? first(FamilyAccount::moneyDifference) : null;
    }

    private interface Differs {
        String difference(FamilyAccount account) throws JsonProcessingException;
    }

    /** Of those that are served, the first that differs. */
    private String first(Differs how) throws JsonProcessingException {
        for (int number : List.copyOf(listed)) {
            String difference = how.difference(accounts.get(number - 1));
            if (difference != null) {
                return "account " + number + ": " + difference;
            }
        }
        return null;
    }
}
