package dev.balancesync.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One of the 64 parts into which all accounts fall. Whoever holds its lease serves its accounts, and nobody else does.
 *
 * <p>By the eight digits that make an account, and not by all ten: of the last two a machine may not know yet, and two machines that
 * disagree on the shard would both log in. By the first byte of their SHA-256, which an operator can ask the database for:
 * {@code select get_byte(sha256('81125100'), 0) % 64}.
 */
record Shard(int number) {
    static final int COUNT = 64;
    private static final int SAME = 8;

    Shard {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("There are shards 0 to " + (COUNT - 1) + ", and no " + number);
        }
    }

    /** @param account {@code 8112-5100}, {@code 81125100} or all ten digits */
    static Shard of(String account) {
        return new Shard((hash(account)[0] & 0xff) % COUNT);
    }

    /** Of an account, four letters by which hardly another in its shard is known. */
    static String digest(String account) {
        return HexFormat.of().formatHex(hash(account), 1, 3);
    }

    private static byte[] hash(String account) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(digits(account).getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The eight that make an account. */
    static String digits(String account) {
        String digits = account.replace("-", "").strip();
        return digits.substring(0, Math.min(SAME, digits.length()));
    }

    /** Of its view. */
    String namespace() {
        return "shard-" + number;
    }

    static Shard ofNamespace(String namespace) {
        return new Shard(Integer.parseInt(namespace.replaceFirst("shard-", "")));
    }
}
