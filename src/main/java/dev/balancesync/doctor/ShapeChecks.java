package dev.balancesync.doctor;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.Schema;
import dev.balancesync.store.Exposure;
import dev.balancesync.store.SearchPath;

/** Whether the tables are those that the SQL files of {@code BALANCE_SCHEMA} write: their kind, their columns and their keys. */
final class ShapeChecks {
    private static final Set<String> STANDARD_ONLY = Set.of("credit_type", "loan_date", "average_price", "total_purchase_amount");
    private static final Set<String> LEGACY_ONLY = Set.of("avg_price", "purchase_amount");
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
    private final Map<String, Set<String>> columns;
    private final Set<String> views;

    /**
     * @param columns by table or view, of those that are there
     * @param views which of these are views
     */
    ShapeChecks(Configuration configuration, ReadOnlyQuery query, WrittenTables wanted, Map<String, Set<String>> columns, Set<String> views) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.query = query;
        this.wanted = wanted;
        this.schema = configuration.value("balance.schema");
        this.columns = columns;
        this.views = views;
    }

    Check tables() throws SQLException {
        String name = "database.tables";
        String kind = kind();
        String setting = "BALANCE_SCHEMA=" + schema;
        List<String> missing = wanted.columns().keySet().stream().filter(table -> !columns.containsKey(table)).toList();
        if (isOfAnotherKind()) {
            return Check.failed(name, language.say("kw_portfolio는 " + kind + "인데 " + setting + "입니다", "kw_portfolio is " + kind + ", but " + setting), kind.startsWith(Schema.LEGACY.folder())
                    ? language.say("이 테이블에 쓰려면 BALANCE_SCHEMA=legacy와 SUPABASE_USER_ID를 설정하세요. 아무 프런트엔드도 읽지 않을 때만 이름을 바꾸세요. 그러면 새 테이블을 만들 수 있습니다",
                            "Set BALANCE_SCHEMA=legacy and SUPABASE_USER_ID to write these tables. Only if no front end reads them any more: rename them,"
                            + " so that the standard ones can be made")
                    : kind.startsWith(Schema.STANDARD.folder()) ? language.say("BALANCE_SCHEMA=standard로 설정하세요", "Set BALANCE_SCHEMA=standard")
                    : language.say("그 테이블의 이름을 바꾸거나 다른 데이터베이스를 쓰세요", "Rename it, or use another database"));
        }
        List<String> locked = lockedViews();
        if (!locked.isEmpty()) {
            return Check.failed(name, String.join(", ", locked) + language.say("은(는) 쓸 수 없는 뷰입니다", " is a view that cannot be written"),
                    language.say("뷰의 이름을 바꾸세요. 그러면 서비스가 테이블을 만듭니다: ", "Rename the view, so that the service can make the table: ")
                            + locked.stream().map(view -> "alter view " + view + " rename to " + view + "_view;").collect(joining(" ")));
        }
        if (missing.isEmpty()) {
            return Check.ok(name, language.say(setting + "에 맞는 " + kind + " 테이블: ", kind + " tables, as " + setting + " needs: ")
                    + String.join(", ", wanted.columns().keySet()));
        }
        String words = columns.isEmpty() ? language.say("테이블이 하나도 없습니다", "none of the tables is there") : language.say("없는 테이블: ", "missing: ") + String.join(", ", missing);
        Optional<String> elsewhere = columns.containsKey(WrittenTables.PORTFOLIO) ? Optional.empty() : otherSchema();
        if (elsewhere.isPresent()) {
            return Check.failed(name, words + language.say(". kw_portfolio는 스키마 " + elsewhere.get() + "에 있습니다", ", but schema " + elsewhere.get() + " has kw_portfolio"),
                    lookInto(elsewhere.get()));
        }
        if (!missing.stream().allMatch(wanted::makes)) {
            return Check.failed(name, words, language.say("예전 테이블은 이 서비스가 만들지 않습니다. SUPABASE_DB_URL이 그 테이블이 있는 데이터베이스를 가리키게 하거나, BALANCE_SCHEMA=standard로 설정하세요",
                    "Legacy tables are not made by this service: let SUPABASE_DB_URL name the database that has them, or set BALANCE_SCHEMA=standard"));
        }
        if (!configuration.value("balance.create-tables").equals("true")) {
            return Check.failed(name, words, language.say("BALANCE_CREATE_TABLES=true로 설정하거나 routes/sql/" + schema + "/create-tables.sql을 직접 실행하세요",
                    "Set BALANCE_CREATE_TABLES=true, or run create-tables.sql of routes/sql/" + schema + " yourself"));
        }
        Map<String, Object> at = query.one("select current_schema()::text as name, quote_ident(current_user) as who,"
                + " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may");
        if (at.get("name") == null) {
            return Check.failed(name, words + language.say(". 이 사용자의 search_path에 있는 스키마가 하나도 없습니다", ", and no schema of this user's search_path exists"),
                    lookInto("public"));
        }
        return Boolean.TRUE.equals(at.get("may")) ? made(words + language.say(". 서비스가 시작할 때 만듭니다", "; the service makes them at its start"))
                : Check.failed(name, words + language.say(". 이 사용자는 스키마 " + at.get("name") + "에 테이블을 만들 수 없습니다",
                        ", and this user may not make tables in schema " + at.get("name")), language.say("스키마의 주인으로 실행하세요: ", "As the owner of the schema: ")
                        + "grant usage, create on schema " + at.get("name") + " to " + at.get("who") + "; " + language.say("또는 그 주인을 쓰세요(Supabase에서는 postgres)",
                        "Or use that owner, on Supabase postgres"));
    }

    /** @param schema as PostgreSQL quotes it */
    private String lookInto(String schema) {
        String url = configuration.value("supabase.db-url");
        String parameter = (url.indexOf('?', url.lastIndexOf('@')) < 0 ? "?" : "&") + SearchPath.parameter(schema);
        return language.say("SUPABASE_DB_URL 끝에 " + parameter + "을(를) 붙이세요", "Add " + parameter + " to SUPABASE_DB_URL");
    }

    private Optional<String> otherSchema() throws SQLException {
        return query.all("select quote_ident(n.nspname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'kw_portfolio'"
                + " and c.relkind in ('r', 'p', 'v') and has_schema_privilege(n.oid, 'usage') order by 1 limit 1").stream()
                .map(row -> (String) row.get("name")).findFirst();
    }

    /** Views that PostgreSQL does not write through to one table. */
    List<String> lockedViews() throws SQLException {
        return query.all("select relname::text as name from pg_class where relkind in ('v', 'm') and oid in (select to_regclass(name) from unnest(?) name)"
                + " and pg_relation_is_updatable(oid, false) & " + WRITABLE + " <> " + WRITABLE, (Object) WrittenTables.NAMES).stream()
                .map(row -> (String) row.get("name")).toList();
    }

    /** What the service can do by itself, and what somebody else has to do for it on Supabase. */
    private Check made(String words) throws SQLException {
        var others = new ArrayList<String>();
        for (Map<String, Object> row : query.all("select pg_get_userbyid(pubowner)::text as owner from pg_publication where pubname = 'supabase_realtime'"
                + " and not pg_has_role(pubowner, 'USAGE')")) {
            others.add(language.say("게시 supabase_realtime의 주인이 " + row.get("owner") + "(이)라 변경을 보내지 못합니다",
                    "the publication supabase_realtime belongs to " + row.get("owner") + ", so changes are not sent"));
        }
        if (!query.all("select from pg_namespace where nspname = 'auth' and not has_schema_privilege(oid, 'USAGE')").isEmpty()) {
            others.add(language.say("이 사용자가 auth.uid()를 부를 수 없어 아무도 읽지 못합니다", "this user may not call auth.uid(), so nobody can read"));
        }
        return others.isEmpty() ? Check.ok("database.tables", words)
                : Check.warning("database.tables", words + language.say(". 다만 일부뿐입니다: ", ", but only in part: ")
                        + String.join("; ", others), language.say(
                        "Supabase에서는 postgres를 쓰세요. 아니면 서비스를 시작한 뒤 doctor가 보여 주는 SQL을 그것들의 주인으로 실행하세요",
                        "On Supabase, use postgres; or start the service, and then run the SQL that doctor prints as the owner of these things"));
    }

    boolean isOfAnotherKind() throws SQLException {
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
            return Schema.LEGACY.folder() + (positive ? language.say("(수량 0을 받지 않는 판)", " (version that forbids quantity 0)") : language.say("(수량 0을 받는 판)", " (version that allows quantity 0)"));
        }
        // one or two columns short of a known kind: missing columns are told by name
        long standard = STANDARD_ONLY.stream().filter(portfolio::contains).count();
        return standard > 1 ? Schema.STANDARD.folder() : portfolio.stream().anyMatch(LEGACY_ONLY::contains) ? Schema.LEGACY.folder() + language.say("(일부만 있음)", " (incomplete)")
                : language.say("알 수 없는 종류의 테이블", "of an unknown kind");
    }

    /** Those that are missing, and those that PostgreSQL fills itself and lets nobody write. */
    Check columns(Exposure exposure) throws SQLException {
        var words = new ArrayList<String>();
        var advice = new ArrayList<String>();
        wanted.columns().forEach((table, names) -> names.stream().filter(column -> !columns.getOrDefault(table, names).contains(column)).forEach(column -> {
            String type = wanted.types().get(table + "." + column);
            words.add(table + "." + column);
            advice.add(views.contains(table) ? language.say(table + "은(는) 뷰입니다. 뷰 뒤의 테이블과 뷰에 " + column + "을(를) 더하세요.",
                    table + " is a view: add " + column + " to the table behind it, and to the view.")
                    : type == null ? language.say(table + "에 " + column + "을(를) 더하거나, routes/sql/" + schema + "에서 빼세요.",
                            "Add " + column + " to " + table + ", or take it out of routes/sql/" + schema + ".")
                    : "alter table " + table + " add column " + column + " " + type + ";");
        }));
        for (Map<String, Object> row : query.all("select attrelid::regclass::text as name, quote_ident(attname) as col, attidentity = 'a' as identity"
                + " from pg_attribute where attrelid in (select to_regclass(name) from unnest(?) name) and (attgenerated <> '' or attidentity = 'a')"
                + " and not attisdropped order by 1, 2", (Object) WrittenTables.NAMES)) {
            if (wanted.columns().getOrDefault(row.get("name"), Set.of()).contains(row.get("col"))) {
                words.add(row.get("name") + "." + row.get("col") + language.say("(PostgreSQL이 채우는 컬럼)", " (PostgreSQL fills it, nobody may write it)"));
                advice.add("alter table " + row.get("name") + " alter column " + row.get("col")
                        + (Boolean.TRUE.equals(row.get("identity")) ? " drop identity;" : " drop expression;"));
            }
        }
        String stored = configuration.value("balance.account-no");
        for (Map<String, Object> row : query.all("select attrelid::regclass::text as name from pg_attribute where attrelid in (select to_regclass(name) from unnest(?) name)"
                + " and attname = 'account_number' and atttypid in ('varchar'::regtype, 'bpchar'::regtype) and atttypmod between 0 and ?::int + 3 order by 1",
                WrittenTables.NAMES, String.valueOf(stored.isEmpty() ? ACCOUNT_DIGITS : stored.length()))) {
            words.add(row.get("name") + ".account_number" + language.say("(계좌번호보다 짧은 컬럼)", " (too short for the account number)"));
            advice.add("alter table " + row.get("name") + " alter column account_number type text;");
        }
        return words.isEmpty() ? Check.ok("database.columns", language.say(schema + "의 SQL이 쓰는 모든 컬럼이 있습니다", "every column that the " + schema + " statements write is there")
                + exposure.findings(Exposure.Topic.COLUMNS).stream().map(each -> "; " + each.words().in(language) + ": " + each.statements().get(0).in(language)).collect(joining()))
                : Check.failed("database.columns", language.say("쓸 수 없거나 없는 컬럼: ", "missing: ") + String.join(", ", words), String.join(" ", advice));
    }

    /** A column of the user's own that must be filled, and that no statement fills: PostgreSQL would refuse every row. */
    Check notNull() throws SQLException {
        String name = "database.not-null";
        var words = new ArrayList<String>();
        var advice = new ArrayList<String>();
        for (Map<String, Object> row : query.all("select a.attrelid::regclass::text as name, a.attname::text as col, quote_ident(a.attname) as quoted,"
                + " a.atttypid::regtype::text as type, exists (select from pg_constraint where conrelid = a.attrelid and contype = 'p'"
                + " and a.attnum = any(conkey)) as key from pg_attribute a where a.attrelid in (select to_regclass(name) from unnest(?) name)"
                + " and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attnum > 0 and not a.attisdropped order by 1, a.attnum",
                (Object) WrittenTables.NAMES)) {
            String table = (String) row.get("name");
            boolean owner = row.get("col").equals("user_id");
            boolean filled = !wanted.always().containsKey(table) || wanted.always().get(table).contains(row.get("col"));
            String alter = "alter table " + table + " alter column " + row.get("quoted");
            if (owner && filled && configuration.value("supabase.user-id").isEmpty()) {
                words.add(table + ".user_id");
                advice.add(language.say("SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요.", "Set SUPABASE_USER_ID to the uuid under Authentication > Users."));
            } else if (!filled) {
                words.add(table + "." + row.get("col"));
                advice.add(!Boolean.TRUE.equals(row.get("key")) ? alter + " drop not null;"
                        : row.get("type").equals("uuid") ? alter + " set default gen_random_uuid();" : alter + " add generated by default as identity;");
            }
        }
        return words.isEmpty() ? Check.ok(name, language.say("비워 둘 수 없는 컬럼은 모두 서비스가 채웁니다", "every column that must not be empty is filled"))
                : Check.failed(name, language.say("비워 둘 수 없는데 서비스가 채우지 않는 컬럼: ", "must not be empty, and is not filled: ") + String.join(", ", words),
                        advice.stream().distinct().collect(joining(" ")));
    }

    /** PostgreSQL is asked by the very clause that the statements have, since a view or a partitioned table has no index of its own. */
    Check keys() throws SQLException {
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
                        missing.add(views.contains(table.getKey()) ? language.say(table.getKey() + "은(는) 뷰입니다. 뷰 뒤의 테이블에 unique (" + key + ")를 더하세요.",
                                table.getKey() + " is a view: add unique (" + key + ") to the table behind it.")
                                : "alter table " + table.getKey() + " add unique (" + key + ");");
                    } else if (!NOT_ALLOWED.equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
        return missing.isEmpty() ? Check.ok("database.keys", language.say("모든 테이블에 행을 고칠 때 쓰는 유일 키가 있습니다", "each table has the unique key by which rows are updated"))
                : Check.failed("database.keys", language.say("유일 키가 없어 어떤 행도 고칠 수 없습니다", "a unique key is missing, without which no row can be updated"),
                        String.join(" ", missing));
    }

    /** A deferrable constraint is planned with, and refused when it is used. */
    private Optional<String> judgedLate(String table, Set<String> key) throws SQLException {
        return query.all("select quote_ident(conname) as name from pg_constraint c where conrelid = to_regclass(?) and contype in ('u', 'p') and condeferrable"
                + " and (select array_agg(attname::text order by attname) from pg_attribute where attrelid = conrelid and attnum = any(conkey)) = ?",
                table, key.stream().sorted().toArray(String[]::new)).stream().map(row -> (String) row.get("name")).findFirst();
    }
}
