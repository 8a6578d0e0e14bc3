package dev.balancesync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The model can fail: a service that was spoilt on purpose, by one line of its routes, is found out within few days. All of them:
 * {@code mvn -Plab -Dlab=chaos-model}; {@link ChaosModelIT} takes two.
 */
public final class SpoiltServices {
    private static final int DAYS = 40;

    private SpoiltServices() {
    }

    /** What is spoilt: a text of a file, and what is put in its place. */
    enum Spoilt {
        SOLD_OUT_ROWS_STAY("sql/standard/write-batch.sql", "and (entry.quantity = 0 or entry.fresh)", "and entry.fresh"),
        SNAPSHOTS_CORRECT_NOTHING("snapshot.camel.yaml", "method: reconcile", "method: isToConfirm"),
        TOTALS_MISS_SMALL_ROWS("sql/standard/write-batch.sql", "left join kw_portfolio row on row.account_number = touched.account_number",
                "left join kw_portfolio row on row.account_number = touched.account_number and row.quantity > 20"),
        PARTIAL_FRAMES_BLANK("sql/standard/write-batch.sql", "coalesce(entry.stock_name, known.stock_name)", "entry.stock_name"),
        A_FAILED_BATCH_IS_LOST("store.camel.yaml", "method: putBack", "method: isWaiting"),
        THE_CASH_OF_A_CONNECTION_STAYS("cash.camel.yaml", "${bean:rounds?method=ofCash}", "${bean:rounds?method=ofSnapshot}"),
        TOTAL_ASSET_DOES_NOT_FOLLOW("sql/standard/write-cash.sql", "where cash.consistent", "where not cash.consistent"),
        A_FRAMES_FIRST_ENTRY_ONLY("balance.camel.yaml", "expression: ${variable.data}", "expression: ${variable.data.get(0)}");

        final String file;
        final String good;
        private final String spoilt;

        Spoilt(String file, String good, String spoilt) {
            this.file = file;
            this.good = good;
            this.spoilt = spoilt;
        }
    }

    public static void run() throws Exception {
        for (Spoilt what : Spoilt.values()) {
            findOut(what, Files.createTempDirectory("spoilt"), 1, 4);
        }
    }

    /**
     * @param seed of the first day
     * @throws AssertionError if nothing shows
     */
    static void findOut(Spoilt what, Path folder, long seed, int atATime) throws Exception {
        Path routes = spoil(folder, what.file, what.good, what.spoilt);
        List<Day> days = LongStream.range(seed, seed + DAYS).mapToObj(each -> DayGenerator.day(each, 0)).toList();

        var chaos = new Chaos(routes).untilBad().live(days, atATime);

        if (chaos.bad().isEmpty()) {
            throw new AssertionError("chaos: " + what + " is not found out within " + chaos.days() + " days");
        }
        System.out.println("chaos: " + what + " is found out within " + chaos.days() + " days, by seed " + chaos.bad().get(0).day().seed());
    }

    /** @return a copy of the routes, one line of which is another */
    public static Path spoil(Path folder, String what, String good, String spoilt) throws IOException {
        Path routes = copy(folder.resolve("routes"));
        Path file = routes.resolve(what);
        Files.writeString(file, Files.readString(file).replace(good, spoilt));
        return routes;
    }

    private static Path copy(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(Chaos.ROUTES)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                Files.copy(each, copy.resolve(Chaos.ROUTES.relativize(each).toString()));
            }
        }
        return copy;
    }
}
