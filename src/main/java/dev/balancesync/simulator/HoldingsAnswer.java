package dev.balancesync.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of kt00018 (계좌평가잔고내역요청), zero-padded as in the official example. */
final class HoldingsAnswer {
    private HoldingsAnswer() {
    }

    static Map<String, Object> of(TradingAccount account, List<Lot> page) {
        long purchase = account.purchaseAmount();
        long value = account.stockValue();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("tot_pur_amt", RestApi.padded(purchase, 15));
        answer.put("tot_evlt_amt", RestApi.padded(value, 15));
        answer.put("tot_evlt_pl", RestApi.padded(value - purchase, 15));
        answer.put("tot_prft_rt", percent(value - purchase, purchase));
        answer.put("prsm_dpst_aset_amt", RestApi.padded(account.cash + value, 15));
        answer.put("tot_loan_amt", RestApi.padded(0, 15));
        answer.put("tot_crd_loan_amt", RestApi.padded(0, 15));
        answer.put("tot_crd_ls_amt", RestApi.padded(0, 15));
        var rows = new ArrayList<Map<String, Object>>();
        page.forEach(lot -> rows.add(row(account, lot, purchase)));
        answer.put("acnt_evlt_remn_indv_tot", rows);
        return answer;
    }

    private static Map<String, Object> row(TradingAccount account, Lot lot, long purchase) {
        long value = lot.quantity * lot.stock.price;
        var row = new LinkedHashMap<String, Object>();
        row.put("stk_cd", "A" + lot.stock.code);
        row.put("stk_nm", lot.stock.name);
        row.put("evltv_prft", RestApi.padded(value - lot.cost, 15));
        row.put("prft_rt", percent(value - lot.cost, lot.cost));
        row.put("pur_pric", RestApi.padded(lot.averagePrice(), 15));
        row.put("pred_close_pric", RestApi.padded(lot.stock.basePrice, 12));
        row.put("rmnd_qty", RestApi.padded(lot.quantity, 15));
        row.put("trde_able_qty", RestApi.padded(account.available(lot), 15));
        row.put("cur_prc", RestApi.padded(lot.stock.price, 12));
        row.put("pred_buyq", RestApi.padded(0, 15));
        row.put("pred_sellq", RestApi.padded(0, 15));
        row.put("tdy_buyq", RestApi.padded(lot.boughtToday, 15));
        row.put("tdy_sellq", RestApi.padded(lot.soldToday, 15));
        row.put("pur_amt", RestApi.padded(lot.cost, 15));
        row.put("pur_cmsn", RestApi.padded(0, 15));
        row.put("evlt_amt", RestApi.padded(value, 15));
        row.put("sell_cmsn", RestApi.padded(0, 15));
        row.put("tax", RestApi.padded(0, 15));
        row.put("sum_cmsn", RestApi.padded(0, 15));
        row.put("poss_rt", percent(lot.cost, purchase));
        row.put("crd_tp", lot.creditType);
        row.put("crd_tp_nm", "");
        row.put("crd_loan_dt", lot.loanDate);
        return row;
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "0.00"
                : BigDecimal.valueOf(part).multiply(BigDecimal.valueOf(100)).divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP).toPlainString();
    }
}
