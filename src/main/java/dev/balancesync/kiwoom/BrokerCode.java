package dev.balancesync.kiwoom;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.balancesync.kiwoom.BrokerError.Kind;

/**
 * What a code of the broker means to the service and to a trader. {@code docs/reference/codes.md} is this table on paper; a test compares them.
 *
 * @param code as {@link BrokerError} reads it: Kiwoom's common codes (1501 to 8200), those of business ({@code RC9000}), of the WebSocket
 *     ({@code 105110}, {@code R10001}), the bare {@code return_code} of an answer that has no other, and HTTP statuses
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, 공통 오류코드</a>, edition of 2026-09-04; others as clients have met them
 */
record BrokerCode(String code, Kind kind, Bilingual words, Bilingual advice) {
    private static final Map<String, BrokerCode> ALL = new LinkedHashMap<>();

    private static final Bilingual OURS = new Bilingual(
            "보유잔고와 예수금 조회 요청은 이 서비스가 만듭니다. routes 폴더를 고쳤다면 되돌리고, 고치지 않았다면 로그와 함께 이슈로 알려 주세요",
            "The service makes this request: undo your changes in the routes folder, or report it as an issue with the log if there are none");
    private static final Bilingual FRAMES = new Bilingual(
            "routes/session.camel.yaml의 LOGIN·REG 프레임을 고쳤다면 되돌리세요. 고치지 않았다면 로그와 함께 이슈로 알려 주세요",
            "Undo your changes to LOGIN and REG in routes/session.camel.yaml, or report it as an issue with the log if there are none");
    private static final Bilingual PAIR = new Bilingual(
            "KIWOOM_APP_KEY와 KIWOOM_APP_SECRET(여러 계좌면 목록)을 포털 openapi.kiwoom.com의 값과 비교하세요. 공백 없이, 같은 한 쌍이어야 합니다",
            "Check KIWOOM_APP_KEY and KIWOOM_APP_SECRET (of several accounts: in the list) against the portal openapi.kiwoom.com: no spaces, key and secret of one pair");
    private static final Bilingual PAIR_OR_CANCELLED = new Bilingual(PAIR.korean() + ". 값이 맞는데도 거절되면 포털에서 서비스 상태를 확인하세요."
            + " 실전투자에 3개월 동안 로그인하지 않으면 모의투자만 쓰더라도 REST API 서비스가 해지되므로, 그때는 다시 신청하면 됩니다",
            PAIR.english() + ". If they are right, look at the state of the service in the portal: without a login to real trading for three"
            + " months Kiwoom cancels it, also for who trades on mock only; then apply again");
    private static final Bilingual ADDRESS = new Bilingual(
            "이 컴퓨터의 공인 IP 주소를 포털 openapi.kiwoom.com에서 앱키에 등록하세요(10개까지). 인터넷 회선의 IP가 바뀌었을 수 있습니다."
            + " 새 토큰은 자동으로 한 번 받아 봅니다",
            "Register this machine's public IP address for the App key in the portal openapi.kiwoom.com (it may have changed; ten are allowed)."
            + " A fresh token is tried once by itself");
    private static final Bilingual MODE = new Bilingual(
            "실전과 모의투자가 섞였습니다. KIWOOM_IS_DEMO=true면 모의투자용, false면 실전투자용 앱키를 쓰세요",
            "The key is for the other side: KIWOOM_IS_DEMO=true needs a mock-trading (모의투자) key, false a real one");
    private static final Bilingual FRESH = new Bilingual(
            "새 토큰을 받아 다시 시도합니다. 계속되면 다른 프로그램이 같은 앱키로 토큰을 발급받고 있는지 확인하세요",
            "A fresh token is asked for; if this stays, another program may be issuing tokens with the same App key");
    private static final Bilingual TOKEN_SERVER = new Bilingual(
            "키움의 토큰 서버 쪽 문제일 때가 많아 자동으로 다시 시도합니다. 10분 넘게 계속되면 포털의 공지와 서비스 상태를 확인하세요",
            "Mostly a fault of Kiwoom's token server, and tried again by itself; after ten minutes look at the notices and the state of the"
            + " service in the portal");
    static final Bilingual LESS = new Bilingual(
            "같은 앱키로 요청이 너무 많습니다. 다른 프로그램도 이 키를 쓰고 있나요? 점점 더 오래 기다렸다가 다시 요청합니다",
            "Too many requests with this App key: is another program using it? Waiting longer each time");
    private static final Bilingual STOCK = new Bilingual(
            "종목코드를 확인하세요. 상장폐지되었거나 그 거래소에 없는 종목일 수 있습니다. 보유잔고 반영에는 영향이 없습니다",
            "Check the stock code: delisted perhaps, or not on that exchange. The holdings are not affected");
    private static final Bilingual NOT_HERE = new Bilingual(
            "할 일 없음: 이 조회 없이 계속하며, 잔고는 체결될 때마다 반영됩니다",
            "Nothing to do: the service goes on without this query, and learns from fills");
    private static final Bilingual NO_SUCH_QUERY = new Bilingual(
            NOT_HERE.korean() + ". routes 폴더나 KIWOOM_REST_URL을 고쳤다면 확인하세요",
            NOT_HERE.english() + ". If you changed the routes folder or KIWOOM_REST_URL, check that");
    private static final Bilingual MARKET_HOURS = new Bilingual(
            "장 운영시간이 되면 자동으로 다시 조회합니다. 할 일은 없습니다",
            "Asked again by itself until the market is open; nothing to do");
    private static final Bilingual BUSINESS = new Bilingual(
            "자동으로 다시 시도합니다. 계속되면 영웅문에서 같은 조회가 되는지, 키움 공지가 있는지 확인하세요",
            "Tried again by itself; if it stays, see whether the same query works in 영웅문 and whether Kiwoom has posted a notice");
    private static final Bilingual ORDERS = new Bilingual(
            "주문에 관한 거절이며 이 서비스는 주문을 내지 않습니다. 주문을 낸 프로그램에서 확인하세요",
            "A refusal of an order, and this service places none: look at the program that does");
    static final Bilingual WAIT_AND_REGISTER = new Bilingual(
            "연결을 유지한 채 잠시 기다렸다가 실시간 등록을 다시 보냅니다. 할 일은 없습니다",
            "The connection is kept, and REG sent again after a wait; nothing to do");
    private static final Bilingual FEWER_ITEMS = new Bilingual(
            "한 연결에 등록할 수 있는 종목은 200개까지입니다. 실시간 시세로 등록하는 종목 수를 줄이세요. 잔고(04)에는 종목이 필요 없습니다",
            "One connection takes 200 items: register fewer stocks for prices. The balance (04) needs none");
    private static final Bilingual LOGIN_AGAIN = new Bilingual(
            "자동으로 다시 로그인합니다. 계속되면 이 컴퓨터의 시계와 네트워크를 확인하세요",
            "Logged in again by itself; if it stays, check this machine's clock and network");
    private static final Bilingual SLOW = new Bilingual(
            "PING 응답이 제때 키움에 닿지 않았습니다. 이 컴퓨터나 네트워크가 너무 느렸습니다. 자동으로 다시 연결합니다",
            "The broker got no PING answer in time; this machine or its network was too slow. Connected again by itself");
    private static final Bilingual RECONNECTED = new Bilingual(
            "자동으로 다시 연결합니다. 키움은 이 코드의 뜻을 밝히지 않았습니다. 자주 보이면 로그와 함께 이슈로 알려 주세요",
            "Connected again by itself. Kiwoom has not published what this code means; report it with the log if it comes often");
    private static final Bilingual TAKEN_OVER = new Bilingual(
            "다른 프로그램이 이 앱키로 접속해 연결을 가져갔습니다. 그 프로그램을 끄거나 앱키를 따로 발급받아 쓰게 하세요",
            "Another program uses this App key and took over the connection. Stop it, or give it an App key of its own");
    private static final Bilingual BROKER_DOWN = new Bilingual(
            "키움 서버가 점검 중이거나 장애입니다. 자동으로 다시 시도하며, 오래 계속되면 키움 공지를 확인하세요",
            "The broker is under maintenance or has a fault; tried again by itself. If it lasts, look at Kiwoom's notices");
    private static final Bilingual ADDRESS_OF_OURS = new Bilingual(
            "KIWOOM_REST_URL이나 KIWOOM_WS_URL을 설정했다면 확인하고, 프록시나 방화벽이 대신 응답하는지 보세요",
            "Check KIWOOM_REST_URL and KIWOOM_WS_URL if they are set, and whether a proxy or firewall answers in the broker's place");
    /** A token, LOGIN or REG that is not offered. */
    static final Bilingual NO_SESSION = new Bilingual(
            "이것 없이는 접속할 수 없습니다. 앱키가 개인 계좌의 것인지(법인은 지원하지 않습니다), KIWOOM_IS_DEMO와 맞는지 확인하고, KIWOOM_REST_URL이나 routes 폴더를 고쳤다면 되돌려 보세요",
            "There is no session without it: check that the App key is a person's (companies are not served) and fits KIWOOM_IS_DEMO, and undo changes to"
                    + " KIWOOM_REST_URL or the routes folder");
    /** An HTML page came instead of an answer or of the WebSocket's upgrade. */
    static final Bilingual MAINTENANCE = new Bilingual(
            "대개 점검 안내 페이지입니다. 자동으로 계속 시도합니다. 오래 계속되면 키움 공지를 확인하고, 프록시나 방화벽이 대신 응답하는지 보세요",
            "Probably maintenance; the service keeps trying. If it lasts, look at Kiwoom's notices, and whether a proxy answers in its place");

    static {
        // the common codes, all 37
        add("1501", Kind.UNAVAILABLE, "요청에 API ID가 없습니다", "The request has no API id", OURS);
        add("1504", Kind.NOT_OFFERED, "이 주소에서는 지원하지 않는 API입니다", "This address does not offer the API", NO_SUCH_QUERY);
        add("1505", Kind.NOT_OFFERED, "존재하지 않는 API입니다", "There is no such API", NO_SUCH_QUERY);
        add("1511", Kind.UNAVAILABLE, "요청에 필수 값이 빠졌습니다", "The request lacks a value that must be there", OURS);
        add("1512", Kind.UNAVAILABLE, "요청의 HTTP 헤더가 없거나 읽을 수 없습니다", "An HTTP header of the request is missing or unreadable", OURS);
        add("1513", Kind.UNAVAILABLE, "요청에 authorization 헤더가 없습니다", "The request has no authorization header", OURS);
        add("1514", Kind.UNAVAILABLE, "authorization 헤더의 형식이 맞지 않습니다", "The authorization header has a wrong form", OURS);
        add("1515", Kind.UNAVAILABLE, "authorization 헤더의 Grant Type이 맞지 않습니다", "The authorization header has a wrong grant type", OURS);
        add("1516", Kind.UNAVAILABLE, "authorization 헤더에 토큰이 없습니다", "The authorization header has no token", OURS);
        add("1517", Kind.UNAVAILABLE, "요청 값의 형식이 올바르지 않습니다", "A value of the request has a wrong form", OURS);
        add("1687", Kind.RATE, "같은 API를 되풀이해 호출하여 키움이 호출을 제한했습니다",
                "Kiwoom takes the calls for a loop and holds them back", LESS);
        add("1700", Kind.RATE, "이 API의 허용 요청 수를 넘었습니다", "Too many requests of this API", LESS);
        add("1701", Kind.RATE, "전체 API의 허용 요청 수를 넘었습니다", "Too many requests, all APIs together", LESS);
        add("1702", Kind.RATE, "API 그룹의 허용 요청 수를 넘었습니다", "Too many requests of this group of APIs", LESS);
        add("1901", Kind.UNAVAILABLE, "이 종목의 시장 코드가 없습니다", "The stock has no market code", STOCK);
        add("1902", Kind.UNAVAILABLE, "종목 정보가 없습니다", "The stock is not known", STOCK);
        add("1903", Kind.UNAVAILABLE, "그 거래소에는 종목 정보가 없습니다", "The stock is not known on that exchange", STOCK);
        add("1999", Kind.UNAVAILABLE, "키움 서버에서 예기치 못한 오류가 났습니다", "An unexpected fault of the broker", BROKER_DOWN);
        add("8001", Kind.CREDENTIALS, "앱키와 시크릿키가 확인되지 않았습니다", "App key and secret are not accepted", PAIR_OR_CANCELLED);
        add("8002", Kind.CREDENTIALS, "앱키와 시크릿키가 확인되지 않았습니다", "App key and secret are not accepted", PAIR_OR_CANCELLED);
        add("8003", Kind.UNAVAILABLE, "키움이 접근토큰을 조회하지 못했습니다", "The broker could not look the access token up", TOKEN_SERVER);
        add("8005", Kind.TOKEN, "접근토큰이 더 이상 유효하지 않습니다", "The access token is no longer good", FRESH);
        add("8006", Kind.UNAVAILABLE, "키움이 접근토큰을 만들지 못했습니다", "The broker could not make an access token", TOKEN_SERVER);
        add("8009", Kind.UNAVAILABLE, "키움이 접근토큰을 발급하지 못했습니다", "The broker could not issue an access token", TOKEN_SERVER);
        add("8010", Kind.TOKEN, "접근토큰을 받은 IP와 지금의 IP가 다릅니다", "The access token was issued to another IP address than this one", ADDRESS);
        add("8011", Kind.CREDENTIALS, "토큰 요청에 grant_type이 없습니다", "The token request has no grant_type", OURS);
        add("8012", Kind.CREDENTIALS, "토큰 요청의 grant_type이 맞지 않습니다", "The token request has a wrong grant_type", OURS);
        add("8015", Kind.UNAVAILABLE, "접근토큰을 폐기하지 못했습니다", "The access token could not be revoked", TOKEN_SERVER);
        add("8016", Kind.UNAVAILABLE, "폐기 요청에 토큰이 없습니다", "The request to revoke has no token", OURS);
        add("8020", Kind.CREDENTIALS, "토큰 요청에 앱키나 시크릿키가 없습니다", "The token request has no App key or secret", PAIR);
        add("8030", Kind.CREDENTIALS, "실전과 모의투자가 달라 이 앱키를 쓸 수 없습니다", "The App key is for the other side of real and mock trading", MODE);
        add("8031", Kind.TOKEN, "실전과 모의투자가 달라 이 토큰을 쓸 수 없습니다", "The token is for the other side of real and mock trading", MODE);
        add("8040", Kind.TOKEN, "단말기 인증에 실패했습니다", "This machine is not accepted", ADDRESS);
        add("8050", Kind.TOKEN, "등록되지 않은 IP 주소입니다(지정단말기 인증 실패)", "This machine's IP address is not registered", ADDRESS);
        add("8103", Kind.TOKEN, "토큰 또는 단말기 인증에 실패했습니다", "The token or this machine is not accepted", new Bilingual(
                FRESH.korean() + ". " + ADDRESS.korean(), FRESH.english() + ". " + ADDRESS.english()));
        add("8104", Kind.NOT_OFFERED, "모의투자에서 지원하지 않는 API입니다", "Kiwoom does not offer this API in mock trading", NOT_HERE);
        add("8200", Kind.NOT_OFFERED, "법인 고객에게는 지원하지 않는 API입니다", "Kiwoom does not offer this API to companies", NOT_HERE);

        // business, as [2000](RC9000:…)
        add("RC9000", Kind.NOT_OFFERED, "모의투자에서 제공하지 않는 업무입니다", "Kiwoom does not offer this in mock trading", NOT_HERE);
        add("RC4058", Kind.UNAVAILABLE, "모의투자 장이 끝났습니다", "The mock market is closed", MARKET_HOURS);
        add("RC5006", Kind.UNAVAILABLE, "키움이 업무 규칙에 따라 거절했습니다(RC5006)", "The broker refused by a rule of its business (RC5006)", BUSINESS);
        add("RC7006", Kind.UNAVAILABLE, "키움이 업무 규칙에 따라 거절했습니다(RC7006)", "The broker refused by a rule of its business (RC7006)", BUSINESS);
        add("571489", Kind.UNAVAILABLE, "장이 열리지 않는 날입니다", "The market is closed today", MARKET_HOURS);
        add("308003", Kind.UNAVAILABLE, "주문단가가 없습니다", "The order has no price", ORDERS);
        add("501307", Kind.UNAVAILABLE, "거래소구분(dmst_stex_tp) 값이 맞지 않습니다", "The exchange (dmst_stex_tp) of the request is wrong", OURS);
        add("800033", Kind.UNAVAILABLE, "키움이 업무 규칙에 따라 거절했습니다(800033)", "The broker refused by a rule of its business (800033)", BUSINESS);

        // the WebSocket
        add("100002", Kind.UNAVAILABLE, "WebSocket 프레임에 필수 값이 빠졌습니다", "A frame of ours lacks a value that must be there", FRAMES);
        add("100013", Kind.UNAVAILABLE, "로그인 전에 보낸 프레임이 무시되었습니다", "A frame sent before LOGIN was passed over", FRAMES);
        add("105108", Kind.UNAVAILABLE, "정의되지 않은 TRNM입니다", "The broker does not know the trnm of our frame", FRAMES);
        add("105110", Kind.RATE, "실시간 등록 요청이 너무 많습니다", "Too many requests to register", WAIT_AND_REGISTER);
        add("105111", Kind.UNAVAILABLE, "실시간 항목을 등록하지 못했습니다", "The broker did not register the real-time items", FRAMES);
        add("105115", Kind.UNAVAILABLE, "한 연결에 등록할 수 있는 종목 수(200)를 넘었습니다", "More items than one connection takes (200)", FEWER_ITEMS);
        add("105118", Kind.UNAVAILABLE, "한 그룹에 등록할 수 있는 종목 수(200)를 넘었습니다", "More items than one group takes (200)", FEWER_ITEMS);
        add("305003", Kind.UNAVAILABLE, "실시간 해지 요청에 항목이 없습니다", "The request to remove names no items", FRAMES);
        add("805002", Kind.UNAVAILABLE, "LOGIN에 토큰이 없습니다", "LOGIN had no token", FRAMES);
        add("805004", Kind.TOKEN, "LOGIN에서 토큰 인증에 실패했습니다", "The token was not accepted at LOGIN", FRESH);
        add("R10001", Kind.DUPLICATE, "같은 앱키로 다른 접속이 생겨 이 연결이 종료되었습니다",
                "Another program logged in with the same App key, and this connection was ended", TAKEN_OVER);
        add("R10002", Kind.UNAVAILABLE, "연결유지(PING) 응답이 없어 키움이 연결을 끊었습니다", "The broker ended the connection: no answer to its PING", SLOW);
        add("R10003", Kind.UNAVAILABLE, "키움이 연결을 끊는다고 알렸습니다(R10003)", "The broker said that it ends the connection (R10003)", RECONNECTED);
        add("R10004", Kind.UNAVAILABLE, "키움이 로그인 요청(토큰)을 받지 못했습니다", "The broker got no LOGIN", LOGIN_AGAIN);

        // a return_code with no other code beside it
        add("1", Kind.UNAVAILABLE, "키움이 요청을 거절했습니다(1)", "The broker refused the request (1)", BUSINESS);
        add("2", Kind.UNAVAILABLE, "키움이 요청 값을 거절했습니다(2)", "The broker refused a value of the request (2)", OURS);
        add("3", Kind.UNAVAILABLE, "키움이 이유 없이 인증을 거절했습니다(3)", "The broker refused the authentication and did not say why (3)", TOKEN_SERVER);
        add("5", Kind.UNAVAILABLE, "키움이 요청을 거절했습니다(5)", "The broker refused the request (5)", BUSINESS);
        add("7", Kind.UNAVAILABLE, "키움이 요청을 처리하지 못했습니다(7)", "The broker could not deal with the request (7)", BUSINESS);
        add("20", Kind.UNAVAILABLE, "키움이 업무 규칙에 따라 거절했습니다(20)", "The broker refused by a rule of its business (20)", BUSINESS);

        // HTTP
        add("400", Kind.UNAVAILABLE, "키움이 HTTP 요청을 거절했습니다(400)", "The broker refused the HTTP request (400)", ADDRESS_OF_OURS);
        add("401", Kind.TOKEN, "키움이 HTTP 401로 인증을 거절했습니다", "The broker refused the authentication with HTTP 401", ADDRESS_OF_OURS);
        add("403", Kind.UNAVAILABLE, "키움이 HTTP 403으로 접근을 거절했습니다", "The broker refused access with HTTP 403", ADDRESS_OF_OURS);
        add("404", Kind.UNAVAILABLE, "키움의 주소를 찾을 수 없습니다(404)", "There is nothing at the broker's address (404)", ADDRESS_OF_OURS);
        add("429", Kind.RATE, "요청이 너무 많습니다", "Too many requests", LESS);
        add("500", Kind.UNAVAILABLE, "키움 서버 오류(500)", "A fault of the broker (500)", BROKER_DOWN);
        add("502", Kind.UNAVAILABLE, "키움 서버가 응답하지 않습니다(502)", "The broker's server is away (502)", BROKER_DOWN);
        add("503", Kind.UNAVAILABLE, "키움 서버를 이용할 수 없습니다(503)", "The broker is not available (503)", BROKER_DOWN);
        add("504", Kind.UNAVAILABLE, "키움 서버가 제때 응답하지 않습니다(504)", "The broker's server does not answer in time (504)", BROKER_DOWN);
    }

    private static void add(String code, Kind kind, String korean, String english, Bilingual advice) {
        ALL.put(code, new BrokerCode(code, kind, new Bilingual(korean, english), advice));
    }

    /** @return empty when nobody knows the code */
    static Optional<BrokerCode> of(String code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /**
     * The broker redirects nobody: who does stands before it, as a rule with a page that says so.
     *
     * @param page an HTML page came along
     */
    static Bilingual adviceOfStatus(int status, boolean page) {
        return status / 100 == 3 ? ADDRESS_OF_OURS : page ? MAINTENANCE : of(String.valueOf(status)).map(BrokerCode::advice).orElse(null);
    }

    /** In the order of the reference. */
    static Collection<BrokerCode> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }
}
