package dev.balancesync.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the broker words its refusals: the texts of its code table, each in the form in which it was seen. */
final class Refusals {
    /** An HTTP answer. */
    record Answer(int status, String body) {
    }

    private static final String LOGIN = "LOGIN";
    private static final String REG = "REG";
    private static final Map<String, String> WORDS = words();
    /** Of business refusals, {@code [2000](code:words)}. */
    private static final Map<String, String> BUSINESS = Map.of(
            "RC9000", "모의투자에서는 해당업무가 제공되지 않습니다.",
            "RC4058", "모의투자 장종료",
            "571489", "장이 열리지 않는 날입니다.",
            "308003", "주문단가를 입력하십시요",
            "501307", "국내거래소구분을 확인하십시오.",
            "800033", "매도가능수량이 부족합니다.",
            "855056", "매수증거금이 부족합니다.");
    /** Of the WebSocket. The words of 105110, 105115 and 105118 have not been published. */
    private static final Map<String, String> FRAMES = Map.of(
            "100002", "필수 파라미터가 누락되어 있습니다",
            "100013", "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. 해당 전문은 무시됩니다. (TRNM=%s)",
            "105108", "정의되어 있지 않는 TRNM입니다",
            "105110", "허용 요청 건수 초과",
            "105111", "실시간 항목 등록에 실패했습니다",
            "105115", "세션에 등록할 수 있는 항목 수를 초과했습니다",
            "105118", "그룹에 등록할 수 있는 항목 수를 초과했습니다",
            "305003", "요청 데이터가 비어 있습니다",
            "805002", "인증을 체크하기 위한 Token 값이 없습니다");

    private Refusals() {
    }

    private static Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        words.put("1501", "API ID가 Null이거나 값이 없습니다");
        words.put("1504", "해당 URI에서는 지원하는 API ID가 아닙니다.");
        words.put("1505", "해당 API ID는 존재하지 않습니다.");
        words.put("1511", "필수 입력 값에 값이 존재하지 않습니다.");
        words.put("1512", "Http header에 값이 설정되지 않았거나 읽을 수 없습니다");
        words.put("1513", "Http Header에 authorization 필드가 설정되어 있어야 합니다");
        words.put("1514", "입력으로 들어온 Http Header의 authorization 필드 형식이 맞지 않습니다");
        words.put("1515", "Http Header의 authorization 필드 내 Grant Type이 미리 정의된 형식이 아닙니다");
        words.put("1516", "Http Header의 authorization 필드 내 Token이 정의되어 있지 않습니다");
        words.put("1517", "입력 값 형식이 올바르지 않습니다.");
        words.put("1687", "재귀 호출이 발생하여 API 호출을 제한합니다,");
        words.put("1700", "허용된 API 요청 개수를 초과하였습니다. 유량=1,");
        words.put("1701", "허용된 전체 요청 개수를 초과하였습니다. 총유량=5");
        words.put("1702", "허용된 그룹 요청 개수를 초과하였습니다. 총유량=5,");
        words.put("1901", "시장 코드값이 존재하지 않습니다.");
        words.put("1902", "종목 정보가 없습니다. 입력한 종목코드 값을 확인바랍니다.");
        words.put("1903", "종목 정보가 없습니다. 입력한 종목코드, 거래소구분 값을 확인바랍니다.");
        words.put("1999", "예기치 못한 에러가 발생했습니다.");
        words.put("8001", "App Key와 Secret Key 검증에 실패했습니다");
        words.put("8002", "App Key와 Secret Key 검증에 실패했습니다.");
        words.put("8003", "Access Token을 조회하는데 실패했습니다.");
        words.put("8005", "Token이 유효하지 않습니다");
        words.put("8006", "Access Token을 생성하는데 실패했습니다.");
        words.put("8009", "Access Token을 발급하는데 실패했습니다.");
        words.put("8010", "Token을 발급받은 IP와 서비스를 요청한 IP가 동일하지 않습니다");
        words.put("8011", "Access Token을 발급하는데 실패했습니다. 입력값에 grant_type이 들어오지 않았습니다");
        words.put("8012", "Access Token을 발급하는데 실패했습니다. grant_type의 값이 맞지 않습니다");
        words.put("8015", "Access Token을 폐기하는데 실패했습니다.");
        words.put("8016", "Access Token을 폐기하는데 실패했습니다. 입력값에 Token이 들어오지 않았습니다");
        words.put("8020", "입력파라미터로 appkey 또는 secretkey가 들어오지 않았습니다.");
        words.put("8030", "투자구분(실전/모의)이 달라서 Appkey를 사용할수가 없습니다");
        words.put("8031", "투자구분(실전/모의)이 달라서 Token를 사용할수가 없습니다");
        words.put("8040", "단말기 인증에 실패했습니다");
        words.put("8050", "지정단말기 인증에 실패했습니다");
        words.put("8103", "토큰 인증 또는 단말기인증에 실패했습니다.");
        words.put("8104", "모의투자에서 지원하지 않는 API 입니다.");
        words.put("8200", "법인 고객은 해당 API를 지원하지 않습니다");
        return words;
    }

    /** Whether {@code of} (an api-id, {@code LOGIN} or {@code REG}) can be refused with this code. */
    static boolean knows(String of, String code) {
        if (of.equals(REG) || of.equals(LOGIN)) {
            return FRAMES.containsKey(code) || (of.equals(LOGIN) ? code.startsWith("8") : code.startsWith("17")) && WORDS.containsKey(code);
        }
        return WORDS.containsKey(code) || BUSINESS.containsKey(code);
    }

    /** Whether the code speaks of the token or of the key behind it. */
    static boolean isOfTokens(String code) {
        return code.startsWith("8") && !code.equals("8104") && WORDS.containsKey(code);
    }

    static Answer rest(String code, String api) {
        return switch (code) {
            case "1504", "1505", "1700", "1702" -> answer(code, "API ID=" + api);
            default -> answer(code, "");
        };
    }

    /** 1700, with the rate that was exceeded (유량) as newer answers have it. */
    static Answer tooMany(int rate, String api) {
        return json(429, 5, "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 초과하였습니다. 유량=" + rate + ", API ID=" + api + "]");
    }

    /** @param more what the table leaves open, such as the name of the parameter */
    static Answer answer(String code, String more) {
        if (BUSINESS.containsKey(code)) {
            return json(200, 20, "[2000](" + code + ":" + BUSINESS.get(code) + ")");
        }
        String said = "[" + code + ":" + WORDS.get(code) + (more.isEmpty() ? "" : " " + more) + "]";
        return switch (code.substring(0, 2)) {
            case "15" -> code.compareTo("1511") < 0 ? json(200, 1, "잘못된 요청입니다" + said) : json(200, 2, "입력 값 오류입니다" + said);
            case "16" -> json(200, 1, "잘못된 요청입니다" + said);
            case "17" -> json(429, 5, "허용된 요청 개수를 초과하였습니다" + said);
            case "19" -> json(200, 7, "서비스를 처리하는 중에 오류가 발생했습니다" + said);
            default -> code.equals("8104") ? json(200, 2, "입력 값 오류입니다" + said) : json(200, 3, "인증에 실패했습니다" + said);
        };
    }

    private static Answer json(int status, int code, String message) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("return_code", code);
        answer.put("return_msg", message);
        return new Answer(status, Frames.json(answer));
    }

    /** The answer to LOGIN; after one about the token or the key the connection is closed. */
    static String login(String code) {
        return FRAMES.containsKey(code) ? frame(LOGIN, code) : Frames.answer(LOGIN, 805004,
                "토큰 인증에 실패했습니다. 접속을 종료합니다 [CODE=" + code + ", MESSAGE=" + WORDS.get(code) + "]");
    }

    /** The answer to this {@code trnm}. */
    static String frame(String trnm, String code) {
        return Frames.answer(trnm, Integer.parseInt(code), FRAMES.getOrDefault(code, WORDS.getOrDefault(code, "")));
    }
}
