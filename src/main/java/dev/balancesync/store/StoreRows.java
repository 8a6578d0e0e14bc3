package dev.balancesync.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.balance.Holding;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Writes holdings as the one JSON parameter that the SQL files read. */
public final class StoreRows implements Processor {
    private final ObjectMapper json;

    public StoreRows(ObjectMapper json) {
        this.json = json;
    }

    /** Of the variable {@code batch}. */
    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        exchange.getMessage().setBody(json(exchange.getVariable("batch", Commit.class)));
    }

    /**
     * A JSON array with one object a holding: the key's columns, the known values, {@code updated_at}, {@code fresh}. What has waited since
     * before Kiwoom told an account's full number gets that number now.
     */
    public String json(Commit commit) throws JsonProcessingException {
        var rows = new ArrayList<Map<String, Object>>();
        for (Commit.Share share : commit.shares()) {
            share.batch().holdings().forEach(each -> rows.add(row(share.owner(), each)));
        }
        return json.writeValueAsString(rows);
    }

    static Map<String, Object> row(Owner owner, Holding holding) {
        var row = new LinkedHashMap<String, Object>();
        row.put("user_id", owner.userId());
        row.put("account_number", owner.account().spelling());
        row.put("stock_code", holding.key().stockCode());
        row.put("credit_type", holding.key().creditType());
        row.put("loan_date", holding.key().loanDate());
        row.putAll(holding.values());
        row.put("updated_at", holding.receivedAt().toString());
        row.put("fresh", holding.fresh());
        return row;
    }
}
