package dev.balancesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.settings.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database has the tables that the chosen folder of SQL files is for. */
public final class Tables {
    /** Without these nothing can be stored; of any other in use it is only told that it cannot work. */
    private static final List<String> FILES = List.of("select-holdings.sql", "write-batch.sql", "write-cash.sql");
    /** It has just been run, or the user does not want it to be. */
    private static final String CREATE = "create-tables.sql";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final String COLUMN_MISSING = "42703";
    private static final String SYNTAX_ERROR = "42601";

    /** What the routes have of a file, which is not always what is on disk. */
    public interface Source {
        String inUse(Path file) throws IOException;
    }

    private final DataSource dataSource;
    private final Path folder;
    private final Source sql;
    private final Supplier<Collection<Path>> named;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final MappedColumns mapped;
    private final Supplier<List<AccountRows>> rows;
    private final Fence fence;
    private final DatabaseAnswers database;
    private final Optional<String> schemaNamed;

    /**
     * @param folder of the SQL files; its name is the value of {@code BALANCE_SCHEMA}
     * @param named the SQL files that the routes in use name
     * @param rows of all accounts that this machine may write now
     * @param fence {@code null} where only this machine writes
     * @param schemaNamed in which schema the address says that the tables are
     */
    public Tables(DataSource dataSource, Path folder, Source sql, Supplier<Collection<Path>> named, MappedColumns mapped, Supplier<List<AccountRows>> rows, Fence fence, DatabaseAnswers database,
            Optional<String> schemaNamed) {
        this.dataSource = dataSource;
        this.folder = folder;
        this.sql = sql;
        this.named = named;
        this.mapped = mapped;
        this.rows = rows;
        this.fence = fence;
        this.database = database;
        this.schemaNamed = schemaNamed;
    }

    /** Whether they are to be looked after: at the start, when they were found missing or nobody asked for a minute, and when more is known of an account's number. */
    public boolean areDue() {
        return database.mustLook() || rows.get().stream().anyMatch(AccountRows::areDue);
    }

    /**
     * Called before they are made.
     *
     * @throws WrongTablesException when there are such tables in a schema that this user does not look into, or it does not look into the one that the address names
     */
    public void lookElsewhere() throws SQLException {
        if (schemaNamed.isPresent()) {
            lookInto(schemaNamed.get());
            return;
        }
        try (Connection connection = dataSource.getConnection(); var statement = connection.createStatement();
                var found = statement.executeQuery("select n.nspname, quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where c.relname = 'kw_portfolio' and c.relkind in ('r', 'p', 'v') and to_regclass('kw_portfolio') is null"
                        + " and has_schema_privilege(n.oid, 'usage') order by 1 limit 1")) {
            if (found.next()) {
                String schema = found.getString(1);
                String parameter = SearchPath.parameter(found.getString(2));
                throw new WrongTablesException(new Bilingual("kw_portfolio는 이 사용자가 들여다보지 않는 스키마 " + schema + "에 있습니다. SUPABASE_DB_URL 끝에"
                        + " ?" + parameter + "을(를) 붙이세요. 새 테이블을 만들려면 ?currentSchema=public을 붙이세요", "kw_portfolio is in schema " + schema
                        + ", which this user does not look into. Add ?" + parameter + " to SUPABASE_DB_URL; or, for new tables, ?currentSchema=public"));
            }
        }
    }

    private void lookInto(String schema) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            SearchPath.without(connection, schema).ifPresent(each -> {
                throw new WrongTablesException(new Bilingual(each.words().korean() + ". " + each.advice().korean(),
                        each.words().english() + ". " + each.advice().english()));
            });
        }
    }

    /**
     * Compares the files with the mapping, has PostgreSQL judge them, unless it has, and brings rows of an account under another spelling of its number to the right one.
     *
     * @throws WrongTablesException when they are others
     * @throws SQLException when the database cannot be asked
     */
    public void check() throws SQLException, IOException {
        List<String> files = database.isPrepared() ? List.of() : FILES;
        for (String file : files) {
            Optional<Bilingual> missing = mapped.missing(folder.resolve(file), sql.inUse(folder.resolve(file)));
            if (missing.isPresent()) {
                throw new WrongTablesException(missing.get());
            }
        }
        try (Connection connection = dataSource.getConnection()) {
            if (files.isEmpty()) {
                lookForBoth(connection);
            }
            for (String file : files) {
                try {
                    Statements.check(connection, folder.resolve(file), sql.inUse(folder.resolve(file)));
                } catch (SQLException e) {
                    if (Obstacle.of(e) != Obstacle.TABLE) {
                        throw e;
                    }
                    throw new WrongTablesException(words(columns(connection), e));
                }
            }
            if (!files.isEmpty()) {
                judgeOthers(connection);
                if (fence == null) {
                    passLeases(connection);
                }
            }
            for (AccountRows each : rows.get()) {
                if (each.areDue()) {
                    each.align(connection);
                }
            }
        }
    }

    /**
     * Several machines served here once, and may again: who led last of them must not take itself for the last that served. Leases of machines
     * that live, or of a group that the database knows nothing of, are theirs; so is one that a write holds.
     */
    private static void passLeases(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); var found = statement.executeQuery("select to_regclass('kw_sync_lease') is not null and to_regclass('kw_sync_node') is not null")) {
            if (found.next() && found.getBoolean(1)) {
                statement.execute("update kw_sync_lease set epoch = epoch + 2 where shard in (select shard from kw_sync_lease for update skip locked)"
                        + " and not exists (select from kw_sync_node where expires_at > now()) and not exists (select from kw_sync_lease where holder like '%~kafka')");
            }
        } catch (SQLException e) {
            if (Obstacle.of(e) != Obstacle.TABLE) {
                throw e;
            }
            LOG.debug("The leases of before cannot be passed: {}", e.getMessage());
        }
    }

    /** That one is missing the store is told as by a write, which makes it again; totals that are gone are asked for. */
    private void lookForBoth(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select 'kw_portfolio'::regclass, 'kw_account_balance'::regclass");
            var there = new HashSet<String>();
            try (var found = statement.executeQuery("select account_number::text from kw_account_balance")) {
                while (found.next()) {
                    there.add(found.getString(1));
                }
            }
            rows.get().forEach(each -> each.lookForTotals(there));
        }
    }

    /** What shows the tables, and what somebody added: that it does not work keeps nothing from being stored. */
    private void judgeOthers(Connection connection) throws SQLException, IOException {
        for (Path file : named.get()) {
            if (!file.startsWith(folder) || !FILES.contains(file.getFileName().toString()) && !file.endsWith(CREATE)) {
                try {
                    Statements.check(connection, file, sql.inUse(file));
                } catch (SQLException e) {
                    if (Obstacle.of(e) != Obstacle.TABLE) {
                        throw e;
                    }
                    String said = Statements.said(e).english();
                    if (told.add(said)) {
                        LOG.warn("The database does not take an SQL file that the routes use: {}", said);
                    }
                }
            }
        }
    }

    /**
     * @param refusal {@code null} where there is no other account
     * @param totalsGone is told when the account has no row of totals
     */
    public AccountRows rowsOf(Owner owner, OwnRefusal refusal, Runnable totalsGone) {
        return new AccountRows(owner, isLegacy(), fence, refusal, totalsGone);
    }

    /** For a machine that stands by: its page is to find the account's rows, and it writes nothing. */
    public void adoptSpelling(AccountRows of) {
        if (of.areSettled()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            of.adopt(connection);
        } catch (SQLException e) {
            LOG.debug("What the tables call the account cannot be read yet: {}", e.getMessage());
        }
    }

    private boolean isLegacy() {
        return Schema.LEGACY.is(folder.getFileName().toString());
    }

    private Bilingual words(Set<String> columns, SQLException refusal) {
        Bilingual said = Statements.said(refusal);
        if (refusal.getSQLState().equals(SYNTAX_ERROR)) {
            return said;
        }
        if (columns.isEmpty()) {
            Path create = folder.resolve(CREATE);
            return isLegacy() ? new Bilingual("kw_portfolio 테이블이 없습니다. BALANCE_SCHEMA=legacy는 옛 Python 서비스의 테이블에 쓰고 만들지는 않습니다. 그 테이블이 있는 데이터베이스를"
                    + " 쓰거나 BALANCE_SCHEMA=standard로 설정하세요", "there is no table kw_portfolio. BALANCE_SCHEMA=legacy writes to the tables of the old Python service"
                            + " and never makes them: use the database that has them, or BALANCE_SCHEMA=standard")
                    : new Bilingual("kw_portfolio 테이블이 없습니다. BALANCE_CREATE_TABLES=true로 설정하거나 " + create + "을(를) 직접 실행하세요",
                            "there is no table kw_portfolio. Set BALANCE_CREATE_TABLES=true, or run " + create + " yourself");
        }
        if (!isLegacy() && columns.contains("avg_price") && !columns.contains("average_price")) {
            return new Bilingual("kw_portfolio는 옛 Python 서비스의 테이블입니다. avg_price가 있고 average_price가 없습니다. BALANCE_SCHEMA=legacy와 SUPABASE_USER_ID를"
                    + " 설정하거나, 새 테이블을 만들 수 있게 옛 테이블의 이름을 바꾸세요", "kw_portfolio is the table of the old Python service: it has avg_price and no"
                            + " average_price. Set BALANCE_SCHEMA=legacy and SUPABASE_USER_ID, or rename the old tables so that new ones are made");
        }
        if (isLegacy() && columns.contains("average_price") && !columns.contains("avg_price")) {
            return new Bilingual("kw_portfolio는 옛 Python 서비스의 테이블이 아닙니다. average_price가 있고 avg_price가 없습니다. BALANCE_SCHEMA=standard로 설정하세요",
                    "kw_portfolio is not the table of the old Python service: it has average_price and no avg_price. Set BALANCE_SCHEMA=standard");
        }
        return !refusal.getSQLState().equals(COLUMN_MISSING) ? said
                : new Bilingual("테이블의 컬럼이 SQL 파일과 다릅니다. " + said.korean() + ". 없는 것을 테이블에 더하거나 그 파일을 고치세요",
                        "the tables have other columns than " + said.english() + ". Add what is missing to the table, or correct the file");
    }

    private static Set<String> columns(Connection connection) throws SQLException {
        var columns = new LinkedHashSet<String>();
        try (var statement = connection.createStatement(); var found = statement.executeQuery("select attname from pg_attribute"
                + " where attrelid = to_regclass('kw_portfolio') and attnum > 0 and not attisdropped")) {
            while (found.next()) {
                columns.add(found.getString(1));
            }
        }
        return columns;
    }
}
