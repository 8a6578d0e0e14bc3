package dev.balancesync.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.kiwoom.Account;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Writes holdings as the one JSON parameter that the SQL files read. */
public final class StoreRows implements Processor {
    private final Account account;
    private final String userId;
    private final ObjectMapper json;

    /** @param userId uuid; blank for none */
    public StoreRows(Account account, String userId, ObjectMapper json) {
        this.account = account;
        this.userId = userId.isBlank() ? null : userId;
        this.json = json;
    }

    /** Of the variable {@code batch}. */
    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        exchange.getMessage().setBody(json(exchange.getVariable("batch", Batch.class).holdings()));
    }

    /**
     * A JSON array with one object a holding: the key's columns, the known values, {@code updated_at}, {@code fresh}. What has waited since
     * before Kiwoom told the account's full number gets that number now.
     *
     * @param holdings of the one account; the later one is the newer
     */
    public String json(List<Holding> holdings) throws JsonProcessingException {
        var lots = new LinkedHashMap<List<String>, Holding>();
        for (Holding each : holdings) {
            lots.merge(List.of(each.key().stockCode(), each.key().creditType(), each.key().loanDate()), each, (older, newer) -> newer.over(older));
        }
        return json.writeValueAsString(lots.values().stream().map(this::row).toList());
    }

    Map<String, Object> row(Holding holding) {
        var row = new LinkedHashMap<String, Object>();
        row.put("user_id", userId);
        row.put("account_number", account.spelling());
        row.put("stock_code", holding.key().stockCode());
        row.put("credit_type", holding.key().creditType());
        row.put("loan_date", holding.key().loanDate());
        row.putAll(holding.values());
        row.put("updated_at", holding.receivedAt().toString());
        row.put("fresh", holding.fresh());
        return row;
    }
}
