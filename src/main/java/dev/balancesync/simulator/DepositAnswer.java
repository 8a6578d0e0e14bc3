package dev.balancesync.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of kt00001 (예수금상세현황요청), all 70, in the order and width of the official example. */
final class DepositAnswer {
    /** 추정조회: with what the next two days settle. */
    static final String ESTIMATED = "3";
    private static final int WIDTH = 15;
    private static final List<String> FIELDS = List.of("entr", "profa_ch", "bncr_profa_ch", "nxdy_bncr_sell_exct",
            "fc_stk_krw_repl_set_amt", "crd_grnta_ch", "crd_grnt_ch", "add_grnt_ch", "etc_profa", "uncl_stk_amt", "shrts_prica",
            "crd_set_grnta", "chck_ina_amt", "etc_chck_ina_amt", "crd_grnt_ruse", "knx_asset_evltv", "elwdpst_evlta",
            "crd_ls_rght_frcs_amt", "lvlh_join_amt", "lvlh_trns_alowa", "repl_amt", "remn_repl_evlta", "trst_remn_repl_evlta",
            "bncr_remn_repl_evlta", "profa_repl", "crd_grnta_repl", "crd_grnt_repl", "add_grnt_repl", "rght_repl_amt",
            "pymn_alow_amt", "wrap_pymn_alow_amt", "ord_alow_amt", "bncr_buy_alowa", "20stk_ord_alow_amt", "30stk_ord_alow_amt",
            "40stk_ord_alow_amt", "100stk_ord_alow_amt", "ch_uncla", "ch_uncla_dlfe", "ch_uncla_tot", "crd_int_npay",
            "int_npay_amt_dlfe", "int_npay_amt_tot", "etc_loana", "etc_loana_dlfe", "etc_loan_tot", "nrpy_loan", "loan_sum",
            "ls_sum", "crd_grnt_rt", "mdstrm_usfe", "min_ord_alow_yn", "loan_remn_evlt_amt", "dpst_grntl_remn", "sell_grntl_remn",
            "d1_entra", "d1_slby_exct_amt", "d1_buy_exct_amt", "d1_out_rep_mor", "d1_sel_exct_amt", "d1_pymn_alow_amt", "d2_entra",
            "d2_slby_exct_amt", "d2_buy_exct_amt", "d2_out_rep_mor", "d2_sel_exct_amt", "d2_pymn_alow_amt", "50stk_ord_alow_amt",
            "60stk_ord_alow_amt");

    private DepositAnswer() {
    }

    /**
     * Trades of the day move {@code d2_entra} and what may be ordered at once; {@code entr}, {@code d1_entra} and {@code pymn_alow_amt}
     * stay until settlement, which never comes here.
     *
     * @param query {@code 3}; with {@code 2} (일반조회) the estimates of the next days are zero
     */
    static Map<String, Object> of(AccountView account, String query) {
        boolean estimated = query.equals(ESTIMATED);
        var won = new LinkedHashMap<String, Long>();
        won.put("entr", account.deposit());
        won.put("pymn_alow_amt", account.deposit());
        won.put("ord_alow_amt", account.orderable());
        won.put("bncr_buy_alowa", account.orderable());
        for (int margin : new int[] {20, 30, 40, 50, 60, 100}) {
            won.put(margin + "stk_ord_alow_amt", Math.round(account.orderable() * 100.0 / margin));
        }
        if (estimated) {
            won.put("d1_entra", account.deposit());
            won.put("d1_pymn_alow_amt", Math.min(account.deposit(), account.cash()));
            won.put("d2_entra", account.cash());
            won.put("d2_slby_exct_amt", account.sold() - account.bought());
            won.put("d2_buy_exct_amt", account.bought());
            won.put("d2_sel_exct_amt", account.sold());
            won.put("d2_pymn_alow_amt", account.cash());
        }
        var answer = new LinkedHashMap<String, Object>();
        FIELDS.forEach(field -> answer.put(field, Padded.won(won.getOrDefault(field, 0L), WIDTH)));
        answer.put("crd_grnt_rt", Padded.rate(0, 0));
        answer.put("stk_entr_prst", List.of());
        return answer;
    }
}
