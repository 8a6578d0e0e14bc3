package dev.balancesync.simulator;

import java.time.Duration;

/**
 * How the simulator behaves.
 *
 * @param port 0 for a free one
 * @param host interface to listen on
 * @param seed of all chance: the same seed gives the same prices and trades
 * @param ping period of PING; Kiwoom's is 10 s
 * @param heartbeat a connection that has not echoed a PING for so long gets R10002 and is closed, one that has
 *         not logged in for so long R10004; about 40 s at Kiwoom
 * @param market period in which prices move; {@code null} for prices that stand still
 * @param trade period in which the account trades by itself; {@code null} for never
 * @param pageRows holdings a page of kt00018
 * @param tokenReplaces a new token kills the one before; otherwise the same token is given again while it is good. Both are reported
 * @param holdings whether the account holds something at the start
 * @param certificate for https and wss; {@code null} for plain http and ws
 */
public record SimulatorOptions(int port, String host, long seed, Duration ping, Duration heartbeat, Duration market, Duration trade,
        int pageRows, boolean tokenReplaces, boolean holdings, Tls certificate) {

    /** A PKCS #12 key store, as {@code keytool -genkeypair -storetype PKCS12} makes it. */
    public record Tls(String keyStore, String password) {
    }

    /** As Kiwoom, on a free port of this machine, with prices that stand still. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(0, "127.0.0.1", 1, Duration.ofSeconds(10), Duration.ofSeconds(40), null, null, 20, false, true, null);
    }

    public SimulatorOptions withPort(int port) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withHost(String host) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withSeed(long seed) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withPing(Duration ping, Duration heartbeat) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withMarket(Duration market, Duration trade) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withTokenReplaces(boolean tokenReplaces) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withHoldings(boolean holdings) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withTls(Tls certificate) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }

    public SimulatorOptions withPageRows(int pageRows) {
        return new SimulatorOptions(port, host, seed, ping, heartbeat, market, trade, pageRows, tokenReplaces, holdings, certificate);
    }
}
