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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.DotEnv;
import dev.balancesync.settings.SettingsRules;

/** Whether the settings make sense. Contacts nobody. */
final class SettingsChecks {
    private static final int TYPO = 3;
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    /** A complaint of {@link SettingsRules}: what is wrong, and from the next sentence on what to do. */
    private static final Pattern COMPLAINT = Pattern.compile("(.+?)(?:(?:\\. (?=\\p{Lu})|(?<=[다요])\\. )(.*?))?\\.?", Pattern.DOTALL);

    private final Configuration configuration;
    private final Language language;
    private final Map<String, String> environment;

    SettingsChecks(Configuration configuration, Map<String, String> environment) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.environment = environment;
    }

    void run(Consumer<Check> found) throws IOException {
        List<Bilingual> problems = SettingsRules.problems(configuration::value);
        problems.forEach(problem -> found.accept(complaint(language, problem)));
        if (problems.isEmpty()) {
            found.accept(Check.ok("settings", language.say("필요한 설정이 모두 있고 모든 값을 읽을 수 있습니다",
                    "all that is required is set, and every value can be read")));
        }
        found.accept(mode());
        found.accept(names());
        found.accept(envFile());
    }

    static Check complaint(Language language, Bilingual problem) {
        Matcher parts = COMPLAINT.matcher(Words.oneLine(problem.in(language)));
        parts.matches();
        return Check.failed("settings", parts.group(1), parts.group(2));
    }

    private Check mode() {
        boolean demo = configuration.value("kiwoom.is-demo").equals("true");
        String rest = host(configuration.value("kiwoom.rest-url"));
        String websocket = host(configuration.value("kiwoom.ws-url"));
        String words = (demo ? language.say("모의투자, KIWOOM_IS_DEMO=true", "mock trading (모의투자), KIWOOM_IS_DEMO=true")
                : language.say("실전투자, KIWOOM_IS_DEMO=false", "REAL trading (실전), KIWOOM_IS_DEMO=false"))
                + ", " + rest + (rest.equals(websocket) ? "" : ", " + websocket);
        String other = demo ? "api.kiwoom.com" : "mockapi.kiwoom.com";
        if (rest.equals(other) || websocket.equals(other)) {
            return Check.failed("settings.mode", words + language.say(". " + other + "은 반대쪽 서버입니다", ": " + other + " is the other side"), language.say(
                    "KIWOOM_REST_URL과 KIWOOM_WS_URL을 지우세요. 두 주소는 KIWOOM_IS_DEMO가 정합니다",
                    "Remove KIWOOM_REST_URL and KIWOOM_WS_URL; KIWOOM_IS_DEMO chooses both hosts"));
        }
        return Check.ok("settings.mode", words);
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "?";
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
            return Check.ok("settings.names", language.say(".env와 환경 변수에 모르는 이름이 없습니다", "no unknown name in .env and environment"));
        }
        var advice = new ArrayList<String>();
        for (String name : written) {
            advice.add(Spelling.nearest(name, known, TYPO)
                    .map(meant -> language.say(name + " 대신 " + meant + "을(를) 쓰려던 것인가요?", "did you mean " + meant + " instead of " + name + "?"))
                    .orElseGet(() -> language.say(name + "을(를) 지우세요.", "Remove " + name + ".")));
        }
        return Check.warning("settings.names", language.say("이 서비스가 읽지 않는 이름: ", "not read by this service: ") + String.join(", ", written),
                String.join(" ", advice));
    }

    private static boolean isOurs(String name) {
        return name.matches("(KIWOOM|SUPABASE|BALANCE|NOTIFY)_.*");
    }

    private Check envFile() throws IOException {
        String name = "settings.env-file";
        Path file = configuration.folder().resolve(".env");
        if (!Files.isRegularFile(file)) {
            return Check.ok(name, language.say("작업 폴더에 .env가 없습니다. 설정은 환경 변수에서 옵니다",
                    "no .env in the working folder; settings come from the environment"));
        }
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return Check.skipped(name, language.say("이 파일 시스템은 누가 .env를 읽을 수 있는지 알려 주지 않습니다",
                    "this file system does not tell who may read .env"));
        }
        var rights = new HashSet<>(Files.getPosixFilePermissions(file));
        rights.retainAll(OF_OTHERS);
        return rights.isEmpty() ? Check.ok(name, language.say(".env는 주인만 읽을 수 있습니다", ".env can be read by its owner only"))
                : Check.warning(name, language.say("키와 비밀번호가 든 .env를 이 컴퓨터의 다른 사용자가 읽거나 고칠 수 있습니다",
                        "other users of this machine can read or change .env, which holds keys and passwords"), "chmod 600 .env");
    }
}
