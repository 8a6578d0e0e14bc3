package dev.balancesync.simulator;

import java.time.Clock;
import java.util.Random;

import dev.balancesync.time.Ticker;

/** One App key with its account: what it holds, its sessions, what it has asked, and what waits to go wrong for it. */
final class Customer {
    /** Begins like the one account that there is without {@code --accounts}, and ends like it. */
    private static final long FIRST_NUMBER = 81_125_100;
    private static final String KIND = "11";
    /** Far apart, so that the chance of neighbours has nothing in common. */
    private static final long APART = 0x9E3779B97F4A7C15L;

    /** {@code null} when any key is its key. */
    final String appKey;
    final String appSecret;
    /** Of the account, ten digits; the first eight are nobody else's. */
    final String number;
    final FaultQueue faults;
    final RequestCounts asked = new RequestCounts();
    final Sessions sessions = new Sessions();
    final TradingDay day;

    private Customer(String appKey, String appSecret, String number, FaultQueue everybodys, SimulatorOptions options, Random market,
            Random own, Clock clock, Ticker ticker) {
        this.appKey = appKey;
        this.appSecret = appSecret;
        this.number = number;
        this.faults = new FaultQueue(everybodys);
        this.day = new TradingDay(number, options, sessions, market, own, clock, ticker);
    }

    /** The one whom every key belongs to. */
    static Customer only(FaultQueue everybodys, SimulatorOptions options, Clock clock, Ticker ticker) {
        var random = new Random(options.seed());
        return new Customer(null, null, KiwoomSimulator.ACCOUNT, everybodys, options, random, random, clock, ticker);
    }

    /** One of many, from 1 on. The markets of all move alike; what each one holds and does is its own chance. */
    static Customer numbered(int n, FaultQueue everybodys, SimulatorOptions options, Clock clock, Ticker ticker) {
        return new Customer(key(n), secret(n), account(n), everybodys, options, new Random(options.seed()),
                new Random(options.seed() + n * APART), clock, ticker);
    }

    static String key(int n) {
        return "key-" + n;
    }

    static String secret(int n) {
        return "secret-" + n;
    }

    static String account(int n) {
        return FIRST_NUMBER + n + KIND;
    }

    /** Whether it is what a person may call it: its App key, or its account number of ten digits or eight. */
    boolean isCalled(String name) {
        return name.equals(appKey) || name.equals(number) || name.replace("-", "").equals(number.substring(0, 8));
    }
}
