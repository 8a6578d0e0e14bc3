package dev.balancesync.simulator;

/**
 * What a trade costs. Commission: 0.35 % on mock trading, as measured there (900 won on 258,000), 0.015 % on a real account, as the
 * official example of kt00018 has it (50 won on 373,500); each is cut to ten won. Tax on sales: 0.20 % since 2026 on both, cut to a won
 * (516 won on 258,000 as captured); none for ETFs.
 */
enum Costs {
    MOCK(350), REAL(15);

    private static final long TAX_PER_100_000 = 200;

    private final long commissionPer100000;

    Costs(long commissionPer100000) {
        this.commissionPer100000 = commissionPer100000;
    }

    /** @param amount won that change hands, either way */
    long commission(long amount) {
        return amount * commissionPer100000 / 100_000 / 10 * 10;
    }

    /** @param amount won that a sale brings */
    static long tax(boolean fund, long amount) {
        return fund ? 0 : amount * TAX_PER_100_000 / 100_000;
    }
}
