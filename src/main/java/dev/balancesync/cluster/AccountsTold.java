package dev.balancesync.cluster;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which accounts a node has, as it tells the others behind its version in {@code kw_sync_node}: it serves none that it has not, whatever it holds.
 * So little of each that nobody reads a number out of it, and nothing of very many, since it goes over the line at every round.
 */
final class AccountsTold {
    private static final String BEGIN = "=";
    private static final int MOST = 32;

    private AccountsTold() {
    }

    /** @return without blanks and colons */
    static String of(Collection<String> accounts) {
        return accounts.size() > MOST ? "" : BEGIN + accounts.stream().map(Shard::digest).sorted().collect(Collectors.joining("."));
    }

    /** @param told by a node; what does not say is taken for one that has it */
    static boolean has(String told, String account) {
        return !told.startsWith(BEGIN) || List.of(told.substring(BEGIN.length()).split("\\.")).contains(Shard.digest(account));
    }
}
