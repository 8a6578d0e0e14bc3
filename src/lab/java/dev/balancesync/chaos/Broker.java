package dev.balancesync.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.simulator.Fault;

/** What can go wrong at the broker, by the word that a script uses. */
public final class Broker {
    private static final String HTML = "<html><body>점검중</body></html>";
    private static final String ERROR = "{\"return_code\":99,\"return_msg\":\"서비스를 처리하는 중에 오류가 발생했습니다\"}";
    private static final String RATE = "{\"return_code\":5,\"return_msg\":\"허용된 요청 개수를 초과하였습니다[1700:허용된 요청 개수를 초과하였습니다.]\"}";
    private static final String TOKEN = "{\"return_code\":3,\"return_msg\":\"인증에 실패했습니다[8005:Token이 유효하지 않습니다]\"}";
    private static final String KEY = "{\"return_code\":3,\"return_msg\":\"인증에 실패했습니다[8001:App Key와 Secret Key 검증에 실패했습니다]\"}";
    private static final String NOT_OFFERED = "{\"return_code\":20,\"return_msg\":\"[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)\"}";
    private static final String HALF = "{\"return_code\":0,\"acnt_evlt_remn_indv_tot\":[{\"stk_cd\":\"A0059";

    /** These cut or end the connection; what is sent meanwhile is missed. */
    static final Map<String, Fault> CUTS = cuts();
    /** These wait for the next request of their kind. */
    static final Map<String, Fault> REFUSALS = refusals();
    /** The same, about kt00018 and kt00001. */
    static final Map<String, Fault> SNAPSHOTS = snapshots();
    /** What happens to one row of kt00018, by word. */
    static final Map<String, RowFault> ROWS = rows();
    /** kt00018 is not offered. */
    public static final Fault NO_SNAPSHOT = new Fault.RestAnswer("kt00018", 200, NOT_OFFERED);
    /** Frames that hold nothing, by word. */
    static final Map<String, String> GARBAGE = garbage();

    /** A frame of 1.2 MB with one entry: it fills the heap, and is soon read. */
    static final String LARGE = entry("0B", "\"302\":\"" + "가".repeat(400_000) + "\"");

    private Broker() {
    }

    /** A fault of the row of one stock. */
    interface RowFault {
        Fault of(String code);
    }

    /** By the word that a script uses. */
    public static Fault fault(String word) {
        for (Map<String, Fault> each : List.of(CUTS, REFUSALS, SNAPSHOTS)) {
            if (each.containsKey(word)) {
                return each.get(word);
            }
        }
        throw new IllegalArgumentException("no fault of the broker is called " + word);
    }

    private static Map<String, Fault> cuts() {
        var faults = new LinkedHashMap<String, Fault>();
        faults.put("drop", new Fault.Drop());
        faults.put("bye", new Fault.Bye());
        faults.put("silence", new Fault.Silence());
        faults.put("duplicate", new Fault.Duplicate());
        return faults;
    }

    private static Map<String, Fault> refusals() {
        var faults = new LinkedHashMap<String, Fault>();
        faults.put("revoke", new Fault.RevokeToken());
        faults.put("address", new Fault.OldTokens("8010"));
        faults.put("handshake-503", new Fault.RefuseHandshake(503));
        faults.put("handshake-hang", new Fault.HangHandshake());
        faults.put("login-token", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":805004,"
                + "\"return_msg\":\"토큰 인증에 실패했습니다. 접속을 종료합니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]\"}", true));
        faults.put("login-refused", new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":805004,"
                + "\"return_msg\":\"토큰 인증에 실패했습니다. 접속을 종료합니다 [CODE=8030, MESSAGE=투자구분(실전/모의)이 달라서]\"}", true));
        faults.put("login-address", new Fault.Refuse("LOGIN", "8010"));
        faults.put("login-silence", new Fault.LoginSilence());
        faults.put("login-close", new Fault.LoginClose());
        faults.put("reg-refused", new Fault.RegAnswer("{\"trnm\":\"REG\",\"return_code\":105111,\"return_msg\":\"실시간 항목 등록에 실패했습니다\"}"));
        faults.put("reg-silence", new Fault.RegSilence());
        faults.put("reg-close", new Fault.RegClose());
        faults.put("reg-reset", new Fault.RegReset());
        faults.put("reg-too-often", new Fault.Refuse("REG", "105110"));
        faults.put("token-1700", new Fault.Refuse("au10001", "1700"));
        faults.put("token-429", new Fault.TokenAnswer(429, RATE));
        faults.put("token-500", new Fault.TokenAnswer(500, ERROR));
        faults.put("token-html", new Fault.TokenAnswer(200, HTML));
        faults.put("token-half", new Fault.TokenAnswer(200, "{\"token\":\"abc"));
        faults.put("token-key", new Fault.TokenAnswer(200, KEY));
        faults.put("token-hang", new Fault.TokenHang());
        faults.put("account-500", new Fault.RestAnswer("ka00001", 500, ERROR));
        faults.put("account-1701", new Fault.Refuse("ka00001", "1701"));
        faults.put("account-address", new Fault.Refuse("ka00001", "8010"));
        faults.put("account-hang", new Fault.RestHang("ka00001"));
        return faults;
    }

    private static Map<String, Fault> snapshots() {
        var faults = new LinkedHashMap<String, Fault>();
        for (String api : List.of("kt00018", "kt00001")) {
            String name = api.equals("kt00018") ? "holdings" : "cash";
            faults.put(name + "-500", new Fault.RestAnswer(api, 500, ERROR));
            faults.put(name + "-error", new Fault.RestAnswer(api, 200, ERROR));
            faults.put(name + "-429", new Fault.RestAnswer(api, 429, RATE));
            faults.put(name + "-429-html", new Fault.RestAnswer(api, 429, HTML));
            for (String code : List.of("1700", "1701", "1702")) {
                faults.put(name + "-" + code, new Fault.Refuse(api, code));
            }
            faults.put(name + "-address", new Fault.Refuse(api, "8010"));
            faults.put(name + "-code-text", new Fault.ReturnCode(api, "\"0000\""));
            faults.put(name + "-code-false", new Fault.ReturnCode(api, "false"));
            faults.put(name + "-html", new Fault.RestAnswer(api, 503, HTML));
            faults.put(name + "-token", new Fault.RestAnswer(api, 200, TOKEN));
            faults.put(name + "-garbled", new Fault.RestAnswer(api, 200, HALF));
            faults.put(name + "-empty", new Fault.RestAnswer(api, 200, "{\"return_code\":0,\"return_msg\":\"\"}"));
            faults.put(name + "-hang", new Fault.RestHang(api));
            faults.put(name + "-slow", new Fault.RestSlow(api, 120));
            faults.put(name + "-slower", new Fault.RestSlow(api, 900));
            faults.put(name + "-cut", new Fault.RestCut(api));
        }
        faults.put("list-absent", new Fault.EmptyList(Fault.EmptyList.Form.ABSENT));
        faults.put("list-null", new Fault.EmptyList(Fault.EmptyList.Form.NULL));
        faults.put("list-blank-row", new Fault.EmptyList(Fault.EmptyList.Form.BLANK_ROW));
        faults.put("page-repeat", new Fault.PageRepeat());
        faults.put("page-500", new Fault.PageAnswer(500, ERROR));
        faults.put("page-429", new Fault.PageAnswer(429, RATE));
        faults.put("page-html", new Fault.PageAnswer(502, HTML));
        faults.put("page-token", new Fault.PageAnswer(200, TOKEN));
        faults.put("page-garbled", new Fault.PageAnswer(200, HALF));
        faults.put("page-none", new Fault.PageAnswer(200, NOT_OFFERED.replace("RC9000", "571489")));
        return faults;
    }

    private static Map<String, RowFault> rows() {
        var faults = new LinkedHashMap<String, RowFault>();
        faults.put("twice", Fault.RowRepeat::new);
        faults.put("quantity-half", field("rmnd_qty", "000000000003.5"));
        faults.put("quantity-text", field("rmnd_qty", "12주"));
        faults.put("quantity-blank", field("rmnd_qty", ""));
        faults.put("quantity-zero", field("rmnd_qty", "000000000000000"));
        faults.put("code-text", field("stk_cd", "삼성전자"));
        faults.put("code-blank", field("stk_cd", ""));
        faults.put("price-text", field("cur_prc", "10,000"));
        faults.put("cost-wrong", field("pur_amt", "000000000000001"));
        return faults;
    }

    private static RowFault field(String name, String text) {
        return code -> new Fault.RowField(code, name, text);
    }

    private static Map<String, String> garbage() {
        var frames = new LinkedHashMap<String, String>();
        frames.put("no-json", "점검중입니다");
        frames.put("half", "{\"trnm\":\"REAL\",\"data\":[{\"values\":{\"9201\":\"81125");
        frames.put("array", "[1,2,3]");
        frames.put("null", "null");
        frames.put("number", "17");
        frames.put("empty", "");
        frames.put("no-data", "{\"trnm\":\"REAL\"}");
        frames.put("data-text", "{\"trnm\":\"REAL\",\"data\":\"none\"}");
        frames.put("data-empty", "{\"trnm\":\"REAL\",\"data\":[]}");
        frames.put("entry-text", "{\"trnm\":\"REAL\",\"data\":[\"04\",null,7]}");
        frames.put("no-values", "{\"trnm\":\"REAL\",\"data\":[{\"type\":\"04\",\"item\":\"005930\"}]}");
        frames.put("no-code", entry("\"9201\":\"8112510011\",\"930\":\"77\""));
        frames.put("another-account", entry("\"9201\":\"9999999911\",\"9001\":\"005930\",\"930\":\"77\",\"10\":\"1\",\"932\":\"1\""));
        frames.put("bad-number", entry("\"9201\":\"8112510011\",\"9001\":\"005930\",\"930\":\"7a\",\"10\":\"1\""));
        frames.put("huge-number", entry("\"9201\":\"8112510011\",\"9001\":\"005930\",\"930\":\"" + "9".repeat(40) + "\""));
        frames.put("negative", entry("\"9201\":\"8112510011\",\"9001\":\"005930\",\"930\":\"-5\""));
        frames.put("order", "{\"trnm\":\"REAL\",\"data\":[{\"type\":\"00\",\"item\":\"005930\",\"values\":{\"9201\":\"8112510011\",\"9001\":\"005930\",\"930\":\"1\"}}]}");
        frames.put("unknown", "{\"trnm\":\"NEWS\",\"data\":[]}");
        frames.put("many", "{\"trnm\":\"REAL\",\"data\":[" + "{\"type\":\"0B\",\"item\":\"005930\",\"values\":{\"10\":\"1\"}},".repeat(20_000)
                + "{\"type\":\"0B\"}]}");
        frames.put("long", "{\"trnm\":\"NEWS\",\"text\":\"" + "가".repeat(100_000) + "\"}");
        return frames;
    }

    private static String entry(String fields) {
        return entry("04", fields);
    }

    private static String entry(String type, String fields) {
        return "{\"trnm\":\"REAL\",\"data\":[{\"type\":\"" + type + "\",\"item\":\"\",\"values\":{" + fields + "}}]}";
    }
}
