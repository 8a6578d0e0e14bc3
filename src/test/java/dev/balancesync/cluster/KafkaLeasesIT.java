package dev.balancesync.cluster;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.balancesync.MutableTicker;
import dev.balancesync.TestDatabase;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.time.Ticker;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One node whose group gives it all, on a real database; the time is the test's own. */
class KafkaLeasesIT {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final int SHARD = 7;

    private final TestDatabase database = TestDatabase.create();
    private final MutableTicker ticker = new MutableTicker();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile boolean polled;
    private volatile boolean databaseIsAway;
    private volatile boolean silent;
    private volatile Runnable whileAsked = () -> { };
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private volatile Member member;
    private final Queue<Map.Entry<TopicPartition, OffsetAndMetadata>> commits = new ConcurrentLinkedQueue<>();
    private final KafkaLeases leases = new KafkaLeases(new Access(), new LeaseTable(door(), "nas~1~kafka", "1.0", TTL, Duration.ofSeconds(5), true), new NoAccounts(), ticker, () -> { });

    /** Neither of the topic nor of the others anything is to be seen. */
    private final class Access extends KafkaAccess {
        Access() {
            super("kafka1:9092", "frames", Map.of(), "nas~1~kafka", TTL);
        }

        @Override
        Onlooker onlooker(Ticker ours, Runnable changed) {
            return new Onlooker(this, ours, changed) {
                @Override
                void prepare() {
                    // the topic is there
                }

                @Override
                Bilingual look() {
                    if (polled) {
                        hanging.countDown();
                        awaitRelease();
                    }
                    return null;
                }
            };
        }

        @Override
        Consumer<String, String> openMember() {
            member = new Member();
            Set<TopicPartition> all = IntStream.range(0, Shard.COUNT).mapToObj(this::part).collect(Collectors.toSet());
            member.schedulePollTask(() -> {
                member.rebalance(all);
                member.updateBeginningOffsets(all.stream().collect(Collectors.toMap(each -> each, each -> 0L)));
            });
            return member;
        }

        @Override
        Consumer<String, String> openReader() {
            return new MockConsumer<>(OffsetResetStrategy.NONE) {
                @Override
                public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> parts, Duration limit) {
                    return parts.stream().collect(Collectors.toMap(each -> each, each -> 0L));
                }

                @Override
                public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> parts, Duration limit) {
                    return endOffsets(parts, limit);
                }
            };
        }
    }

    private final class Member extends MockConsumer<String, String> {
        Member() {
            super(OffsetResetStrategy.EARLIEST);
        }

        @Override
        public ConsumerRecords<String, String> poll(Duration limit) {
            if (hangs) {
                ticker.advance(TTL.dividedBy(5)); // it takes long
                polled = true;
            }
            return super.poll(limit);
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            commits.addAll(offsets.entrySet());
        }

        /** Nobody has committed anything, as Kafka says it. */
        @Override
        public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> parts, Duration limit) {
            if (silent) {
                heard.add(Optional.ofNullable(leases.kafkaFailure()).map(Bilingual::english).orElse("nothing is wrong"));
                throw new org.apache.kafka.common.errors.TimeoutException("no answer");
            }
            var none = new HashMap<TopicPartition, OffsetAndMetadata>();
            parts.forEach(each -> none.put(each, null));
            return none;
        }
    }

    private static final class NoAccounts implements LeaseKeeper.Accounts {
        @Override
        public Set<Integer> shards() {
            return Set.of();
        }

        @Override
        public boolean isBusy(int shard) {
            return false;
        }

        @Override
        public String told() {
            return AccountsTold.of(List.of());
        }

        @Override
        public Aside.Line line() {
            return Aside.Line.UNKNOWN;
        }
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OwnConnections door() {
        DatabaseUrl address = DatabaseUrl.parse(database.url());
        return new OwnConnections() {
            @Override
            public Connection open(String parameters) throws SQLException {
                if (databaseIsAway) {
                    throw new SQLException("Connection refused", "08001");
                }
                whileAsked.run();
                return DriverManager.getConnection(address.jdbcUrl() + parameters, address.login());
            }

            @Override
            public void refused(SQLException answer) {
                // this node is never refused
            }
        };
    }

    @AfterEach
    void tearDown() {
        released.countDown();
        leases.giveAllBack();
    }

    /** Such a member leaves the group by itself, or is dead for it: another may be given all that it had before what it believes is over. */
    @Test
    void a_node_whose_member_does_not_come_round_holds_nothing_although_its_belief_has_time_left() throws Exception {
        leases.start();
        await().atMost(SOON).until(() -> leases.isHeld(SHARD));
        assertThat(leases.epoch(SHARD)).isEqualTo(1);
        hangs = true;
        hanging.await();
        Duration silent = TTL.multipliedBy(7).dividedBy(10);
        assertThat(silent).as("what it was told after its last poll is believed still").isLessThan(new Access().session().multipliedBy(9).dividedBy(10));

        ticker.advance(silent);

        assertThat(leases.isHeld(SHARD)).isFalse();
        assertThat(leases.epoch(SHARD)).as("nothing may be written").isZero();

        hangs = false;
        polled = false;
        released.countDown();
        await().atMost(SOON).until(() -> leases.isHeld(SHARD)); // it has been told that it is a member still
    }

    @Test
    void a_node_that_is_given_nothing_any_more_asks_whether_the_database_is_there_again() {
        databaseIsAway = true;
        leases.start();
        await().atMost(SOON).until(() -> leases.failure() != null);
        member.schedulePollTask(() -> member.rebalance(Set.of()));
        await().atMost(SOON).until(() -> member.assignment().isEmpty());
        databaseIsAway = false;
        ticker.advance(TTL);

        await().atMost(SOON).until(() -> leases.failure() == null);
    }

    /** Whoever is given the shard reads again what is not committed, and writes over what has been stored since. */
    @Test
    void what_is_stored_is_committed_at_once() {
        leases.start();
        await().atMost(SOON).until(() -> leases.isHeld(SHARD));
        TopicMarks marks = leases.topic().marks;
        var position = new JournalPosition("frames", 100);

        marks.taken(marks.sending(SHARD, "81125100", position, 10), 0, 0);
        marks.stored(SHARD, "81125100", position);

        assertThat(marks.loss(SHARD)).isNull();
        await().atMost(SOON).until(() -> commits.contains(Map.entry(new Access().part(SHARD), new OffsetAndMetadata(1, "1"))));
    }

    /** The answer of the database is of a time when it had been given the shard; by now another may have been. */
    @Test
    void what_is_lost_while_the_database_is_asked_is_not_held_by_its_answer() {
        var lost = new CountDownLatch(1);
        whileAsked = () -> {
            leases.lost(Set.of(SHARD));
            lost.countDown();
        };
        leases.start();

        await().atMost(SOON).until(() -> lost.getCount() == 0);
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !leases.isHeld(SHARD));

        ticker.advance(Duration.ofSeconds(1));
        await().atMost(SOON).until(() -> leases.isHeld(SHARD));
    }

    /** Its lease bears this node's name until whoever is given it now has taken it. */
    @Test
    void what_the_group_has_given_to_another_is_not_held_though_the_database_says_so_still() {
        leases.start();
        await().atMost(SOON).until(() -> leases.isHeld(SHARD));
        member.schedulePollTask(() -> member.rebalance(IntStream.range(0, Shard.COUNT).filter(each -> each != SHARD).mapToObj(new Access()::part).collect(Collectors.toSet())));
        await().atMost(SOON).until(() -> !leases.isHeld(SHARD));

        ticker.advance(TTL.dividedBy(5));

        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !leases.isHeld(SHARD) && leases.isHeld(SHARD + 1));
        assertThat(database.rows("select from kw_sync_lease where holder = 'nas~1~kafka'")).hasSize(Shard.COUNT);
    }

    @Test
    void a_group_that_gives_shards_but_never_tells_how_far_they_are_stored_is_told_as_failing_all_the_while() {
        silent = true;
        leases.start();

        await().atMost(SOON).until(() -> heard.size() > 3);
        assertThat(List.copyOf(heard).subList(1, 4)).as("between its tries").doesNotContain("nothing is wrong");

        silent = false;
        await().atMost(SOON).until(() -> leases.isHeld(SHARD) && leases.kafkaFailure() == null);
    }
}
