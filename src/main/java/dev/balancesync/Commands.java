package dev.balancesync;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.balancesync.doctor.DoctorCommand;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.notify.NotifyCommand;
import dev.balancesync.process.Usage;
import dev.balancesync.replay.ReplayCommand;
import dev.balancesync.settings.Settings;
import dev.balancesync.simulator.SimulatorCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The commands. The service itself starts without any of this; see {@link Main}. */
@Command(name = "java -jar kiwoom-balance-sync.jar", synopsisSubcommandLabel = "[command]", versionProvider = Commands.Version.class,
        description = "Keeps two tables equal to a Kiwoom account. '<command> --help' tells the options of a command.%n")
final class Commands {
    /** They print lines for a person, not a log. */
    private static final Set<String> WITHOUT_A_LOG = Set.of("doctor", "notify");

    @CommandLine.Mixin
    private Usage usage;

    @Option(names = "--version", versionHelp = true, description = "tells the version")
    private boolean version;

    /** Not reached by the word alone, which needs no parser. */
    @Command(name = "run", description = "keep the tables equal to the account (default); settings: application.properties, .env, environment")
    static final class Run implements Runnable {
        @CommandLine.Mixin
        private Usage usage;

        @Override
        public void run() {
            Main.main(new String[0]);
        }
    }

    /** As the jar tells it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"kiwoom-balance-sync " + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "unpackaged")
                    + ", Java " + Runtime.version()};
        }
    }

    /** @return the exit code */
    static int execute(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        var folder = Path.of("");
        Language language = Settings.language(folder, environment);
        CommandLine commands = Usage.of(new Commands(), out, err, language);
        commands.addSubcommand(Usage.of(new Run(), out, err, language))
                .addSubcommand(Usage.of(new DoctorCommand(folder, environment, out), out, err, language))
                .addSubcommand(Usage.of(new NotifyCommand(folder, environment, out, err), out, err, language))
                .addSubcommand(Usage.of(new SimulatorCommand(), out, err, language))
                .addSubcommand(Usage.of(new ReplayCommand(folder, environment), out, err, language))
                .addSubcommand(Usage.of(new HelpCommand(), out, err, language));
        return commands.setExecutionStrategy(Commands::run).execute(arguments);
    }

    private static int run(ParseResult asked) {
        if (asked.hasSubcommand() && WITHOUT_A_LOG.contains(asked.subcommand().commandSpec().name())) {
            System.setProperty("log4j2.configurationFile", "log4j2-doctor.properties");
        }
        return new RunLast().execute(asked);
    }
}
