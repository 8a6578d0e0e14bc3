package dev.balancesync.notify;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.process.Usage;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code notify} command: one message by the very route that tells of trouble. */
@Command(name = "notify", sortOptions = false, description = "sends a message to NOTIFY_URL, to see whether it arrives",
        footer = {"",
            "Sends one message to NOTIFY_URL, as the service does when something goes wrong, and says whether it was taken.",
            "NOTIFY_URL로 시험 알림을 하나 보내고, 받는 쪽이 받았는지 알려 줍니다.",
            "Exit code: 0 it was taken, 1 it was not, 2 wrong use or settings."})
public final class NotifyCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Path folder;
    private final Map<String, String> environment;
    private final PrintStream told;
    private final PrintStream complained;

    @Option(names = "--test", required = true, description = "the one thing that it does")
    private boolean test;
    @Mixin
    private Usage usage;

    public NotifyCommand(Path folder, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.folder = folder;
        this.environment = environment;
        // the C locale of a container would make question marks of Korean
        this.told = new PrintStream(out, true, StandardCharsets.UTF_8);
        this.complained = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() {
        var notice = new TestNotice();
        try (var routes = new BuiltRoutes(folder, Settings.read(folder, environment), Map.of("notifications", notice))) {
            Language language = Language.of(routes.setting("language"));
            String url = routes.setting("notify.url");
            if (url.isEmpty()) {
                complained.println(language.say("NOTIFY_URL이 없습니다. 환경 변수나 작업 폴더의 .env 파일에 쓰세요.",
                        "NOTIFY_URL is not set. Set it in the environment or in a .env file in the working folder."));
                return Usage.WRONG_USE;
            }
            var message = new Message(url, Boolean.parseBoolean(routes.setting("kiwoom.is-demo")), language);
            notice.write(url, new ObjectMapper().writeValueAsString(
                    message.test(of(routes.bean(Account.class), language), routes.bean(Clock.class).instant())));
            routes.start("notify-send");
            routes.ask("notify-send", exchange -> { });
            if (notice.failure() == null) {
                told.println(language.say("보냈습니다. 도착했는지 보세요.", "Sent and taken. See whether it has arrived."));
                return 0;
            }
            complained.println(language.say("받지 않았습니다: ", "NOTIFY_URL did not take it: ") + notice.failure().in(language));
            return FAILED;
        } catch (SettingsException e) {
            complained.println(e.said().in(Settings.language(folder, environment)));
            return Usage.WRONG_USE;
        } catch (Exception e) {
            complained.println(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static String of(Account only, Language language) {
        return only == null ? language.say("여러 계좌", "of several accounts") : only.toString();
    }
}
