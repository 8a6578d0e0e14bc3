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

import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.Schema;
import dev.balancesync.store.Exposure;
import dev.balancesync.store.SearchPath;

/** Whether the tables are those that the SQL files of {@code BALANCE_SCHEMA} write, and whether this user may write them. */
final class TableChecks {
    private static final Set<String> STANDARD_ONLY = Set.of("credit_type", "loan_date", "average_price", "total_purchase_amount");
    private static final Set<String> LEGACY_ONLY = Set.of("avg_price", "purchase_amount");
    private static final String[] NAMES = {WrittenTables.PORTFOLIO, WrittenTables.BALANCE, WrittenTables.STATUS};
    private static final int SAME_ACCOUNT = 8;
    private static final int ACCOUNT_DIGITS = 10;
    private static final String NO_SUCH_KEY = "42P10";
    private static final String NOT_ALLOWED = "42501";
    /** What information_schema calls writable: rows can be inserted, updated and deleted (1 << command of PostgreSQL). */
    private static final int WRITABLE = 28;

    private final Configuration configuration;
    private final Language language;
    private final ReadOnlyQuery query;
    private final WrittenTables wanted;
    private final String schema;
    private final Map<String, Set<String>> columns = new LinkedHashMap<>();
    private final Set<String> views = new LinkedHashSet<>();

    TableChecks(Configuration configuration, ReadOnlyQuery query, WrittenTables wanted) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.query = query;
        this.wanted = wanted;
        this.schema = configuration.value("balance.schema");
    }

    /** @param status takes how old the newest word of a running service in {@code kw_sync_status} is; empty when there is none */
    void run(Consumer<Check> found, Consumer<Optional<Duration>> status) throws SQLException {
        for (Map<String, Object> row : query.all("select c.relname::text as name, a.attname::text as col, c.relkind = 'v' as view from pg_class c"
                + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                + " where c.oid in (select to_regclass(name) from unnest(?) name) order by a.attnum", (Object) NAMES)) {
            columns.computeIfAbsent((String) row.get("name"), name -> new LinkedHashSet<>()).add((String) row.get("col"));
            if (Boolean.TRUE.equals(row.get("view"))) {
                views.add((String) row.get("name"));
            }
        }
        Check tables = tables();
        found.accept(tables);
        if (columns.isEmpty()) {
            status.accept(Optional.empty());
            return;
        }
        if (tables.hasFailed() && (isOfAnotherKind() || !lockedViews().isEmpty())) {
            // to put these columns and keys into the tables of another kind would harm whoever uses them
            found.accept(Check.skipped("database.columns", say("BALANCE_SCHEMA에 맞는 테이블이 있어야 합니다", "needs the tables that BALANCE_SCHEMA names")));
            status.accept(Optional.empty());
            return;
        }
        Exposure exposure = Exposure.look(query::all);
        found.accept(columns(exposure));
        found.accept(notNull());
        found.accept(keys());
        Check rights = rights();
        found.accept(rights);
        found.accept(security(exposure));
        owner().ifPresent(found);
        found.accept(grants(exposure));
        found.accept(realtime(exposure));
        frontEnds(exposure).ifPresent(found);
        found.accept(triggers());
        boolean readable = !rights.hasFailed() || !rights.finding().contains("SELECT");
        status.accept(readable ? statusAge() : Optional.empty());
        found.accept(readable ? accounts() : Check.skipped("database.accounts", say("읽을 권한이 있어야 합니다", "needs the right to read")));
    }

    private String say(String korean, String english) {
        return language.say(korean, english);
    }

    private Check tables() throws SQLException {
        String name = "database.tables";
        String kind = kind();
        String setting = "BALANCE_SCHEMA=" + schema;
        List<String> missing = wanted.columns().keySet().stream().filter(table -> !columns.containsKey(table)).toList();
        if (isOfAnotherKind()) {
            return Check.failed(name, say("kw_portfolio는 " + kind + "인데 " + setting + "입니다", "kw_portfolio is " + kind + ", but " + setting), kind.startsWith(Schema.LEGACY.folder())
                    ? say("이 테이블에 쓰려면 BALANCE_SCHEMA=legacy와 SUPABASE_USER_ID를 설정하세요. 아무 프런트엔드도 읽지 않을 때만 이름을 바꾸세요. 그러면 새 테이블을 만들 수 있습니다",
                            "Set BALANCE_SCHEMA=legacy and SUPABASE_USER_ID to write these tables. Only if no front end reads them any more: rename them,"
                            + " so that the standard ones can be made")
                    : kind.startsWith(Schema.STANDARD.folder()) ? say("BALANCE_SCHEMA=standard로 설정하세요", "Set BALANCE_SCHEMA=standard")
                    : say("그 테이블의 이름을 바꾸거나 다른 데이터베이스를 쓰세요", "Rename it, or use another database"));
        }
        List<String> locked = lockedViews();
        if (!locked.isEmpty()) {
            return Check.failed(name, String.join(", ", locked) + say("은(는) 쓸 수 없는 뷰입니다", " is a view that cannot be written"),
                    say("뷰의 이름을 바꾸세요. 그러면 서비스가 테이블을 만듭니다: ", "Rename the view, so that the service can make the table: ")
                            + locked.stream().map(view -> "alter view " + view + " rename to " + view + "_view;").collect(joining(" ")));
        }
        if (missing.isEmpty()) {
            return Check.ok(name, say(setting + "에 맞는 " + kind + " 테이블: ", kind + " tables, as " + setting + " needs: ")
                    + String.join(", ", wanted.columns().keySet()));
        }
        String words = columns.isEmpty() ? say("테이블이 하나도 없습니다", "none of the tables is there") : say("없는 테이블: ", "missing: ") + String.join(", ", missing);
        Optional<String> elsewhere = columns.containsKey(WrittenTables.PORTFOLIO) ? Optional.empty() : otherSchema();
        if (elsewhere.isPresent()) {
            return Check.failed(name, words + say(". kw_portfolio는 스키마 " + elsewhere.get() + "에 있습니다", ", but schema " + elsewhere.get() + " has kw_portfolio"),
                    lookInto(elsewhere.get()));
        }
        if (!missing.stream().allMatch(wanted::makes)) {
            return Check.failed(name, words, say("예전 테이블은 이 서비스가 만들지 않습니다. SUPABASE_DB_URL이 그 테이블이 있는 데이터베이스를 가리키게 하거나, BALANCE_SCHEMA=standard로 설정하세요",
                    "Legacy tables are not made by this service: let SUPABASE_DB_URL name the database that has them, or set BALANCE_SCHEMA=standard"));
        }
        if (!configuration.value("balance.create-tables").equals("true")) {
            return Check.failed(name, words, say("BALANCE_CREATE_TABLES=true로 설정하거나 routes/sql/" + schema + "/create-tables.sql을 직접 실행하세요",
                    "Set BALANCE_CREATE_TABLES=true, or run create-tables.sql of routes/sql/" + schema + " yourself"));
        }
        Map<String, Object> at = query.one("select current_schema()::text as name, quote_ident(current_user) as who,"
                + " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may");
        if (at.get("name") == null) {
            return Check.failed(name, words + say(". 이 사용자의 search_path에 있는 스키마가 하나도 없습니다", ", and no schema of this user's search_path exists"),
                    lookInto("public"));
        }
        return Boolean.TRUE.equals(at.get("may")) ? made(words + say(". 서비스가 시작할 때 만듭니다", "; the service makes them at its start"))
                : Check.failed(name, words + say(". 이 사용자는 스키마 " + at.get("name") + "에 테이블을 만들 수 없습니다",
                        ", and this user may not make tables in schema " + at.get("name")), say("스키마의 주인으로 실행하세요: ", "As the owner of the schema: ")
                        + "grant usage, create on schema " + at.get("name") + " to " + at.get("who") + "; " + say("또는 그 주인을 쓰세요(Supabase에서는 postgres)",
                        "Or use that owner, on Supabase postgres"));
    }

    /** @param schema as PostgreSQL quotes it */
    private String lookInto(String schema) {
        String url = configuration.value("supabase.db-url");
        String parameter = (url.indexOf('?', url.lastIndexOf('@')) < 0 ? "?" : "&") + SearchPath.parameter(schema);
        return say("SUPABASE_DB_URL 끝에 " + parameter + "을(를) 붙이세요", "Add " + parameter + " to SUPABASE_DB_URL");
    }

    private Optional<String> otherSchema() throws SQLException {
        return query.all("select quote_ident(n.nspname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'kw_portfolio'"
                + " and c.relkind in ('r', 'p', 'v') and has_schema_privilege(n.oid, 'usage') order by 1 limit 1").stream()
                .map(row -> (String) row.get("name")).findFirst();
    }

    /** Views that PostgreSQL does not write through to one table. */
    private List<String> lockedViews() throws SQLException {
        return query.all("select relname::text as name from pg_class where relkind in ('v', 'm') and oid in (select to_regclass(name) from unnest(?) name)"
                + " and pg_relation_is_updatable(oid, false) & " + WRITABLE + " <> " + WRITABLE, (Object) NAMES).stream()
                .map(row -> (String) row.get("name")).toList();
    }

    /** What the service can do by itself, and what somebody else has to do for it on Supabase. */
    private Check made(String words) throws SQLException {
        var others = new ArrayList<String>();
        for (Map<String, Object> row : query.all("select pg_get_userbyid(pubowner)::text as owner from pg_publication where pubname = 'supabase_realtime'"
                + " and not pg_has_role(pubowner, 'USAGE')")) {
            others.add(say("게시 supabase_realtime의 주인이 " + row.get("owner") + "(이)라 변경을 보내지 못합니다",
                    "the publication supabase_realtime belongs to " + row.get("owner") + ", so changes are not sent"));
        }
        if (!query.all("select from pg_namespace where nspname = 'auth' and not has_schema_privilege(oid, 'USAGE')").isEmpty()) {
            others.add(say("이 사용자가 auth.uid()를 부를 수 없어 아무도 읽지 못합니다", "this user may not call auth.uid(), so nobody can read"));
        }
        return others.isEmpty() ? Check.ok("database.tables", words)
                : Check.warning("database.tables", words + say(". 다만 일부뿐입니다: ", ", but only in part: ")
                        + String.join("; ", others), say(
                        "Supabase에서는 postgres를 쓰세요. 아니면 서비스를 시작한 뒤 doctor가 보여 주는 SQL을 그것들의 주인으로 실행하세요",
                        "On Supabase, use postgres; or start the service, and then run the SQL that doctor prints as the owner of these things"));
    }

    private boolean isOfAnotherKind() throws SQLException {
        String kind = kind();
        return kind != null && Stream.of(Schema.values()).anyMatch(each -> each.is(schema)) && !kind.startsWith(schema);
    }

    /** @return {@code null} when there is no {@code kw_portfolio} */
    private String kind() throws SQLException {
        Set<String> portfolio = columns.get(WrittenTables.PORTFOLIO);
        if (portfolio == null) {
            return null;
        }
        if (portfolio.containsAll(STANDARD_ONLY)) {
            return Schema.STANDARD.folder();
        }
        if (portfolio.containsAll(LEGACY_ONLY)) {
            boolean positive = query.all("select pg_get_constraintdef(oid) as rule from pg_constraint where contype = 'c'"
                    + " and conrelid = to_regclass(?)", WrittenTables.PORTFOLIO).stream()
                    .anyMatch(row -> row.get("rule").toString().matches(".*\\bquantity\\W+> 0.*"));
            return Schema.LEGACY.folder() + (positive ? say("(수량 0을 받지 않는 판)", " (version that forbids quantity 0)") : say("(수량 0을 받는 판)", " (version that allows quantity 0)"));
        }
        // one or two columns short of a known kind: missing columns are told by name
        long standard = STANDARD_ONLY.stream().filter(portfolio::contains).count();
        return standard > 1 ? Schema.STANDARD.folder() : portfolio.stream().anyMatch(LEGACY_ONLY::contains) ? Schema.LEGACY.folder() + say("(일부만 있음)", " (incomplete)")
                : say("알 수 없는 종류의 테이블", "of an unknown kind");
    }

    /** Those that are missing, and those that PostgreSQL fills itself and lets nobody write. */
    private Check columns(Exposure exposure) throws SQLException {
        var words = new ArrayList<String>();
        var advice = new ArrayList<String>();
        wanted.columns().forEach((table, names) -> names.stream().filter(column -> !columns.getOrDefault(table, names).contains(column)).forEach(column -> {
            String type = wanted.types().get(table + "." + column);
            words.add(table + "." + column);
            advice.add(views.contains(table) ? say(table + "은(는) 뷰입니다. 뷰 뒤의 테이블과 뷰에 " + column + "을(를) 더하세요.",
                    table + " is a view: add " + column + " to the table behind it, and to the view.")
                    : type == null ? say(table + "에 " + column + "을(를) 더하거나, routes/sql/" + schema + "에서 빼세요.",
                            "Add " + column + " to " + table + ", or take it out of routes/sql/" + schema + ".")
                    : "alter table " + table + " add column " + column + " " + type + ";");
        }));
        for (Map<String, Object> row : query.all("select attrelid::regclass::text as name, quote_ident(attname) as col, attidentity = 'a' as identity"
                + " from pg_attribute where attrelid in (select to_regclass(name) from unnest(?) name) and (attgenerated <> '' or attidentity = 'a')"
                + " and not attisdropped order by 1, 2", (Object) NAMES)) {
            if (wanted.columns().getOrDefault(row.get("name"), Set.of()).contains(row.get("col"))) {
                words.add(row.get("name") + "." + row.get("col") + say("(PostgreSQL이 채우는 컬럼)", " (PostgreSQL fills it, nobody may write it)"));
                advice.add("alter table " + row.get("name") + " alter column " + row.get("col")
                        + (Boolean.TRUE.equals(row.get("identity")) ? " drop identity;" : " drop expression;"));
            }
        }
        String stored = configuration.value("balance.account-no");
        for (Map<String, Object> row : query.all("select attrelid::regclass::text as name from pg_attribute where attrelid in (select to_regclass(name) from unnest(?) name)"
                + " and attname = 'account_number' and atttypid in ('varchar'::regtype, 'bpchar'::regtype) and atttypmod between 0 and ?::int + 3 order by 1",
                NAMES, String.valueOf(stored.isEmpty() ? ACCOUNT_DIGITS : stored.length()))) {
            words.add(row.get("name") + ".account_number" + say("(계좌번호보다 짧은 컬럼)", " (too short for the account number)"));
            advice.add("alter table " + row.get("name") + " alter column account_number type text;");
        }
        return words.isEmpty() ? Check.ok("database.columns", say(schema + "의 SQL이 쓰는 모든 컬럼이 있습니다", "every column that the " + schema + " statements write is there")
                + exposure.findings(Exposure.Topic.COLUMNS).stream().map(each -> "; " + each.words().in(language) + ": " + each.statements().get(0).in(language)).collect(joining()))
                : Check.failed("database.columns", say("쓸 수 없거나 없는 컬럼: ", "missing: ") + String.join(", ", words), String.join(" ", advice));
    }

    /** A column of the user's own that must be filled, and that no statement fills: PostgreSQL would refuse every row. */
    private Check notNull() throws SQLException {
        String name = "database.not-null";
        var words = new ArrayList<String>();
        var advice = new ArrayList<String>();
        for (Map<String, Object> row : query.all("select a.attrelid::regclass::text as name, a.attname::text as col, quote_ident(a.attname) as quoted,"
                + " a.atttypid::regtype::text as type, exists (select from pg_constraint where conrelid = a.attrelid and contype = 'p'"
                + " and a.attnum = any(conkey)) as key from pg_attribute a where a.attrelid in (select to_regclass(name) from unnest(?) name)"
                + " and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attnum > 0 and not a.attisdropped order by 1, a.attnum",
                (Object) NAMES)) {
            String table = (String) row.get("name");
            boolean owner = row.get("col").equals("user_id");
            boolean filled = !wanted.always().containsKey(table) || wanted.always().get(table).contains(row.get("col"));
            String alter = "alter table " + table + " alter column " + row.get("quoted");
            if (owner && filled && configuration.value("supabase.user-id").isEmpty()) {
                words.add(table + ".user_id");
                advice.add(say("SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요.", "Set SUPABASE_USER_ID to the uuid under Authentication > Users."));
            } else if (!filled) {
                words.add(table + "." + row.get("col"));
                advice.add(!Boolean.TRUE.equals(row.get("key")) ? alter + " drop not null;"
                        : row.get("type").equals("uuid") ? alter + " set default gen_random_uuid();" : alter + " add generated by default as identity;");
            }
        }
        return words.isEmpty() ? Check.ok(name, say("비워 둘 수 없는 컬럼은 모두 서비스가 채웁니다", "every column that must not be empty is filled"))
                : Check.failed(name, say("비워 둘 수 없는데 서비스가 채우지 않는 컬럼: ", "must not be empty, and is not filled: ") + String.join(", ", words),
                        advice.stream().distinct().collect(joining(" ")));
    }

    /** PostgreSQL is asked by the very clause that the statements have, since a view or a partitioned table has no index of its own. */
    private Check keys() throws SQLException {
        var missing = new ArrayList<String>();
        for (var table : wanted.keys().entrySet()) {
            if (columns.containsKey(table.getKey()) && columns.get(table.getKey()).containsAll(table.getValue())) {
                String key = String.join(", ", table.getValue());
                try {
                    query.all("explain insert into " + table.getKey() + " (account_number) values (null) on conflict (" + key + ") do nothing");
                    judgedLate(table.getKey(), table.getValue()).ifPresent(late -> missing.add("alter table " + table.getKey() + " drop constraint " + late
                            + ", add unique (" + key + ");"));
                } catch (SQLException e) {
                    if (NO_SUCH_KEY.equals(e.getSQLState())) {
                        missing.add(views.contains(table.getKey()) ? say(table.getKey() + "은(는) 뷰입니다. 뷰 뒤의 테이블에 unique (" + key + ")를 더하세요.",
                                table.getKey() + " is a view: add unique (" + key + ") to the table behind it.")
                                : "alter table " + table.getKey() + " add unique (" + key + ");");
                    } else if (!NOT_ALLOWED.equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
        return missing.isEmpty() ? Check.ok("database.keys", say("모든 테이블에 행을 고칠 때 쓰는 유일 키가 있습니다", "each table has the unique key by which rows are updated"))
                : Check.failed("database.keys", say("유일 키가 없어 어떤 행도 고칠 수 없습니다", "a unique key is missing, without which no row can be updated"),
                        String.join(" ", missing));
    }

    /** A deferrable constraint is planned with, and refused when it is used. */
    private Optional<String> judgedLate(String table, Set<String> key) throws SQLException {
        return query.all("select quote_ident(conname) as name from pg_constraint c where conrelid = to_regclass(?) and contype in ('u', 'p') and condeferrable"
                + " and (select array_agg(attname::text order by attname) from pg_attribute where attrelid = conrelid and attnum = any(conkey)) = ?",
                table, key.stream().sorted().toArray(String[]::new)).stream().map(row -> (String) row.get("name")).findFirst();
    }

    private Check rights() throws SQLException {
        var missing = new ArrayList<String>();
        var grants = new ArrayList<String>();
        for (String table : wanted.columns().keySet()) {
            if (columns.containsKey(table)) {
                String needed = table.equals(WrittenTables.PORTFOLIO) ? "SELECT, INSERT, UPDATE, DELETE" : "SELECT, INSERT, UPDATE";
                List<String> lacks = query.all("select right_name from unnest(string_to_array(?, ', ')) right_name"
                        + " where not has_table_privilege(to_regclass(?), right_name)", needed, table).stream()
                        .map(row -> (String) row.get("right_name")).toList();
                if (!lacks.isEmpty()) {
                    missing.add(table + ": " + String.join(", ", lacks));
                    grants.add("grant " + String.join(", ", lacks) + " on " + table + " to " + me() + ";");
                }
            }
        }
        for (Map<String, Object> row : query.all("select distinct s.oid::regclass::text as name from pg_attrdef d join pg_depend n on n.classid = 'pg_attrdef'::regclass"
                + " and n.objid = d.oid and n.refclassid = 'pg_class'::regclass join pg_class s on s.oid = n.refobjid and s.relkind = 'S'"
                + " where d.adrelid in (select to_regclass(name) from unnest(?) name) and case when s.relkind = 'S' then not has_sequence_privilege(s.oid, 'USAGE, UPDATE') end order by 1", (Object) NAMES)) {
            missing.add(row.get("name") + ": USAGE");
            grants.add("grant usage on sequence " + row.get("name") + " to " + me() + ";");
        }
        return missing.isEmpty() ? Check.ok("database.rights", say("이 사용자는 테이블을 읽고 쓸 수 있습니다", "this user may read and write the tables"))
                : Check.failed("database.rights", say("이 사용자에게 없는 권한: ", "this user lacks ") + String.join("; ", missing),
                        say("테이블의 주인으로 실행하세요: ", "As their owner: ") + String.join(" ", grants)
                                + say(" 또는 그 주인을 쓰세요(Supabase에서는 postgres)", " Or use the owner, on Supabase postgres"));
    }

    private String me() throws SQLException {
        return (String) query.one("select quote_ident(current_user) as who").get("who");
    }

    /** Row level security: off, everybody with Supabase's public anon key reads all rows. On, it may stand in our own way. */
    private Check security(Exposure exposure) throws SQLException {
        String name = "database.row-security";
        // what no policy lets through, PostgreSQL refuses on insert, and leaves as it is without a word on update and delete, for which it must be read,
        // too; only holdings are deleted
        List<Map<String, Object>> active = query.all("select c.relname::text as name, (select bool_and(exists (select from pg_policy"
                + " where polrelid = c.oid and polpermissive and polcmd in (need, '*')"
                + " and exists (select from unnest(polroles) who where case when who = 0 then true else pg_has_role(who, 'MEMBER') end)))"
                + " from unnest(case when c.oid = to_regclass(?) then '{r,a,w,d}' else '{r,a,w}' end::\"char\"[]) need)"
                + " as writable from pg_class c where row_security_active(c.oid)"
                + " and c.oid in (select to_regclass(name) from unnest(?) name) order by 1", WrittenTables.PORTFOLIO, NAMES);
        if (!active.isEmpty()) {
            List<String> refused = active.stream().filter(row -> !Boolean.TRUE.equals(row.get("writable"))).map(row -> (String) row.get("name")).toList();
            String words = say("행 수준 보안이 이 사용자에게도 적용됩니다: ", "row level security applies to this user itself on ")
                    + active.stream().map(row -> (String) row.get("name")).collect(joining(", "));
            String who = me();
            String owner = say("테이블의 주인을 쓰세요(Supabase에서는 postgres)", "Use the owner of the tables, on Supabase postgres");
            return refused.isEmpty() ? Check.warning(name, words + say(". 쓰기가 거절되거나 보이지 않는 행이 있을 수 있습니다",
                    ", so writes can be refused and rows stay unseen"), owner)
                    : Check.failed(name, words + say(". 쓰게 해 주는 정책이 없습니다", ", and no policy lets it write"), owner
                            + say(". 아니면 그 주인으로 실행하세요: ", ". Or run as the owner: ") + refused.stream().map(table ->
                            "create policy \"the service writes\" on " + table + " to " + who + " using (true) with check (true);").collect(joining(" ")));
        }
        if (!Boolean.TRUE.equals(query.one("select exists (select from pg_proc f join pg_namespace n on n.oid = f.pronamespace"
                + " where n.nspname = 'auth' and f.proname = 'uid') as yes").get("yes"))) {
            return Check.ok(name, say("Supabase가 아닙니다. 누가 읽는지는 권한이 정합니다", "this is no Supabase database; who may read is a matter of its grants"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.ROWS);
        if (!found.isEmpty()) {
            return warning(name, found);
        }
        return configuration.value("supabase.user-id").isEmpty()
                ? Check.warning(name, say("행 수준 보안이 켜져 있는데 SUPABASE_USER_ID가 없습니다. 행에 주인이 없어 프런트엔드에 아무것도 보이지 않습니다",
                        "row level security is on, but SUPABASE_USER_ID is not set: rows have no owner and a front end sees none"), say(
                        "SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요", "Set SUPABASE_USER_ID to the uuid under Authentication > Users"))
                : Check.ok(name, say("행 수준 보안이 켜져 있고 읽는 정책이 있습니다", "row level security is on, with policies to read"));
    }

    /** Whether there is such a user of the Supabase project, as far as this one may look. */
    private Optional<Check> owner() throws SQLException {
        String user = configuration.value("supabase.user-id");
        String mayLook = "select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'auth' and c.relname = 'users'"
                + " and has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') and not row_security_active(c.oid)";
        if (user.isEmpty() || query.all(mayLook).isEmpty() || !query.all("select from auth.users where id::text = lower(?)", user).isEmpty()) {
            return Optional.empty();
        }
        String words = say("SUPABASE_USER_ID의 uuid를 가진 사용자가 프로젝트에 없습니다", "SUPABASE_USER_ID is the uuid of none of the project's users");
        String advice = say("SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요", "Set SUPABASE_USER_ID to the uuid under Authentication > Users");
        boolean needed = !query.all("select from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
                + " where c.contype = 'f' and a.attname = 'user_id' and c.conrelid in (select to_regclass(name) from unnest(?) name)", (Object) NAMES).isEmpty();
        return Optional.of(needed ? Check.failed("database.owner", words + say(". 외래 키 때문에 어떤 행도 저장되지 않습니다", ", and a foreign key lets no row be stored"), advice)
                : Check.warning("database.owner", words + say(". 그래서 누구의 프런트엔드에도 행이 보이지 않습니다", ", so nobody's front end sees the rows"), advice));
    }

    /** Since 2026 Supabase grants nothing on new tables by itself. */
    private Check grants(Exposure exposure) throws SQLException {
        if (query.all("select from pg_roles where rolname in ('anon', 'authenticated', 'service_role')").isEmpty()) {
            return Check.ok("database.grants", say("Supabase의 역할이 없습니다", "there are none of Supabase's roles"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.GRANTS);
        return found.isEmpty() ? Check.ok("database.grants", say("authenticated는 읽고, service_role은 쓰고, anon은 아무것도 못합니다",
                "authenticated may read the tables, service_role write them, and anon nothing"))
                : warning("database.grants", found);
    }

    private Check realtime(Exposure exposure) throws SQLException {
        String name = "database.realtime";
        if (query.all("select from pg_publication where pubname = 'supabase_realtime'").isEmpty()) {
            return Check.ok(name, say("supabase_realtime 게시가 없습니다. 프런트엔드가 행을 물어봐야 합니다",
                    "there is no publication supabase_realtime; front ends must ask for rows"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.REALTIME);
        return found.isEmpty() ? Check.ok(name, say("Supabase Realtime이 테이블의 변경을 보냅니다. 사라진 행은 id만 보냅니다",
                "Supabase Realtime sends changes of the tables, and of a row that goes nothing but its id"))
                : warning(name, found);
    }

    private Check warning(String name, List<Exposure.Finding> found) {
        return Check.warning(name, found.stream().map(each -> each.words().in(language)).collect(joining("; ")),
                found.stream().flatMap(each -> each.statements().stream()).map(each -> each.in(language)).collect(joining(" ")));
    }

    /** One block for all of it, since one statement without the others can harm: a table without primary key in the publication takes no update. */
    private Optional<Check> frontEnds(Exposure exposure) {
        boolean isOlder = Stream.of(Exposure.Topic.ROWS, Exposure.Topic.GRANTS, Exposure.Topic.REALTIME)
                .anyMatch(topic -> !exposure.findings(topic).isEmpty());
        return isOlder ? Optional.of(Check.warning("database.front-ends", say(
                "테이블이 아직 새로 만드는 것처럼 Supabase 프런트엔드에 맞춰져 있지 않습니다", "the tables are not yet as new ones are made for front ends on Supabase"),
                say("이 SQL을 읽어 보고 Supabase의 SQL 편집기나 테이블의 주인으로 전부 실행하세요. 로그인하지 않고 읽는 페이지는 그 뒤로 아무것도 읽지 못합니다:\n",
                        "Look through this SQL and run it as a whole in Supabase's SQL editor, or as the owner of the tables; a page that reads without"
                                + " logging in reads nothing after it:\n") + exposure.sql(language))) : Optional.empty();
    }

    /** Of those that run for each row and before it is written: others cannot change what is. */
    private Check triggers() throws SQLException {
        List<Map<String, Object>> triggers = query.all("select tgname || ' on ' || tgrelid::regclass as name, tgtype & 3 = 3 and tgtype & 20 <> 0 as changes"
                + " from pg_trigger where tgrelid in (select to_regclass(name) from unnest(?) name) and not tgisinternal and tgenabled <> 'D'"
                + " order by 1", (Object) NAMES);
        if (triggers.isEmpty()) {
            return Check.ok("database.triggers", say("테이블에 트리거가 없습니다", "the tables have no triggers"));
        }
        String words = String.join(", ", triggers.stream().map(row -> (String) row.get("name")).toList());
        return triggers.stream().anyMatch(row -> Boolean.TRUE.equals(row.get("changes")))
                ? Check.warning("database.triggers", say("저장하기 전에 행을 바꿀 수 있는 트리거: ", "triggers that can change rows before they are written: ") + words, say(
                        "무엇을 하는지 보세요. updated_at만 쓰는 것은 해가 없습니다. 다른 값을 바꾸면 잔고가 키움과 달라집니다. 프런트엔드가 필요로 할 수 있으니 알기 전에는 지우지 마세요",
                        "Look at what they do. One that only sets updated_at does no harm; any other makes the tables differ from Kiwoom. A front end may"
                                + " need it, so do not drop what you do not know"))
                : Check.ok("database.triggers", say("쓸 때마다 실행되는 트리거: ", "triggers run with every write: ") + words);
    }

    private Optional<Duration> statusAge() throws SQLException {
        if (!columns.getOrDefault(WrittenTables.STATUS, Set.of()).containsAll(Set.of("account_number", "state", "updated_at"))) {
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
        for (String table : List.of(WrittenTables.PORTFOLIO, WrittenTables.BALANCE)) {
            if (columns.getOrDefault(table, Set.of()).contains("account_number")) {
                query.all("select distinct account_number::text as account from " + table + " where left(replace(account_number, '-', ''), 8) = ?"
                        + " order by 1", accountDigits()).forEach(row -> spellings.add((String) row.get("account")));
            }
        }
        String stored = configuration.value("balance.account-no");
        var others = new LinkedHashSet<>(spellings);
        others.removeIf(each -> stored.isEmpty() ? each.matches("\\d{10}") : each.equals(stored));
        if (others.isEmpty()) {
            return Check.ok(name, spellings.isEmpty() ? say("아직 이 계좌의 행이 없습니다", "no row of this account yet")
                    : say("이 계좌의 행은 저장될 표기와 같습니다", "the rows of this account have the spelling that is stored"));
        }
        String words = String.join(", ", others.stream().map(Words::masked).toList());
        String kept = stored.isEmpty() ? say("키움이 보내는 10자리", "the 10 digits as Kiwoom sends them") : Words.masked(stored);
        return Check.warning(name, say("이 계좌의 행이 다른 표기로 있습니다: " + words + ". " + kept + "(으)로 저장됩니다",
                "rows of this account under another spelling: " + words + "; " + kept + " will be stored"), say(
                "행의 표기를 지키려면 BALANCE_ACCOUNT_NO에 그 표기를 쓰세요. 그대로 두면 서비스가 시작할 때 그 행들을 옮깁니다",
                "To keep the spelling of the rows set BALANCE_ACCOUNT_NO to it; otherwise the service moves the rows at its start"));
    }
}
