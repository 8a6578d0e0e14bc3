package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;

import org.junit.jupiter.api.Test;

class ShardTest {
    @Test
    void all_spellings_of_an_account_are_in_one_shard() {
        assertThat(Shard.of("8112-5100")).isEqualTo(Shard.of("81125100")).isEqualTo(Shard.of(" 8112510011 ")).isEqualTo(Shard.of("8112510010"));
        assertThat(Shard.of("81125100")).isNotEqualTo(Shard.of("81125101"));
    }

    /** Another version must find an account where this one does; so these never change. */
    @Test
    void the_shards_of_accounts_are_these_for_ever() {
        assertThat(Shard.of("81125100")).isEqualTo(new Shard(59));
        assertThat(Shard.of("00000000")).isEqualTo(new Shard(62));
    }

    @Test
    void accounts_one_after_the_other_fall_everywhere() {
        var count = new TreeMap<Integer, Integer>();
        for (int account = 81_000_000; account < 81_006_400; account++) {
            count.merge(Shard.of(String.valueOf(account)).number(), 1, Integer::sum);
        }

        assertThat(count).hasSize(Shard.COUNT);
        assertThat(count.values()).allSatisfy(each -> assertThat(each).isBetween(60, 150));
    }

    @Test
    void a_namespace_says_which_it_is() {
        assertThat(Shard.ofNamespace(new Shard(63).namespace())).isEqualTo(new Shard(63));
        assertThatThrownBy(() -> Shard.ofNamespace("shard-64")).hasMessageContaining("64");
    }
}
