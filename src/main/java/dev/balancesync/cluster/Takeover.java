package dev.balancesync.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BooleanSupplier;

import dev.balancesync.journal.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes between getting the lease and using it. When another machine has led since this one did, all that this one remembers is history:
 * what waits is dropped, its journal is not read again, and a snapshot is taken first. When nobody has, it goes on where it was.
 */
public final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cluster");

    private final Leadership leadership;
    private final Path file;
    private final BooleanSupplier socketInUse;
    private final Beginning goOn;
    private final Beginning forget;
    private final Runnable standBy;
    private boolean begun;

    /** What is to be done before what the lease allows begins. */
    public interface Beginning {
        /** @throws IOException when it cannot be, and the account cannot be served yet */
        void run() throws IOException;
    }

    /**
     * @param leadership {@code null} where there is only this machine
     * @param file in which the epoch that was led last is kept
     * @param socketInUse the socket of an older epoch is to be closed first
     * @param goOn where nobody has served the account since this machine did
     * @param forget otherwise: what this machine knew of the account
     * @param standBy what is to be done again and again while another machine serves it
     */
    public Takeover(Leadership leadership, Path file, BooleanSupplier socketInUse, Beginning goOn, Beginning forget, Runnable standBy) {
        this.leadership = leadership;
        this.file = file;
        this.socketInUse = socketInUse;
        this.goOn = goOn;
        this.forget = forget;
        this.standBy = standBy;
    }

    /** Whether this machine begins to serve the account now: once, and once for each epoch where there are others. */
    public synchronized boolean mustBegin() throws IOException {
        if (leadership == null) {
            return mustBeginAlone();
        }
        long epoch = leadership.granted();
        if (epoch == 0) {
            standBy.run();
        }
        if (epoch == 0 || epoch == leadership.epoch() || socketInUse.getAsBoolean()) {
            return false;
        }
        long before = last();
        boolean alone = epoch == before || epoch == before + 1;
        (alone ? goOn : forget).run();
        remember(epoch);
        leadership.begin(epoch);
        LOG.info("This machine serves the account now, {}: shard={} epoch={}", alone ? "and nobody has since it last did" : "after another",
                leadership.shard(), epoch);
        return true;
    }

    /** Who was one of several may have been followed by another, of which nobody tells any more. */
    private boolean mustBeginAlone() throws IOException {
        if (begun) {
            return false;
        }
        if (Files.exists(file)) {
            forget.run();
            delete();
        }
        begun = true;
        return true;
    }

    private void delete() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}. Correct the rights of DATA_DIR; until then a restart does not read the journal again", file, e.getMessage());
        }
    }

    /** Of another shard it says nothing. */
    private long last() {
        try {
            String[] words = Files.exists(file) ? Files.readString(file).strip().split(" ") : new String[0];
            return words.length == 2 && words[0].equals(String.valueOf(leadership.shard())) && words[1].matches("\\d{1,18}") ? Long.parseLong(words[1]) : 0;
        } catch (IOException e) {
            LOG.debug("{} cannot be read: {}", file, e.getMessage());
            return 0;
        }
    }

    /** An epoch that is not remembered, because the disk is full, costs the next start a snapshot before it goes on, and no service now. */
    private void remember(long epoch) {
        try {
            if (!Files.isDirectory(file.getParent())) {
                PrivateFiles.folder(file.getParent());
            }
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, "");
            PrivateFiles.file(next);
            Files.writeString(next, leadership.shard() + " " + epoch + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}. Free space or correct the rights of DATA_DIR; until then a restart does not read the journal again", file, e.getMessage());
        }
    }
}
