package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;

/**
 * The cash of the account as kt00001 (예수금상세현황요청) tells it, in won, as the one JSON parameter of {@code write-cash.sql}.
 *
 * <p>{@code deposit} is today's {@code entr} (예수금). {@code total_cash} is {@code d2_entra} (D+2 추정예수금), which counts the trades
 * that are not settled yet; with {@code entr} a purchase would be counted twice, as cash and as stock, for two days.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, kt00001</a>
 */
public final class Cash {
    private final Account account;
    private final String userId;
    private final boolean writeAvailable;
    private final ObjectMapper json;
    private final Clock clock;

    public Cash(Account account, String userId, boolean writeAvailable, ObjectMapper json, Clock clock) {
        this.account = account;
        this.userId = userId.isBlank() ? null : userId;
        this.writeAvailable = writeAvailable;
        this.json = json;
        this.clock = clock;
    }

    /** @throws BrokerException when a field is missing or not a number: half an answer changes nothing */
    public String row(Map<String, Object> answer) throws JsonProcessingException {
        var row = new LinkedHashMap<String, Object>();
        row.put("user_id", userId);
        row.put("account_number", account.spelling());
        row.put("deposit", won(answer, "entr"));
        row.put("total_cash", won(answer, "d2_entra"));
        row.put("order_cash", won(answer, "ord_alow_amt"));
        row.put("available_cash", writeAvailable ? won(answer, "ord_alow_amt") : null);
        row.put("updated_at", clock.instant().toString());
        return json.writeValueAsString(row);
    }

    private static BigDecimal won(Map<String, Object> answer, String field) {
        String text = String.valueOf(answer.get(field)).strip();
        if (!text.matches("[+-]?\\d{1,18}")) {
            throw new BrokerException(BrokerError.unavailable(null, "The answer of kt00001 has no readable " + field, null));
        }
        return new BigDecimal(text);
    }
}
