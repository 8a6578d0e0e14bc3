package dev.balancesync.doctor;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.Language;

/** With {@code CLUSTER=postgres}: whether this user may keep the leases, without which nothing is ever written. */
final class LeaseChecks {
    private static final String NAME = "database.leases";
    private static final String[] TABLES = {"kw_sync_lease", "kw_sync_node"};

    private final Language language;
    private final ReadOnlyQuery query;

    LeaseChecks(Language language, ReadOnlyQuery query) {
        this.language = language;
        this.query = query;
    }

    /** @param makes whether the service makes what is missing */
    Check look(boolean makes) throws SQLException {
        List<Map<String, Object>> tables = query.all("select name, to_regclass(name) is null as missing, coalesce(has_table_privilege(to_regclass(name), 'SELECT')"
                + " and has_table_privilege(to_regclass(name), 'INSERT') and has_table_privilege(to_regclass(name), 'UPDATE')"
                + " and has_table_privilege(to_regclass(name), 'DELETE'), true) as may, coalesce(row_security_active(to_regclass(name)), false)"
                + " and not exists (select from pg_policy where polrelid = to_regclass(name)) as closed from unnest(?) name", (Object) TABLES);
        Map<String, Object> here = query.one("select quote_ident(current_user) as me, quote_ident(current_schema()) as schema,"
                + " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may");
        String missing = names(tables, "missing", true);
        String refused = names(tables, "may", false);
        String closed = names(tables, "closed", true);
        String owner = language.say("테이블의 주인으로 실행하세요: ", "As their owner: ");
        if (!missing.isEmpty() && !makes) {
            return Check.failed(NAME, language.say("없는 테이블: ", "there is no ") + missing, language.say("BALANCE_CREATE_TABLES=true로 설정하거나 docs/cluster.md의 SQL을 실행하세요",
                    "Set BALANCE_CREATE_TABLES=true, or run the SQL of docs/cluster.md"));
        }
        if (!missing.isEmpty() && !Boolean.TRUE.equals(here.get("may"))) {
            return Check.failed(NAME, language.say("없는 테이블: " + missing + ". 이 사용자는 만들 수 없습니다", "there is no " + missing + ", and this user may not make it"),
                    language.say("스키마의 주인으로 실행하세요: ", "As the owner of the schema: ") + "grant usage, create on schema " + here.get("schema") + " to " + here.get("me") + ";");
        }
        if (!refused.isEmpty()) {
            return Check.failed(NAME, language.say("이 사용자에게 없는 권한: ", "this user may not read and write ") + refused, owner
                    + "grant select, insert, update, delete on " + refused + " to " + here.get("me") + ";");
        }
        if (!closed.isEmpty()) {
            return Check.failed(NAME, language.say("행 수준 보안이 이 사용자를 막습니다: ", "row level security keeps this user from ") + closed, owner
                    + List.of(closed.split(", ")).stream().map(table -> "create policy \"the service writes\" on " + table + " to " + here.get("me")
                            + " using (true) with check (true);").collect(joining(" ")));
        }
        return Check.ok(NAME, missing.isEmpty() ? language.say("CLUSTER=postgres의 테이블을 읽고 쓸 수 있습니다", "the tables of CLUSTER=postgres may be read and written")
                : language.say("없는 테이블은 서비스가 만듭니다: ", "the service makes what is missing: ") + missing);
    }

    private static String names(List<Map<String, Object>> tables, String fact, boolean is) {
        return tables.stream().filter(each -> each.get(fact).equals(is)).map(each -> (String) each.get("name")).collect(joining(", "));
    }
}
