package dev.balancesync.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import dev.balancesync.accounts.ServedAccount;

/** Some of very many accounts at a time: those that were left come first the next time. */
final class Turns {
    private int next;

    synchronized List<ServedAccount> some(List<ServedAccount> all, int most, Predicate<ServedAccount> due) {
        var some = new ArrayList<ServedAccount>();
        int first = next;
        for (int i = 0; i < all.size(); i++) {
            int turn = (first + i) % all.size();
            if (due.test(all.get(turn))) {
                if (some.size() >= most) {
                    next = turn;
                    break;
                }
                some.add(all.get(turn));
            }
        }
        return some;
    }
}
