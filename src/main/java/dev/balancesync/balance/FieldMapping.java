package dev.balancesync.balance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.StockCode;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Arrival;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the numbered fields of a type 04 (잔고) entry into named columns, by the table in {@code application.properties}
 * ({@code balance.fields.<FID> = <column> <type>}).
 */
public final class FieldMapping implements Processor {
    static final String PREFIX = "balance.fields.";
    static final String SNAPSHOT_PREFIX = "balance.snapshot-fields.";
    private static final Set<FieldType> OF_THE_KEY = Set.of(FieldType.ACCOUNT, FieldType.STOCK);
    /** Name of the variable that says which values of an entry could not be read; absent when all could. */
    static final String UNREADABLE = "unreadable";
    /** What a column's name ends with that says that the SQL computes it. */
    public static final String COMPUTED = "_computed";
    private static final int MOST_DIGITS = 60;
    private static final String CREDIT_TYPE = "credit_type";
    private static final String LOAN_DATE = "loan_date";
    /** Without these nothing can be said of a holding, or it would be said of another one. */
    private static final Set<String> INDISPENSABLE = Set.of(Holding.QUANTITY, CREDIT_TYPE);

    /**
     * What an entry says.
     *
     * @param unreadable one for each field that could not be read and counts as unknown
     */
    public record Reading(Holding holding, List<BadEntryException> unreadable) {
    }

    /** @param fid Kiwoom's number of the field */
    private record Field(String fid, String column, FieldType type) {
    }

    private final List<Field> fields;
    private final Account account;
    private final boolean cashOnly;
    private final PreviousCloses closes;

    public FieldMapping(Map<String, String> table, Account account) {
        this(table, account, false);
    }

    /**
     * @param table {@code <FID>} to {@code <column> <type>}
     * @param cashOnly the tables have no room for lots bought on credit
     */
    public FieldMapping(Map<String, String> table, Account account, boolean cashOnly) {
        this(table, account, cashOnly, PreviousCloses.ofOneDay());
    }

    private FieldMapping(Map<String, String> table, Account account, boolean cashOnly, PreviousCloses closes) {
        this.fields = table.entrySet().stream().map(line -> field(line.getKey(), line.getValue())).toList();
        this.account = account;
        this.cashOnly = cashOnly;
        this.closes = closes;
        var columns = new HashSet<String>();
        for (Field field : fields) {
            if (!columns.add(field.column())) {
                throw new IllegalArgumentException(PREFIX + field.fid() + ": the column " + field.column()
                        + " is filled by another field already. Correct it in application.properties");
            }
        }
    }

    /** For entries of the stream, by {@code balance.fields}. */
    public static FieldMapping ofStream(CamelContext context, Account account, boolean cashOnly) {
        return ofStream(context, account, cashOnly, PreviousCloses.ofOneDay());
    }

    /** What an entry or a row has told that the stock closed at on the day before, in won; {@code null} when none has. */
    public BigDecimal previousClose(String stockCode) {
        return closes.of(stockCode);
    }

    /** @param closes is told what a stock closed at */
    public static FieldMapping ofStream(CamelContext context, Account account, boolean cashOnly, PreviousCloses closes) {
        return of(context, PREFIX, account, cashOnly, closes);
    }

    /** For rows of kt00018, by {@code balance.snapshot-fields}. */
    public static FieldMapping ofSnapshot(CamelContext context, Account account, boolean cashOnly) {
        return ofSnapshot(context, account, cashOnly, PreviousCloses.ofOneDay());
    }

    /** @param closes is told what a stock closed at */
    public static FieldMapping ofSnapshot(CamelContext context, Account account, boolean cashOnly, PreviousCloses closes) {
        return of(context, SNAPSHOT_PREFIX, account, cashOnly, closes);
    }

    private static FieldMapping of(CamelContext context, String prefix, Account account, boolean cashOnly, PreviousCloses closes) {
        Properties settings = context.getPropertiesComponent().loadProperties(name -> name.startsWith(prefix) || name.startsWith(PREFIX));
        var table = table(settings, prefix);
        // what is not read from an entry needs no field of it
        table(settings, PREFIX).forEach((fid, line) -> {
            if (line.strip().endsWith(" computed")) {
                table.put(fid, line);
            }
        });
        return new FieldMapping(table, account, cashOnly, closes);
    }

    /** The lines of the mapping among all settings. */
    static Map<String, String> table(Properties settings, String prefix) {
        var table = new LinkedHashMap<String, String>();
        settings.stringPropertyNames().stream().filter(name -> name.startsWith(prefix)).sorted()
                .forEach(name -> table.put(name.substring(prefix.length()), settings.getProperty(name)));
        return table;
    }

    /** What it fills beside the key of a holding, columns that is, and by which line of {@code application.properties}. */
    public Map<String, String> columns() {
        var columns = new LinkedHashMap<String, String>();
        fields.stream().filter(field -> !OF_THE_KEY.contains(field.type()) && field.type() != FieldType.CLOSE && !field.column().equals(CREDIT_TYPE) && !field.column().equals(LOAN_DATE))
                .forEach(field -> columns.put(field.type() == FieldType.COMPUTED ? field.column() + COMPUTED : field.column(),
                        (field.fid().matches("\\d+") ? PREFIX : SNAPSHOT_PREFIX) + field.fid()));
        return columns;
    }

    /** Kiwoom's numbers of the fields that it reads. */
    public Set<String> fids() {
        return fields.stream().map(Field::fid).collect(Collectors.toUnmodifiableSet());
    }

    private static Field field(String fid, String line) {
        String[] words = line.strip().split("\\s+");
        try {
            if (words.length == 2 && words[0].matches("[a-z_][a-z0-9_]*")) {
                return new Field(fid, words[0], FieldType.named(words[1]));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(PREFIX + fid + " must be '<column> <type>' with a type of account, stock, text, date, price,"
                + " quantity, amount, rate, close, computed. Correct it in application.properties");
    }

    @Override
    public void process(Exchange exchange) {
        Object entry = exchange.getMessage().getBody();
        Reading reading = read(entry, exchange.getVariable("arrival", Arrival.class));
        exchange.getMessage().setBody(storable(reading.holding()));
        if (!reading.unreadable().isEmpty()) {
            String fields = reading.unreadable().stream().map(BadEntryException::getMessage).collect(Collectors.joining("; "));
            exchange.setVariable(UNREADABLE, new UnreadableValueException(reading.unreadable().get(0).reason(),
                    fields + "; all else of stock_code=" + reading.holding().key().stockCode() + " is taken", entry));
        }
    }

    /**
     * What an entry of a REAL frame says, if all of it can be read.
     *
     * @return a {@link Holding}; of another type than 04 the entry itself
     * @throws BadEntryException when something cannot be read or stored
     */
    public Object plain(Object entry, Arrival arrival) {
        if (!BalanceType.isBalance(entry)) {
            return entry;
        }
        Reading reading = read(entry, arrival);
        if (!reading.unreadable().isEmpty()) {
            throw reading.unreadable().get(0);
        }
        return storable(reading.holding());
    }

    /** What could be stored of an entry of a REAL frame; empty when nothing, or when it is of another type than 04. */
    public Optional<Holding> stored(Object entry, Arrival arrival) {
        try {
            return BalanceType.isBalance(entry) ? Optional.of(storable(map(entry, arrival))) : Optional.empty();
        } catch (BadEntryException e) {
            return Optional.empty();
        }
    }

    private Holding storable(Holding holding) {
        if (!isStorable(holding.key())) {
            throw new BadEntryException("credit", "the lot was bought on credit (917 or 916 says so), and the tables of"
                    + " BALANCE_SCHEMA=legacy have room for cash lots only");
        }
        return holding;
    }

    /** Whether the tables have room for the lot. */
    public boolean isStorable(HoldingKey key) {
        return !cashOnly || key.isCash();
    }

    /**
     * As {@link #read}, for whom it is enough that what cannot be read is unknown.
     *
     * @throws BadEntryException when it cannot be stored
     */
    public Holding map(Object entry, Arrival arrival) {
        return read(entry, arrival).holding();
    }

    /**
     * Only account, stock code, quantity and what tells one lot from another are indispensable; any other value that cannot be read is unknown,
     * as is the loan date of what was not bought on credit.
     *
     * @param entry one element of a REAL frame's {@code data}, or a row of a snapshot
     * @throws BadEntryException when it cannot be stored
     */
    public Reading read(Object entry, Arrival arrival) {
        if (!(entry instanceof Map<?, ?> fieldsOfEntry)) {
            throw new BadEntryException("shape", "the entry is not a JSON object");
        }
        Map<?, ?> values = values(fieldsOfEntry.get(Wire.VALUES));
        String stock = "";
        BigDecimal close = null;
        var columns = new LinkedHashMap<String, Object>();
        BadEntryException loanDate = null;
        List<BadEntryException> unreadable = List.of();
        for (Field field : fields) {
            switch (field.type()) {
                case ACCOUNT -> {
                    String text = text(field, values.get(field.fid()));
                    if (!text.isEmpty()) {
                        account.recognise(text);
                    }
                }
                case STOCK -> stock = text(field, values.get(field.fid()));
                case CLOSE -> close = close(field, values.get(field.fid()));
                case COMPUTED -> columns.put(field.column() + COMPUTED, true);
                default -> {
                    try {
                        String text = text(field, values.get(field.fid()));
                        Object value = text.isEmpty() ? null : field.type().parse(field.fid(), text);
                        if (Holding.isBelowNothing(field.column(), value)) {
                            throw new BadEntryException("range", "field " + field.fid() + " is a cost below zero");
                        }
                        if (value != null && !Holding.isNoCost(field.column(), value)) {
                            columns.put(field.column(), value);
                        }
                    } catch (BadEntryException e) {
                        if (INDISPENSABLE.contains(field.column())) {
                            throw e;
                        }
                        loanDate = field.column().equals(LOAN_DATE) ? e : loanDate;
                        unreadable = unreadable.isEmpty() ? new ArrayList<>() : unreadable;
                        unreadable.add(e);
                    }
                }
            }
        }
        String credit = HoldingKey.creditType(take(columns, CREDIT_TYPE, HoldingKey.CASH));
        if (loanDate != null && !credit.equals(HoldingKey.CASH)) {
            throw loanDate;
        }
        String code = StockCode.normalise(stock.isEmpty() ? String.valueOf(fieldsOfEntry.get(Wire.ITEM)) : stock);
        if (close != null) {
            closes.note(code, close);
        }
        var key = new HoldingKey(code, credit, take(columns, LOAN_DATE, ""));
        return new Reading(new Holding(key, columns, arrival, false), unreadable);
    }

    /** Nothing is stored of it, so what cannot be read is unknown and no loss. */
    private static BigDecimal close(Field field, Object value) {
        try {
            String text = text(field, value);
            return text.isEmpty() ? null : (BigDecimal) field.type().parse(field.fid(), text);
        } catch (BadEntryException e) {
            return null;
        }
    }

    /** The official guide calls {@code values} a list; on the wire it is an object. */
    private static Map<?, ?> values(Object values) {
        Object inner = values instanceof List<?> list && list.size() == 1 ? list.get(0) : values;
        if (inner instanceof Map<?, ?> map) {
            return map;
        }
        throw new BadEntryException("shape", "the entry has no values object");
    }

    private static String text(Field field, Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Map || value instanceof List) {
            throw new BadEntryException("value", "field " + field.fid() + " is neither text nor a number");
        }
        if (value instanceof BigDecimal number) {
            if (Math.abs((long) number.scale()) > MOST_DIGITS) {
                throw new BadEntryException("range", "field " + field.fid() + " is out of every column's range");
            }
            return number.toPlainString();
        }
        return value.toString().strip();
    }

    private static String take(Map<String, Object> columns, String column, String otherwise) {
        Object value = columns.remove(column);
        return value == null ? otherwise : value.toString();
    }
}
