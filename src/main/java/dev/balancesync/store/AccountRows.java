package dev.balancesync.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables to one spelling of the account: takes over the ten digits that they have, and moves the account's own rows that stand
 * under a shorter name. Otherwise one account would be two to a front end, and its money counted twice.
 */
public final class AccountRows {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    /** foreign_key_violation */
    private static final String REFERENCED = "23503";
    private static final String PORTFOLIO = "kw_portfolio";
    private static final String BALANCE = "kw_account_balance";
    private static final String STATUS = "kw_sync_status";

    private final Account account;
    private final boolean legacy;
    private final String userId;
    private final Fence fence;
    private final OwnRefusal refusal;
    private final Runnable totalsGone;
    private Set<String> told = Set.of();
    private volatile Account.Name alignedTo;

    /**
     * @param legacy the tables are shared by many users, and only the rows of this one are touched
     * @param fence {@code null} where only this machine writes
     * @param refusal takes what keeps the rows of this account alone from being brought to one spelling; {@code null} where there is no other
     * @param totalsGone is told when the account has no row of totals
     */
    AccountRows(Owner owner, boolean legacy, Fence fence, OwnRefusal refusal, Runnable totalsGone) {
        this.totalsGone = totalsGone;
        this.refusal = refusal;
        this.fence = fence;
        this.account = owner.account();
        this.legacy = legacy;
        this.userId = owner.userId();
    }

    /** Whether nothing more is known of the number than when they were brought to one spelling. */
    boolean areAligned() {
        return account.name().equals(alignedTo);
    }

    /** Whether they are to be brought to one spelling now. */
    boolean areDue() {
        return !areAligned() && (refusal == null || refusal.mayTry(OwnRefusal.Part.SPELLING));
    }

    /** Others may have deleted the row of totals, by hand for example. */
    void lookForTotals(Set<String> accountNumbers) {
        if (areAligned() && !accountNumbers.contains(account.spelling())) {
            totalsGone.run();
        }
    }

    /** Another machine has served the account, and may have written under another name. */
    public void forget() {
        alignedTo = null;
    }

    boolean areSettled() {
        return account.isSettled();
    }

    /** Takes over the ten digits that the tables have, and writes nothing. */
    Set<String> adopt(Connection connection) throws SQLException {
        var names = new TreeSet<>(names(connection, PORTFOLIO));
        names.addAll(names(connection, BALANCE));
        if (has(connection, STATUS)) {
            names.addAll(names(connection, STATUS));
        }
        account.adopt(names);
        return names;
    }

    /** Brings the account and its rows to one spelling, all tables in one transaction; of several accounts, what keeps this one's holds up no other. */
    void align(Connection connection) throws SQLException {
        try {
            alignNow(connection);
        } catch (WrongTablesException e) {
            if (refusal == null) {
                throw e;
            }
            refusal.refused(OwnRefusal.Part.SPELLING, e);
            return;
        }
        if (refusal != null) {
            refusal.taken(OwnRefusal.Part.SPELLING);
        }
    }

    private synchronized void alignNow(Connection connection) throws SQLException {
        Set<String> names = adopt(connection);
        Account.Name now = account.name(); // Kiwoom may tell more of it meanwhile
        List<String> older = names.stream().filter(account::isOlderName).toList();
        Set<String> full = account.fullNumbers(names);
        if (full.size() > 1) {
            tell(full, older.isEmpty());
        } else if (!older.isEmpty()) {
            move(connection, older, has(connection, STATUS));
        }
        alignedTo = now;
    }

    private void tell(Set<String> full, boolean alone) {
        if (!told.equals(full)) {
            told = Set.copyOf(full);
            LOG.warn("The tables have {} accounts whose numbers begin with the same 8 digits; nothing is merged{}. Set KIWOOM_ACCOUNT_NO"
                    + " (of several accounts: account-no in the list) to all 10 digits of {}{}", full.size(), alone ? "" : ", and rows under a shorter name stay, since they may be of either",
                    account, alone ? "" : ", and delete those rows or set their account_number");
        }
    }

    private static boolean has(Connection connection, String table) throws SQLException {
        try (var statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, table);
            try (var found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    private List<String> names(Connection connection, String table) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.prepareStatement("select distinct account_number::text from " + table + " held where true" + own())) {
            bind(statement, 1);
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    if (found.getString(1) != null && account.isOwn(found.getString(1))) {
                        names.add(found.getString(1));
                    }
                }
            }
        }
        return names;
    }

    private String own() {
        return legacy ? " and held.user_id = ?::uuid" : "";
    }

    private void bind(java.sql.PreparedStatement statement, int at) throws SQLException {
        if (legacy) {
            statement.setString(at, userId);
        }
    }

    /** What stands under the full number already is newer than what the short name has of it. */
    private void move(Connection connection, List<String> older, boolean status) throws SQLException {
        connection.setAutoCommit(false);
        int moved = 0;
        try {
            if (fence != null) {
                fence.check(connection);
            }
            for (String name : older) {
                moved += move(connection, PORTFOLIO, name, legacy ? " and kept.stock_code = held.stock_code"
                        : " and (kept.stock_code, kept.credit_type, kept.loan_date) = (held.stock_code, held.credit_type, held.loan_date)");
                moved += move(connection, BALANCE, name, "");
                moved += status ? move(connection, STATUS, name, "") : 0;
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (REFERENCED.equals(e.getSQLState())) {
                String said = DatabaseAnswers.reason(e);
                throw new WrongTablesException(new Bilingual("이 계좌의 행이 계좌번호의 다른 표기로 있는데, 외래 키 때문에 하나로 바꿀 수 없습니다: " + said
                        + ". 두 테이블의 account_number를 직접 고치거나, 외래 키에 on update cascade on delete cascade를 더하세요",
                        "a foreign key keeps rows of this account that stand under another spelling of its number from being brought to one: " + said
                                + ". Set account_number in both tables yourself, or add on update cascade on delete cascade to the foreign key"));
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        LOG.info("Rows of this account that stood under another spelling of its number have the one of all others now: rows={} account={}", moved,
                Account.mask(account.spelling()));
    }

    private int move(Connection connection, String table, String name, String sameRow) throws SQLException {
        String sameUser = legacy && !table.equals(STATUS) ? " and kept.user_id = held.user_id" : "";
        try (var delete = connection.prepareStatement("delete from " + table + " held where account_number = ?" + own()
                + " and exists (select from " + table + " kept where kept.account_number = ?" + sameUser + sameRow + ")");
                var update = connection.prepareStatement("update " + table + " held set account_number = ? where account_number = ?" + own())) {
            delete.setString(1, name);
            bind(delete, 2);
            delete.setString(legacy ? 3 : 2, account.spelling());
            int dropped = delete.executeUpdate();
            update.setString(1, account.spelling());
            update.setString(2, name);
            bind(update, 3);
            return dropped + update.executeUpdate();
        }
    }
}
