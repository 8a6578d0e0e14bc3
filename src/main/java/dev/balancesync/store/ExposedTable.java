package dev.balancesync.store;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.store.Exposure.Finding;
import dev.balancesync.store.Exposure.Topic;

/** One of the service's tables as PostgreSQL's catalogue has it, and what in that is not as a front end on Supabase needs it. */
final class ExposedTable {
    /** Supabase Realtime tells the primary key of a deleted row to every subscriber, whatever row level security says. */
    private static final Set<String> PRIVATE = Set.of("user_id", "account_number", "stock_code", "credit_type", "loan_date");

    /** Stands in the words for the table, or for all of which they are true. */
    private static final String TABLE = "{table}";
    private static final Bilingual PUBLISH = Bilingual.both("alter publication supabase_realtime add table %s;");

    /** A row of it is a table. */
    static final String LOOK = """
            with server as (
                select exists (select from pg_proc f join pg_namespace n on n.oid = f.pronamespace
                        where n.nspname = 'auth' and f.proname = 'uid') as owners,
                    (select oid from pg_roles where rolname = 'anon') as anon,
                    (select oid from pg_roles where rolname = 'authenticated') as reader,
                    (select oid from pg_roles where rolname = 'service_role') as server,
                    (select pubowner from pg_publication where pubname = 'supabase_realtime') as publisher)
            select case n.nspname when 'public' then quote_ident(c.relname) else format('%I.%I', n.nspname, c.relname) end as name,
                quote_ident(n.nspname) as schema,
                c.relkind = 'v' as view, c.relkind = 'p' as partitioned,
                (select string_agg(part.relid::regclass::text, ', ' order by part.level, part.relid::regclass::text) from pg_partition_tree(c.oid) part
                    join pg_class of on of.oid = part.relid where part.level > 0 and not of.relrowsecurity) as open_parts,
                c.relrowsecurity as secured, c.relreplident in ('f', 'i') as whole,
                owners, anon is not null as anon, reader is not null as reader, server is not null as server, publisher is not null as publisher,
                quote_ident(pg_get_userbyid(c.relowner)) as owner, quote_ident(pg_get_userbyid(publisher)) as publisher_name,
                pg_has_role(publisher, c.relowner, 'USAGE') as publisher_owns,
                exists (select from pg_publication_tables where pubname = 'supabase_realtime' and schemaname = n.nspname and tablename = c.relname)
                    as published,
                quote_ident(pk.conname) as key,
                (select string_agg(quote_ident(attname), ', ' order by array_position(pk.conkey, attnum)) from pg_attribute
                    where attrelid = c.oid and attnum = any(pk.conkey)) as key_columns,
                exists (select from pg_constraint where contype = 'f' and confrelid = c.oid and conindid = pk.conindid) as key_referenced,
                exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate and not i.indisprimary
                    and i.indpred is null and i.indexprs is null and (select array_agg(k order by k) from unnest(i.indkey[0:i.indnkeyatts - 1]) k)
                        = (select array_agg(k order by k) from unnest(pk.conkey) k)) as key_twice,
                (select count(*) from pg_attribute where attrelid = c.oid and not attisdropped and attname = 'user_id') > 0 as owned,
                c.relname = 'kw_account_balance' and not exists (select from pg_attribute where attrelid = c.oid and not attisdropped
                    and attname = 'cash_at') as without_cash_at,
                (select count(*) from pg_policy where polrelid = c.oid and polcmd in ('r', '*') and polpermissive
                    and (0 = any(polroles) or reader = any(polroles))) > 0 as readable,
                exists (select from pg_policy where polrelid = c.oid and polcmd in ('r', '*') and polpermissive
                    and pg_get_expr(polqual, polrelid) = 'true' and (0 = any(polroles) or anon = any(polroles))) as open,
                exists (select from pg_policy where polrelid = c.oid and polcmd in ('r', '*') and polpermissive
                    and pg_get_expr(polqual, polrelid) = 'true' and reader = any(polroles)) as open_to_users,
                coalesce(has_table_privilege(anon, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                    or has_any_column_privilege(anon, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'), false) as anon_may,
                coalesce(has_any_column_privilege(reader, c.oid, 'SELECT'), false) as reader_reads,
                coalesce(has_any_column_privilege(reader, c.oid, 'INSERT, UPDATE') or has_table_privilege(reader, c.oid, 'DELETE'), false)
                    as reader_writes,
                coalesce(has_table_privilege(server, c.oid, 'SELECT') and has_table_privilege(server, c.oid, 'INSERT')
                    and has_table_privilege(server, c.oid, 'UPDATE') and has_table_privilege(server, c.oid, 'DELETE'), false) as server_may,
                coalesce(has_schema_privilege(reader, n.oid, 'USAGE'), false) as reader_enters
            from server, pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_constraint pk on pk.conrelid = c.oid and pk.contype = 'p'
            where c.oid in (to_regclass('kw_portfolio'), to_regclass('kw_account_balance'), to_regclass('kw_sync_status'))
            order by c.relname
            """;

    /** Of one table; the words are the same for each. */
    record Found(Topic topic, String table, Bilingual words, List<Bilingual> statements) {
        /** The same of several tables. */
        static Finding together(List<Found> same) {
            String tables = same.stream().map(Found::table).collect(joining(", "));
            Found first = same.get(0);
            List<Bilingual> statements = same.stream().flatMap(each -> each.statements().stream()).distinct().toList();
            if (statements.contains(PUBLISH)) {
                statements = Stream.concat(statements.stream().filter(each -> !each.equals(PUBLISH)), Stream.of(Bilingual.both(String.format(PUBLISH.english(), tables)))).toList();
            }
            Bilingual words = first.words();
            return new Finding(first.topic(), new Bilingual(words.korean().replace(TABLE, tables), words.english().replace(TABLE, tables)), statements);
        }
    }

    private final Map<String, Object> row;
    private final List<Found> findings = new ArrayList<>();
    private final String name;

    ExposedTable(Map<String, Object> row) {
        this.row = row;
        this.name = text("name");
    }

    private boolean is(String fact) {
        return Boolean.TRUE.equals(row.get(fact));
    }

    private String text(String fact) {
        return (String) row.get(fact);
    }

    private void found(Topic topic, Bilingual words, String... statements) {
        findings.add(new Found(topic, name, words, Stream.of(statements).map(Bilingual::both).toList()));
    }

    /** Where only the user can decide: an SQL comment. */
    private void asked(Topic topic, Bilingual words, String korean, String english) {
        findings.add(new Found(topic, name, words, List.of(new Bilingual("/* " + name + ": " + korean + " */", "/* " + name + ": " + english + " */"))));
    }

    /** What is not as it should be. */
    List<Found> judged() {
        if (is("view")) {
            if (is("owners")) {
                asked(Topic.ROWS, new Bilingual(TABLE + ": 뷰입니다. 누가 어떤 행을 읽는지는 그 뒤의 테이블과 뷰의 security_invoker가 정하고,"
                        + " Realtime은 뷰의 변경을 보내지 않습니다", TABLE + " is a view: who reads which rows is a matter of the table behind it and of the"
                        + " view's security_invoker, and Realtime sends no changes of views"), "뷰입니다. 뷰 뒤의 테이블을 보세요",
                        "it is a view; look at the table behind it");
            }
            return findings;
        }
        if (is("owners")) {
            rows();
            parts();
        }
        grants();
        if (is("publisher")) {
            if (is("partitioned")) {
                asked(Topic.REALTIME, new Bilingual(TABLE + ": 파티션으로 나뉜 테이블입니다. Realtime은 변경을 파티션의 이름으로 보내므로 이 이름을 구독하면 아무것도 듣지 못합니다",
                        TABLE + " is partitioned: Realtime sends changes under the names of the partitions, and who subscribes to this one hears nothing"),
                        "파티션의 이름을 구독하거나, 나뉘지 않은 테이블을 쓰세요", "subscribe to the partitions by their names, or use a table that is not partitioned");
            } else {
                key();
                realtime();
            }
        }
        if (is("without_cash_at")) {
            found(Topic.COLUMNS, new Bilingual(TABLE + "에 예수금의 기준 시각 cash_at이 없습니다",
                    TABLE + " has no cash_at, which says as of when its cash is"),
                    "alter table " + name + " add column cash_at timestamptz;");
        }
        return findings;
    }

    private void rows() {
        if (is("secured") && is("open")) {
            asked(Topic.ROWS, new Bilingual("공개 anon 키만 있으면 누구나 " + TABLE + " 테이블을 읽게 하는 정책이 있습니다",
                    "a policy lets everybody with the public anon key read " + TABLE),
                    "로그인하지 않고 읽는 페이지가 없다면 그 정책을 using (user_id = (select auth.uid()))로 바꾸세요",
                    "if no page of yours reads it without logging in, let that policy say using (user_id = (select auth.uid()))");
        } else if (is("secured") && is("open_to_users")) {
            asked(Topic.ROWS, new Bilingual("로그인한 사용자라면 누구나 " + TABLE + " 테이블의 모든 행을 읽게 하는 정책이 있습니다",
                    "a policy lets every user who has logged in read all rows of " + TABLE),
                    "다른 사용자가 읽으면 안 된다면 그 정책을 using (user_id = (select auth.uid()))로 바꾸세요",
                    "if no other user shall read it, let that policy say using (user_id = (select auth.uid()))");
        }
        // whoever may write today goes on writing his own rows: old front ends keep their reservations in these tables
        boolean goesOnWriting = !is("secured") && is("reader_writes");
        String policy = "create policy \"owner reads" + (goesOnWriting ? " and writes" : "") + " own rows\" on " + name
                + " for " + (goesOnWriting ? "all" : "select") + (is("reader") ? " to authenticated" : "")
                + " using (user_id = (select auth.uid()));";
        var missing = new ArrayList<String>();
        if (!is("secured")) {
            missing.add("alter table " + name + " enable row level security;");
        }
        if (!is("readable") && is("owned")) {
            missing.add(policy);
        }
        if (!is("secured")) {
            boolean isPublic = is("anon_may") || !is("anon");
            found(Topic.ROWS, new Bilingual(TABLE + " 테이블의 행 수준 보안이 꺼져 있습니다. " + (isPublic ? "공개 anon 키만 있으면" : "권한이 있는 사용자라면")
                    + " 누구나 모든 행을 읽습니다", "row level security is off on " + TABLE + ": everybody "
                    + (isPublic ? "with the public anon key" : "who is granted it") + " reads all rows"),
                    missing.toArray(String[]::new));
        } else if (!is("readable")) {
            found(Topic.ROWS, new Bilingual("행 수준 보안이 켜져 있는데 " + TABLE + " 테이블을 읽게 하는 정책이 없습니다. 프런트엔드에 아무 행도 보이지 않습니다",
                    "row level security is on, but no policy lets anybody read " + TABLE + ": a front end sees no row"),
                    missing.toArray(String[]::new));
        }
    }

    /** Asked by its own name, a partition knows nothing of the policies of the whole table. */
    private void parts() {
        String open = text("open_parts");
        if (open != null) {
            found(Topic.ROWS, new Bilingual(TABLE + " 테이블의 파티션은 행 수준 보안이 꺼져 있어, 권한이 있는 사용자라면 그 이름으로 모든 행을 읽습니다: " + open,
                    "row level security is off on partitions of " + TABLE + ", whose rows everybody who is granted them reads by their names: " + open),
                    Stream.of(open.split(", ")).map(each -> "alter table " + each + " enable row level security;").toArray(String[]::new));
        }
    }

    private void grants() {
        if (is("reader") && !is("reader_enters")) {
            found(Topic.GRANTS, new Bilingual("authenticated가 " + TABLE + "의 스키마에 들어가지 못합니다",
                    "authenticated may not enter the schema of " + TABLE),
                    "grant usage on schema " + text("schema") + " to authenticated" + (is("server") ? ", service_role;" : ";"));
        }
        if (is("reader") && !is("reader_reads")) {
            found(Topic.GRANTS, new Bilingual("authenticated에게 " + TABLE + "의 권한이 없습니다. 행의 주인도 \"permission denied\"를 받고 Realtime으로도 아무것도 오지 않습니다",
                    TABLE + " is not granted to authenticated: the owner gets \"permission denied\", and nothing by Realtime"),
                    "grant select on " + name + " to authenticated;");
        }
        if (is("server") && !is("server_may")) {
            found(Topic.GRANTS, new Bilingual("service_role에게 " + TABLE + "의 권한이 없습니다", TABLE + " is not granted to service_role"),
                    "grant all on " + name + " to service_role;");
        }
        if (is("anon") && is("anon_may")) {
            String revoke = "revoke all on " + name + " from anon, public;";
            Bilingual words = new Bilingual("anon에게 " + TABLE + "의 권한이 있습니다. 그 안에 anon의 것은 없습니다",
                    TABLE + " is granted to anon, to whom nothing in it belongs");
            if (is("secured") && is("open")) {
                asked(Topic.GRANTS, words, "로그인하지 않고 읽는 페이지가 없다면 " + revoke, "if no page of yours reads it without logging in: " + revoke);
            } else {
                found(Topic.GRANTS, words, revoke);
            }
        }
    }

    /** Whether Realtime can send rows at all, and what it tells of those that go. */
    private void key() {
        String columns = text("key_columns");
        if (columns != null && Stream.of(columns.split(", ")).noneMatch(PRIVATE::contains)) {
            return;
        }
        Bilingual words = columns == null ? new Bilingual(TABLE + "에 기본 키가 없습니다. 기본 키가 없으면 Realtime이 변경을 보내지 않습니다",
                TABLE + " has no primary key, without which Realtime sends no change of it")
                : new Bilingual("Realtime이 " + TABLE + "에서 사라지는 행마다 " + columns + " 값을 모두에게 알립니다. 그것이 기본 키이기 때문입니다",
                        "Realtime tells everybody " + columns + " of each row that leaves " + TABLE + ", because that is its primary key");
        if (is("key_referenced")) {
            asked(Topic.REALTIME, words, "외래 키가 기본 키를 가리킵니다. 그 외래 키를 없애고 doctor를 다시 실행하세요",
                    "a foreign key refers to its primary key; drop it, and run doctor again");
            return;
        }
        found(Topic.REALTIME, words, "alter table " + name + " add column if not exists id uuid not null default gen_random_uuid();",
                "alter table " + name + (columns == null ? "" : " drop constraint " + text("key") + "," + (is("key_twice") ? ""
                        : " add unique (" + columns + "),")) + " add primary key (id);");
    }

    private void realtime() {
        // without row level security each subscriber would get the whole row that goes
        if (!is("whole") && is("owners")) {
            found(Topic.REALTIME, new Bilingual("필터를 건 구독은 " + TABLE + "에서 사라지는 행을 듣지 못합니다(replica identity가 full이 아닙니다)",
                    "a subscription with a filter hears of no row that leaves " + TABLE + " (its replica identity is not full)"),
                    "alter table " + name + " replica identity full;");
        }
        if (!is("published") && !is("key_referenced")) {
            Bilingual words = new Bilingual("Supabase Realtime이 " + TABLE + "의 변경을 보내지 않습니다",
                    "Supabase Realtime does not send changes of " + TABLE);
            if (is("publisher_owns")) {
                found(Topic.REALTIME, words, PUBLISH.english());
            } else {
                // who adds a table to a publication must own both
                found(Topic.REALTIME, words, "grant " + text("owner") + " to " + text("publisher_name") + ";", PUBLISH.english());
            }
        }
    }
}
