package dev.balancesync.doctor;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.balancesync.kiwoom.Language;
import dev.balancesync.store.Exposure;

/** The lines about the tables in their order: those of {@link ShapeChecks} and {@link AccessChecks}, then triggers and what the rows say. */
final class TableChecks {
    private static final int SAME_ACCOUNT = 8;

    private final Configuration configuration;
    private final Language language;
    private final ReadOnlyQuery query;
    private final WrittenTables wanted;
    private final Map<String, Set<String>> columns = new LinkedHashMap<>();
    private final Set<String> views = new LinkedHashSet<>();

    TableChecks(Configuration configuration, ReadOnlyQuery query, WrittenTables wanted) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.query = query;
        this.wanted = wanted;
    }

    /** @param status takes how old the newest word of a running service in {@code kw_sync_status} is; empty when there is none */
    void run(Consumer<Check> found, Consumer<Optional<Duration>> status) throws SQLException {
        for (Map<String, Object> row : query.all("select c.relname::text as name, a.attname::text as col, c.relkind = 'v' as view from pg_class c"
                + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                + " where c.oid in (select to_regclass(name) from unnest(?) name) order by a.attnum", (Object) WrittenTables.NAMES)) {
            columns.computeIfAbsent((String) row.get("name"), name -> new LinkedHashSet<>()).add((String) row.get("col"));
            if (Boolean.TRUE.equals(row.get("view"))) {
                views.add((String) row.get("name"));
            }
        }
        var shape = new ShapeChecks(configuration, query, wanted, columns, views);
        Check tables = shape.tables();
        found.accept(tables);
        if (columns.isEmpty()) {
            status.accept(Optional.empty());
            return;
        }
        if (tables.hasFailed() && (shape.isOfAnotherKind() || !shape.lockedViews().isEmpty())) {
            // to put these columns and keys into the tables of another kind would harm whoever uses them
            found.accept(Check.skipped("database.columns", say("BALANCE_SCHEMA에 맞는 테이블이 있어야 합니다", "needs the tables that BALANCE_SCHEMA names")));
            status.accept(Optional.empty());
            return;
        }
        Exposure exposure = Exposure.look(query::all);
        found.accept(shape.columns(exposure));
        found.accept(shape.notNull());
        found.accept(shape.keys());
        var access = new AccessChecks(configuration, query, wanted, columns.keySet());
        Check rights = access.rights();
        found.accept(rights);
        found.accept(access.security(exposure));
        access.owner().ifPresent(found);
        found.accept(access.grants(exposure));
        found.accept(access.realtime(exposure));
        access.frontEnds(exposure).ifPresent(found);
        found.accept(triggers());
        boolean readable = !rights.hasFailed() || !rights.finding().contains("SELECT");
        status.accept(readable ? statusAge() : Optional.empty());
        found.accept(readable ? accounts() : Check.skipped("database.accounts", say("읽을 권한이 있어야 합니다", "needs the right to read")));
    }

    private String say(String korean, String english) {
        return language.say(korean, english);
    }

    /** Of those that run for each row and before it is written: others cannot change what is. A rule puts something else in the place of a write. */
    private Check triggers() throws SQLException {
        List<Map<String, Object>> triggers = query.all("select tgname || ' on ' || tgrelid::regclass as name, tgtype & 3 = 3 and tgtype & 20 <> 0 as changes"
                + " from pg_trigger where tgrelid in (select to_regclass(name) from unnest(?) name) and not tgisinternal and tgenabled <> 'D'"
                + " union all select 'rule ' || rulename || ' on ' || ev_class::regclass, true from pg_rewrite where ev_class in (select to_regclass(name)"
                + " from unnest(?) name) and ev_type <> '1' and ev_enabled <> 'D' order by 1", WrittenTables.NAMES, WrittenTables.NAMES);
        if (triggers.isEmpty()) {
            return Check.ok("database.triggers", say("테이블에 트리거도 규칙도 없습니다", "the tables have no triggers and no rules"));
        }
        String words = String.join(", ", triggers.stream().map(row -> (String) row.get("name")).toList());
        return triggers.stream().anyMatch(row -> Boolean.TRUE.equals(row.get("changes")))
                ? Check.warning("database.triggers", say("저장하기 전에 행을 바꿀 수 있는 트리거나 규칙: ", "triggers or rules that can change rows before they are written: ") + words, say(
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
