package dev.balancesync.accounts;

import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;

/**
 * Reads the accounts that a query found, by the rules of {@link AccountsFile}. Columns that nobody knows are passed over, as a
 * {@code select *} has many.
 *
 * <p>Others than who runs the service may write such rows. So a row with an address of its own on another machine may not name variables
 * or files: whoever chose the address would be sent what is in them.
 */
public final class AccountsFromRows {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Bilingual SENDS_AWAY = new Bilingual(
            "rest_url·ws_url을 따로 정한 행은 ${이름}이나 file:을 쓸 수 없습니다. 값이 그 주소로 나가기 때문입니다",
            "a row with its own rest_url or ws_url may not use ${NAME} or file:, because their values would go to that address");

    private final AccountDefaults defaults;
    private final References references;

    /** @param variables what the environment or {@code .env} has under a name; {@code null} for nothing */
    public AccountsFromRows(AccountDefaults defaults, Function<String, String> variables) {
        this.defaults = defaults;
        this.references = new References(variables);
    }

    public Read read(List<Map<String, Object>> rows) {
        var checks = new EntryChecks(defaults, references, Field::column);
        int number = 0;
        for (Map<String, Object> row : rows) {
            number++;
            var values = new EnumMap<Field, AccountEntry.Value>(Field.class);
            for (Field field : Field.values()) {
                Object value = row.get(field.column());
                if (value != null && !value.toString().isBlank()) {
                    values.put(field, new AccountEntry.Value(value.toString().strip(), number));
                }
            }
            var entry = new AccountEntry(number, values);
            checks.take(entry, sendsAway(entry) ? List.of(new Problem("", number, SENDS_AWAY)) : List.of());
        }
        return checks.read();
    }

    private boolean sendsAway(AccountEntry entry) {
        return entry.values().values().stream().anyMatch(each -> References.isOne(each.text()))
                && (isAway(entry.text(Field.REST_URL)) || isAway(entry.text(Field.WS_URL)));
    }

    /** A reference leads nobody knows where, and counts as away. */
    private boolean isAway(String url) {
        var usual = List.of(defaults.mock().restUrl(), defaults.mock().wsUrl(), defaults.real().restUrl(), defaults.real().wsUrl());
        try {
            return !url.isEmpty() && !usual.contains(url) && !LOOPBACK.matcher(String.valueOf(URI.create(url).getHost())).matches();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
