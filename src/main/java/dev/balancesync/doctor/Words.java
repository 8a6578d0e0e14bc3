package dev.balancesync.doctor;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;

import javax.net.ssl.SSLException;

import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;

/** Says in plain words what Java says in class names. */
final class Words {
    /** A complaint about settings names several. */
    private static final int LONGEST = 1_000;

    private Words() {
    }

    static String of(Throwable thrown, Language language) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return language.say("이름을 찾을 수 없습니다", "the name cannot be resolved");
            }
            if (cause instanceof SSLException) {
                return language.say("TLS 연결 실패: ", "TLS failed: ") + oneLine(cause.getMessage());
            }
            if (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException) {
                long seconds = Network.LIMIT.toSeconds();
                return language.say(seconds + "초 안에 응답이 없습니다", "no answer within " + seconds + " s");
            }
            if (cause instanceof NoRouteToHostException) {
                return language.say("거기로 가는 경로가 없습니다", "there is no route to it");
            }
            if (cause instanceof ConnectException) {
                return language.say("연결이 거절되었습니다", "the connection was refused");
            }
        }
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : oneLine(thrown.getMessage());
    }

    static String oneLine(String text) {
        return Quoted.line(text, LONGEST);
    }

    /** An account number as it may be shown: digits but the last four become stars, a dash stays. */
    static String masked(String account) {
        int keep = Math.max(0, account.length() - 4);
        return account.substring(0, keep).replaceAll("\\d", "*") + account.substring(keep);
    }
}
