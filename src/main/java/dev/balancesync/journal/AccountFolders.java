package dev.balancesync.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Account;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of each of several accounts. It is called by the alias, but what is in it belongs to an account number, which a small file in it
 * tells: frames that wait for the database go with their account to another alias, and never into the table of another account.
 */
public final class AccountFolders {
    static final String OWNER = "account";
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.journal");

    private final Path folder;
    /** Where each account number has its folder. */
    private final Map<String, Path> found = new HashMap<>();
    private boolean looked;

    /** @param folder with the folders of all */
    public AccountFolders(Path folder) {
        this.folder = folder;
    }

    /**
     * @param alias what the account is called now; nobody else is called so any more
     * @param number its digits that all spellings have
     * @return the folder of this alias, with what the account had under another, and without what another account had under this
     * @throws UncheckedIOException when it cannot be told apart from another's
     */
    public synchronized Path of(String alias, String number) {
        Path own = folder.resolve(alias);
        try {
            String there = owner(own);
            if (there.equals(number)) {
                // one of the others may not tell whose it is, which is no matter of this one's
                found.put(number, own);
                return own;
            }
            look();
            if (!there.isEmpty()) {
                setAside(own, there);
            }
            Path before = found.get(number);
            if (before != null && !before.equals(own) && !Files.exists(own)) {
                Files.move(before, own);
                LOG.info("The journal of {} was in {} and is in {} now", Account.mask(number), before.getFileName(), own.getFileName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.put(number, own);
        note(own, number);
        return own;
    }

    private void look() throws IOException {
        if (!looked) {
            var there = new HashMap<String, Path>();
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.list(folder)) {
                    for (Path each : all.toList()) {
                        String whose = owner(each);
                        if (!whose.isEmpty()) {
                            there.put(whose, each);
                        }
                    }
                }
            }
            there.forEach(found::putIfAbsent);
            looked = true;
        }
    }

    /** @return empty when it does not tell: of an older version, of which nobody knows better than that it is who is called so */
    private static String owner(Path own) throws IOException {
        Path said = own.resolve(OWNER);
        return Files.isRegularFile(said) ? Files.readString(said, StandardCharsets.ISO_8859_1).strip() : "";
    }

    private void setAside(Path own, String number) throws IOException {
        Path aside = moveAside(own);
        found.put(number, aside);
        LOG.warn("{} is of another account now. What {} received and has in no table yet waits in {} until that account is served again; nothing of it is lost or given to another",
                own.getFileName(), Account.mask(number), aside.toAbsolutePath());
    }

    /** No alias has a dot. */
    private static Path moveAside(Path folder) throws IOException {
        int free = 1;
        while (Files.exists(folder.resolveSibling(folder.getFileName() + "." + free))) {
            free++;
        }
        return Files.move(folder, folder.resolveSibling(folder.getFileName() + "." + free));
    }

    /** Without room for it the account is served all the same: it is noted the next time. */
    private static void note(Path own, String number) {
        try {
            if (!owner(own).equals(number)) {
                PrivateFiles.folder(own);
                Path said = own.resolve(OWNER);
                Files.writeString(said, number + "\n");
                PrivateFiles.file(said);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}. Correct its rights or free space: only so is it known whose it is when the list changes", own.resolve(OWNER), e.getMessage());
        }
    }
}
