package dev.balancesync.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.simulator.AccountView.LotView;

/** The fields of kt00018 (계좌평가잔고내역요청), padded as captured; profits are net of both commissions and of the tax of a sale now. */
final class HoldingsAnswer {
    static final String ROWS = "acnt_evlt_remn_indv_tot";
    /** Of a row, in their order. */
    static final List<String> FIELDS = List.of("stk_cd", "stk_nm", "evltv_prft", "prft_rt", "pur_pric", "pred_close_pric",
            "rmnd_qty", "trde_able_qty", "cur_prc", "pred_buyq", "pred_sellq", "tdy_buyq", "tdy_sellq", "pur_amt", "pur_cmsn",
            "evlt_amt", "sell_cmsn", "tax", "sum_cmsn", "poss_rt", "crd_tp", "crd_tp_nm", "crd_loan_dt");

    private final Costs costs;
    private final Map<String, String> creditTypes;

    /** @param creditTypes the code here ({@code crd_tp}) for a code of the stream (917); one that is missing is the same in both */
    HoldingsAnswer(Costs costs, Map<String, String> creditTypes) {
        this.costs = costs;
        this.creditTypes = creditTypes;
    }

    /**
     * One page.
     *
     * @param all the lots of the whole account, of which the totals tell on every page
     */
    Map<String, Object> page(AccountView account, List<LotView> all, List<LotView> page) {
        long purchase = all.stream().mapToLong(LotView::cost).sum();
        long value = all.stream().mapToLong(LotView::value).sum();
        long profit = all.stream().mapToLong(this::profit).sum();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("tot_pur_amt", Padded.won(purchase, 15));
        answer.put("tot_evlt_amt", Padded.won(value, 15));
        answer.put("tot_evlt_pl", Padded.won(profit, 15));
        answer.put("tot_prft_rt", Padded.rate(profit, purchase));
        answer.put("prsm_dpst_aset_amt", Padded.won(account.cash() + value, 15));
        answer.put("tot_loan_amt", Padded.won(0, 15));
        answer.put("tot_crd_loan_amt", Padded.won(0, 15));
        answer.put("tot_crd_ls_amt", Padded.won(0, 15));
        var rows = new ArrayList<Map<String, Object>>();
        page.forEach(lot -> rows.add(row(lot, purchase)));
        answer.put(ROWS, rows);
        return answer;
    }

    private long profit(LotView lot) {
        return lot.value() - lot.cost() - costs.commission(lot.cost()) - costs.commission(lot.value()) - tax(lot);
    }

    private static long tax(LotView lot) {
        return Costs.tax(lot.stock().fund, lot.value());
    }

    private Map<String, Object> row(LotView lot, long purchase) {
        long buying = costs.commission(lot.cost());
        long selling = costs.commission(lot.value());
        var row = new LinkedHashMap<String, Object>();
        row.put("stk_cd", "A" + lot.stock().code);
        row.put("stk_nm", lot.stock().name);
        row.put("evltv_prft", Padded.won(profit(lot), 15));
        row.put("prft_rt", Padded.rate(profit(lot), lot.cost()));
        row.put("pur_pric", Padded.won(lot.cost() / lot.quantity(), 15));
        row.put("pred_close_pric", Padded.won(lot.stock().basePrice, 12));
        row.put("rmnd_qty", Padded.won(lot.quantity(), 15));
        row.put("trde_able_qty", Padded.won(lot.available(), 15));
        row.put("cur_prc", Padded.won(lot.price(), 12));
        row.put("pred_buyq", Padded.won(0, 15));
        row.put("pred_sellq", Padded.won(0, 15));
        row.put("tdy_buyq", Padded.won(lot.boughtToday(), 15));
        row.put("tdy_sellq", Padded.won(lot.soldToday(), 15));
        row.put("pur_amt", Padded.won(lot.cost(), 15));
        row.put("pur_cmsn", Padded.won(buying, 15));
        row.put("evlt_amt", Padded.won(lot.value(), 15));
        row.put("sell_cmsn", Padded.won(selling, 15));
        row.put("tax", Padded.won(tax(lot), 15));
        row.put("sum_cmsn", Padded.won(buying + selling, 15));
        row.put("poss_rt", Padded.rate(lot.cost(), purchase));
        row.put("crd_tp", creditTypes.getOrDefault(lot.creditType(), lot.creditType()));
        row.put("crd_tp_nm", lot.creditType().equals(SimulatedLot.CASH) ? "" : "신용");
        row.put("crd_loan_dt", lot.loanDate());
        return row;
    }
}
