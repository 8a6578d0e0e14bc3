package dev.balancesync.feed;

import static dev.balancesync.TestFrames.PING;
import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestFrames.entry;
import static dev.balancesync.TestFrames.real;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import dev.balancesync.Arrivals;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestService;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.snapshot.OrderRings;
import dev.balancesync.time.Sequencer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What frames of a burst leave behind together is what they leave behind one by one. */
class BurstWayIT {
    private static final int FRAMES = 400;

    @TempDir
    private Path folder;

    /** What can be seen of a service that has been told all of it. */
    private record Seen(List<String> rows, List<String> quarantined, List<String> journal, long real, long pings, long passedOver) {
    }

    private static List<String> frames(long seed) {
        var random = new Random(seed);
        var frames = new ArrayList<String>();
        for (int i = 1; i <= FRAMES; i++) {
            var entry = balance(String.format("%06d", 100 + random.nextInt(5)));
            var good = entry.quantity(random.nextInt(3)).price(i).cost(i);
            frames.add(switch (random.nextInt(16)) {
                case 0 -> entry.price(i).frame();
                case 1 -> real(good, entry.with("930", "many"), good);
                case 2 -> entry.quantity(i).with("931", "many").frame();
                case 3 -> real(entry("00", "").with("913", "접수"), good);
                case 4 -> PING;
                case 5 -> "{\"trnm\":\"REAL\",\"data\":7}";
                case 6 -> "{\"trnm\":\"REAL\",";
                case 7 -> entry.quantity(1).with("9201", "9999999911").frame();
                case 8 -> real(null, good);
                case 9 -> real();
                case 10 -> real(good, entry("0B", ""), good.price(-i));
                default -> good.frame();
            });
        }
        return frames;
    }

    private static List<?> sorted(TestService mirror, List<Frame> frames) {
        var exchange = new DefaultExchange(mirror.service().camel());
        exchange.getMessage().setBody(frames);
        mirror.service().bean(ReadBurst.class).process(exchange);
        return exchange.getMessage().getBody(List.class);
    }

    private static Seen seen(List<String> frames, BiConsumer<ProducerTemplate, List<Frame>> way) throws Exception {
        try (var mirror = new TestService().with("KIWOOM_SNAPSHOT_INTERVAL", "1h").with("KIWOOM_SNAPSHOT_RETRY", "1h")
                .with("KIWOOM_SNAPSHOT_SETTLE", "1h")) {
            mirror.startLive();
            Sequencer sequencer = mirror.service().bean(Sequencer.class);
            try (ProducerTemplate template = mirror.service().camel().createProducerTemplate()) {
                way.accept(template, frames.stream().map(text -> new Frame(text, sequencer.next())).toList());
            }
            await().atMost(SOON).until(() -> !mirror.service().bean(Pending.class).isWaiting());
            var counts = mirror.service().bean(FrameCounts.class);
            return new Seen(mirror.portfolio().stream().map(row -> row.get("stock_code") + " " + row.get("quantity") + " "
                    + row.get("current_price") + " " + row.get("total_purchase_amount") + " " + row.get("profit_loss")).toList(),
                    lines(mirror.dataDir().resolve("quarantine")), lines(mirror.dataDir().resolve("journal")), counts.counted("REAL"),
                    counts.counted("PING"), mirror.service().bean(Pending.class).passedOver());
        }
    }

    /** Of all files, without the time. */
    private static List<String> lines(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines.stream().map(line -> line.replaceAll("\"at\":\"[^\"]*\"", "").replaceAll("\"seq\":\"[^\"]*\"", "")).toList();
    }

    @Test
    void frames_leave_behind_together_what_they_leave_behind_one_by_one() throws Exception {
        long seed = System.nanoTime();
        List<String> frames = frames(seed);

        Seen together = seen(frames, (template, all) -> template.sendBody("direct:feed-burst", all));

        Seen singly = seen(frames, (template, all) -> all.forEach(each -> template.sendBody("direct:feed-take-single", each)));
        assertThat(together).as("seed %d", seed).usingRecursiveComparison().isEqualTo(singly);
        assertThat(together.rows()).as("seed %d", seed).isNotEmpty();
        assertThat(together.quarantined()).as("seed %d", seed).isNotEmpty();
        assertThat(together.journal()).as("seed %d: what is no frame is in quarantine alone", seed).hasSizeBetween(FRAMES / 2, FRAMES);
    }

    /** The README's exercise: a line in balance-map shows every fill, also those that come together. */
    @Test
    void an_edited_way_of_single_frames_is_passed_by_no_burst() throws Exception {
        Path routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        try (var mirror = new TestService().with("ROUTES_DIR", routes.toString())) {
            mirror.startLive();
            Sequencer sequencer = mirror.service().bean(Sequencer.class);
            List<Frame> frames = Stream.of(balance("005930").quantity(1).frame(), balance("005930").quantity(2).frame())
                    .map(text -> new Frame(text, sequencer.next())).toList();
            assertThat(sorted(mirror, frames)).hasSize(1);

            Path file = routes.resolve("balance.camel.yaml");
            String edited = Files.readString(file).replace("id: keep-newest", "id: keep-the-newest");
            Files.writeString(file, edited);

            await().atMost(SOON).until(() -> sorted(mirror, frames).equals(frames));
            Files.writeString(file, "# saved by an editor with other habits\r\n" + edited.replace("id: keep-the-newest", "id: \"keep-newest\"").replace("\n", "\r\n"));
            await().atMost(SOON).until(() -> sorted(mirror, frames).size() == 1);
        }
    }

    @Test
    void what_is_not_plain_keeps_its_place() throws Exception {
        var sequencer = Arrivals.sequencer(Clock.systemUTC());
        var mapping = new FieldMapping(Map.of("930", "quantity quantity", "9201", "account account"),
                new Account("8112510011", ""));
        var readBurst = new ReadBurst(SampleFrames.JSON, new FrameCounts(), mapping, OrderRings.FIELDS, new AsShipped(file -> null));
        List<Frame> frames = Stream.of(balance("005930").quantity(1).frame(), real(), PING, "no frame",
                balance("000660").with("930", "x").frame(), real(balance("005930").quantity(2), balance("000660").quantity(3)))
                .map(text -> new Frame(text, sequencer.next())).toList();

        List<Object> sorted = readBurst.sort(frames);

        assertThat(sorted).hasSize(5);
        assertThat(sorted.get(0)).extracting("frames").isEqualTo(frames.subList(0, 2));
        assertThat(sorted.subList(1, 4)).isEqualTo(frames.subList(2, 5));
        assertThat(sorted.get(4)).extracting("told").asInstanceOf(InstanceOfAssertFactories.LIST)
                .extracting("key.stockCode").containsExactly("005930", "000660");
    }

    /** An answer that lags would take back after a restart what is not remembered. */
    @Test
    void of_what_came_before_the_start_and_is_not_plain_all_that_was_stored_is_remembered() throws Exception {
        var sequencer = Arrivals.sequencer(Clock.systemUTC());
        var mapping = new FieldMapping(Map.of("930", "quantity quantity", "931", "average_price price", "9201", "account account"),
                new Account("8112510011", ""));
        var readBurst = new ReadBurst(SampleFrames.JSON, new FrameCounts(), mapping, OrderRings.FIELDS, new AsShipped(file -> null));
        List<Frame> frames = Stream.of("no frame", "{\"trnm\":\"REAL\",\"data\":7}", PING, balance("005930").quantity(1).with("931", "9000.3333").frame(),
                real(null, balance("000660").with("930", "x"), balance("035720").quantity(2), entry("00", "005930")),
                balance("005380").quantity(3).with("302", "x".repeat(ReadFrame.LARGE)).frame()).map(text -> new Frame(text, sequencer.next())).toList();
        var told = new ArrayList<Holding>();

        readBurst.remember(frames, told::add);

        assertThat(told).extracting(each -> each.key().stockCode() + " " + each.quantity()).containsExactly("005930 1", "035720 2", "005380 3");
        assertThat(told).extracting(Holding::arrival).containsExactly(frames.get(3).arrival(), frames.get(4).arrival(), frames.get(5).arrival());
    }

    @Test
    void what_came_before_the_start_is_not_counted_again() throws Exception {
        var counts = new FrameCounts();
        var mapping = new FieldMapping(Map.of("930", "quantity quantity", "9201", "account account"), new Account("8112510011", ""));
        var readBurst = new ReadBurst(SampleFrames.JSON, counts, mapping, OrderRings.FIELDS, new AsShipped(file -> null));
        var frames = List.of(new Frame(balance("005930").quantity(1).frame(), Arrivals.sequencer(Clock.systemUTC()).next()));
        var told = new ArrayList<Holding>();

        readBurst.remember(frames, told::add);

        assertThat(told).hasSize(1);
        assertThat(counts.counted("REAL")).isZero();
    }
}
