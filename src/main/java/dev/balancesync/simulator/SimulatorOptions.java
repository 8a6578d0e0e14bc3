package dev.balancesync.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How the simulator behaves.
 *
 * @param port 0 for a free one
 * @param host interface to listen on
 * @param seed of all chance: the same seed gives the same holdings, prices and trades
 * @param ping period of PING; Kiwoom's is 10 s
 * @param heartbeat a connection that has not echoed a PING for so long gets R10002 and is closed, one that has
 *         not logged in for so long R10004; about 40 s at Kiwoom
 * @param market period in which prices move; {@code null} for prices that stand still
 * @param trade period in which the account trades by itself, or any one of many; below 1 ms as many at once as fit; {@code null} for never
 * @param pageRows rows a page of kt00018; Kiwoom's number is not known
 * @param tokenReplaces a new token kills the one before; otherwise the same token is given again while it is good. Both are reported
 * @param holdings how many stocks the account holds at the start, up to {@value Portfolio#MOST}
 * @param pace whether a program that asks too often is refused (1700)
 * @param real a real account in place of mock trading: its fees, its pace, its refusals
 * @param creditTypes the code of kt00018 ({@code crd_tp}) for a code of the stream (917) where the two differ; whether they do, nobody has
 *         published
 * @param certificate for https and wss; {@code null} for plain http and ws
 * @param accounts how many accounts there are, each with an App key of its own, {@code key-1} with {@code secret-1} and so on; 0 for one
 *         account that every key with any secret belongs to
 */
public record SimulatorOptions(int port, String host, long seed, Duration ping, Duration heartbeat, Duration market, Duration trade,
        int pageRows, boolean tokenReplaces, int holdings, boolean pace, boolean real, Map<String, String> creditTypes, Tls certificate,
        int accounts) {

    /** A PKCS #12 key store, as {@code keytool -genkeypair -storetype PKCS12} makes it. */
    public record Tls(String keyStore, String password) {
    }

    /**
     * As Kiwoom's mock trading, on a free port of this machine, with prices that stand still. One thing is kinder, so that tests of other
     * things do not wait: there is no pace. The {@code simulator} command and the demo have it.
     */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(0, "127.0.0.1", 1, Duration.ofSeconds(10), Duration.ofSeconds(40), null, null, 20, false,
                Portfolio.USUAL, false, false, Map.of(), null, 0);
    }

    public SimulatorOptions withPort(int port) {
        return with(draft -> draft.port = port);
    }

    public SimulatorOptions withHost(String host) {
        return with(draft -> draft.host = host);
    }

    public SimulatorOptions withSeed(long seed) {
        return with(draft -> draft.seed = seed);
    }

    public SimulatorOptions withPing(Duration ping, Duration heartbeat) {
        return with(draft -> {
            draft.ping = ping;
            draft.heartbeat = heartbeat;
        });
    }

    public SimulatorOptions withMarket(Duration market, Duration trade) {
        return with(draft -> {
            draft.market = market;
            draft.trade = trade;
        });
    }

    public SimulatorOptions withPageRows(int pageRows) {
        return with(draft -> draft.pageRows = pageRows);
    }

    public SimulatorOptions withTokenReplaces(boolean tokenReplaces) {
        return with(draft -> draft.tokenReplaces = tokenReplaces);
    }

    /** The usual few, or none. */
    public SimulatorOptions withHoldings(boolean holdings) {
        return withHoldings(holdings ? Portfolio.USUAL : 0);
    }

    public SimulatorOptions withHoldings(int holdings) {
        return with(draft -> draft.holdings = holdings);
    }

    public SimulatorOptions withPace(boolean pace) {
        return with(draft -> draft.pace = pace);
    }

    public SimulatorOptions withReal(boolean real) {
        return with(draft -> draft.real = real);
    }

    public SimulatorOptions withCreditTypes(Map<String, String> creditTypes) {
        return with(draft -> draft.creditTypes = Map.copyOf(creditTypes));
    }

    public SimulatorOptions withTls(Tls certificate) {
        return with(draft -> draft.certificate = certificate);
    }

    public SimulatorOptions withAccounts(int accounts) {
        return with(draft -> draft.accounts = accounts);
    }

    Costs costs() {
        return real ? Costs.REAL : Costs.MOCK;
    }

    private SimulatorOptions with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return new SimulatorOptions(draft.port, draft.host, draft.seed, draft.ping, draft.heartbeat, draft.market, draft.trade,
                draft.pageRows, draft.tokenReplaces, draft.holdings, draft.pace, draft.real, draft.creditTypes, draft.certificate,
                draft.accounts);
    }

    /** The same, while it is being changed. */
    private static final class Draft {
        int port;
        String host;
        long seed;
        Duration ping;
        Duration heartbeat;
        Duration market;
        Duration trade;
        int pageRows;
        boolean tokenReplaces;
        int holdings;
        boolean pace;
        boolean real;
        Map<String, String> creditTypes;
        Tls certificate;
        int accounts;

        Draft(SimulatorOptions from) {
            port = from.port;
            host = from.host;
            seed = from.seed;
            ping = from.ping;
            heartbeat = from.heartbeat;
            market = from.market;
            trade = from.trade;
            pageRows = from.pageRows;
            tokenReplaces = from.tokenReplaces;
            holdings = from.holdings;
            pace = from.pace;
            real = from.real;
            creditTypes = from.creditTypes;
            certificate = from.certificate;
            accounts = from.accounts;
        }
    }
}
