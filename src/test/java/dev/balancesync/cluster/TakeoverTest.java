package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.balancesync.kiwoom.Bilingual;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.support.cluster.AbstractCamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TakeoverTest {
    private static final String ACCOUNT = "8112-5100";

    @TempDir
    private Path folder;
    private final Other engine = new Other();
    private Leadership leadership;
    private boolean socketInUse;
    private int wentOn;
    private int forgotten;
    private int stoodBy;

    @BeforeEach
    void start() {
        leadership = new Leadership(engine, ACCOUNT);
    }

    /** Of the process that runs; a new one knows only the file. */
    private Takeover takeover() {
        return new Takeover(leadership, folder.resolve("data/lease"), () -> socketInUse, () -> wentOn++, () -> forgotten++, () -> stoodBy++);
    }

    @Test
    void where_there_is_only_this_machine_it_begins_once_and_no_file_is_made() throws IOException {
        var alone = new Takeover(null, folder.resolve("data/lease"), () -> socketInUse, () -> wentOn++, () -> forgotten++, () -> stoodBy++);

        assertThat(alone.mustBegin()).isTrue();
        assertThat(alone.mustBegin()).isFalse();
        assertThat(forgotten).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void what_was_one_of_several_and_is_alone_now_trusts_its_own_journal_no_more() throws IOException {
        engine.epoch = 1;
        takeover().mustBegin();
        int before = forgotten;

        for (int start = 0; start < 2; start++) {
            assertThat(new Takeover(null, folder.resolve("data/lease"), () -> false, () -> wentOn++, () -> forgotten++, () -> stoodBy++).mustBegin()).isTrue();
        }

        assertThat(forgotten).as("once").isEqualTo(before + 1);
        assertThat(folder.resolve("data/lease")).doesNotExist();
    }

    /** In a folder that this user may not write it would begin again and again, and never serve. */
    @Test
    void who_is_alone_now_serves_also_when_what_was_led_last_cannot_be_deleted() throws IOException {
        Files.createDirectories(folder.resolve("data/lease/which is not empty"));
        var alone = new Takeover(null, folder.resolve("data/lease"), () -> socketInUse, () -> wentOn++, () -> forgotten++, () -> stoodBy++);

        assertThat(alone.mustBegin()).isTrue();
        assertThat(alone.mustBegin()).isFalse();
        assertThat(forgotten).isEqualTo(1);
    }

    @Test
    void who_stands_by_begins_nothing_and_may_write_nothing() throws IOException {
        assertThat(takeover().mustBegin()).isFalse();
        assertThat(stoodBy).isEqualTo(1);
        assertThat(leadership.isHeld()).isFalse();
        assertThat(leadership.proof()).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobody_else_may_read_what_was_led_last_and_a_folder_that_is_there_stays_as_it_is() throws IOException {
        engine.epoch = 1;
        Files.createDirectory(folder.resolve("data"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        for (String made : List.of("data/lease", "data/accounts/isa/lease")) {
            new Takeover(new Leadership(engine, ACCOUNT), folder.resolve(made), () -> false, () -> { }, () -> { }, () -> { }).mustBegin();
        }

        for (var each : Map.of("data", "rwxr-xr-x", "data/lease", "rw-------", "data/accounts", "rwx------", "data/accounts/isa", "rwx------",
                "data/accounts/isa/lease", "rw-------").entrySet()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(each.getKey())))).as(each.getKey())
                    .isEqualTo(each.getValue());
        }
    }

    @Test
    void the_first_of_all_goes_on_with_what_it_has() throws IOException {
        engine.epoch = 1;

        assertThat(takeover().mustBegin()).isTrue();
        assertThat(forgotten).isZero();
        assertThat(leadership.isHeld()).isTrue();
        assertThat(leadership.proof()).get().satisfies(proof -> {
            assertThat(proof.shard()).isEqualTo(59);
            assertThat(proof.epoch()).isEqualTo(1);
            assertThat(proof.holder()).isEqualTo("nas~1");
        });
    }

    @Test
    void nothing_may_be_written_between_the_lease_and_the_beginning() throws IOException {
        Takeover takeover = takeover();
        engine.epoch = 4;
        assertThat(leadership.isHeld()).isFalse();
        assertThat(leadership.proof()).isEmpty();

        socketInUse = true;
        assertThat(takeover.mustBegin()).as("of an older epoch").isFalse();
        socketInUse = false;
        assertThat(takeover.mustBegin()).isTrue();

        assertThat(leadership.proof()).isPresent();
    }

    @Test
    void who_led_last_itself_goes_on_where_it_was() throws IOException {
        engine.epoch = 4;
        takeover().mustBegin();
        assertThat(forgotten).as("others had led before").isEqualTo(1);
        leadership = new Leadership(engine, ACCOUNT);

        engine.epoch = 5;

        assertThat(takeover().mustBegin()).isTrue();
        assertThat(forgotten).as("nobody has since").isEqualTo(1);
    }

    @Test
    void when_another_has_led_since_all_that_is_known_is_history() throws IOException {
        Takeover takeover = takeover();
        engine.epoch = 1;
        takeover.mustBegin();

        engine.epoch = 0;
        assertThat(takeover.mustBegin()).isFalse();
        engine.epoch = 3;
        assertThat(takeover.mustBegin()).isTrue();

        assertThat(forgotten).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("data/lease"))).isEqualTo("59 3\n");
    }

    /** A kill in the middle: an epoch that was remembered before would say that nobody has led since, and the old journal would be read again. */
    @Test
    void an_epoch_is_remembered_only_once_what_was_known_before_is_forgotten() throws IOException {
        engine.epoch = 1;
        takeover().mustBegin();
        engine.epoch = 3;

        assertThatThrownBy(() -> new Takeover(leadership, folder.resolve("data/lease"), () -> false, () -> wentOn++, () -> {
            throw new IOException("killed");
        }, () -> stoodBy++).mustBegin()).hasMessage("killed");

        assertThat(Files.readString(folder.resolve("data/lease"))).isEqualTo("59 1\n");
        assertThat(leadership.isHeld()).isFalse();
    }

    @Test
    void an_epoch_that_ends_between_two_looks_proves_nothing_of_the_next() throws IOException {
        engine.epoch = 1;
        takeover().mustBegin();

        engine.epoch = 3;

        assertThat(leadership.isHeld()).isFalse();
        assertThat(leadership.proof()).isEmpty();
    }

    /** On a full disk, or in a folder that this user may not write, it would stand by for ever with the lease in its hand. */
    @Test
    void who_cannot_remember_the_epoch_serves_all_the_same_and_begins_anew_the_next_time() throws IOException {
        Files.writeString(folder.resolve("data"), "a file where the folder should be");
        engine.epoch = 1;

        assertThat(takeover().mustBegin()).isTrue();
        assertThat(leadership.isHeld()).isTrue();
        leadership = new Leadership(engine, ACCOUNT);
        engine.epoch = 2;
        assertThat(takeover().mustBegin()).isTrue();
        assertThat(forgotten).isEqualTo(1);
    }

    @Test
    void a_file_of_another_account_or_of_nobody_knows_when_says_nothing() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        for (String text : new String[] {"", "59", "58 2\n", "59 two\n"}) {
            Files.writeString(folder.resolve("data/lease"), text);
            leadership = new Leadership(engine, ACCOUNT);
            engine.epoch = 3;
            forgotten = 0;

            assertThat(takeover().mustBegin()).as(text).isTrue();
            assertThat(forgotten).as(text).isEqualTo(1);
        }
    }

    @Test
    void who_holds_the_lease_and_has_no_such_account_does_not_serve_it() {
        assertThat(leadership.leader()).isEmpty();
        assertThat(leadership.stranger()).contains("pc");

        engine.pcHasIt = true;
        assertThat(leadership.leader()).contains("pc");
        assertThat(leadership.stranger()).isEmpty();

        engine.epoch = 1;
        assertThat(leadership.leader()).contains("nas");
        assertThat(leadership.stranger()).isEmpty();
    }

    /** Another engine than ours behind Camel's interface. */
    private static final class Other extends AbstractCamelClusterService<Shards> implements EpochService {
        private long epoch;
        private boolean pcHasIt;

        Other() {
            super("nas~1");
        }

        @Override
        protected Shards createView(String namespace) {
            assertThat(namespace).isEqualTo("shard-59");
            return new Shards(this, namespace);
        }

        @Override
        public boolean confirm(String namespace) {
            return epoch > 0;
        }

        @Override
        public void stopping() {
            // takes nothing anyway
        }

        @Override
        public void giveBack() {
            epoch = 0;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public boolean hasAccount(String other, String account) {
            assertThat(List.of(other, account)).containsExactly("pc~2", ACCOUNT);
            return pcHasIt;
        }

        @Override
        public List<String> others() {
            return List.of();
        }

        @Override
        public boolean isAside() {
            return false;
        }

        @Override
        public Bilingual failure() {
            return null;
        }
    }

    private static final class Shards extends AbstractCamelClusterView implements EpochView {
        private final Other engine;

        Shards(Other engine, String namespace) {
            super(engine, namespace);
            this.engine = engine;
        }

        @Override
        public long epoch() {
            return engine.epoch;
        }

        @Override
        public Optional<CamelClusterMember> getLeader() {
            return Optional.of(member("nas~1", engine.epoch > 0)).filter(CamelClusterMember::isLeader).or(() -> Optional.of(member("pc~2", true)));
        }

        @Override
        public List<CamelClusterMember> getMembers() {
            return List.of(getLocalMember());
        }

        @Override
        public CamelClusterMember getLocalMember() {
            return member("nas~1", engine.epoch > 0);
        }

        private static CamelClusterMember member(String name, boolean leads) {
            return new CamelClusterMember() {
                @Override
                public boolean isLeader() {
                    return leads;
                }

                @Override
                public boolean isLocal() {
                    return name.equals("nas~1");
                }

                @Override
                public String getId() {
                    return name;
                }
            };
        }

        @Override
        protected void doStart() {
            // it runs
        }

        @Override
        protected void doStop() {
            // the same
        }
    }
}
