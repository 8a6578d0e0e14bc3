package dev.balancesync.kiwoom;

/**
 * Kiwoom's words as they stand on the wire. Only here, where answers are read ({@code kiwoom}), and in the simulator are they spelled out; which
 * numbered field becomes which column stands in {@code application.properties}.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide: au10001, kt00001, kt00018, ka00001, real-time types 00 and 04</a>
 */
public final class Wire {
    // a frame
    public static final String TRNM = "trnm";
    public static final String RETURN_CODE = "return_code";
    public static final String RETURN_MSG = "return_msg";
    public static final String DATA = "data";
    public static final String REAL = "REAL";
    public static final String PING = "PING";
    public static final String LOGIN = "LOGIN";
    public static final String REG = "REG";
    public static final String REMOVE = "REMOVE";
    public static final String SYSTEM = "SYSTEM";
    /** Of a SYSTEM frame. */
    public static final String SYSTEM_CODE = "code";
    public static final String SYSTEM_MESSAGE = "message";

    // an entry of a REAL frame
    public static final String TYPE = "type";
    public static final String ITEM = "item";
    public static final String VALUES = "values";
    /** 계좌번호. */
    public static final String ACCOUNT = "9201";
    /** 종목코드. */
    public static final String STOCK = "9001";
    /** 주문체결. */
    public static final String ORDER = "00";
    /** 잔고. */
    public static final String BALANCE = "04";
    /** 주문상태. */
    public static final String ORDER_STATE = "913";
    public static final String FILLED = "체결";
    /** 매도수구분: 1 sold, 2 bought. */
    public static final String SIDE = "907";
    /** 단위체결가. */
    public static final String FILL_PRICE = "914";
    /** 단위체결량. */
    public static final String FILL_SHARES = "915";
    /** 신용구분 of an order: 00 for cash. */
    public static final String ORDER_CREDIT = "922";

    // au10001 and ka00001
    public static final String TOKEN = "token";
    public static final String EXPIRES = "expires_dt";
    public static final String GRANT_TYPE = "grant_type";
    public static final String CLIENT_CREDENTIALS = "client_credentials";
    public static final String APP_KEY = "appkey";
    public static final String SECRET_KEY = "secretkey";
    public static final String ACCOUNTS = "acctNo";

    // kt00018, 계좌평가잔고내역
    public static final String HOLDINGS = "acnt_evlt_remn_indv_tot";
    public static final String STOCK_CODE = "stk_cd";
    public static final String STOCK_NAME = "stk_nm";
    /** 매입금액. */
    public static final String COST = "pur_amt";

    /** 총매입금액. */
    public static final String TOTAL_COST = "tot_pur_amt";
    /** 총평가금액. */
    public static final String TOTAL_VALUE = "tot_evlt_amt";
    /** 총평가손익금액, net of fees and tax. */
    public static final String TOTAL_PROFIT = "tot_evlt_pl";
    /** 추정예탁자산. */
    public static final String ESTIMATED_ASSETS = "prsm_dpst_aset_amt";

    // kt00001, 예수금상세현황
    /** 예수금. */
    public static final String DEPOSIT = "entr";
    /** D+2 추정예수금. */
    public static final String DEPOSIT_D2 = "d2_entra";
    /** 주문가능금액. */
    public static final String ORDERABLE = "ord_alow_amt";

    private Wire() {
    }
}
