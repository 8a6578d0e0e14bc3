package dev.balancesync.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Arrivals;
import dev.balancesync.balance.BalanceType;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.KeepNewest;
import dev.balancesync.balance.Losses;
import dev.balancesync.balance.Pending;
import dev.balancesync.balance.Quarantine;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.feed.FrameFields;
import dev.balancesync.feed.ReadFrame;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.session.Session;
import dev.balancesync.store.Commit;
import dev.balancesync.store.Owner;
import dev.balancesync.store.StoreRows;
import dev.balancesync.time.Arrival;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;

/**
 * A text frame, by the same beans and in the same order as {@code feed-dispatch}, {@code balance-split} and {@code balance-map}. Each
 * entry must become what {@link Reading} makes of it, or go to quarantine with a reason if that can make nothing of it.
 */
public final class FrameFuzz {
    private static final Arrival ARRIVAL = Arrivals.at(Instant.parse("2026-11-23T01:00:00.000001Z"));
    private static final Reading READING = new Reading("balance.fields.");
    private static final Processor READ_FRAME = new ReadFrame(Shipped.JSON);

    private final Account account;
    private final boolean cashOnly;
    private final FieldMapping mapping;
    private final Pending pending = new Pending();
    private final Predicate balanceType = new BalanceType();
    private final Processor frameFields = new FrameFields();
    private final FrameCounts counts = new FrameCounts();
    private final Losses losses = Arrivals.losses();
    private final Processor keepNewest = new KeepNewest(pending, losses, UnaryOperator.identity(), told -> { });
    private final Quarantine quarantine = new Quarantine(Shipped.JSON, Shipped.CLOCK, losses);
    private final Session session = Shipped.session();
    private final Set<HoldingKey> kept = new HashSet<>();

    private FrameFuzz(String configured, boolean cashOnly) {
        this.account = new Account(configured, "");
        this.cashOnly = cashOnly;
        this.mapping = Shipped.streamMapping(account, cashOnly ? "legacy" : "standard");
    }

    /** Jazzer calls it first: loading classes takes long, and is no fault of the first input. */
    public static void fuzzerInitialize() throws Exception {
        fuzzerTestOneInput(new byte[] {'{'});
        fuzzerTestOneInput(new byte[200]);
    }

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (Choices.isText(data)) {
            new FrameFuzz(Shipped.ACCOUNT, false).receive(new String(data, StandardCharsets.UTF_8));
            return;
        }
        var choices = new Choices(data);
        int how = choices.of(16);
        String text = Shipped.JSON.writeValueAsString(frame(choices));
        new FrameFuzz((how & 1) == 0 ? Shipped.ACCOUNT : "1111-1111", (how & 2) != 0).receive(how == 15 ? RandomEntries.spoilt(text, choices) : text);
    }

    private static Object frame(Choices choices) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("trnm", choices.seldom(8) ? choices.of(List.of("SYSTEM", "LOGIN", "REG", "PING", "", 7)) : "REAL");
        if (choices.seldom(8)) {
            frame.put("return_code", choices.of(List.of(0, "0", 8005, "R10001", "a\nb")));
            frame.put("return_msg", RandomEntries.text(choices));
            frame.put("code", RandomEntries.text(choices));
            frame.put("message", RandomEntries.text(choices));
        }
        frame.put("data", choices.seldom(16) ? choices.of(List.of(Map.of(), "x", 7)) : RandomEntries.some(5, choices, RandomEntries::ofStream));
        return frame;
    }

    private void receive(String text) throws Exception {
        Exchange exchange = new DefaultExchange(Shipped.CAMEL);
        exchange.setVariable("frame", text);
        exchange.getMessage().setBody(text);
        try {
            READ_FRAME.process(exchange);
        } catch (JsonProcessingException | BadEntryException | NumberFormatException e) {
            // the latter is Jackson's for an exponent beyond all measure; feed-receive quarantines after any exception
            quarantined(text, e);
            return;
        }
        counts.process(exchange);
        JsonNode tree = Reading.tree(text);
        boolean isFrame = tree.path("trnm").isTextual() && (!tree.path("trnm").asText().equals("REAL") || tree.path("data").isArray());
        try {
            frameFields.process(exchange);
        } catch (BadEntryException e) {
            Must.hold(!isFrame, "a frame was refused", text);
            quarantined(text, e);
            return;
        }
        Must.hold(isFrame, "what is no frame was taken", text);
        if ("REAL".equals(exchange.getVariable("trnm"))) {
            split(exchange.getVariable("data", List.class), tree.get("data"));
        } else {
            control(exchange);
        }
    }

    @SuppressWarnings("unchecked")
    private void control(Exchange exchange) {
        var frame = (Map<String, Object>) exchange.getMessage().getBody(Map.class);
        session.authenticating();
        session.connecting();
        session.opened();
        session.loggedIn();
        session.registered();
        switch (exchange.getVariable("trnm", String.class)) {
            case "SYSTEM" -> {
                session.warned(frame);
                session.closed("1000 Bye");
            }
            case "LOGIN", "REG" -> session.refused(frame);
            default -> {
                return;
            }
        }
        BrokerError error = session.current().error();
        if (error != null) {
            Must.beSayable(error.toString());
        }
    }

    private void split(List<?> entries, JsonNode trees) throws Exception {
        int accepted = 0;
        for (int i = 0; i < entries.size(); i++) {
            // Camel's split passes over null
            if (entries.get(i) != null && map(entries.get(i), trees.get(i))) {
                accepted++;
            }
        }
        pending.release();
        Must.equal(pending.taken() + pending.merged(), (long) accepted, "the number of entries kept");
        Pending.Batch batch = pending.drain();
        List<Holding> holdings = batch == null ? List.of() : batch.holdings();
        Must.equal(holdings.stream().map(Holding::key).collect(java.util.stream.Collectors.toSet()), kept, "what is pending");
        String rows = new StoreRows(Shipped.JSON).json(new Commit(List.of(new Commit.Share(
                new Owner("default", new Account("8112510011", ""), null), batch == null ? new Pending.Batch(List.of(), null, null) : batch))));
        for (JsonNode row : Reading.tree(rows)) {
            row.forEach(value -> Must.hold(!value.isTextual() || Must.isStorable(value.asText()), "PostgreSQL cannot store a row", row));
        }
    }

    /** @return whether it was kept */
    private boolean map(Object entry, JsonNode tree) throws Exception {
        Exchange exchange = new DefaultExchange(Shipped.CAMEL);
        exchange.setVariable("arrival", ARRIVAL);
        exchange.getMessage().setBody(entry);
        boolean hasType = tree.path("type").isTextual();
        try {
            if (!balanceType.matches(exchange)) {
                Must.hold(hasType && !tree.path("type").asText().strip().equals("04"), "an entry of type 04 was passed over", tree);
                return false;
            }
            Must.hold(hasType, "an entry without a type was taken", tree);
            mapping.process(exchange);
        } catch (BadEntryException e) {
            Must.hold(!hasType || wanted(tree) == null, "a sound entry was refused", e.getMessage(), tree);
            quarantined(entry, e);
            return false;
        }
        var holding = exchange.getMessage().getBody(Holding.class);
        Reading.Wanted wanted = wanted(tree);
        Must.hold(wanted != null, "an entry that cannot be read was taken", tree);
        wanted.mustBe(holding);
        Must.equal(holding.arrival(), ARRIVAL, "the arrival");
        long lost = losses.count();
        try {
            keepNewest.process(exchange);
            Must.hold(wanted.unreadable() == 0, "a value that cannot be read was not told", tree);
        } catch (BadEntryException e) {
            Must.hold(wanted.unreadable() > 0, "a sound entry was called unreadable", e.getMessage(), tree);
            quarantined(entry, e);
            Must.hold(losses.count() > lost, "no gap was opened", tree);
        }
        kept.add(holding.key());
        return true;
    }

    /** @return {@code null} when it must be refused */
    private Reading.Wanted wanted(JsonNode tree) {
        try {
            Reading.Wanted wanted = READING.entry(tree, account.spelling());
            return cashOnly && !wanted.isCash() ? null : wanted;
        } catch (Reading.Unreadable e) {
            return null;
        }
    }

    private void quarantined(Object received, Exception cause) throws Exception {
        String line = quarantine.line(received, cause);
        Must.hold(line.indexOf('\n') == line.length() - 1, "the quarantine's line is not one", line);
        Must.hold(StandardCharsets.UTF_8.newEncoder().canEncode(line), "the quarantine's line is no UTF-8", line);
        JsonNode told = Reading.tree(line);
        Must.hold(!told.path("reason").asText().isBlank(), "no reason is told", line);
        Must.beSayable(told.path("message").asText());
        Must.hold(told.has("received"), "what was received is not told", line);
    }
}
