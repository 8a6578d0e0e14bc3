package dev.balancesync.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import dev.balancesync.process.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar kiwoom-balance-sync.jar simulator}. */
@Command(name = "simulator", sortOptions = false, description = "a stand-in Kiwoom to try everything without keys",
        footer = {"",
            "Mock trading takes one request a second for each TR, two after a rest; real accounts five queries and five orders a second.",
            "It does not imitate: addresses registered in the portal, trading hours, credit orders, settlement days, other exchanges than",
            "KRX, market data, order changes and cancellations. Any App key with any secret is taken, unless there are --accounts.",
            "",
            "Buy:    curl -X POST localhost:9443/api/order/buy -d '{\"stock_code\":\"005930\",\"quantity\":1,\"price\":0,\"order_type\":\"buy\"}'",
            "Look:   curl localhost:9443/api/simulator",
            "Many:   simulator --accounts 4 --print-accounts > accounts.yaml; simulator --accounts 4   (?account=2 means one of them)",
            "Break:  curl -X POST localhost:9443/api/faults -d '{\"fault\":\"drop\"}'   (all of them: docs/reference/simulator.md)"})
public final class SimulatorCommand implements Callable<Integer> {
    private static final int PORT = 9443;
    private static final int LAST_PORT = 65_535;
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();
    private static final int MOST_PAGE_ROWS = 1_000;
    private static final int FAILED = 1;

    @Spec
    private CommandSpec command;
    @Mixin
    private Usage usage;
    private Duration market = Duration.ofSeconds(1);
    private Duration trade;
    private SimulatorOptions options = SimulatorOptions.defaults().withPort(PORT).withPace(true);

    @Option(names = "--port", paramLabel = "N", description = "port for REST and WebSocket (default 9443)")
    void port(String text) {
        options = options.withPort((int) number("--port", text, 0, LAST_PORT));
    }

    @Option(names = "--host", paramLabel = "ADDRESS", description = "interface to listen on (default 127.0.0.1)")
    void host(String text) {
        options = options.withHost(text);
    }

    @Option(names = "--seed", paramLabel = "N", description = "the same seed makes the same holdings, prices and trades (default 1)")
    void seed(String text) {
        options = options.withSeed(number("--seed", text, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Option(names = "--trade", paramLabel = "MILLIS", description = "the account trades by itself this often (default: only when you order)")
    void trade(String text) {
        trade = Duration.ofMillis(number("--trade", text, 1, LONGEST_MILLIS));
    }

    @Option(names = "--market", paramLabel = "MILLIS", description = "prices move this often (default 1000)")
    void market(String text) {
        market = Duration.ofMillis(number("--market", text, 1, LONGEST_MILLIS));
    }

    @Option(names = "--holdings", paramLabel = "N", description = "stocks held at the start, up to 2500 (default 3)")
    void holdings(String text) {
        options = options.withHoldings((int) number("--holdings", text, 0, Portfolio.MOST));
    }

    @Option(names = "--empty", description = "the same as --holdings 0")
    void empty(boolean asked) {
        options = options.withHoldings(0);
    }

    @Option(names = "--page-rows", paramLabel = "N", description = "rows a page of kt00018, up to 1000 (default 20)")
    void pageRows(String text) {
        options = options.withPageRows((int) number("--page-rows", text, 1, MOST_PAGE_ROWS));
    }

    @Option(names = "--pace", description = "requests that come too fast are refused with 1700 (default)")
    void pace(boolean asked) {
        options = options.withPace(true);
    }

    @Option(names = "--no-pace", description = "they are not")
    void noPace(boolean asked) {
        options = options.withPace(false);
    }

    @Option(names = "--real", description = "fees, pace and refusals of a real account (default: mock trading)")
    void real(boolean asked) {
        options = options.withReal(true);
    }

    @Option(names = "--credit-types", paramLabel = "A=B,...",
            description = "kt00018 writes the credit type that the stream calls A as B (default: the same)")
    void creditTypes(String text) {
        var types = new LinkedHashMap<String, String>();
        for (String each : text.split(",", -1)) {
            if (!each.matches("\\w{2}=\\w{2}") || each.startsWith(SimulatedLot.CASH)) {
                throw new ParameterException(command.commandLine(), "--credit-types needs pairs of codes of two characters, none of 00,"
                        + " such as 03=01,33=08, not '" + text + "'.");
            }
            types.put(each.substring(0, 2), each.substring(3));
        }
        options = options.withCreditTypes(types);
    }

    @Option(names = "--token-replaces", description = "a new token kills the one before (default: the same token is given again)")
    void tokenReplaces(boolean asked) {
        options = options.withTokenReplaces(true);
    }

    @Option(names = "--accounts", paramLabel = "N",
            description = "so many accounts, up to 10000, with App keys key-1, key-2, ... and secrets secret-1, ... (default: one, for any key)")
    void accounts(String text) {
        options = options.withAccounts((int) number("--accounts", text, 1, Customers.MOST));
    }

    @Option(names = "--print-accounts", description = "prints an accounts.yaml with the accounts for the service, and ends")
    private boolean printAccounts;

    private long number(String option, String text, long least, long most) {
        return Usage.number(command, option, text, least, most);
    }

    SimulatorOptions options() {
        return options.withMarket(market, trade);
    }

    /** Until the process is ended. */
    @Override
    public Integer call() throws InterruptedException {
        if (printAccounts) {
            command.commandLine().getOut().print(accountsYaml());
            command.commandLine().getOut().flush();
            return 0;
        }
        KiwoomSimulator simulator;
        try {
            simulator = KiwoomSimulator.start(options());
        } catch (CompletionException e) {
            System.err.println("The simulator cannot listen: " + e.getCause().getMessage() + ". Choose another --port.");
            return FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.print(settings(simulator));
        new CountDownLatch(1).await();
        return 0;
    }

    private String settings(KiwoomSimulator simulator) {
        SimulatedAccount first = simulator.account(1);
        boolean any = first.appKey() == null;
        return (any ? "Set these for the service (any key and secret will do):\n"
                : "Set these for the service, or let it have all accounts by what --print-accounts prints:\n")
                + "  KIWOOM_REST_URL=" + simulator.restUrl() + "\n  KIWOOM_WS_URL=" + simulator.websocketUrl()
                + "\n  KIWOOM_ACCOUNT_NO=" + first.number() + "\n"
                + (any ? "" : "  KIWOOM_APP_KEY=" + first.appKey() + "\n  KIWOOM_APP_SECRET=" + first.appSecret() + "\n");
    }

    /** What a simulator with the same options will answer to; keys that open nothing else need not be hidden. */
    private String accountsYaml() {
        if (options.accounts() == 0 || options.port() == 0) {
            throw new ParameterException(command.commandLine(), "--print-accounts needs --accounts N, and a --port that is not 0.");
        }
        String host = options.host().matches("0\\.0\\.0\\.0|\\[?::]?") ? "127.0.0.1" : options.host();
        var yaml = new StringBuilder("# Accounts of the simulator: simulator --accounts ").append(options.accounts()).append("\naccounts:\n");
        for (int n = 1; n <= options.accounts(); n++) {
            yaml.append("""
                      - name: sim-%d
                        app-key: %s
                        app-secret: %s
                        account-no: %s
                        demo: %s
                        rest-url: http://%s:%d
                        ws-url: ws://%s:%d%s
                    """.formatted(n, Customer.key(n), Customer.secret(n), Customer.account(n), !options.real(), host, options.port(), host,
                    options.port(), KiwoomSimulator.WEBSOCKET_PATH));
        }
        return yaml.toString();
    }
}
