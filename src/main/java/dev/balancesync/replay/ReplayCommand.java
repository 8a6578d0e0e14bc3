package dev.balancesync.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Chosen;
import dev.balancesync.accounts.Read;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.process.Usage;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code replay} command: a recorded day once more, into the database that the settings name; or a copy of it for a bug report. */
@Command(name = "replay", sortOptions = false,
        description = "run a recorded day of the journal into a database once more, or mask it",
        footer = {"",
            "Runs the recording through the routes once more, into the database that SUPABASE_DB_URL names. Kiwoom is not contacted; journal",
            "and quarantine of the service stay as they are.",
            "Exit code: 0 all was replayed, 1 something could not be read or written, 2 nothing was tried."})
public final class ReplayCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final Path folder;
    private final Map<String, String> given;
    private Map<String, String> environment;

    @Parameters(paramLabel = "FILE", descriptionKey = "file", description = "a day of data/journal, or a file with one JSON frame a line")
    private Path file;
    @Option(names = "--force", description = "although the table has rows: those of holdings in the recording become what it says, older or not")
    private boolean force;
    @Option(names = "--mask", paramLabel = "OUT", description = "only write a copy without account numbers, for a bug report; needs no database")
    private Path maskTo;
    @Option(names = "--account", paramLabel = "NAME", description = "of several, the one whose recording it is")
    private String account;
    @Mixin
    private Usage usage;

    public ReplayCommand(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.given = environment;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try {
            choose();
            return maskTo == null ? replay() : mask();
        } catch (SettingsException e) {
            new PrintStream(System.err, true, StandardCharsets.UTF_8).println(e.said().in(Settings.language(folder, given)));
            return Usage.WRONG_USE;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return Usage.WRONG_USE;
        } catch (Exception e) {
            System.err.println("The recording could not be replayed: " + e.getMessage());
            return FAILED;
        }
    }

    private void choose() throws IOException {
        if (account != null) {
            environment = new Chosen(folder, given).environment(account);
        } else if (maskTo == null && new Chosen(folder, given).isFromList()) {
            throw new SettingsException(new Bilingual("계좌가 여럿입니다. 누구의 기록인지 --account 이름으로 알려 주세요.",
                    "There are several accounts: say with --account NAME whose recording it is."));
        }
    }

    private int mask() throws IOException {
        var settings = new Properties();
        try {
            settings = Settings.read(folder, given);
        } catch (SettingsException e) {
            settings.putAll(given); // the account number is a help, not a need
        }
        var known = new ArrayList<String>(List.of(settings.getProperty("KIWOOM_ACCOUNT_NO", ""), settings.getProperty("BALANCE_ACCOUNT_NO", "")));
        known.addAll(listed());
        var mask = new AccountMask(known);
        mask.copy(file, maskTo);
        System.out.println("Wrote " + maskTo + ". Account numbers begin with 90000001, 90000002 and so on in it; set"
                + " KIWOOM_ACCOUNT_NO to one of them to replay it. Stocks, quantities and amounts are not masked: look through it"
                + " before you pass it on.");
        return DONE;
    }

    /** The accounts of the list, whichever of them the recording is of. */
    private List<String> listed() throws IOException {
        try {
            var chosen = new Chosen(folder, given);
            Read list = chosen.list();
            if (chosen.isFromList() && (list.accounts().isEmpty() || !list.problems().isEmpty())) {
                System.err.println("Not every account of the list is known here. Of those that are not, a number is masked only if the recording has"
                        + " it in a field of its own, as every REAL frame does.");
            }
            return list.accounts().stream().map(AccountSettings::accountNo).toList();
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return List.of(); // a help, not a need
        }
    }

    private int replay() throws Exception {
        var recording = new Recording(file, new ObjectMapper());
        Recording.Contents contents = recording.read(frame -> { });
        System.out.println(file + ": " + contents.frames() + " frames from " + korean(contents.first()) + " to "
                + korean(contents.last()));
        refuseMasked(contents.accounts());
        try (var replay = new Replay(folder, environment)) {
            replay.start();
            String there = replay.whatIsThere();
            if (!there.isEmpty() && !force) {
                System.err.println(there + ", so this may be the live database. Nothing was written. Name another, empty database in"
                        + " SUPABASE_DB_URL; or, with --force, replay all the same: rows become what the recording says, also newer ones, and"
                        + " holdings that were sold since come back until the next snapshot.");
                return Usage.WRONG_USE;
            }
            return report(replay.run(recording), replay);
        }
    }

    /** A masked copy has accounts that nobody has; without their number every entry would go to quarantine. */
    private void refuseMasked(Set<String> accounts) throws IOException {
        List<String> masked = accounts.stream().filter(AccountMask::isMasked).toList();
        String own = Settings.read(folder, environment).getProperty("KIWOOM_ACCOUNT_NO", "").replace("-", "");
        if (!masked.isEmpty() && masked.size() == accounts.size() && masked.stream().noneMatch(each -> each.regionMatches(0, own, 0, AccountMask.SAME))) {
            throw new IllegalArgumentException(file + " is a masked copy: its accounts are " + String.join(", ", masked)
                    + ". Nothing was written. Set KIWOOM_ACCOUNT_NO to the one that is to be replayed, for this command only");
        }
    }

    private static int report(Recording.Contents contents, Replay replay) throws SQLException {
        String waiting = replay.waiting();
        System.out.println("  frames        " + contents.frames() + " replayed, with " + contents.balances() + " entries of type 04");
        System.out.println("  quarantined   " + replay.quarantined() + (replay.quarantined() == 0 ? "" : ", in " + replay.quarantine()));
        System.out.println("  rows written  " + replay.rows() + " in " + replay.writes() + " writes: of what came close together, the last;"
                + " what the table had already it kept");
        if (contents.torn()) {
            System.out.println("  The last line is torn and was left out");
        }
        if (contents.unreadable() > 0) {
            System.out.println("  " + contents.unreadable() + " lines are no frames and were left out");
        }
        if (waiting != null) {
            System.err.println("Not all could be written: " + waiting);
        }
        return waiting != null || contents.unreadable() > 0 ? FAILED : DONE;
    }

    private static String korean(Instant instant) {
        return instant.atZone(KoreanTime.ZONE).toOffsetDateTime().toString();
    }
}
