package dev.balancesync.store;

import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
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
    public void process(Exchange exchange) throws IOException {
        exchange.getMessage().setBody(json(exchange.getVariable("batch", Commit.class)));
    }

    /**
     * A JSON array with one object a holding: the key's columns, the known values, {@code updated_at}, {@code fresh}. What has waited since
     * before Kiwoom told an account's full number gets that number now.
     */
    public String json(Commit commit) throws IOException {
        var text = new StringWriter();
        // one by one: thousands of rows at a time would fill the young part of a small heap
        try (SequenceWriter rows = json.writeValuesAsArray(text)) {
            for (Commit.Share share : commit.shares()) {
                for (Holding holding : share.batch().holdings()) {
                    rows.write(row(share.owner(), holding));
                }
            }
        }
        return text.toString();
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
