package dev.balancesync.doctor;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.balancesync.store.Exposure;

/** Whether the tables are those that {@code BALANCE_SCHEMA} writes, and whether this user may write them. */
final class TableChecks {
    private static final Set<String> STANDARD_ONLY = Set.of("credit_type", "loan_date", "average_price", "total_purchase_amount");
    private static final Set<String> LEGACY_ONLY = Set.of("avg_price", "purchase_amount");
    private static final String[] NAMES = {Tables.PORTFOLIO, Tables.BALANCE, Tables.STATUS};
    private static final int SAME_ACCOUNT = 8;
    private static final String NO_SUCH_KEY = "42P10";
    private static final String NOT_ALLOWED = "42501";

    private final Configuration configuration;
    private final ReadOnlyQuery query;
    private final Map<String, Set<String>> columns = new LinkedHashMap<>();

    TableChecks(Configuration configuration, ReadOnlyQuery query) {
        this.configuration = configuration;
        this.query = query;
    }

    /** @param status takes how old the newest word of a running service in {@code kw_sync_status} is; empty when there is none */
    void run(Consumer<Check> found, Consumer<Optional<Duration>> status) throws SQLException {
        for (Map<String, Object> row : query.all("select c.relname::text as name, a.attname::text as col from pg_class c"
                + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                + " where c.oid in (select to_regclass(name) from unnest(?) name) order by a.attnum", (Object) NAMES)) {
            columns.computeIfAbsent((String) row.get("name"), name -> new LinkedHashSet<>()).add((String) row.get("col"));
        }
        Tables wanted = wanted();
        Check tables = tables(wanted);
        found.accept(tables);
        if (columns.isEmpty()) {
            status.accept(Optional.empty());
            return;
        }
        if (isOfAnotherKind(wanted)) {
            // to put these columns and keys into the tables of another kind would harm whoever uses them
            found.accept(Check.skipped("database.columns", "needs the tables that BALANCE_SCHEMA names"));
            status.accept(Optional.empty());
            return;
        }
        Exposure exposure = Exposure.look(query::all);
        found.accept(missingColumns(wanted, exposure));
        found.accept(keys(wanted));
        Check rights = rights(wanted);
        found.accept(rights);
        found.accept(security(exposure));
        found.accept(grants(exposure));
        found.accept(realtime(exposure));
        frontEnds(exposure).ifPresent(found);
        found.accept(triggers());
        boolean readable = rights.outcome() != Check.Outcome.FAILED || !rights.finding().contains("SELECT");
        status.accept(readable ? statusAge() : Optional.empty());
        found.accept(readable ? accounts() : Check.skipped("database.accounts", "needs the right to read"));
    }

    private Tables wanted() {
        return configuration.value("balance.schema").equals("legacy") ? Tables.LEGACY : Tables.STANDARD;
    }

    private Check tables(Tables wanted) throws SQLException {
        String name = "database.tables";
        String kind = kind();
        String setting = "BALANCE_SCHEMA=" + configuration.value("balance.schema");
        List<String> missing = wanted.columns().keySet().stream().filter(table -> !columns.containsKey(table)).toList();
        if (isOfAnotherKind(wanted)) {
            return Check.failed(name, "kw_portfolio is " + kind + ", but " + setting, kind.startsWith("legacy")
                    ? "Set BALANCE_SCHEMA=legacy and SUPABASE_USER_ID to write these tables. Only if no front end reads them any more: rename them,"
                            + " so that the standard ones can be made"
                    : kind.startsWith("standard") ? "Set BALANCE_SCHEMA=standard" : "Rename it, or use another database");
        }
        if (missing.isEmpty()) {
            return Check.ok(name, kind + " tables, as " + setting + " needs: " + String.join(", ", wanted.columns().keySet()));
        }
        String words = columns.isEmpty() ? "none of the tables is there" : "missing: " + String.join(", ", missing);
        boolean makes = wanted == Tables.STANDARD && configuration.value("balance.create-tables").equals("true");
        if (!makes) {
            return Check.failed(name, words, wanted == Tables.STANDARD ? "Set BALANCE_CREATE_TABLES=true, or run create-tables.sql of routes/sql/standard yourself"
                    : "Legacy tables are not made by this service; is SUPABASE_DB_URL the right database?");
        }
        Map<String, Object> schema = query.one("select current_schema()::text as name,"
                + " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may");
        return Boolean.TRUE.equals(schema.get("may")) ? made(words + "; the service makes them at its start")
                : Check.failed(name, words + ", and this user may not make tables in schema " + schema.get("name"),
                        "Use the owner of the schema, on Supabase postgres, or let him run create-tables.sql of routes/sql/standard");
    }

    /** What the service can do by itself, and what somebody else has to do for it on Supabase. */
    private Check made(String words) throws SQLException {
        List<Map<String, Object>> others = query.all("select 'the publication supabase_realtime belongs to ' || pg_get_userbyid(pubowner)"
                + " || ', so changes are not sent' as words from pg_publication where pubname = 'supabase_realtime'"
                + " and not pg_has_role(pubowner, 'USAGE') union all"
                + " select 'this user may not call auth.uid(), so nobody can read' from pg_namespace where nspname = 'auth'"
                + " and not has_schema_privilege(oid, 'USAGE')");
        return others.isEmpty() ? Check.ok("database.tables", words)
                : Check.warning("database.tables", words + ", but only in part: "
                        + String.join("; ", others.stream().map(row -> (String) row.get("words")).toList()),
                        "On Supabase, use postgres; or start the service, and then run the SQL that doctor prints as the owner of these things");
    }

    private boolean isOfAnotherKind(Tables wanted) throws SQLException {
        String kind = kind();
        return kind != null && !kind.startsWith(wanted.schema());
    }

    /** @return {@code null} when there is no {@code kw_portfolio} */
    private String kind() throws SQLException {
        Set<String> portfolio = columns.get(Tables.PORTFOLIO);
        if (portfolio == null) {
            return null;
        }
        if (portfolio.containsAll(STANDARD_ONLY)) {
            return "standard";
        }
        if (portfolio.containsAll(LEGACY_ONLY)) {
            boolean positive = query.all("select pg_get_constraintdef(oid) as rule from pg_constraint where contype = 'c'"
                    + " and conrelid = to_regclass(?)", Tables.PORTFOLIO).stream()
                    .anyMatch(row -> row.get("rule").toString().matches(".*\\bquantity\\W+> 0.*"));
            return positive ? "legacy (version that forbids quantity 0)" : "legacy (version that allows quantity 0)";
        }
        // one or two columns short of a known kind: missing columns are told by name
        long standard = STANDARD_ONLY.stream().filter(portfolio::contains).count();
        return standard > 1 ? "standard" : portfolio.stream().anyMatch(LEGACY_ONLY::contains) ? "legacy (incomplete)" : "of an unknown kind";
    }

    private Check missingColumns(Tables wanted, Exposure exposure) throws SQLException {
        var missing = new ArrayList<String>();
        wanted.columns().forEach((table, names) -> {
            if (columns.containsKey(table)) {
                names.stream().filter(column -> !columns.get(table).contains(column)).forEach(column -> missing.add(table + "." + column));
            }
        });
        if (missing.isEmpty()) {
            return Check.ok("database.columns", "every column that the " + wanted.schema() + " statements name is there" + exposure
                    .findings(Exposure.Topic.COLUMNS).stream().map(each -> "; " + each.words() + ": " + each.statements().get(0)).collect(joining()));
        }
        List<String> views = query.all("select relname::text as name from pg_class where relkind = 'v' and oid in (select to_regclass(name)"
                + " from unnest(?) name)", (Object) missing.stream().map(each -> each.substring(0, each.indexOf('.'))).toArray(String[]::new))
                .stream().map(row -> (String) row.get("name")).toList();
        return Check.failed("database.columns", "missing: " + String.join(", ", missing), views.isEmpty()
                ? "Add them with alter table (types in routes/sql/standard/create-tables.sql), or take them out of routes/sql"
                : String.join(", ", views) + " is a view: add them to the table behind it, and to the view");
    }

    /** PostgreSQL is asked by the very clause that the statements have, since a view or a partitioned table has no index of its own. */
    private Check keys(Tables wanted) throws SQLException {
        var missing = new ArrayList<String>();
        for (var table : wanted.keys().entrySet()) {
            if (columns.containsKey(table.getKey()) && columns.get(table.getKey()).containsAll(table.getValue())) {
                String key = String.join(", ", table.getValue().stream().sorted().toList());
                try {
                    query.all("explain insert into " + table.getKey() + " (account_number) values (null) on conflict (" + key + ") do nothing");
                } catch (SQLException e) {
                    if (NO_SUCH_KEY.equals(e.getSQLState())) {
                        missing.add("alter table " + table.getKey() + " add unique (" + key + ");");
                    } else if (!NOT_ALLOWED.equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
        return missing.isEmpty() ? Check.ok("database.keys", "each table has the unique key by which rows are updated")
                : Check.failed("database.keys", "a unique key is missing, without which no row can be updated", String.join(" ", missing));
    }

    private Check rights(Tables wanted) throws SQLException {
        var missing = new ArrayList<String>();
        var grants = new ArrayList<String>();
        for (String table : wanted.columns().keySet()) {
            if (columns.containsKey(table)) {
                String needed = table.equals(Tables.PORTFOLIO) ? "SELECT, INSERT, UPDATE, DELETE" : "SELECT, INSERT, UPDATE";
                List<String> lacks = query.all("select right_name from unnest(string_to_array(?, ', ')) right_name"
                        + " where not has_table_privilege(to_regclass(?), right_name)", needed, table).stream()
                        .map(row -> (String) row.get("right_name")).toList();
                if (!lacks.isEmpty()) {
                    missing.add(String.join(", ", lacks) + " on " + table);
                    grants.add("grant " + String.join(", ", lacks) + " on " + table + " to "
                            + query.one("select quote_ident(current_user) as who").get("who") + ";");
                }
            }
        }
        return missing.isEmpty() ? Check.ok("database.rights", "this user may read and write the tables")
                : Check.failed("database.rights", "this user lacks " + String.join("; ", missing),
                        "As their owner: " + String.join(" ", grants) + " Or use the owner, on Supabase postgres");
    }

    /** Row level security: off, everybody with Supabase's public anon key reads all rows. On, it may stand in our own way. */
    private Check security(Exposure exposure) throws SQLException {
        String name = "database.row-security";
        List<String> active = query.all("select c.relname::text as name from pg_class c where row_security_active(c.oid)"
                + " and c.oid in (select to_regclass(name) from unnest(?) name) order by 1", (Object) NAMES).stream()
                .map(row -> (String) row.get("name")).toList();
        if (!active.isEmpty()) {
            return Check.warning(name, "row level security applies to this user itself on " + String.join(", ", active)
                    + ", so writes can be refused and rows stay unseen", "Use the owner of the tables, on Supabase postgres");
        }
        if (!Boolean.TRUE.equals(query.one("select exists (select from pg_proc f join pg_namespace n on n.oid = f.pronamespace"
                + " where n.nspname = 'auth' and f.proname = 'uid') as yes").get("yes"))) {
            return Check.ok(name, "this is no Supabase database; who may read is a matter of its grants");
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.ROWS);
        if (!found.isEmpty()) {
            return warning(name, found);
        }
        return configuration.value("supabase.user-id").isEmpty()
                ? Check.warning(name, "row level security is on, but SUPABASE_USER_ID is not set: rows have no owner and a front end sees none",
                        "Set SUPABASE_USER_ID to the uuid under Authentication > Users")
                : Check.ok(name, "row level security is on, with policies to read");
    }

    /** Since 2026 Supabase grants nothing on new tables by itself. */
    private Check grants(Exposure exposure) throws SQLException {
        if (query.all("select from pg_roles where rolname in ('anon', 'authenticated', 'service_role')").isEmpty()) {
            return Check.ok("database.grants", "there are none of Supabase's roles");
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.GRANTS);
        return found.isEmpty() ? Check.ok("database.grants", "authenticated may read the tables, service_role write them, and anon nothing")
                : warning("database.grants", found);
    }

    private Check realtime(Exposure exposure) throws SQLException {
        String name = "database.realtime";
        if (query.all("select from pg_publication where pubname = 'supabase_realtime'").isEmpty()) {
            return Check.ok(name, "there is no publication supabase_realtime; front ends must ask for rows");
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.REALTIME);
        return found.isEmpty() ? Check.ok(name, "Supabase Realtime sends changes of the tables, and of a row that goes nothing but its id")
                : warning(name, found);
    }

    private static Check warning(String name, List<Exposure.Finding> found) {
        return Check.warning(name, found.stream().map(Exposure.Finding::words).collect(joining("; ")),
                found.stream().flatMap(each -> each.statements().stream()).collect(joining(" ")));
    }

    /** One block for all of it, since one statement without the others can harm: a table without primary key in the publication takes no update. */
    private static Optional<Check> frontEnds(Exposure exposure) {
        boolean isOlder = Stream.of(Exposure.Topic.ROWS, Exposure.Topic.GRANTS, Exposure.Topic.REALTIME)
                .anyMatch(topic -> !exposure.findings(topic).isEmpty());
        return isOlder ? Optional.of(Check.warning("database.front-ends", "the tables are not yet as new ones are made for front ends on Supabase",
                "Look through this SQL and run it as a whole in Supabase's SQL editor, or as the owner of the tables; a page that reads without"
                        + " logging in reads nothing after it:\n" + exposure.sql())) : Optional.empty();
    }

    private Check triggers() throws SQLException {
        List<Map<String, Object>> triggers = query.all("select tgname || ' on ' || tgrelid::regclass as name, tgtype & 2 = 2 as before"
                + " from pg_trigger where tgrelid in (select to_regclass(name) from unnest(?) name) and not tgisinternal and tgenabled <> 'D'"
                + " order by 1", (Object) NAMES);
        if (triggers.isEmpty()) {
            return Check.ok("database.triggers", "the tables have no triggers");
        }
        String words = String.join(", ", triggers.stream().map(row -> (String) row.get("name")).toList());
        return triggers.stream().anyMatch(row -> Boolean.TRUE.equals(row.get("before")))
                ? Check.warning("database.triggers", "triggers change rows before they are written: " + words,
                        "One that only sets updated_at does no harm. Any other changes what this service writes: look at what it does")
                : Check.ok("database.triggers", "triggers run with every write: " + words);
    }

    private Optional<Duration> statusAge() throws SQLException {
        if (!columns.getOrDefault(Tables.STATUS, Set.of()).containsAll(Set.of("account_number", "state", "updated_at"))) {
            return Optional.empty();
        }
        return Optional.ofNullable(query.one("select extract(epoch from clock_timestamp() - max(updated_at))::bigint as age from kw_sync_status"
                + " where state <> 'STOPPED' and left(replace(account_number, '-', ''), 8) = ?", accountDigits()).get("age"))
                .map(age -> Duration.ofSeconds(Math.max(0, (Long) age)));
    }

    private String accountDigits() {
        String digits = configuration.value("kiwoom.account-no").replace("-", "");
        return digits.substring(0, Math.min(SAME_ACCOUNT, digits.length()));
    }

    /** Another spelling of the same account is another account to a front end. */
    private Check accounts() throws SQLException {
        String name = "database.accounts";
        var spellings = new LinkedHashSet<String>();
        for (String table : List.of(Tables.PORTFOLIO, Tables.BALANCE)) {
            if (columns.getOrDefault(table, Set.of()).contains("account_number")) {
                query.all("select distinct account_number::text as account from " + table + " where left(replace(account_number, '-', ''), 8) = ?"
                        + " order by 1", accountDigits()).forEach(row -> spellings.add((String) row.get("account")));
            }
        }
        String stored = configuration.value("balance.account-no");
        var others = new LinkedHashSet<>(spellings);
        others.removeIf(each -> stored.isEmpty() ? each.matches("\\d{10}") : each.equals(stored));
        if (others.isEmpty()) {
            return Check.ok(name, spellings.isEmpty() ? "no row of this account yet"
                    : "the rows of this account have the spelling that is stored");
        }
        String words = "rows of this account under another spelling: " + String.join(", ", others.stream().map(Words::masked).toList());
        return Check.warning(name, words + "; " + (stored.isEmpty() ? "the 10 digits as Kiwoom sends them" : Words.masked(stored)) + " will be stored",
                "Set BALANCE_ACCOUNT_NO to the spelling of the rows, or delete the rows; otherwise a front end sees two accounts");
    }
}
