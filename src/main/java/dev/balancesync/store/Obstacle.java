package dev.balancesync.store;

import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.util.ObjectHelper;
import org.postgresql.util.PSQLException;
import org.springframework.core.NestedExceptionUtils;

/** What stands between the store and its tables, told from what the database answered or from why it did not; with words for people. */
public enum Obstacle {
    PASSWORD("데이터베이스가 비밀번호를 거절합니다",
            "SUPABASE_DB_URL의 비밀번호를 고치고 다시 시작하세요(@는 %40으로 쓰고, [YOUR-PASSWORD]의 대괄호는 뺍니다). 모르면 Supabase 대시보드에서 새로 정하세요",
            "The database refuses the password",
            "The password is wrong: correct it in SUPABASE_DB_URL (@ is written %40; the brackets of [YOUR-PASSWORD] go) and start again, or reset it in the Supabase dashboard"),
    USER("데이터베이스가 이 사용자의 접속을 거절합니다",
            "Supabase 대시보드(Connect > Connection string > URI)의 주소를 SUPABASE_DB_URL에 다시 복사하세요. 직접 운영하는 서버라면 pg_hba.conf에서 이 사용자와 주소를 허용하세요",
            "The database does not let this user in",
            "Copy the address anew from the Supabase dashboard (Connect > Connection string > URI) into SUPABASE_DB_URL; at a server of your own, let this"
                    + " user and address in by pg_hba.conf"),
    TENANT("풀러가 이 프로젝트나 사용자를 모릅니다",
            "풀러의 사용자는 postgres.PROJECT-REF이고 호스트는 프로젝트의 리전입니다. 주소를 대시보드에서 다시 복사하고, 프로젝트가 일시 중지되었는지 확인하세요",
            "The pooler does not know this project or user",
            "At the pooler the user is postgres.PROJECT-REF and the host names the project's region: copy the address anew from the dashboard, and"
                    + " look there whether the project is paused"),
    BANNED("Supabase가 이 프로젝트의 접속을 막았습니다",
            "Supabase 대시보드에서 프로젝트가 왜 제한되었는지(사용량, 결제) 확인하고, 모르겠으면 Supabase 지원에 물으세요. 풀리면 1분 안에 저절로 이어집니다",
            "Supabase has shut this project out",
            "Look in the Supabase dashboard why the project is restricted (usage, billing), or ask Supabase's support. Once it is let in again, it goes on"
                    + " by itself within a minute"),
    NETWORK("풀러가 이 컴퓨터의 공인 IP 주소를 받지 않습니다",
            "Supabase 대시보드의 네트워크 제한(Database > Settings > Network Restrictions)에 이 컴퓨터의 공인 IP를 더하세요. 더하면 1분 안에 저절로 이어집니다",
            "The pooler does not let this machine's public address in",
            "Add this machine's public address to the network restrictions in the Supabase dashboard (Database > Settings > Network Restrictions). It then goes"
                    + " on by itself within a minute"),
    BREAKER("틀린 접속이 너무 많아 풀러가 접속을 잠시 막았습니다",
            "비밀번호와 사용자를 확인하세요. 맞다면 몇 분 뒤 저절로 풀립니다. 그동안 1분에 한 번만 시도합니다",
            "The pooler blocks logins for a while, after too many that failed",
            "Check user and password in SUPABASE_DB_URL; if they are right it ends by itself within minutes. One attempt a minute is made"),
    NO_DATABASE("그런 이름의 데이터베이스가 없습니다",
            "SUPABASE_DB_URL 끝의 데이터베이스 이름을 확인하세요. Supabase에서는 postgres입니다",
            "There is no database of that name",
            "Check the name at the end of SUPABASE_DB_URL; on Supabase it is postgres"),
    HOST("데이터베이스 호스트의 이름을 찾을 수 없습니다",
            "SUPABASE_DB_URL의 호스트를 확인하세요. Supabase 프로젝트가 일시 중지되면 이름도 사라지니 대시보드에서 다시 시작하세요. 직접 연결하는 호스트(db.….supabase.co)는"
                    + " IPv6가 없는 컴퓨터에는 보이지 않을 수 있으니 풀러의 주소를 쓰세요",
            "The database's host name is not known",
            "Check the host in SUPABASE_DB_URL. A paused Supabase project loses its name: resume it in the dashboard. A machine without IPv6 may not see a"
                    + " direct host (db.….supabase.co): use the pooler's address"),
    UNTRUSTED("데이터베이스의 인증서를 믿을 수 없습니다",
            "이 컴퓨터의 시계와, SUPABASE_DB_URL의 sslmode와 sslrootcert를 확인하세요. 맞다면 누가 중간에 있는 것이니 sslmode를 낮추지 마세요",
            "The database's certificate is not trusted",
            "Check this machine's clock, and sslmode and sslrootcert in SUPABASE_DB_URL. If they are right, somebody sits in between: do not lower sslmode"),
    NO_TLS("데이터베이스가 TLS를 쓰지 않습니다",
            "서버에서 TLS를 켜세요. 이 구간에 보호가 필요 없다면 SUPABASE_DB_URL에 sslmode=disable을 쓰세요",
            "The database does not speak TLS",
            "Switch TLS on at the server; or, if the line needs no protection, write sslmode=disable in SUPABASE_DB_URL"),
    NO_PLAIN("풀러가 TLS 없는 접속을 받지 않습니다",
            "SUPABASE_DB_URL에서 sslmode=disable을 빼고 다시 시작하세요",
            "The pooler takes no connection without TLS",
            "Take sslmode=disable out of SUPABASE_DB_URL and start again"),
    NO_SCHEMA("풀러가 SUPABASE_DB_URL의 currentSchema를 받지 않습니다",
            "SUPABASE_DB_URL에서 currentSchema를 빼고 alter role 사용자 set search_path = 스키마를 실행한 뒤 다시 시작하거나, 풀러를 거치지 않는 주소를 쓰세요",
            "The pooler does not take currentSchema of SUPABASE_DB_URL",
            "Take currentSchema out of SUPABASE_DB_URL, run alter role USER set search_path = SCHEMA and start again; or use the address that goes past the"
                    + " pooler"),
    SINGLE_STATEMENTS("풀러가 트랜잭션을 받지 않습니다(statement 모드)",
            "pgbouncer.ini에서 이 데이터베이스를 pool_mode = transaction이나 session으로 바꾸세요",
            "The pooler takes no transactions (statement mode)",
            "Write pool_mode = transaction, or session, for this database in pgbouncer.ini"),
    NO_ROUTE("이 컴퓨터에서 데이터베이스로 가는 길이 없습니다",
            "이 컴퓨터의 네트워크와 방화벽을 확인하세요. Supabase에 직접 연결하는 호스트(db.….supabase.co)에는 IPv6 주소만 있습니다. IPv6가 없으면(컨테이너 대부분)"
                    + " 풀러의 주소(Connect > Session pooler)를 쓰세요",
            "There is no way from this machine to the database",
            "Check this machine's network and firewall. Supabase's direct host (db.….supabase.co) has IPv6 addresses only: where there is no IPv6, as in most"
                    + " containers, use the pooler's address (Connect > Session pooler)"),
    FULL_POOL("풀러의 세션이 모두 쓰이고 있습니다",
            "다른 프로그램을 닫거나 풀러의 트랜잭션 모드(포트 6543) 주소를 쓰세요",
            "All sessions of the pooler are taken",
            "Close other programs, or use the pooler's transaction mode: port 6543 in SUPABASE_DB_URL"),
    NO_CONNECTION_LEFT("데이터베이스에 남은 연결이 없습니다", "다른 프로그램을 닫거나 풀러의 주소를 쓰세요",
            "The database has no connection left", "Close other programs, or use the pooler's address"),
    READ_ONLY("데이터베이스가 읽기 전용입니다", "Supabase는 디스크가 가득 차면 읽기 전용이 됩니다. 공간을 비우거나 늘리세요",
            "The database is read only", "Supabase makes it so when its disk is full: free space or enlarge it"),
    DISK_FULL("데이터베이스의 디스크가 가득 찼습니다", "공간을 비우거나 늘리세요(Supabase 대시보드 > Database > Settings). 받은 것은 기다렸다가 그 뒤에 모두 저장됩니다",
            "The disk of the database is full",
            "Free space or enlarge it (Supabase dashboard > Database > Settings); what has come in waits and is stored then"),
    TIMED_OUT("데이터베이스가 정해진 시간 안에 쓰지 못했습니다",
            "저절로 다시 시도합니다. 이어지면 테이블을 잠근 세션(pg_stat_activity)이나 느린 트리거를 찾고, 이 사용자의 statement_timeout을 늘리세요",
            "The database did not manage to write within its time limit",
            "It is tried again by itself. If it goes on, look for a session that locks the tables (pg_stat_activity) or a slow trigger, or raise this user's"
                    + " statement_timeout"),
    OUT_OF_MEMORY("데이터베이스에 메모리가 모자랍니다",
            "저절로 다시 시도합니다. 이어지면 데이터베이스에 메모리를 늘리거나 다른 프로그램을 줄이고, 말에 max_locks_per_transaction이 나오면 그 값을 늘리세요",
            "The database is short of memory",
            "It is tried again by itself. If it goes on, give the database more memory or fewer other programs; where it speaks of shared memory, raise"
                    + " max_locks_per_transaction"),
    TABLE("테이블이 쓰기를 받지 않습니다", "말에 나온 열이나 제약을 고치세요. 받은 것은 기다렸다가 그 뒤에 모두 저장됩니다",
            "The tables cannot be written to", "Correct what the words name; what has come in waits and is stored then"),
    FENCED("다른 컴퓨터가 이 계좌를 맡았습니다", "할 일은 없습니다. 이 컴퓨터는 이 계좌에 더 쓰지 않고, 맡은 컴퓨터가 전체 조회로 테이블을 맞춥니다",
            "Another machine serves the account now",
            "Nothing to do: this one writes nothing more of it, and the other brings the tables right with a snapshot"),
    AWAY("데이터베이스에 연결할 수 없습니다", "받은 것은 기다렸다가 연결되면 저장됩니다",
            "The database cannot be reached", "What comes in waits and is written when it is back");

    /** A Korean server says it in Korean, be it asked in whatever language. */
    private static final List<String> THE_END = List.of("FATAL", "치명적오류");
    private static final Pattern TENANT_WORDS = Pattern.compile("(?i)tenant or user not found|tenant/user .*not found|ENOTFOUND|ENOIDENTIFIER"
            + "|EAUTHQUERY.*user not found|EINVALIDUSERINFO");
    private static final Pattern SCHEMA_WORDS = Pattern.compile("unsupported startup parameter.*search_path");
    private static final Pattern BREAKER_WORDS = Pattern.compile("(?i)circuit ?breaker|too many (?:failed )?(?:auth|login)");
    private static final Pattern POOL_WORDS = Pattern.compile("(?i)MaxClientsInSessionMode|EMAXCLIENTCONN|EMAXCONN|ECHECKOUTTIMEOUT|max client(?:s| connections) reached");
    private static final Pattern WRONG_WORDS = Pattern.compile("(?i)password authentication failed|wrong password|no password was provided|SASL authentication failed");
    /** The driver has no cause for the former, and FileNotFoundException for the latter. */
    private static final Pattern UNTRUSTED_WORDS = Pattern.compile("could not be verified by hostnameverifier|Could not open SSL root certificate file");
    /**
     * Whoever has a SQLSTATE has an answer, be it one that a trigger made up; but not where it is about the line (08), the server's end (57P) or a
     * pooler (XX), or the driver's own.
     */
    private static final Pattern ANSWERS = Pattern.compile("(?!08|57P|XX|58030|60000|99999)[0-9A-Z]{5}");

    private final String korean;
    private final String koreanAdvice;
    private final String english;
    private final String englishAdvice;

    Obstacle(String korean, String koreanAdvice, String english, String englishAdvice) {
        this.korean = korean;
        this.koreanAdvice = koreanAdvice;
        this.english = english;
        this.englishAdvice = englishAdvice;
    }

    /** @param language Korean or anything else, which gets English */
    public String words(Locale language) {
        return isKorean(language) ? korean : english;
    }

    /** @param language Korean or anything else, which gets English */
    public String advice(Locale language) {
        return isKorean(language) ? koreanAdvice : englishAdvice;
    }

    private static boolean isKorean(Locale language) {
        return language.getLanguage().equals(Locale.KOREAN.getLanguage());
    }

    /** No further attempt helps until somebody does something; each may prolong the trouble, so there is one a minute at most. */
    public boolean isUsersToCure() {
        return switch (this) {
            case PASSWORD, USER, TENANT, BANNED, NETWORK, BREAKER, NO_DATABASE, NO_PLAIN, NO_SCHEMA -> true;
            default -> false;
        };
    }

    /** The database is there and understands us, but does not take what is written. */
    public boolean isAnswer() {
        return switch (this) {
            case TABLE, READ_ONLY, DISK_FULL, OUT_OF_MEMORY, TIMED_OUT -> true;
            default -> false;
        };
    }

    /** Whether what was thrown says what to do by itself. */
    boolean hasAdviceIn(Throwable thrown) {
        return this == AWAY || NestedExceptionUtils.getMostSpecificCause(thrown) instanceof WrongTablesException;
    }

    /** Of whatever was thrown on the way to the database or by it. */
    public static Obstacle of(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        // not any SSLException: a line that is cut in the handshake is one too
        if (ObjectHelper.getException(GeneralSecurityException.class, thrown) != null || isUntrusted(thrown)) {
            return UNTRUSTED;
        }
        if (cause instanceof WrongTablesException) {
            return TABLE;
        }
        if (cause instanceof UnknownHostException) {
            return HOST;
        }
        if (cause instanceof NoRouteToHostException || cause instanceof SocketException && String.valueOf(cause.getMessage()).contains("Network is unreachable")) {
            return NO_ROUTE;
        }
        Obstacle said = cause instanceof SQLException answer ? of(String.valueOf(answer.getSQLState()), String.valueOf(answer.getMessage())) : AWAY;
        // who is not let in has asked nothing of the tables
        return said == TABLE && isTheEnd(cause) ? AWAY : said;
    }

    /** Whether the server ends the session with it, or begins none; no trigger can. */
    static boolean isTheEnd(Throwable cause) {
        return cause instanceof PSQLException said && said.getServerErrorMessage() != null && THE_END.contains(String.valueOf(said.getServerErrorMessage().getSeverity()));
    }

    private static boolean isUntrusted(Throwable thrown) {
        SQLException said = ObjectHelper.getException(SQLException.class, thrown);
        return said != null && Stream.iterate((Throwable) said, Objects::nonNull, Throwable::getCause)
                .anyMatch(each -> UNTRUSTED_WORDS.matcher(String.valueOf(each.getMessage())).find());
    }

    private static Obstacle of(String state, String words) {
        if (TENANT_WORDS.matcher(words).find()) {
            return TENANT;
        }
        if (words.contains("EBANNED")) {
            return BANNED;
        }
        if (words.contains("EADDRNOTALLOWED")) {
            return NETWORK;
        }
        if (words.contains("ESSLREQUIRED")) {
            return NO_PLAIN;
        }
        if (SCHEMA_WORDS.matcher(words).find()) {
            return NO_SCHEMA;
        }
        if (BREAKER_WORDS.matcher(words).find()) {
            return BREAKER;
        }
        if (words.contains("statement pooling mode")) {
            return SINGLE_STATEMENTS;
        }
        if (POOL_WORDS.matcher(words).find()) {
            return FULL_POOL;
        }
        return switch (state) {
            case "28P01" -> PASSWORD;
            case "28000" -> USER;
            case "3D000" -> NO_DATABASE;
            case "53300" -> NO_CONNECTION_LEFT;
            case "25006" -> READ_ONLY;
            case "53100" -> DISK_FULL;
            case "53200" -> OUT_OF_MEMORY;
            // query_canceled, lock_not_available, deadlock_detected, serialization_failure, and the time limits of a transaction
            case "57014", "55P03", "40P01", "40001", "25P03", "25P04" -> TIMED_OUT;
            case Fence.STATE -> FENCED;
            default -> WRONG_WORDS.matcher(words).find() ? PASSWORD
                    : words.contains("does not support SSL") ? NO_TLS
                    : ANSWERS.matcher(state).matches() ? TABLE : AWAY;
        };
    }
}
