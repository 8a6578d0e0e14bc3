package dev.balancesync.simulator;

/** A stock whose price moves. */
final class Stock {
    final String code;
    final String name;
    /** Whether it is an ETF, whose sale is not taxed. */
    final boolean fund;
    /** Yesterday's close (기준가), in won; the sign of a price shows the direction against it. */
    final long basePrice;
    long price;
    /** Trading is suspended (거래정지): kt00018 tells no price, and nothing is filled. */
    boolean suspended;

    Stock(String code, String name, long basePrice) {
        this.code = code;
        this.name = name;
        this.fund = name.matches("(KODEX|TIGER|RISE|ACE|SOL|PLUS|HANARO) .*");
        this.basePrice = basePrice;
        this.price = basePrice;
    }

    /** The price as Kiwoom writes it: with a sign that means direction. */
    String signed(long amount) {
        return (amount > basePrice ? "+" : amount < basePrice ? "-" : "") + amount;
    }

    /** Tick size (호가단위) of the KRX since 2023, in won. */
    static long tick(long price) {
        if (price < 2_000) {
            return 1;
        }
        if (price < 5_000) {
            return 5;
        }
        if (price < 20_000) {
            return 10;
        }
        if (price < 50_000) {
            return 50;
        }
        if (price < 200_000) {
            return 100;
        }
        return price < 500_000 ? 500 : 1_000;
    }
}
