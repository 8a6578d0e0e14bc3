package dev.balancesync.store;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.balancesync.balance.Holding;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Writes holdings as the one JSON parameter that the SQL files read. */
public final class StoreRows implements Processor {
    private final ObjectWriter json;

    public StoreRows(ObjectMapper json) {
        // else each number keeps its text as long as it lives
        this.json = json.writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
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
        // one by one, as they are asked for: thousands of rows at a time would fill the young part of a small heap
        return json.writeValueAsString(commit.shares().stream()
                .flatMap(share -> share.batch().holdings().stream().map(each -> row(share.owner(), each))).iterator());
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
