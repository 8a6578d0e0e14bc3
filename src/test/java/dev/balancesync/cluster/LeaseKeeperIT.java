package dev.balancesync.cluster;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.balancesync.MutableTicker;
import dev.balancesync.TestDatabase;
import dev.balancesync.TestProxy;
import dev.balancesync.kiwoom.BilingualTest;
import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.store.OwnConnections;
import dev.balancesync.store.PgBouncer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Nodes that share a real database, round by round; the time is the test's own, and the database's rows are aged by hand. */
class LeaseKeeperIT {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final TestDatabase database = TestDatabase.create();
    private final MutableTicker ticker = new MutableTicker();
    private final List<Node> nodes = new ArrayList<>();

    /** A node with its own accounts. */
    private final class Node implements LeaseKeeper.Accounts {
        final String name;
        final Set<Integer> used = new HashSet<>();
        final Set<Integer> busy = new HashSet<>();
        final List<String> accounts = new ArrayList<>();
        final LeaseKeeper keeper;
        Aside.Line line = Aside.Line.UNKNOWN;
        Duration answersAfter = Duration.ZERO;

        Node(String name, String url, Duration limit, boolean creates) {
            this.name = name;
            this.keeper = new LeaseKeeper(name, TTL, new LeaseTable(door(url), name, "1.0", TTL, limit, creates), this, ticker, () -> { });
            nodes.add(this);
        }

        Set<Integer> held() {
            return IntStream.range(0, Shard.COUNT).filter(keeper::isHeld).boxed().collect(Collectors.toSet());
        }

        @Override
        public Set<Integer> shards() {
            return used;
        }

        @Override
        public boolean isBusy(int shard) {
            return busy.contains(shard);
        }

        @Override
        public String told() {
            ticker.advance(answersAfter);
            return AccountsTold.of(accounts);
        }

        @Override
        public Aside.Line line() {
            return line;
        }
    }

    @AfterEach
    void tearDown() {
        nodes.forEach(each -> each.keeper.giveAllBack());
    }

    private static OwnConnections door(String url) {
        DatabaseUrl address = DatabaseUrl.parse(url);
        return new OwnConnections() {
            @Override
            public Connection open(String parameters) throws SQLException {
                return DriverManager.getConnection(address.jdbcUrl() + parameters, address.login());
            }

            @Override
            public void refused(SQLException answer) {
                // these nodes are never refused
            }
        };
    }

    private Node node(String name) {
        return new Node(name, database.url(), Duration.ofSeconds(5), true);
    }

    /** Rounds of all, until nothing moves any more. No shard is held twice at any moment. */
    private void settle(Node... those) {
        for (int i = 0; i < 6; i++) {
            for (Node each : those) {
                each.keeper.tend();
                assertNothingIsHeldTwice();
            }
        }
    }

    private void assertNothingIsHeldTwice() {
        List<Integer> held = nodes.stream().flatMap(each -> each.held().stream()).toList();
        assertThat(held).doesNotHaveDuplicates();
    }

    private static List<Integer> sizes(Node... those) {
        return Stream.of(those).map(each -> each.held().size()).toList();
    }

    /** It has said nothing for so long that the database's clock has passed what it was given. */
    private void expire(Node dead) {
        database.execute("update kw_sync_node set expires_at = now() where name = '" + dead.name + "'");
    }

    private long epoch(int shard) {
        return (Long) database.rows("select epoch from kw_sync_lease where shard = " + shard).get(0).get("epoch");
    }

    /** A list that was edited on one machine, or an entry that the other does not take. */
    @Test
    void who_has_not_an_account_is_known_to_the_others_and_who_does_not_tell_is_taken_for_one_that_has_it() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        pc.accounts.addAll(List.of("8112-5100", "81125300"));
        nas.accounts.add("8112530011");
        settle(nas, pc);
        assertThat(Stream.of("8112510011", "8112-5300").map(each -> pc.keeper.hasAccount("nas~1", each))).containsExactly(false, true);
        assertThat(Stream.of("8112510011", "8112-5300").map(each -> nas.keeper.hasAccount("pc~2", each))).containsExactly(true, true);

        nas.accounts.clear();
        settle(nas, pc);
        assertThat(pc.keeper.hasAccount("nas~1", "81125300")).as("it has none").isFalse();

        IntStream.range(0, 33).mapToObj(each -> String.valueOf(50_000_000 + each)).forEach(nas.accounts::add);
        settle(nas, pc);
        assertThat(pc.keeper.hasAccount("nas~1", "81125300")).as("too many to tell").isTrue();

        nas.keeper.giveAllBack();
        database.execute("insert into kw_sync_node (name, beat, ttl_millis, expires_at) values ('old~3', 1, 9000, now() + interval '1 day')");
        settle(pc);
        assertThat(pc.keeper.others()).containsExactly("old~3");
        assertThat(pc.keeper.hasAccount("old~3", "81125300")).as("of an older version").isTrue();
    }

    /** The others count from when the database was asked, at the latest: a slow answer makes no lease longer. */
    @Test
    void what_is_held_counts_from_before_the_question() {
        Node nas = node("nas~1");
        nas.answersAfter = Duration.ofSeconds(8);
        nas.keeper.tend();
        assertThat(nas.held()).hasSize(Shard.COUNT);

        ticker.advance(Duration.ofSeconds(1));

        assertThat(nas.held()).isEmpty();
    }

    @Test
    void the_first_node_makes_the_tables_and_takes_everything() {
        Node nas = node("nas~1");

        nas.keeper.tend();

        assertThat(nas.held()).hasSize(Shard.COUNT);
        assertThat(nas.keeper.epoch(7)).isEqualTo(1);
        assertThat(nas.keeper.holder(7)).contains("nas~1");
        assertThat(database.rows("select count(*) as rows from kw_sync_lease where epoch = 1").get(0)).containsEntry("rows", 64L);
    }

    @Test
    void where_tables_are_not_to_be_made_it_says_what_to_do() {
        Node nas = new Node("nas~1", database.url(), Duration.ofSeconds(5), false);

        nas.keeper.tend();

        assertThat(nas.held()).isEmpty();
        assertThat(nas.keeper.failure().english()).contains("kw_sync_lease").contains("BALANCE_CREATE_TABLES=true");
        BilingualTest.assertBoth(nas.keeper.failure());
        assertThat(database.has("kw_sync_lease")).isFalse();
    }

    @Test
    void what_a_consumer_group_has_given_nobody_takes_here_and_who_lives_here_is_not_taken_from_by_one() throws Exception {
        Node nas = node("nas~1");
        var kafka = new LeaseTable(door(database.url()), "pc~2~kafka", "1.0", TTL, Duration.ofSeconds(5), true);
        assertThat(kafka.take(Set.of(7))).containsExactly(Map.entry(7, 1L));

        settle(nas);
        assertThat(nas.held()).isEmpty();
        assertThat(nas.keeper.failure().english()).contains("pc holds leases with CLUSTER=kafka");

        kafka.giveAllBack();
        settle(nas);
        assertThat(nas.held()).hasSize(Shard.COUNT);
        assertThat(nas.keeper.failure()).isNull();

        assertThatThrownBy(() -> kafka.take(Set.of(7))).hasMessageContaining("nas runs with CLUSTER=postgres");
        expire(nas);
        assertThat(kafka.take(Set.of(7))).containsExactly(Map.entry(7, 3L));
        kafka.close();
    }

    @Test
    void a_shard_keeps_its_epoch_round_by_round() {
        Node nas = node("nas~1");
        settle(nas);
        settle(nas);

        assertThat(epoch(7)).isEqualTo(1);
        assertThat(nas.held()).hasSize(Shard.COUNT);
    }

    @Test
    void who_joins_gets_its_half_and_no_session_ends_for_it() {
        Node nas = node("nas~1");
        nas.used.addAll(Set.of(3, 59));
        settle(nas);
        Node pc = node("pc~2");
        pc.used.addAll(Set.of(3, 59));

        settle(pc, nas);

        assertThat(sizes(nas, pc)).containsExactly(32, 32);
        assertThat(nas.held()).contains(3, 59);
        assertThat(pc.keeper.epoch(pc.held().iterator().next())).isEqualTo(2);
        assertThat(pc.keeper.holder(59)).contains("nas~1");
        assertThat(pc.keeper.others()).containsExactly("nas~1");
    }

    @Test
    void what_is_handed_over_is_let_go_only_when_nothing_is_under_way_any_more() {
        Node nas = node("nas~1");
        nas.used.addAll(IntStream.range(0, Shard.COUNT).boxed().toList());
        nas.busy.addAll(nas.used);
        settle(nas);
        Node pc = node("pc~2");

        settle(pc, nas);

        assertThat(sizes(nas, pc)).as("the sockets of 32 are being closed").containsExactly(32, 0);
        assertThat(nas.keeper.epoch(63)).as("its last may still be written").isEqualTo(1);

        nas.busy.remove(63);
        settle(pc, nas);
        assertThat(pc.held()).containsExactly(63);
        assertThat(nas.keeper.epoch(63)).isZero();
        assertThat(pc.keeper.epoch(63)).isEqualTo(2);
    }

    @Test
    void three_share_evenly_and_share_again_when_one_dies_or_comes_back() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        Node pi = node("pi~3");
        settle(nas, pc, pi);
        assertThat(sizes(nas, pc, pi)).allMatch(size -> size >= 20 && size <= 22);

        settle(nas, pc);
        ticker.advance(TTL);
        expire(pi);
        settle(nas, pc);
        assertThat(sizes(nas, pc, pi)).containsExactly(32, 32, 0);

        settle(nas, pc, pi);
        assertThat(sizes(nas, pc, pi)).allMatch(size -> size >= 20 && size <= 22);
    }

    @Test
    void seven_nodes_all_have_nine_or_ten() {
        Node[] seven = IntStream.range(0, 7).mapToObj(each -> node("node~" + each)).toArray(Node[]::new);

        settle(seven);
        settle(seven);

        assertThat(sizes(seven)).allMatch(size -> size == 9 || size == 10);
    }

    @Test
    void who_is_dead_is_followed_under_new_epochs_and_knows_at_its_next_word() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);
        int itsShard = nas.held().iterator().next();
        ticker.advance(TTL);
        assertThat(nas.held()).as("its own ticker says so, without any answer").isEmpty();
        expire(nas);

        pc.keeper.tend();

        assertThat(pc.held()).hasSize(Shard.COUNT);
        assertThat(pc.keeper.epoch(itsShard)).isEqualTo(2);
        nas.keeper.tend();
        assertThat(nas.held()).isEmpty();
        assertNothingIsHeldTwice();
    }

    @Test
    void who_was_cut_off_while_nobody_took_over_goes_on_under_its_epoch() throws Exception {
        try (TestProxy line = TestProxy.to(URI.create(database.url()).getPort())) {
            Node nas = new Node("nas~1", database.url().replaceFirst(":\\d+/", ":" + line.port() + "/"), Duration.ofSeconds(1), true);
            settle(nas);
            line.cut();
            nas.keeper.tend();
            BilingualTest.assertBoth(nas.keeper.failure());
            assertThat(nas.held()).as("it may believe so for a while").hasSize(Shard.COUNT);
            ticker.advance(TTL);
            assertThat(nas.held()).isEmpty();
            expire(nas);

            line.restore();
            settle(nas);

            assertThat(nas.held()).hasSize(Shard.COUNT);
            assertThat(nas.keeper.epoch(7)).isEqualTo(1);
            assertThat(nas.keeper.failure()).isNull();
        }
    }

    /** It comes again every second or two for months, and hosters charge for what a database sends. */
    @Test
    void a_round_in_which_nothing_changes_is_answered_in_few_bytes() throws Exception {
        try (TestProxy line = TestProxy.to(URI.create(database.url()).getPort())) {
            Node nas = new Node("nas~1", database.url().replaceFirst(":\\d+/", ":" + line.port() + "/"), Duration.ofSeconds(5), true);
            Node pc = node("pc~2");
            settle(nas, pc);
            long before = line.answered();

            settle(nas);

            LoggerFactory.getLogger("kiwoom.measured").info("measured: {} bytes answer a round", (line.answered() - before) / 6);
            assertThat((line.answered() - before) / 6).isLessThan(250);
        }
    }

    @Test
    void an_answer_that_never_comes_is_given_up_and_nothing_is_believed_for_it() throws Exception {
        try (TestProxy line = TestProxy.to(URI.create(database.url()).getPort())) {
            Node nas = new Node("nas~1", database.url().replaceFirst(":\\d+/", ":" + line.port() + "/"), Duration.ofSeconds(1), true);
            settle(nas);
            line.pause();

            nas.keeper.tend();
            ticker.advance(TTL);

            assertThat(nas.held()).isEmpty();
            line.restore();
        }
    }

    @Test
    void what_is_given_back_is_taken_at_once() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);

        nas.keeper.stopping();
        nas.keeper.tend();
        assertThat(nas.held()).as("what is under way is not over").hasSize(32);
        nas.keeper.giveAllBack();
        assertThat(nas.held()).isEmpty();
        pc.keeper.tend();

        assertThat(pc.held()).hasSize(Shard.COUNT);
        nas.keeper.tend();
        assertThat(pc.keeper.others()).isEmpty();
        assertThat(database.rows("select name from kw_sync_node")).containsExactly(Map.of("name", "pc~2"));
    }

    @Test
    void who_stops_takes_nothing_more() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);
        nas.keeper.stopping();
        pc.keeper.giveAllBack();

        settle(nas);

        assertThat(nas.held()).hasSize(32);
    }

    @Test
    void a_write_under_way_keeps_its_shard_and_nothing_else_from_a_takeover() throws Exception {
        Node nas = node("nas~1");
        settle(nas);
        Node pc = node("pc~2");
        pc.keeper.tend();
        ticker.advance(TTL);
        expire(nas);
        try (Connection writing = database.connect()) {
            writing.setAutoCommit(false);
            try (var proof = writing.createStatement()) {
                proof.execute("select from kw_sync_lease where shard = 7 and epoch = 1 for share");
            }

            pc.keeper.tend();

            assertThat(pc.held()).hasSize(63).doesNotContain(7);
            assertThat(pc.keeper.tend()).as("it is looked at again soon").isLessThan(Duration.ofMillis(100));
            writing.commit();
        }
        pc.keeper.tend();

        assertThat(pc.held()).hasSize(64);
    }

    /** As NTP does on a machine whose date was wrong. */
    @Test
    void a_clock_of_the_database_that_is_set_forward_takes_nothing_from_who_was_just_seen() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);

        expire(nas);
        settle(pc);

        assertThat(sizes(nas, pc)).containsExactly(32, 32);
        ticker.advance(TTL);
        pc.keeper.tend();
        assertThat(pc.held()).as("but nobody has heard of it since").hasSize(Shard.COUNT);
    }

    @Test
    void a_clock_of_the_database_that_is_set_back_makes_no_dead_node_immortal() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);
        database.execute("update kw_sync_node set expires_at = now() + interval '9 h' where name = 'nas~1'");

        ticker.advance(TTL.multipliedBy(2).plusMillis(1));
        pc.keeper.tend();

        assertThat(pc.held()).hasSize(Shard.COUNT);
    }

    /** Its power was cut, or its database paused, and nobody has run since; or the clock was ahead when it died. */
    @ParameterizedTest
    @ValueSource(strings = {"- interval '40 days'", "+ interval '40 days'"})
    void who_died_a_month_ago_or_ahead_keeps_nobody_out(String when) {
        Node nas = node("nas~1");
        settle(nas);
        database.execute("update kw_sync_node set expires_at = now() " + when);
        ticker.advance(TTL);
        Node pc = node("pc~2");

        pc.keeper.tend();
        assertThat(pc.keeper.failure()).isNull();
        ticker.advance(TTL.multipliedBy(2));
        pc.keeper.tend();

        assertThat(pc.held()).hasSize(Shard.COUNT);
    }

    /** Takeover takes the epoch after its own for one that nobody had in between. */
    @ParameterizedTest
    @ValueSource(strings = {"delete from kw_sync_lease", "drop table kw_sync_lease", "drop table kw_sync_lease, kw_sync_node; create table kw_portfolio ()"})
    void leases_that_were_put_back_are_held_under_epochs_that_follow_no_earlier_one(String loss) throws Exception {
        Node nas = node("nas~1");
        settle(nas);
        long before = nas.keeper.epoch(7);
        nas.keeper.giveAllBack();
        database.execute(loss);

        Node pc = node("pc~2");
        settle(pc);
        settle(pc);

        assertThat(pc.keeper.epoch(7)).isGreaterThan(before + 1);
    }

    /** Somebody puts a backup back; who leads under an epoch under which it has led goes on with what it knew then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void after_a_backup_was_put_back_nobody_leads_under_an_epoch_that_there_was(boolean nasIsFirst) {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas, pc);
        List<Map<String, Object>> backup = database.rows("select shard, epoch, holder from kw_sync_lease");
        follow(nas, pc);
        settle(pc, nas);
        follow(pc, nas);
        settle(pc, nas);
        long last = (Long) database.rows("select max(epoch) as epoch from kw_sync_lease").get(0).get("epoch");

        backup.forEach(row -> database.execute("update kw_sync_lease set epoch = " + row.get("epoch") + ", holder = '" + row.get("holder") + "' where shard = "
                + row.get("shard")));
        for (int i = 0; i < 2; i++) {
            settle(nasIsFirst ? nas : pc, nasIsFirst ? pc : nas);
        }

        assertThat(sizes(nas, pc)).containsExactly(Shard.COUNT / 2, Shard.COUNT / 2);
        IntStream.range(0, Shard.COUNT).forEach(shard -> assertThat(epoch(shard)).isGreaterThan(last));
    }

    private void follow(Node dead, Node next) {
        ticker.advance(TTL);
        expire(dead);
        next.keeper.tend();
        assertThat(next.held()).hasSize(Shard.COUNT);
    }

    /** What it remembered it believed in for ever, and the database let it write nothing. */
    @Test
    void leases_that_somebody_has_deleted_are_held_no_more_and_are_there_again_a_round_later() throws Exception {
        Node nas = node("nas~1");
        settle(nas);
        database.execute("delete from kw_sync_lease");

        nas.keeper.tend();
        assertThat(nas.held()).isEmpty();
        settle(nas);
        assertThat(nas.held()).hasSize(Shard.COUNT);

        nas.keeper.giveAllBack();
        database.execute("delete from kw_sync_lease where shard = 7");
        try (var kafka = new LeaseTable(door(database.url()), "pc~2~kafka", "1.0", TTL, Duration.ofSeconds(5), true)) {
            assertThat(kafka.take(Set.of(7))).isEmpty();
            assertThat(kafka.take(Set.of(7))).containsOnlyKeys(7);
        }
    }

    @Test
    void a_late_hand_over_of_an_older_epoch_gives_nothing_back() throws Exception {
        Node nas = node("nas~1");
        settle(nas);
        database.execute("update kw_sync_lease set epoch = 5");
        settle(nas);
        LeaseTable late = new LeaseTable(door(database.url()), "nas~1", "1.0", TTL, Duration.ofSeconds(5), true);

        late.ask(new LeaseTable.Question(false, true, List.of(), List.of(), List.of("7:1"), List.of(), ""));
        settle(nas);

        assertThat(nas.held()).hasSize(64);
        assertThat(epoch(7)).isEqualTo(5);
        late.close();
    }

    @Test
    void before_a_login_the_database_is_asked_whatever_was_believed() {
        Node nas = node("nas~1");
        Node pc = node("pc~2");
        settle(nas);
        assertThat(nas.keeper.confirm(7)).isTrue();
        // its own ticker stood still, as that of a suspended machine may
        database.execute("delete from kw_sync_node where name = 'nas~1'");
        pc.keeper.tend();
        assertThat(nas.keeper.isHeld(7)).isTrue();
        assertThat(pc.keeper.isHeld(7)).isTrue();

        assertThat(nas.keeper.confirm(7)).isFalse();
        assertThat(nas.held()).isEmpty();
    }

    /** Another may take any of them at the next moment. */
    @Test
    void who_has_been_buried_holds_nothing_though_nobody_has_taken_it_yet() {
        Node nas = node("nas~1");
        settle(nas);
        database.execute("delete from kw_sync_node where name = 'nas~1'");

        assertThat(nas.keeper.confirm(7)).isFalse();

        assertThat(database.rows("select from kw_sync_lease where holder = 'nas~1'")).hasSize(Shard.COUNT);
        assertThat(nas.held()).isEmpty();
    }

    @Test
    void behind_a_transaction_pooler_all_is_the_same() throws Exception {
        URI direct = URI.create(database.url());
        try (PgBouncer pooler = PgBouncer.before(direct.getPort(), PgBouncer.PORT, 600)) {
            String url = pooler.url(direct.getPath().substring(1));
            Node nas = new Node("nas~1", url, Duration.ofSeconds(5), true);
            Node pc = new Node("pc~2", url, Duration.ofSeconds(5), true);
            await().atMost(SOON).until(() -> {
                nas.keeper.tend();
                return nas.keeper.failure() == null;
            });
            for (int i = 0; i < 10; i++) {
                settle(nas, pc);
            }
            assertThat(sizes(nas, pc)).containsExactly(32, 32);
            assertThat(database.rows("select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"))
                    .as("no session keeps a lock").isEmpty();

            // the sessions that the pooler had are gone
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                    + " and application_name like 'balance_sync%'");
            settle(nas, pc);
            assertThat(sizes(nas, pc)).containsExactly(32, 32);
            nas.keeper.giveAllBack();
            pc.keeper.giveAllBack();
        }
    }

    // --- a node that the broker does not answer

    @Test
    void who_reaches_no_broker_leaves_all_to_one_who_may_and_offers_itself_again_later() {
        Node nas = node("nas~1");
        Node pc = node("pc~1");
        nas.used.add(7);
        pc.used.add(7);
        settle(nas, pc);
        assertThat(nas.keeper.isHeld(7)).isTrue();

        nas.line = Aside.Line.DEAD;
        settle(nas, pc);

        assertThat(pc.held()).as("its own account's shard among them").hasSize(Shard.COUNT);
        assertThat(nas.keeper.isAside()).isTrue();
        assertThat(nas.keeper.holder(7)).contains("pc~1");
        nas.line = Aside.Line.UNKNOWN;
        ticker.advance(Duration.ofSeconds(29));
        pc.keeper.tend();
        settle(nas, pc);
        assertThat(sizes(nas, pc)).containsExactly(0, 64);
        ticker.advance(Duration.ofSeconds(1));
        pc.keeper.tend();
        settle(nas, pc);
        assertThat(sizes(nas, pc)).containsExactly(32, 32);
        assertThat(nas.keeper.isAside()).isFalse();
        assertThat(pc.keeper.isHeld(7)).as("what has an account moves last").isTrue();
    }

    @Test
    void it_waits_longer_each_time_until_it_was_logged_in_again() {
        Node nas = node("nas~1");
        Node pc = node("pc~1");
        settle(nas, pc);
        for (int seconds : new int[] {30, 60, 120, 240, 240}) {
            nas.line = Aside.Line.DEAD;
            settle(nas, pc);
            assertThat(nas.keeper.isAside()).isTrue();
            nas.line = Aside.Line.UNKNOWN;
            passed(Duration.ofSeconds(seconds).minusMillis(1), pc, nas);
            assertThat(nas.keeper.isAside()).as(seconds + " s").isTrue();
            passed(Duration.ofMillis(1), pc, nas);
            assertThat(nas.keeper.isAside()).as(seconds + " s").isFalse();
        }
        nas.line = Aside.Line.GOOD;
        settle(nas, pc);
        nas.line = Aside.Line.DEAD;
        settle(nas, pc);

        passed(Duration.ofSeconds(30), pc, nas);

        assertThat(nas.keeper.isAside()).isFalse();
    }

    /** The other says all the time that it lives. */
    private void passed(Duration time, Node other, Node aside) {
        Duration left = time;
        while (!left.isZero()) {
            Duration step = left.compareTo(Duration.ofSeconds(2)) < 0 ? left : Duration.ofSeconds(2);
            ticker.advance(step);
            left = left.minus(step);
            other.keeper.tend();
            aside.keeper.tend();
        }
    }

    @Test
    void what_is_under_way_is_ended_before_it_leaves() {
        Node nas = node("nas~1");
        Node pc = node("pc~1");
        nas.used.add(7);
        settle(nas, pc);
        nas.busy.add(7);

        nas.line = Aside.Line.DEAD;
        settle(nas, pc);
        assertThat(nas.keeper.isHeld(7)).as("nobody logs in any more").isFalse();
        assertThat(nas.keeper.epoch(7)).as("what waits can still be written").isPositive();
        assertThat(pc.keeper.isHeld(7)).isFalse();
        nas.busy.clear();
        settle(nas, pc);

        assertThat(pc.keeper.isHeld(7)).isTrue();
    }

    @Test
    void who_is_alone_stays_whatever_the_broker_says() {
        Node nas = node("nas~1");
        nas.line = Aside.Line.DEAD;

        settle(nas);

        assertThat(nas.held()).hasSize(Shard.COUNT);
        assertThat(nas.keeper.isAside()).isFalse();
    }

    @Test
    void who_stands_aside_comes_back_at_once_when_the_others_die() {
        Node nas = node("nas~1");
        Node pc = node("pc~1");
        settle(nas, pc);
        nas.line = Aside.Line.DEAD;
        settle(nas, pc);
        assertThat(sizes(nas, pc)).containsExactly(0, 64);

        nas.line = Aside.Line.UNKNOWN;
        nas.keeper.tend();
        expire(pc);
        ticker.advance(TTL);
        settle(nas);

        assertThat(nas.held()).hasSize(Shard.COUNT);
    }
}
