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
import dev.balancesync.store.Exposure;

/** Who may read and write the tables: this user, and front ends on Supabase. */
final class AccessChecks {
    private final Configuration configuration;
    private final Language language;
    private final ReadOnlyQuery query;
    private final WrittenTables wanted;
    private final Set<String> tables;

    /** @param tables those that are there */
    AccessChecks(Configuration configuration, ReadOnlyQuery query, WrittenTables wanted, Set<String> tables) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.query = query;
        this.wanted = wanted;
        this.tables = tables;
    }

    Check rights() throws SQLException {
        var missing = new ArrayList<String>();
        var grants = new ArrayList<String>();
        for (String table : wanted.columns().keySet()) {
            if (tables.contains(table)) {
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
                + " where d.adrelid in (select to_regclass(name) from unnest(?) name) and case when s.relkind = 'S' then not has_sequence_privilege(s.oid, 'USAGE, UPDATE') end order by 1", (Object) WrittenTables.NAMES)) {
            missing.add(row.get("name") + ": USAGE");
            grants.add("grant usage on sequence " + row.get("name") + " to " + me() + ";");
        }
        return missing.isEmpty() ? Check.ok("database.rights", language.say("이 사용자는 테이블을 읽고 쓸 수 있습니다", "this user may read and write the tables"))
                : Check.failed("database.rights", language.say("이 사용자에게 없는 권한: ", "this user lacks ") + String.join("; ", missing),
                        language.say("테이블의 주인으로 실행하세요: ", "As their owner: ") + String.join(" ", grants)
                                + language.say(" 또는 그 주인을 쓰세요(Supabase에서는 postgres)", " Or use the owner, on Supabase postgres"));
    }

    private String me() throws SQLException {
        return (String) query.one("select quote_ident(current_user) as who").get("who");
    }

    /** Row level security: off, everybody with Supabase's public anon key reads all rows. On, it may stand in our own way. */
    Check security(Exposure exposure) throws SQLException {
        String name = "database.row-security";
        // what no policy lets through, PostgreSQL refuses on insert, and leaves as it is without a word on update and delete, for which it must be read,
        // too; only holdings are deleted
        List<Map<String, Object>> active = query.all("select c.relname::text as name, (select bool_and(exists (select from pg_policy"
                + " where polrelid = c.oid and polpermissive and polcmd in (need, '*')"
                + " and exists (select from unnest(polroles) who where case when who = 0 then true else pg_has_role(who, 'MEMBER') end)))"
                + " from unnest(case when c.oid = to_regclass(?) then '{r,a,w,d}' else '{r,a,w}' end::\"char\"[]) need)"
                + " as writable from pg_class c where row_security_active(c.oid)"
                + " and c.oid in (select to_regclass(name) from unnest(?) name) order by 1", WrittenTables.PORTFOLIO, WrittenTables.NAMES);
        if (!active.isEmpty()) {
            List<String> refused = active.stream().filter(row -> !Boolean.TRUE.equals(row.get("writable"))).map(row -> (String) row.get("name")).toList();
            String words = language.say("행 수준 보안이 이 사용자에게도 적용됩니다: ", "row level security applies to this user itself on ")
                    + active.stream().map(row -> (String) row.get("name")).collect(joining(", "));
            String who = me();
            String owner = language.say("테이블의 주인을 쓰세요(Supabase에서는 postgres)", "Use the owner of the tables, on Supabase postgres");
            return refused.isEmpty() ? Check.warning(name, words + language.say(". 쓰기가 거절되거나 보이지 않는 행이 있을 수 있습니다",
                    ", so writes can be refused and rows stay unseen"), owner)
                    : Check.failed(name, words + language.say(". 쓰게 해 주는 정책이 없습니다", ", and no policy lets it write"), owner
                            + language.say(". 아니면 그 주인으로 실행하세요: ", ". Or run as the owner: ") + refused.stream().map(table ->
                            "create policy \"the service writes\" on " + table + " to " + who + " using (true) with check (true);").collect(joining(" ")));
        }
        if (!Boolean.TRUE.equals(query.one("select exists (select from pg_proc f join pg_namespace n on n.oid = f.pronamespace"
                + " where n.nspname = 'auth' and f.proname = 'uid') as yes").get("yes"))) {
            return Check.ok(name, language.say("Supabase가 아닙니다. 누가 읽는지는 권한이 정합니다", "this is no Supabase database; who may read is a matter of its grants"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.ROWS);
        if (!found.isEmpty()) {
            return warning(name, found);
        }
        return configuration.value("supabase.user-id").isEmpty()
                ? Check.warning(name, language.say("행 수준 보안이 켜져 있는데 SUPABASE_USER_ID가 없습니다. 행에 주인이 없어 프런트엔드에 아무것도 보이지 않습니다",
                        "row level security is on, but SUPABASE_USER_ID is not set: rows have no owner and a front end sees none"), language.say(
                        "SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요", "Set SUPABASE_USER_ID to the uuid under Authentication > Users"))
                : Check.ok(name, language.say("행 수준 보안이 켜져 있고 읽는 정책이 있습니다", "row level security is on, with policies to read"));
    }

    /** Whether there is such a user of the Supabase project, as far as this one may look. */
    Optional<Check> owner() throws SQLException {
        String user = configuration.value("supabase.user-id");
        String mayLook = "select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'auth' and c.relname = 'users'"
                + " and has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') and not row_security_active(c.oid)";
        if (user.isEmpty() || query.all(mayLook).isEmpty() || !query.all("select from auth.users where id::text = lower(?)", user).isEmpty()) {
            return Optional.empty();
        }
        String words = language.say("SUPABASE_USER_ID의 uuid를 가진 사용자가 프로젝트에 없습니다", "SUPABASE_USER_ID is the uuid of none of the project's users");
        String advice = language.say("SUPABASE_USER_ID에 Authentication > Users의 uuid를 쓰세요", "Set SUPABASE_USER_ID to the uuid under Authentication > Users");
        boolean needed = !query.all("select from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
                + " where c.contype = 'f' and a.attname = 'user_id' and c.conrelid in (select to_regclass(name) from unnest(?) name)", (Object) WrittenTables.NAMES).isEmpty();
        return Optional.of(needed ? Check.failed("database.owner", words + language.say(". 외래 키 때문에 어떤 행도 저장되지 않습니다", ", and a foreign key lets no row be stored"), advice)
                : Check.warning("database.owner", words + language.say(". 그래서 누구의 프런트엔드에도 행이 보이지 않습니다", ", so nobody's front end sees the rows"), advice));
    }

    /** Since 2026 Supabase grants nothing on new tables by itself. */
    Check grants(Exposure exposure) throws SQLException {
        if (query.all("select from pg_roles where rolname in ('anon', 'authenticated', 'service_role')").isEmpty()) {
            return Check.ok("database.grants", language.say("Supabase의 역할이 없습니다", "there are none of Supabase's roles"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.GRANTS);
        return found.isEmpty() ? Check.ok("database.grants", language.say("authenticated는 읽고, service_role은 쓰고, anon은 아무것도 못합니다",
                "authenticated may read the tables, service_role write them, and anon nothing"))
                : warning("database.grants", found);
    }

    Check realtime(Exposure exposure) throws SQLException {
        String name = "database.realtime";
        if (query.all("select from pg_publication where pubname = 'supabase_realtime'").isEmpty()) {
            return Check.ok(name, language.say("supabase_realtime 게시가 없습니다. 프런트엔드가 행을 물어봐야 합니다",
                    "there is no publication supabase_realtime; front ends must ask for rows"));
        }
        List<Exposure.Finding> found = exposure.findings(Exposure.Topic.REALTIME);
        return found.isEmpty() ? Check.ok(name, language.say("Supabase Realtime이 테이블의 변경을 보냅니다. 사라진 행은 id만 보냅니다",
                "Supabase Realtime sends changes of the tables, and of a row that goes nothing but its id"))
                : warning(name, found);
    }

    private Check warning(String name, List<Exposure.Finding> found) {
        return Check.warning(name, found.stream().map(each -> each.words().in(language)).collect(joining("; ")),
                found.stream().flatMap(each -> each.statements().stream()).map(each -> each.in(language)).collect(joining(" ")));
    }

    /** One block for all of it, since one statement without the others can harm: a table without primary key in the publication takes no update. */
    Optional<Check> frontEnds(Exposure exposure) {
        boolean isOlder = Stream.of(Exposure.Topic.ROWS, Exposure.Topic.GRANTS, Exposure.Topic.REALTIME)
                .anyMatch(topic -> !exposure.findings(topic).isEmpty());
        return isOlder ? Optional.of(Check.warning("database.front-ends", language.say(
                "테이블이 아직 새로 만드는 것처럼 Supabase 프런트엔드에 맞춰져 있지 않습니다", "the tables are not yet as new ones are made for front ends on Supabase"),
                language.say("이 SQL을 읽어 보고 Supabase의 SQL 편집기나 테이블의 주인으로 전부 실행하세요. 로그인하지 않고 읽는 페이지는 그 뒤로 아무것도 읽지 못합니다:\n",
                        "Look through this SQL and run it as a whole in Supabase's SQL editor, or as the owner of the tables; a page that reads without"
                                + " logging in reads nothing after it:\n") + exposure.sql(language))) : Optional.empty();
    }
}
