package dev.balancesync.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** {@code java -jar kiwoom-balance-sync.jar simulator}. */
public final class SimulatorCommand {
    private static final int PORT = 9443;
    private static final int LAST_PORT = 65_535;
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();
    private static final int MOST_PAGE_ROWS = 1_000;
    private static final int WRONG_USE = 2;
    static final String USAGE = """
            Usage: java -jar kiwoom-balance-sync.jar simulator [options]

              --port N          port for REST and WebSocket (default 9443)
              --host ADDRESS    interface to listen on (default 127.0.0.1)
              --seed N          the same seed makes the same holdings, prices and trades (default 1)
              --trade MILLIS    the account trades by itself this often (default: only when you order)
              --market MILLIS   prices move this often (default 1000)
              --holdings N      stocks held at the start, up to 2500 (default 3); --empty is --holdings 0
              --page-rows N     rows a page of kt00018, up to 1000 (default 20)
              --pace, --no-pace requests that come too fast are refused with 1700, or not (default: they are)
              --real            fees, pace and refusals of a real account (default: mock trading)
              --credit-types A=B,...  kt00018 writes the credit type that the stream calls A as B (default: the same)
              --token-replaces  a new token kills the one before (default: the same token is given again)

            Mock trading takes one request a second for each TR, two after a rest; real accounts five queries and five orders a second.
            It does not imitate: addresses registered in the portal, trading hours, credit orders, settlement days, other exchanges than
            KRX, market data, order changes and cancellations. Any App key with any secret is taken.

            Buy:    curl -X POST localhost:9443/api/order/buy -d '{"stock_code":"005930","quantity":1,"price":0,"order_type":"buy"}'
            Look:   curl localhost:9443/api/simulator
            Break:  curl -X POST localhost:9443/api/faults -d '{"fault":"drop"}'   (all of them: README.md, section Simulator)
            """;

    private SimulatorCommand() {
    }

    public static void main(String[] arguments) {
        SimulatorOptions options;
        try {
            options = read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(WRONG_USE);
            return;
        }
        if (options == null) {
            System.out.print(USAGE);
            return;
        }
        KiwoomSimulator simulator;
        try {
            simulator = KiwoomSimulator.start(options);
        } catch (CompletionException e) {
            System.err.println("The simulator cannot listen: " + e.getCause().getMessage() + ". Choose another --port.");
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.printf("""
                Set these for the service (any key and secret will do):
                  KIWOOM_REST_URL=%s
                  KIWOOM_WS_URL=%s
                  KIWOOM_ACCOUNT_NO=%s
                """, simulator.restUrl(), simulator.websocketUrl(), KiwoomSimulator.ACCOUNT);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return {@code null} when help was asked for */
    static SimulatorOptions read(String[] arguments) {
        Duration market = Duration.ofSeconds(1);
        Duration trade = null;
        SimulatorOptions options = SimulatorOptions.defaults().withPort(PORT).withPace(true);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> {
                    return null;
                }
                case "--port" -> options = options.withPort((int) number(arguments, ++i, 0, LAST_PORT));
                case "--host" -> options = options.withHost(text(arguments, ++i));
                case "--seed" -> options = options.withSeed(number(arguments, ++i, Long.MIN_VALUE, Long.MAX_VALUE));
                case "--trade" -> trade = Duration.ofMillis(number(arguments, ++i, 1, LONGEST_MILLIS));
                case "--market" -> market = Duration.ofMillis(number(arguments, ++i, 1, LONGEST_MILLIS));
                case "--token-replaces" -> options = options.withTokenReplaces(true);
                case "--empty" -> options = options.withHoldings(0);
                case "--holdings" -> options = options.withHoldings((int) number(arguments, ++i, 0, Portfolio.MOST));
                case "--page-rows" -> options = options.withPageRows((int) number(arguments, ++i, 1, MOST_PAGE_ROWS));
                case "--pace" -> options = options.withPace(true);
                case "--no-pace" -> options = options.withPace(false);
                case "--real" -> options = options.withReal(true);
                case "--credit-types" -> options = options.withCreditTypes(creditTypes(text(arguments, ++i)));
                default -> throw new IllegalArgumentException("There is no option '" + arguments[i] + "'.");
            }
        }
        return options.withMarket(market, trade);
    }

    private static Map<String, String> creditTypes(String text) {
        var types = new LinkedHashMap<String, String>();
        for (String each : text.split(",", -1)) {
            if (!each.matches("\\w{2}=\\w{2}") || each.startsWith(Lot.CASH)) {
                throw new IllegalArgumentException("--credit-types needs pairs of codes of two characters, none of 00, such as 03=01,33=08,"
                        + " not '" + text + "'.");
            }
            types.put(each.substring(0, 2), each.substring(3));
        }
        return types;
    }

    private static long number(String[] arguments, int at, long least, long most) {
        String text = text(arguments, at);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // no better than one that is out of range
        }
        throw new IllegalArgumentException(arguments[at - 1] + " needs a number from " + least + " to " + most + ", not '" + text + "'.");
    }

    private static String text(String[] arguments, int at) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " needs a value.");
        }
        return arguments[at];
    }
}
