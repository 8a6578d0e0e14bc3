package dev.balancesync.journal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.KoreanTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service at a time writes to a {@code DATA_DIR}: two would write over each other's journal. The lock is the operating system's, so it
 * ends with the process, however that ends; the text of the file {@value #NAME} says to people who holds it.
 */
public final class DataLock implements AutoCloseable {
    static final String NAME = "lock";
    private static final Pattern HOLDER = Pattern.compile("pid=(?<pid>\\d{1,18}) host=(?<host>\\S+) since=(?<since>\\S+)");
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");
    /** With a folder for each of several accounts. */
    private static final String ACCOUNTS = "accounts";
    /** Which epoch was led last; see {@code cluster.Takeover}. */
    private static final String LEASE = "lease";
    private static final Set<String> OWN = Set.of(NAME, "journal", "quarantine", ACCOUNTS, LEASE, LEASE + ".next", "log", "lost+found");
    private static final String REPLAYS = "replay-";
    private static final String LOG_FILES = "balance_sync";
    /** The lock lies behind the text: where locks forbid reading, as on Windows, the text can still be read. */
    private static final long AT = Long.MAX_VALUE - 1;
    /** Held in this JVM. To open such a file once more and close it would give up the first lock with it, as POSIX has it. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path key;
    private final FileChannel channel;

    private DataLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** Somebody else writes there. */
    public static final class HeldException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Bilingual said;

        HeldException(Path folder, String holder) {
            this(new Bilingual("다른 서비스가 이미 이 DATA_DIR(" + folder + ")을 쓰고 있습니다 (" + holder + "). 둘이 함께 쓰면 저널이 망가집니다. 먼저 실행 중인"
                    + " 서비스를 멈추거나, 이 서비스에 다른 DATA_DIR을 지정하십시오.", "DATA_DIR " + folder + " is in use by another service (" + holder
                    + "). Two would spoil each other's journal: stop that one, or give this one a DATA_DIR of its own."));
        }

        private HeldException(Bilingual said) {
            super(said.english());
            this.said = said;
        }

        /** For who is told in his language. */
        public Bilingual said() {
            return said;
        }
    }

    /**
     * Makes the folder if it is missing. A folder in which nothing can be locked is used without: that costs the guard, not the service.
     *
     * @throws HeldException when another service holds it; it says who
     */
    public static DataLock take(Path folder, Clock clock) throws HeldException {
        FileChannel channel = null;
        try {
            keepPrivate(folder);
            Path key = folder.toRealPath();
            Path file = key.resolve(NAME);
            String holder = "pid=" + ProcessHandle.current().pid() + " host=" + host() + " since="
                    + OffsetDateTime.now(clock.withZone(KoreanTime.ZONE)).truncatedTo(ChronoUnit.SECONDS);
            String other = HELD.putIfAbsent(key, holder);
            if (other != null) {
                throw new HeldException(key, other);
            }
            try {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel);
                if (lock == null) {
                    HELD.remove(key);
                    String text = text(file);
                    channel.close();
                    throw new HeldException(key, text);
                }
            } catch (IOException e) {
                HELD.remove(key);
                throw e;
            }
            PrivateFiles.file(file);
            write(channel, holder);
            return new DataLock(key, channel);
        } catch (IOException e) {
            LOG.warn("DATA_DIR cannot be locked: {}. Make sure that no other service uses {}", e.getMessage(), folder.toAbsolutePath());
            close(channel);
            return new DataLock(null, null);
        }
    }

    /**
     * Who writes to a folder, as far as its text and the processes of this machine tell: nothing is locked to find out.
     *
     * @return empty when nobody does, or nobody on this machine
     */
    public static Optional<String> holder(Path folder) {
        try {
            String text = Files.readString(folder.resolve(NAME)).strip();
            Matcher holder = HOLDER.matcher(text);
            // a process with the same number may be another one, which then began later
            return Optional.of(text).filter(said -> holder.matches() && holder.group("host").equals(host())
                    && ProcessHandle.of(Long.parseLong(holder.group("pid"))).flatMap(process -> process.info().startInstant())
                            .filter(began -> !began.isAfter(OffsetDateTime.parse(holder.group("since")).toInstant().plusSeconds(1))).isPresent());
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(AT, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // this JVM has it, by way of another class loader
        }
    }

    private static String text(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return text.isEmpty() ? "it has not said who it is" : text;
    }

    /** Who holds it, for people; a full disk costs the words and not the lock. */
    private static void write(FileChannel channel, String holder) {
        try {
            ByteBuffer text = ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8));
            int length = text.remaining();
            for (long at = 0; text.hasRemaining(); at = text.position()) {
                channel.write(text, at);
            }
            channel.truncate(length);
        } catch (IOException e) {
            LOG.debug("The lock of DATA_DIR does not say who holds it: {}", e.getMessage());
        }
    }

    /** A folder that others use too stays as open as they need it; what is ours in it is private all the same. */
    private static void keepPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                Files.createDirectories(above); // others may need to go through it
            }
            PrivateFiles.folder(folder);
            return;
        }
        boolean shared;
        try (Stream<Path> files = Files.list(folder)) {
            shared = files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> !OWN.contains(name) && !name.startsWith(REPLAYS) && !name.startsWith(LOG_FILES));
        }
        if (!shared) {
            PrivateFiles.folder(folder);
        }
        tighten(folder);
        Path accounts = folder.resolve(ACCOUNTS);
        if (Files.isDirectory(accounts)) {
            PrivateFiles.tighten(accounts);
            try (Stream<Path> each = Files.list(accounts)) {
                each.filter(Files::isDirectory).toList().forEach(account -> {
                    PrivateFiles.tighten(account);
                    tighten(account);
                });
            }
        }
    }

    /** What an account has in its folder. */
    private static void tighten(Path account) {
        PrivateFiles.tighten(account.resolve("journal"));
        PrivateFiles.tighten(account.resolve("quarantine"));
        PrivateFiles.file(account.resolve(LEASE));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("The lock of DATA_DIR cannot be closed: {}", e.getMessage());
        }
    }

    /** Gives it up; once is enough, and twice does no harm. */
    @Override
    public void close() {
        if (key != null && channel.isOpen()) {
            close(channel);
            HELD.remove(key);
        }
    }
}
