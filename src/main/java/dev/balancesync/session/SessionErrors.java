package dev.balancesync.session;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Wire;

/** Says in words why an attempt failed or LIVE ended; what the network has to say, {@link ConnectionErrors} does. */
final class SessionErrors {
    static final BrokerError NOT_HELD = unavailable("다른 컴퓨터가 이 계좌를 맡고 있습니다", "Another machine serves the account");
    static final BrokerError STOPPING = unavailable("서비스를 종료하는 중입니다", "The service is stopping");
    static final BrokerError CUT_OFF = unavailable("라우트 파일을 다시 읽느라 연결 시도가 끊겼습니다",
            "The attempt to connect was cut off, by a reload of routes");

    private SessionErrors() {
    }

    /** LOGIN or REG was answered with anything but success. */
    static BrokerError refused(Map<String, Object> frame) {
        String what = String.valueOf(frame.get(Wire.TRNM));
        Object code = frame.get(Wire.RETURN_CODE);
        Object message = frame.get(Wire.RETURN_MSG);
        String theirs = message == null || message.toString().isBlank() ? "return_code " + code : message.toString();
        return BrokerError.told(code, code == null ? null : message, new Bilingual(what + " 거절: " + (code == null ? "응답에 return_code가 없습니다" : theirs),
                what + " refused: " + (code == null ? "the answer has no return_code" : theirs)));
    }

    /** @param awaited the state in which nothing came for so long */
    static BrokerError unanswered(SessionState awaited, Duration limit) {
        String millis = limit.toMillis() + " ms";
        return switch (awaited) {
            case LOGGING_IN -> unavailable(millis + " 안에 LOGIN 응답이 없습니다", "LOGIN was not answered within " + millis);
            case REGISTERING -> unavailable(millis + " 안에 REG 응답이 없습니다", "REG was not answered within " + millis);
            default -> unavailable(millis + " 안에 WebSocket이 열리지 않았습니다", "The WebSocket did not open within " + millis);
        };
    }

    static BrokerError silent(Duration silence) {
        long seconds = silence.toSeconds();
        return unavailable(seconds + "초 동안 PING을 포함해 아무 프레임도 오지 않았습니다. 연결이 끊긴 것으로 봅니다",
                "No frame for " + seconds + " s, not even PING: the connection is dead");
    }

    static BrokerError closed(String how) {
        return unavailable("연결이 닫혔습니다: " + how, "Connection closed: " + how);
    }

    static BrokerError closedSoon(Duration live, String how) {
        return unavailable("LIVE " + seconds(live) + "초 뒤에 키움이 연결을 닫았습니다: " + how,
                "The broker closed the connection " + seconds(live) + " s after LIVE: " + how);
    }

    static BrokerError brokeSoon(Duration live, BrokerError error) {
        return BrokerError.unavailable(error.code(), new Bilingual("LIVE " + seconds(live) + "초 뒤에 연결이 끊겼습니다: " + error.words(Language.KO),
                "The connection broke " + seconds(live) + " s after LIVE: " + error.words()), error.remedy());
    }

    /** As {@code 0.4}. */
    private static String seconds(Duration live) {
        return String.format(Locale.ROOT, "%.1f", live.toMillis() / 1000.0);
    }

    private static BrokerError unavailable(String korean, String english) {
        return BrokerError.unavailable(null, new Bilingual(korean, english), null);
    }
}
