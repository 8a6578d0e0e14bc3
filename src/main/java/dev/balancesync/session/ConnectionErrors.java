package dev.balancesync.session;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import io.vertx.core.http.UpgradeRejectedException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/** Says in words why the broker could not be reached. */
public final class ConnectionErrors {
    private static final String TLS = "TLS";
    private static final String DNS = "DNS";
    /** How Netty numbers an answer that it cannot read. */
    private static final int NO_HTTP = 999;

    private ConnectionErrors() {
    }

    /** @param thrown what is the database's keeps its own words, since that is told elsewhere */
    public static BrokerError read(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        String what = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (has(thrown, SQLException.class) || has(thrown, DataAccessException.class)) {
            return BrokerError.unavailable(null, what.lines().findFirst().orElse(""), null);
        }
        if (has(thrown, SSLException.class) || has(thrown, GeneralSecurityException.class)) {
            return BrokerError.unavailable(TLS, new Bilingual("키움의 인증서를 믿을 수 없거나 TLS에 실패했습니다: " + what,
                    "The broker's certificate is not trusted or TLS failed: " + what), new Bilingual(
                    "이 컴퓨터의 시계가 맞는지, 프록시가 TLS를 가로채는지 확인하세요. 직접 만든 서버라면 그 인증서를 Java 신뢰 저장소에 넣으세요"
                            + "(-Djavax.net.ssl.trustStore=…)",
                    "Check the clock of this machine and whether a proxy intercepts TLS; for a server of your own, put its certificate"
                            + " into the Java trust store (-Djavax.net.ssl.trustStore=…)"));
        }
        if (has(thrown, UnknownHostException.class)) {
            return BrokerError.unavailable(DNS, new Bilingual("키움 서버의 이름을 찾을 수 없습니다: " + what,
                    "The broker's name cannot be resolved: " + what),
                    new Bilingual("이 컴퓨터의 네트워크와 DNS를 확인하세요", "Check this machine's network and DNS"));
        }
        if (cause instanceof UpgradeRejectedException rejected) {
            return rejected(rejected);
        }
        if (what.contains("handshake in process")) {
            return BrokerError.unavailable(null, new Bilingual("키움이 WebSocket 연결 절차를 끝내지 않았습니다",
                    "The broker did not complete the WebSocket handshake"), null);
        }
        if (has(thrown, TimeoutException.class) || what.contains("timed out") || what.contains("timeout")) {
            return BrokerError.unavailable(null, new Bilingual("키움이 제때 응답하지 않았습니다: " + what,
                    "The broker did not answer in time: " + what), null);
        }
        if (has(thrown, ConnectException.class)) {
            return BrokerError.unavailable(null, new Bilingual("키움 서버가 연결을 받지 않습니다: " + what,
                    "The broker refuses connections: " + what), new Bilingual(
                    "KIWOOM_REST_URL과 KIWOOM_WS_URL을 설정했다면 확인하세요. 아니라면 키움 서버가 내려가 있습니다",
                    "Check KIWOOM_REST_URL and KIWOOM_WS_URL if they are set; otherwise the broker is down"));
        }
        return BrokerError.unavailable(null, new Bilingual("키움과 통신하지 못했습니다: " + what, what), null);
    }

    /** Whether a code says that the broker could not be reached, and is none that it sends. */
    static boolean isOurs(String code) {
        return DNS.equals(code) || TLS.equals(code);
    }

    /** The broker answered, with something else than a WebSocket; during maintenance with a page for people. */
    private static BrokerError rejected(UpgradeRejectedException rejected) {
        int status = rejected.getStatus();
        if (status == NO_HTTP) {
            return BrokerError.unavailable(null, new Bilingual("WebSocket 대신 HTTP가 아닌 응답이 왔습니다", "The WebSocket was answered with what is no HTTP"),
                    new Bilingual("KIWOOM_WS_URL을 설정했다면 확인하고, 중간에 프록시나 방화벽이 있는지 확인하세요",
                            "Check KIWOOM_WS_URL if it is set, and whether a proxy or a firewall is in between"));
        }
        boolean page = rejected.getBody() != null && rejected.getBody().toString().stripLeading().startsWith("<");
        return BrokerError.refusedUpgrade(status, page);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
