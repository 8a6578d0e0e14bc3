package dev.balancesync.accounts;

/**
 * What an account has that does not say it itself.
 *
 * @param demo whether it is one of mock trading
 * @param userIdRequired whether the tables want to know whose rows they are
 */
public record AccountDefaults(boolean demo, boolean userIdRequired, Hosts mock, Hosts real) {
    /** Where Kiwoom is asked. */
    public record Hosts(String restUrl, String wsUrl) {
    }

    Hosts hosts(boolean mockTrading) {
        return mockTrading ? mock : real;
    }
}
