package dev.balancesync.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;

/** The {@code replay} command: a recorded day once more, into the database that the settings name; or a copy of it for a bug report. */
public final class ReplayCommand {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USE = 2;
    private static final String USAGE = """
            Usage: java -jar kiwoom-balance-sync.jar replay FILE [--force]
                   java -jar kiwoom-balance-sync.jar replay FILE --mask OUT

            Runs a day of data/journal, or a file with one JSON frame a line, through the routes once more, into the database that
            SUPABASE_DB_URL names. Kiwoom is not contacted; journal and quarantine of the service stay as they are.

              --force      although the table has rows: those of holdings in the recording become what it says, older or not
              --mask OUT   only write a copy without account numbers, for a bug report; needs no database

            Exit code: 0 all was replayed, 1 something could not be read or written, 2 nothing was tried
            """;

    private ReplayCommand() {
    }

    /** What is asked for. {@code maskTo} is {@code null} when it is to be replayed. */
    private record Order(Path file, boolean force, Path maskTo) {
    }

    /** @return the exit code */
    public static int run(Path folder, Map<String, String> environment, String... arguments) {
        try {
            Order order = read(arguments);
            if (order == null) {
                System.out.print(USAGE);
                return DONE;
            }
            return order.maskTo() == null ? replay(folder, environment, order) : mask(folder, environment, order);
        } catch (IllegalArgumentException | SettingsException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (Exception e) {
            System.err.println("The recording could not be replayed: " + e.getMessage());
            return FAILED;
        }
    }

    private static Order read(String... arguments) {
        var files = new ArrayList<Path>();
        boolean force = false;
        Path maskTo = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> {
                    return null;
                }
                case "--force" -> force = true;
                case "--mask" -> {
                    if (++i == arguments.length) {
                        throw new IllegalArgumentException("--mask needs the name of the file to write.\n" + USAGE);
                    }
                    maskTo = Path.of(arguments[i]);
                }
                default -> {
                    if (arguments[i].startsWith("-")) {
                        throw new IllegalArgumentException("There is no option '" + arguments[i] + "'.\n" + USAGE);
                    }
                    files.add(Path.of(arguments[i]));
                }
            }
        }
        if (files.size() != 1) {
            throw new IllegalArgumentException((files.isEmpty() ? "Name the file to replay." : "Name one file.") + "\n" + USAGE);
        }
        return new Order(files.get(0), force, maskTo);
    }

    private static int mask(Path folder, Map<String, String> environment, Order order) throws IOException {
        var settings = new Properties();
        try {
            settings = Settings.read(folder, environment);
        } catch (SettingsException e) {
            settings.putAll(environment); // the account number is a help, not a need
        }
        var mask = new AccountMask(List.of(settings.getProperty("KIWOOM_ACCOUNT_NO", ""), settings.getProperty("BALANCE_ACCOUNT_NO", "")));
        mask.copy(order.file(), order.maskTo());
        System.out.println("Wrote " + order.maskTo() + ". Account numbers begin with 90000001, 90000002 and so on in it; set"
                + " KIWOOM_ACCOUNT_NO to one of them to replay it. Stocks, quantities and amounts are not masked: look through it"
                + " before you pass it on.");
        return DONE;
    }

    private static int replay(Path folder, Map<String, String> environment, Order order) throws Exception {
        var recording = new Recording(order.file(), new ObjectMapper());
        Recording.Contents contents = recording.read(frame -> { });
        System.out.println(order.file() + ": " + contents.frames() + " frames from " + korean(contents.first()) + " to "
                + korean(contents.last()));
        try (var replay = new Replay(folder, environment)) {
            replay.start();
            String there = replay.whatIsThere();
            if (!there.isEmpty() && !order.force()) {
                System.err.println(there + ", so this may be the live database. Nothing was written. Name another, empty database in"
                        + " SUPABASE_DB_URL; or, with --force, replay all the same: rows become what the recording says, also newer ones, and"
                        + " holdings that were sold since come back until the next snapshot.");
                return WRONG_USE;
            }
            return report(replay.run(recording), replay);
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
