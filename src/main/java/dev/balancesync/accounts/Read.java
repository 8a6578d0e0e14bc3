package dev.balancesync.accounts;

import java.util.List;

/**
 * A list of accounts as far as it could be read.
 *
 * @param leftOut for a problem, as far as they could be read
 * @param understood whether it was a list at all; if not, nobody was taken from it on purpose
 */
public record Read(List<AccountSettings> accounts, List<Problem> problems, List<AccountSettings> leftOut, boolean understood) {
    public Read(List<AccountSettings> accounts, List<Problem> problems) {
        this(accounts, problems, List.of(), true);
    }
}
