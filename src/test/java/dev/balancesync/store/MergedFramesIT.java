package dev.balancesync.store;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static dev.balancesync.store.StoreDrive.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.TestFrames.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What frames say of one holding, one after the other, comes to the same row however they are cut into batches. */
class MergedFramesIT {
    private static final Entry HOLDING = balance("");
    private static final Entry FULL = HOLDING.quantity(5).price(10).cost(50).with("302", "full");
    private static final Entry PRICE = HOLDING.price(11);
    private static final Entry NAME = HOLDING.with("302", "name");
    private static final Entry SOLD = HOLDING.quantity(0).price(12).cost(0);
    private static final Entry BARE = HOLDING.quantity(1);

    /**
     * One holding's day.
     *
     * @param row {@code quantity price cost name}; {@code null} when it is not held in the end
     */
    private record Day(String row, Entry... frames) {
    }

    private static final List<Day> DAYS = List.of(
            new Day("7 13.00 70 full", FULL, HOLDING.quantity(7).price(13).cost(70)),
            new Day("5 11.00 50 full", FULL, PRICE),
            new Day("5 10.00 50 full", PRICE, FULL),
            new Day("1 null null name", NAME, BARE),
            new Day("1 11.00 null name", NAME, PRICE, BARE),
            new Day("5 10.00 50 full", PRICE, FULL, NAME, FULL),
            new Day("1 null null null", FULL, SOLD, BARE),
            new Day("1 11.00 null null", FULL, SOLD, PRICE, BARE),
            new Day("1 11.00 null null", FULL, SOLD, BARE, PRICE),
            new Day("5 10.00 50 full", FULL, SOLD, FULL),
            new Day("5 10.00 50 full", SOLD, FULL),
            new Day("5 11.00 50 full", SOLD, PRICE, FULL, PRICE),
            new Day(null, FULL, SOLD),
            new Day(null, FULL, SOLD, PRICE),
            new Day(null, FULL, PRICE, SOLD),
            new Day(null, FULL, SOLD, FULL, SOLD),
            new Day(null, BARE, SOLD, NAME, PRICE),
            new Day(null, SOLD),
            new Day(null, PRICE, NAME));
    private static final int LONGEST = DAYS.stream().mapToInt(day -> day.frames().length).max().orElseThrow();

    @RegisterExtension
    private final StoreDrive store = new StoreDrive();

    @BeforeEach
    void setUp() throws IOException {
        store.start();
    }

    /** The frame of that hour: one entry for each holding that something happens to. */
    private void send(int hour) {
        store.send(IntStream.range(0, DAYS.size()).filter(i -> hour < DAYS.get(i).frames().length)
                .mapToObj(i -> DAYS.get(i).frames()[hour].of(StoreDrive.code(i))).toArray());
    }

    /** One more holding, so that what was sent before is known to have been put or stored. */
    private static String marker(int number) {
        return String.format("9%05d", number);
    }

    private void awaitMarker(int number) {
        await().atMost(SOON).until(() -> store.rows().contains(marker(number) + " 1 1.00"));
    }

    private void assertRows() {
        List<String> rows = IntStream.range(0, DAYS.size()).filter(i -> DAYS.get(i).row() != null)
                .mapToObj(i -> StoreDrive.code(i) + " " + DAYS.get(i).row()).toList();
        assertThat(store.mirror.portfolio().stream().filter(row -> !row.get("stock_code").toString().startsWith("9"))
                .map(row -> row.get("stock_code") + " " + row.get("quantity") + " " + row.get("current_price") + " "
                        + Objects.toString(row.get("total_purchase_amount")) + " " + row.get("stock_name")))
                .containsExactlyElementsOf(rows);
    }

    @Test
    void in_one_batch() throws Exception {
        try (Connection other = store.connect(); var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table kw_account_balance in exclusive mode");
            store.send(entry(marker(0), 1, 1)); // is on its way; the rest is collected meanwhile
            store.awaitBlocked();

            IntStream.range(0, LONGEST).forEach(this::send);
            store.send(entry(marker(1), 1, 1));

            await().atMost(SOON).until(() -> store.status().path("database").path("waiting").asInt() == DAYS.size() + 2);
            other.rollback();
        }
        awaitMarker(1);
        assertRows();
        store.assertWhole();
    }

    @Test
    void in_a_batch_each() throws Exception {
        for (int hour = 0; hour < LONGEST; hour++) {
            send(hour);
            store.send(entry(marker(hour), 1, 1));
            awaitMarker(hour);
        }

        assertRows();
        store.assertWhole();
    }

    @Test
    void before_and_during_an_outage() throws Exception {
        send(0);
        store.send(entry(marker(0), 1, 1));
        awaitMarker(0);
        store.proxy.cut();

        for (int hour = 1; hour < LONGEST; hour++) {
            send(hour);
            store.send(entry(marker(hour), 1, 1));
            int held = (int) DAYS.stream().filter(day -> day.frames().length > 1).count() + hour;
            await().atMost(SOON).until(() -> store.status().path("database").path("waiting").asInt() == held);
        }

        store.proxy.restore();
        awaitMarker(LONGEST - 1);
        assertRows();
        store.assertWhole();
    }

    @Test
    void in_one_frame() throws Exception {
        store.send(IntStream.range(0, DAYS.size()).boxed().flatMap(i -> Stream.of(DAYS.get(i).frames()).map(entry -> entry.of(StoreDrive.code(i)))).toArray());
        store.send(entry(marker(0), 1, 1));

        awaitMarker(0);
        assertRows();
        store.assertWhole();
    }
}
