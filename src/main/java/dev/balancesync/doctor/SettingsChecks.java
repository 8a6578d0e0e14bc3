package dev.balancesync.doctor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import dev.balancesync.settings.DotEnv;
import dev.balancesync.settings.Settings;

/** Whether the settings make sense. Contacts nobody. */
final class SettingsChecks {
    private static final int TYPO = 3;
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Configuration configuration;
    private final Map<String, String> environment;

    SettingsChecks(Configuration configuration, Map<String, String> environment) {
        this.configuration = configuration;
        this.environment = environment;
    }

    void run(Consumer<Check> found) throws IOException {
        List<String> problems = Settings.problems(configuration::value);
        problems.forEach(problem -> found.accept(Check.failed("settings", problem, null)));
        if (problems.isEmpty()) {
            found.accept(Check.ok("settings", "all that is required is set, and every value can be read"));
        }
        found.accept(mode());
        found.accept(names());
        found.accept(envFile());
    }

    private Check mode() {
        boolean demo = configuration.value("kiwoom.is-demo").equals("true");
        String rest = host(configuration.value("kiwoom.rest-url"));
        String websocket = host(configuration.value("kiwoom.ws-url"));
        String words = (demo ? "mock trading (모의투자), KIWOOM_IS_DEMO=true" : "REAL trading (실전), KIWOOM_IS_DEMO=false")
                + ", at " + rest + (rest.equals(websocket) ? "" : " and " + websocket);
        String other = demo ? "api.kiwoom.com" : "mockapi.kiwoom.com";
        if (rest.equals(other) || websocket.equals(other)) {
            return Check.warning("settings.mode", words + ": " + other + " is the other side",
                    "Remove KIWOOM_REST_URL and KIWOOM_WS_URL; KIWOOM_IS_DEMO chooses both hosts");
        }
        return Check.ok("settings.mode", words);
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "an unreadable address";
        }
    }

    /** A misspelt name is silently not read, and its default is used. */
    private Check names() throws IOException {
        Set<String> known = configuration.variables();
        var written = new TreeSet<String>();
        DotEnv.read(configuration.folder().resolve(".env")).keySet().stream()
                .filter(name -> isOurs(name) || Spelling.nearest(name, known, TYPO).isPresent()).forEach(written::add);
        environment.keySet().stream().filter(SettingsChecks::isOurs).forEach(written::add);
        written.removeAll(known);
        if (written.isEmpty()) {
            return Check.ok("settings.names", "no unknown name in .env and environment");
        }
        var advice = new ArrayList<String>();
        for (String name : written) {
            Spelling.nearest(name, known, TYPO).ifPresent(meant -> advice.add("did you mean " + meant + " instead of " + name + "?"));
        }
        return Check.warning("settings.names", "not read by this service: " + String.join(", ", written),
                advice.isEmpty() ? "Remove them, or look the names up in application.properties" : String.join(" ", advice));
    }

    private static boolean isOurs(String name) {
        return name.matches("(KIWOOM|SUPABASE|BALANCE)_.*");
    }

    private Check envFile() throws IOException {
        Path file = configuration.folder().resolve(".env");
        if (!Files.isRegularFile(file)) {
            return Check.ok("settings.env-file", "no .env in the working folder; settings come from the environment");
        }
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return Check.skipped("settings.env-file", "this file system does not tell who may read .env");
        }
        var rights = new HashSet<>(Files.getPosixFilePermissions(file));
        rights.retainAll(OF_OTHERS);
        return rights.isEmpty() ? Check.ok("settings.env-file", ".env can be read by its owner only")
                : Check.warning("settings.env-file", "other users of this machine can read or change .env, which holds keys and passwords",
                        "chmod 600 .env");
    }
}
