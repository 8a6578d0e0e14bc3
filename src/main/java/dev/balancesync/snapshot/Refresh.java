package dev.balancesync.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;

/**
 * Answers {@code /api/refresh}: POST asks for a snapshot now, GET with {@code id} tells what came of it: {@code waiting} for Kiwoom,
 * {@code checking} while its answer and the table are not the same yet, {@code done} when they are, {@code failed}.
 */
public final class Refresh {
    private final Snapshots snapshots;
    private final ObjectMapper json;

    public Refresh(Snapshots snapshots, ObjectMapper json) {
        this.snapshots = snapshots;
        this.json = json;
    }

    /** 202 with the number, 409 with the reason. Pages of another origin do not get here ({@code web.HttpGuard}). */
    public void ask(Exchange exchange) throws JsonProcessingException {
        String whyNot = snapshots.whyNot();
        if (whyNot.isEmpty()) {
            answer(exchange, 202, Map.of("id", snapshots.request()));
        } else {
            answer(exchange, 409, Map.of("error", whyNot));
        }
    }

    public void tell(Exchange exchange) throws JsonProcessingException {
        String id = exchange.getMessage().getHeader("id", "", String.class);
        if (!id.matches("\\d{1,18}")) {
            answer(exchange, 400, Map.of("error", "Ask with ?id= and the number that POST /api/refresh gave"));
            return;
        }
        long number = Long.parseLong(id);
        // the numbers begin anew with the service: whoever asked before its restart is not to wait for ever
        String outcome = number > snapshots.state().requested() ? "No such refresh was asked for since the service started: ask for one" : snapshots.outcome(number);
        String checking = outcome == null ? snapshots.checking(number) : null;
        var told = new LinkedHashMap<String, Object>();
        told.put("id", number);
        told.put("state", outcome == null ? checking == null ? "waiting" : "checking" : outcome.isEmpty() ? "done" : "failed");
        if (checking != null) {
            told.put("reason", checking);
        }
        if (outcome != null && !outcome.isEmpty()) {
            told.put("error", outcome);
        }
        answer(exchange, 200, told);
    }

    private void answer(Exchange exchange, int status, Map<String, Object> body) throws JsonProcessingException {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json;charset=UTF-8");
        exchange.getMessage().setBody(json.writeValueAsString(body));
    }
}
