package dev.balancesync.notify;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.balancesync.kiwoom.KoreanTime;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.session.SessionState;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;

/**
 * The body of a notification. {@code text} is what Slack and Telegram show, {@code content} what Discord shows; each ignores the fields of
 * the others. The rest is for programs.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Slack</a>
 * @see <a href="https://docs.discord.com/developers/resources/webhook#execute-webhook">Discord</a>
 * @see <a href="https://core.telegram.org/bots/api#sendmessage">Telegram</a>
 */
final class Message {
    static final String SERVICE = "kiwoom-balance-sync";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'KST'");
    private static final int MOST_WORDS = 500;

    private final String chatId;
    private final boolean demo;
    private final Language language;

    /** @param url where messages go; Telegram's has the chat in its query and wants it in the body, too */
    Message(String url, boolean demo, Language language) {
        this.chatId = chatId(url);
        this.demo = demo;
        this.language = language;
    }

    private static String chatId(String url) {
        String query = url.isBlank() ? null : URI.create(url).getRawQuery();
        if (query != null) {
            for (String pair : query.split("&")) {
                if (pair.startsWith("chat_id=")) {
                    return URLDecoder.decode(pair.substring("chat_id=".length()), StandardCharsets.UTF_8);
                }
            }
        }
        return null;
    }

    /**
     * @param headline how it stands now
     * @param state the session's
     * @param account masked
     */
    Map<String, Object> of(Notice notice, Condition headline, SessionState state, String account, Instant now) {
        Condition condition = notice.condition();
        String text = text(notice, headline, account);
        Map<String, Object> body = addressed(text);
        body.put("event", notice.recovered() ? "recovered" : "trouble");
        body.put("cause", condition.name());
        body.put("severity", notice.recovered() ? "info" : notice.cause().severity());
        body.put("state", state.name());
        body.put("since", iso(condition.since()));
        body.put("detail", detail(condition));
        body.put("advice", notice.recovered() || condition.advice() == null ? null : condition.advice().in(language));
        body.put("repeats", notice.repeats());
        body.put("mode", mode());
        body.put("account", account);
        body.put("at", iso(now));
        return body;
    }

    /** Tells nothing but that messages arrive. */
    Map<String, Object> test(String account, Instant now) {
        Map<String, Object> body = addressed(SERVICE + " " + account + " (" + mode() + "): "
                + language.say("시험 알림입니다. 알림이 도착합니다.", "This is a test. Messages arrive."));
        body.put("event", "test");
        body.put("severity", "info");
        body.put("mode", mode());
        body.put("account", account);
        body.put("at", iso(now));
        return body;
    }

    private Map<String, Object> addressed(String text) {
        var body = new LinkedHashMap<String, Object>();
        body.put("text", text);
        body.put("content", text);
        // Discord's own switch: nobody is called, whatever the words are
        body.put("allowed_mentions", Map.of("parse", List.of()));
        if (chatId != null) {
            body.put("chat_id", chatId);
        }
        body.put("service", SERVICE);
        return body;
    }

    private String text(Notice notice, Condition headline, String account) {
        Condition condition = notice.condition();
        boolean korean = language == Language.KO;
        String name = condition.name();
        // no sentence twice, whoever says it
        var sentences = new LinkedHashSet<String>();
        if (notice.recovered()) {
            String lasted = words(notice.lasted(), korean);
            sentences.add(korean ? name + " 해소됨 (" + lasted + ")" : name + " is over after " + lasted);
            sentences.add((korean ? "지금은 " : "Now it is ") + headline.name()
                    + (headline.kind() == Kind.LIVE ? "" : ": " + headline.words().in(language)));
        } else {
            String since = TIME.format(condition.since().atZone(KoreanTime.ZONE));
            sentences.add(korean ? name + (notice.again() ? " 계속됨" : "") + ", " + since + "부터"
                    : (notice.again() ? "still " : "") + name + " since " + since);
            sentences.add(condition.words().in(language));
            if (condition.detail() != null) {
                sentences.add(detail(condition).replaceFirst("\\.$", ""));
            }
            if (condition.advice() != null) {
                sentences.add((korean ? "할 일: " : "What to do: ") + condition.advice().in(language));
            }
        }
        if (notice.repeats() > 0) {
            sentences.add(korean ? "지난 알림 뒤 " + notice.repeats() + "번 더 있었습니다"
                    : "It happened " + notice.repeats() + (notice.repeats() == 1 ? " more time" : " more times") + " since the last message");
        }
        return SERVICE + " " + account + " (" + mode() + "): " + String.join(". ", sentences) + ".";
    }

    private String detail(Condition condition) {
        return condition.detail() == null ? null
                : Quoted.withoutMentions(Quoted.line((condition.code() == null ? "" : condition.code() + " ") + condition.detail().in(language), MOST_WORDS));
    }

    private String mode() {
        return demo ? "mock" : "real";
    }

    private static String words(Duration duration, boolean korean) {
        return duration.toMinutes() == 0 ? duration.toSeconds() + (korean ? "초" : " s")
                : duration.toHours() == 0 ? duration.toMinutes() + (korean ? "분" : " min")
                : String.format(Locale.ROOT, korean ? "%d시간 %d분" : "%d h %d min", duration.toHours(), duration.toMinutesPart());
    }

    private static String iso(Instant instant) {
        return instant.atZone(KoreanTime.ZONE).toOffsetDateTime().toString();
    }
}
