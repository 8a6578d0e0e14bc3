package dev.balancesync.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** What this process is called in the tables: the machine's name, and something that no other process has or had. */
public final class NodeName {
    private static final char END = '~';
    /** At the end of who holds a lease because a consumer group has given it, so that nodes of the one engine take none of the other's. */
    private static final String KAFKA = END + "kafka";

    private NodeName() {
    }

    /** @param configured blank for the host's name */
    public static String unique(String configured) {
        String name = configured.isBlank() ? host() : configured;
        return name + END + String.format("%08x", ThreadLocalRandom.current().nextInt());
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "");
            return name.isEmpty() ? "node" : name.substring(0, Math.min(63, name.length()));
        } catch (UnknownHostException e) {
            return "node";
        }
    }

    /** @param unique of a process that belongs to a consumer group */
    public static String ofKafka(String unique) {
        return unique + KAFKA;
    }

    static boolean isOfKafka(String unique) {
        return unique.endsWith(KAFKA);
    }

    static String forPeople(String unique) {
        int end = unique.indexOf(END);
        return end < 0 ? unique : unique.substring(0, end);
    }
}
