package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.balancesync.Arrivals;
import dev.balancesync.balance.Holding;
import dev.balancesync.balance.HoldingKey;
import dev.balancesync.balance.Pending.Batch;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.time.Arrival;
import org.junit.jupiter.api.Test;

class CommitTest {
    private static final Arrival AT = Arrivals.at(Instant.parse("2026-11-23T00:00:00Z"));
    private static final JournalPosition POSITION = new JournalPosition("2026-11-23.jsonl", 100);
    private static final Owner FATHER = new Owner("father", new Account("8112510011", ""), null);
    private static final Owner MOTHER = new Owner("mother", new Account("9112510011", ""), null);

    private static Commit.Share share(Owner owner, int holdings) {
        return new Commit.Share(owner, new Batch(IntStream.range(0, holdings).mapToObj(i -> new Holding(new HoldingKey(String.format("%06d", i), "00", ""), Map.of("quantity", (long) i), AT, false)).toList(), POSITION, AT));
    }

    @Test
    void a_refused_commit_is_taken_apart_row_by_row() {
        var singly = new Commit(List.of(share(FATHER, 2), share(MOTHER, 1))).singly();

        assertThat(singly).allMatch(each -> each.rows() == 1);
        assertThat(singly).flatExtracting(Commit::shares).extracting(each -> each.owner().alias()).containsExactly("father", "father", "mother");
        assertThat(singly).flatExtracting(Commit::shares).extracting(each -> each.batch().readUpTo()).containsOnly(POSITION);
        assertThat(singly).flatExtracting(Commit::shares).extracting(each -> each.batch().arrivedAt()).containsOnly(AT);
    }

    @Test
    void a_very_large_one_is_written_in_parts_across_accounts() {
        var parts = new Commit(List.of(share(FATHER, 1_700), share(MOTHER, 800))).parts();

        assertThat(parts).extracting(Commit::rows).containsExactly(1_000, 1_000, 500);
        assertThat(parts.get(1).shares()).extracting(each -> each.owner().alias() + " " + each.batch().holdings().size())
                .containsExactly("father 700", "mother 300");
    }

    @Test
    void one_that_holds_nothing_but_the_journals_mark_has_a_part_all_the_same() {
        assertThat(new Commit(List.of(share(FATHER, 0))).parts()).hasSize(1);
    }

    @Test
    void an_account_that_is_held_back_is_so_in_every_part() {
        var commit = new Commit(List.of(share(FATHER, 1), share(MOTHER, 1)));

        commit.singly().get(0).holdBack(FATHER, new WrongTablesException(Bilingual.both("no such user")));

        assertThat(commit.heldBack(FATHER)).hasMessage("no such user");
        assertThat(commit.heldBack(MOTHER)).isNull();
    }
}
