package dev.balancesync.process;

import java.security.Security;

/**
 * Names of hosts are asked anew: a line whose name server is another one today, or a broker that has moved, is found without a restart.
 * Vert.x keeps the name servers that it read at its start, so it is told to ask Java, and Java not to believe an answer for long.
 */
public final class Names {
    private static final String VERTX_ASKS_ITSELF = "vertx.disableDnsResolver";
    private static final String SECONDS_OF_AN_ANSWER = "10";
    private static final String SECONDS_OF_NO_ANSWER = "2";

    private Names() {
    }

    /** Must be called before the first name is looked up and before there is a Vert.x. What the command line sets stays. */
    public static void askAnew() {
        if (System.getProperty(VERTX_ASKS_ITSELF) == null) {
            System.setProperty(VERTX_ASKS_ITSELF, "true");
        }
        Security.setProperty("networkaddress.cache.ttl", SECONDS_OF_AN_ANSWER);
        Security.setProperty("networkaddress.cache.negative.ttl", SECONDS_OF_NO_ANSWER);
    }
}
