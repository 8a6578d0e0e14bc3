package dev.balancesync.status;

import java.util.List;

import dev.balancesync.kiwoom.Bilingual;

/**
 * Every condition there is, what it says and what can be done: the words of health, status, {@code kw_sync_status}, notifications and page. Of
 * two on one level the earlier one is told first, because it explains the later. {@code docs/reference/conditions.md} is held to this.
 */
public enum Kind {
    STOPPED(Level.DOWN, Part.SESSION, Severity.NONE, "서비스를 멈추는 중", "Stopping", null, null),
    CREDENTIALS_REJECTED(Level.DOWN, Part.SESSION, Severity.CRITICAL, "키움이 앱키를 거부함", "Kiwoom refuses the App key",
            "KIWOOM_APP_KEY, KIWOOM_APP_SECRET, KIWOOM_IS_DEMO(여러 계좌면 목록)와 포털(openapi.kiwoom.com)에 등록한 공인 IP 주소를 확인하세요",
            "Check KIWOOM_APP_KEY, KIWOOM_APP_SECRET, KIWOOM_IS_DEMO (of several accounts: in the list) and the public IP address registered in the portal openapi.kiwoom.com"),
    DUPLICATE_SESSION(Level.DOWN, Part.SESSION, Severity.CRITICAL, "다른 프로그램이 접속을 가져감", "Another program took the session",
            "같은 앱키를 쓰는 다른 프로그램을 끄거나, 그 프로그램에 따로 앱키를 주세요",
            "Stop the other program that uses this App key, or give it an App key of its own"),
    LEASE_FAILING(Level.DOWN, Part.SESSION, Severity.CRITICAL, "어느 컴퓨터가 이 계좌를 맡는지 데이터베이스에 물을 수 없음",
            "The database cannot be asked which machine serves the account",
            "데이터베이스와 이 컴퓨터의 네트워크를 확인하세요. 물을 수 있게 되면 저절로 이어집니다",
            "Check the database and this machine's network. It goes on by itself once it can be asked"),
    KAFKA_FAILING(Level.DOWN, Part.SESSION, Severity.CRITICAL, "누가 맡는지 Kafka에 물을 수 없음", "Kafka cannot be asked who serves the account",
            "Kafka가 도는지, 이 컴퓨터의 네트워크와 KAFKA_BOOTSTRAP_SERVERS가 맞는지 확인하세요. 답하면 저절로 이어집니다",
            "Check that Kafka runs, this machine's network and KAFKA_BOOTSTRAP_SERVERS. It goes on by itself once Kafka answers"),
    CIRCUIT_OPEN(Level.DOWN, Part.SESSION, Severity.CRITICAL, "연결 실패가 이어져 잠시 쉬는 중", "Resting after repeated failures",
            "키움 점검 시간이 아니라면 이 컴퓨터의 네트워크와 DNS를 확인하세요. 조금 뒤 저절로 다시 시도합니다",
            "Unless it is Kiwoom's maintenance, check this machine's network and DNS. It is tried again by itself"),
    RECONNECTING(Level.DOWN, Part.SESSION, Severity.NONE, "연결이 끊겨 다시 연결하는 중", "Connection lost, connecting again",
            null, null),
    ROUTE_STOPPED(Level.DOWN, Part.LOOPS, Severity.CRITICAL, "서비스의 일부가 멈춰 있음", "A part of the service is stopped",
            "Hawtio에서 그 라우트를 다시 시작하거나, 지워진 라우트 파일이나 id를 되돌리거나, 서비스를 다시 시작하세요",
            "Start the route again in Hawtio, put its file or id back if that is gone, or restart the service"),
    LOOP_STALLED(Level.DOWN, Part.LOOPS, Severity.CRITICAL, "서비스의 일부가 응답하지 않음", "A part of the service no longer comes round",
            "로그를 보고 서비스를 다시 시작하세요. 받은 체결은 저널에 있습니다",
            "Look at the log and restart the service. What was received is in the journal"),
    LINE_SILENT(Level.DOWN, Part.SESSION, Severity.CRITICAL, "키움에서 PING조차 오지 않음", "Nothing comes from Kiwoom, not even PING",
            "저절로 다시 연결됩니다. 계속되면 이 컴퓨터의 네트워크를 확인하고 서비스를 다시 시작하세요",
            "It connects again by itself. If this stays, check this machine's network and restart the service"),
    STARTING(Level.DOWN, Part.SESSION, Severity.NONE, "시작하는 중", "Starting", null, null),
    AUTHENTICATING(Level.DOWN, Part.SESSION, Severity.NONE, "접근 토큰을 받는 중", "Asking for an access token", null, null),
    CONNECTING(Level.DOWN, Part.SESSION, Severity.NONE, "키움에 연결하는 중", "Connecting to Kiwoom", null, null),
    LOGGING_IN(Level.DOWN, Part.SESSION, Severity.NONE, "로그인 응답을 기다리는 중", "Waiting for the login answer", null, null),
    REGISTERING(Level.DOWN, Part.SESSION, Severity.NONE, "실시간 잔고 등록을 기다리는 중", "Waiting for the registration answer", null, null),
    DATABASE_AWAY(Level.DOWN, Part.DATABASE, Severity.CRITICAL, "데이터베이스에 저장하지 못합니다", "The database cannot be written",
            "데이터베이스와 SUPABASE_DB_URL을 확인하세요. 받은 것은 잃지 않고, 돌아오면 저장합니다",
            "Check the database and SUPABASE_DB_URL. Nothing that was received is lost; it is written when the database is back"),
    DATABASE_UNKNOWN(Level.DOWN, Part.DATABASE, Severity.NONE, "데이터베이스의 첫 응답을 기다리는 중", "The database has not answered yet",
            null, null),
    STORE_STALLED(Level.DOWN, Part.DATABASE, Severity.CRITICAL, "받은 잔고가 10초 넘게 저장되지 않음", "What was received has not been stored for 10 s",
            "데이터베이스와 로그를 확인하세요. 받은 것은 저널에 있으며 잃지 않습니다",
            "Look at the database and the log. What was received is in the journal and not lost"),
    JOURNAL_FAILING(Level.DOWN, Part.JOURNAL, Severity.CRITICAL, "저널에 쓰지 못합니다", "The journal cannot be written",
            "디스크 공간을 비우거나 DATA_DIR의 권한을 고치세요. 그 전에는 끄지 마세요",
            "Free space or correct the rights of DATA_DIR. Do not stop it before"),
    NOT_REPLICATED(Level.WARNING, Part.JOURNAL, Severity.WARNING, "받은 체결이 Kafka에 남지 않거나 읽히지 않음", "Fills do not get into Kafka, or not out of it",
            "Kafka와, 토픽에 쓰고 읽을 권한을 확인하세요. 체결은 이 컴퓨터의 저널에 남고 계속 저장됩니다",
            "Check Kafka, and the rights to write and read the topic. Fills are in this machine's journal and still stored"),
    STANDS_ASIDE(Level.WARNING, Part.SESSION, Severity.WARNING, "이 컴퓨터가 키움에 연결되지 않아 다른 컴퓨터에 계좌를 맡김",
            "Kiwoom does not answer this machine, which leaves the account to another",
            "이 컴퓨터의 네트워크와 DNS를 확인하세요. 조금 뒤 저절로 다시 맡을 수 있게 됩니다",
            "Check this machine's network and DNS. It offers itself again by itself"),
    SNAPSHOT_FAILING(Level.WARNING, Part.TABLES, Severity.WARNING, "전체 조회에 실패하고 있음", "The snapshot fails",
            "저절로 다시 시도합니다. 그때까지 영웅문의 잔고와 비교하세요",
            "It is tried again by itself. Until then compare the holdings with Kiwoom's own program"),
    NOT_KEPT(Level.WARNING, Part.TABLES, Severity.CRITICAL, "저장한 것이 테이블에 남아 있지 않습니다", "The table does not keep what is written to it",
            "행을 직접 고치거나 지웠다면 다음 전체 조회가 되돌립니다. 아니면 쓰기를 버리는 트리거, 규칙, 행 수준 보안 정책이 있는지 보세요. doctor가 이름을 알려 줍니다",
            "If rows were changed by hand, the next snapshot puts them right. Otherwise look for a trigger, a rule or a policy that drops writes; doctor names them"),
    GAP(Level.WARNING, Part.TABLES, Severity.WARNING, "놓친 체결이 있을 수 있습니다", "Fills may be missing from the tables",
            "전체 조회에 성공하면 저절로 맞춰집니다. 그때까지 영웅문의 잔고와 비교하세요",
            "The next snapshot heals it by itself. Until then compare the holdings with Kiwoom's own program"),
    QUARANTINED(Level.WARNING, Part.TABLES, Severity.WARNING, "저장할 수 없는 것이 격리되었습니다", "Something could not be stored and is in quarantine",
            "이유는 data/quarantine에 있습니다. 다음 전체 조회가 성공하면 맞춰집니다",
            "data/quarantine has it with the reason. The next snapshot that succeeds heals it"),
    CASH_FAILING(Level.WARNING, Part.TABLES, Severity.WARNING, "예수금 조회에 실패하고 있음", "The cash cannot be asked for",
            "저절로 다시 시도합니다. 보유 종목은 그대로 맞습니다. 그때까지 예수금과 추정자산은 옛 값일 수 있습니다",
            "It is tried again by itself. The holdings are none the worse for it. Until then cash and total assets may be old"),
    SNAPSHOT_NOT_OFFERED(Level.NOTE, Part.TABLES, Severity.NONE, "이 서버는 계좌 조회를 제공하지 않습니다", "The broker does not offer the account query here",
            "연결된 동안 체결된 종목만 테이블에 나타납니다. 모의투자에서는 고칠 수 없습니다",
            "Only stocks that trade while connected appear. In mock trading nothing can be done about it"),
    DRIFT(Level.NOTE, Part.TABLES, Severity.WARNING, "테이블이 계좌와 달라 고쳤습니다", "The table was not equal to the account and was corrected",
            "어느 종목인지는 로그의 'Drift corrected'에 있습니다. 되풀이되면 알려 주세요",
            "The log says which rows under 'Drift corrected'. If it comes again, report it"),
    CREDIT_LEFT_OUT(Level.NOTE, Part.TABLES, Severity.NONE, "신용 매수분은 이 테이블에 넣지 않습니다", "Lots bought on credit are left out of these tables",
            "BALANCE_SCHEMA=standard의 테이블에는 들어갑니다", "The tables of BALANCE_SCHEMA=standard have room for them"),
    OTHER_ACCOUNT(Level.NOTE, Part.TABLES, Severity.NONE, "다른 계좌의 체결이 왔습니다", "Entries of another account came in",
            "KIWOOM_ACCOUNT_NO(여러 계좌면 목록)를 확인하세요", "Check KIWOOM_ACCOUNT_NO (of several accounts: the list)"),
    STANDBY(Level.OK, Part.SESSION, Severity.NONE, "대기 중: 이 컴퓨터는 이 계좌를 맡지 않음", "Standing by: this machine does not serve the account", null, null),
    LIVE(Level.OK, Part.SESSION, Severity.NONE, "실시간 연결됨", "Live", null, null);

    /** Of its notification. */
    enum Severity {
        /** Nobody is told: it passes by itself, or another one says it. */
        NONE, WARNING, CRITICAL
    }

    private final Level level;
    private final Part part;
    private final Severity severity;
    private final Bilingual words;
    private final Bilingual advice;

    Kind(Level level, Part part, Severity severity, String korean, String english, String koreanAdvice, String englishAdvice) {
        this.level = level;
        this.part = part;
        this.severity = severity;
        this.words = new Bilingual(korean, english);
        this.advice = englishAdvice == null ? null : new Bilingual(koreanAdvice, englishAdvice);
    }

    /** At its beginning. */
    public Level level() {
        return level;
    }

    /**
     * The levels that it may have. What a snapshot would cure is {@link Level#DOWN} once it has lasted a minute, and only worth a note
     * where the broker does not offer that query. So is to stand by while nobody serves the account.
     */
    public List<Level> levels() {
        return this == STANDBY ? List.of(Level.OK, Level.DOWN) : level != Level.WARNING || this == STANDS_ASIDE || this == NOT_REPLICATED ? List.of(level) : List.of(SNAPSHOT_FAILING, CASH_FAILING, NOT_KEPT).contains(this) ? List.of(Level.WARNING, Level.DOWN)
                : List.of(Level.NOTE, Level.WARNING, Level.DOWN);
    }

    Part part() {
        return part;
    }

    /** Whether it is of what all accounts share: the database, the leases in it, and the parts of the service. */
    public boolean isShared() {
        return part == Part.DATABASE || part == Part.LOOPS || this == LEASE_FAILING || this == KAFKA_FAILING || this == STANDS_ASIDE;
    }

    /** Whether somebody who is not looking is to be told. */
    public boolean isTold() {
        return severity != Severity.NONE;
    }

    /** {@code critical} or {@code warning}, as the alert rules of {@code ops/} say it. */
    public String severity() {
        return severity == Severity.CRITICAL ? "critical" : "warning";
    }

    /** A refusal that lasts until the broker has accepted us again. */
    public boolean isOfSession() {
        return this == CREDENTIALS_REJECTED || this == DUPLICATE_SESSION || this == CIRCUIT_OPEN;
    }

    /** Who stands by does not look whether it is so. */
    public boolean isOfWhoServes() {
        return part == Part.DATABASE || part == Part.JOURNAL || part == Part.TABLES;
    }

    /** Whether another condition explains it, so that one message is enough. */
    public boolean isExplainedBy(Kind other) {
        return switch (this) {
            case GAP -> other.isOfSession();
            case SNAPSHOT_FAILING, QUARANTINED -> other == GAP || other.isOfSession();
            case CASH_FAILING -> other == SNAPSHOT_FAILING || other == GAP || other == DATABASE_AWAY || other.isOfSession();
            case STORE_STALLED, LEASE_FAILING -> other == DATABASE_AWAY;
            case LINE_SILENT -> other == ROUTE_STOPPED || other == LOOP_STALLED;
            default -> false;
        };
    }

    public Bilingual words() {
        return words;
    }

    /** What to do, where the broker has not said anything better; {@code null} when there is nothing to do. */
    public Bilingual advice() {
        return advice;
    }
}
