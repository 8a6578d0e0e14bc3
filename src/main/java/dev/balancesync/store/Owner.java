package dev.balancesync.store;

import dev.balancesync.kiwoom.Account;

/**
 * Whose rows they are.
 *
 * @param alias what page, API, meters and logs call the account
 * @param userId uuid; {@code null} for none
 */
public record Owner(String alias, Account account, String userId) {
    public Owner {
        userId = userId == null || userId.isBlank() ? null : userId;
    }
}
