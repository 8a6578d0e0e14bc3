package dev.balancesync.process;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Properties;
import java.util.ResourceBundle;

import dev.balancesync.kiwoom.Language;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command reads its line: the last of two options wins; wrong use is told in a line above the usage, with exit code 2. */
public final class Usage {
    public static final int WRONG_USE = 2;
    private static final int WIDTH = 130;

    /** What every command understands. */
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "tells this")
    private boolean help;

    /**
     * @param command annotated for picocli, in English
     * @param language of its help and of its complaints
     */
    public static CommandLine of(Object command, PrintStream out, PrintStream err, Language language) {
        CommandLine line = of(command, out, err);
        line.setResourceBundle(language == Language.KO ? korean(line.getCommandName()) : null);
        return line;
    }

    /** What {@code usage_ko.properties} has under the command's name and for all of them, as picocli asks for it. */
    private static ResourceBundle korean(String command) {
        var all = new Properties();
        try (var text = new InputStreamReader(Usage.class.getResourceAsStream("usage_ko.properties"), StandardCharsets.UTF_8)) {
            all.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String own = command.contains(" ") ? "commands" : command;
        return new ListResourceBundle() {
            @Override
            protected Object[][] getContents() {
                return all.stringPropertyNames().stream().filter(name -> name.startsWith(own + ".") || name.startsWith("all."))
                        .map(name -> new Object[] {name.substring(name.indexOf('.') + 1), all.getProperty(name)}).toArray(Object[][]::new);
            }
        };
    }

    /** @param command annotated for picocli */
    public static CommandLine of(Object command, PrintStream out, PrintStream err) {
        return new CommandLine(command).setOverwrittenOptionsAllowed(true).setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(WIDTH / 2)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF)).setOut(utf8(out)).setErr(utf8(err))
                .setParameterExceptionHandler(Usage::tell);
    }

    /** The C locale of a container would make question marks of Korean. */
    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Who asks for help gets it, also beside a mistake. */
    private static int tell(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        if (List.of(arguments).contains("--help")) {
            command.usage(command.getOut());
            return command.getCommandSpec().exitCodeOnUsageHelp();
        }
        command.getErr().println(message(wrong));
        command.usage(command.getErr());
        return WRONG_USE;
    }

    private static String message(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        Language language = command.resourceBundle() == null ? Language.EN : Language.KO;
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            String what = !command.subcommands().isEmpty() ? language.say("'" + word + "'(이)라는 명령은 없습니다.", "There is no command '" + word + "'.")
                    : !command.positionalParameters().isEmpty() && !word.startsWith("-")
                            ? language.say("'" + word + "'은(는) 더 쓸 수 없습니다.", "'" + word + "' is one too many.")
                    : language.say("'" + word + "'(이)라는 옵션은 없습니다.", "There is no option '" + word + "'.");
            return unmatched.getSuggestions().isEmpty() ? what : what + language.say(" " + unmatched.getSuggestions().get(0) + "을(를) 쓰려던 것인가요?",
                    " Did you mean " + unmatched.getSuggestions().get(0) + "?");
        }
        if (wrong instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            ArgSpec first = missing.getMissing().get(0);
            boolean lacksValue = first instanceof OptionSpec && !first.required();
            String name = first instanceof OptionSpec option ? option.longestName() : first.paramLabel();
            return name + (lacksValue ? language.say("에 값이 있어야 합니다.", " needs a value.") : language.say("이(가) 없습니다.", " is missing."));
        }
        return wrong.getMessage();
    }

    /** @return the number of an option, or an exception that names its range */
    public static long number(CommandSpec command, String option, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // no better than one that is out of range
        }
        throw new ParameterException(command.commandLine(), option + " needs a number from " + least + " to " + most + ", not '" + text + "'.");
    }
}
