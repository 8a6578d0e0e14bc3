package dev.balancesync.notify;

import dev.balancesync.kiwoom.KoreanTime;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.balancesync.session.SessionState;

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

    /** @param url where messages go; Telegram's has the chat in its query and wants it in the body, too */
    Message(String url, boolean demo) {
        this.chatId = chatId(url);
        this.demo = demo;
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

    /** @param account masked */
    Map<String, Object> of(Notice notice, SessionState state, String account) {
        Trouble trouble = notice.trouble();
        String text = text(notice, state, account);
        var body = new LinkedHashMap<String, Object>();
        body.put("text", text);
        body.put("content", text);
        if (chatId != null) {
            body.put("chat_id", chatId);
        }
        body.put("service", SERVICE);
        body.put("event", notice.recovered() ? "recovered" : "trouble");
        body.put("cause", notice.cause().name());
        body.put("severity", notice.recovered() ? "info" : notice.cause().severity());
        body.put("state", state.name());
        body.put("since", iso(trouble.since()));
        body.put("detail", shorten(trouble.detail()));
        body.put("advice", notice.recovered() ? null : trouble.advice());
        body.put("repeats", notice.repeats());
        body.put("mode", mode());
        body.put("account", account);
        body.put("at", iso(notice.at()));
        return body;
    }

    private String text(Notice notice, SessionState state, String account) {
        Trouble trouble = notice.trouble();
        var text = new StringBuilder(SERVICE).append(' ').append(account).append(" (").append(mode()).append("): ");
        if (notice.recovered()) {
            text.append(notice.cause()).append(" is over after ").append(words(Duration.between(trouble.since(), notice.at())))
                    .append(". The session is ").append(state).append('.');
        } else {
            text.append(notice.again() ? "still " : "").append(notice.cause()).append(" since ")
                    .append(TIME.format(trouble.since().atZone(KoreanTime.ZONE))).append(". ").append(notice.cause().words()).append('.');
            if (trouble.detail() != null) {
                text.append(' ').append(shorten(trouble.detail())).append('.');
            }
            if (trouble.advice() != null) {
                text.append(" What to do: ").append(trouble.advice()).append('.');
            }
        }
        if (notice.repeats() > 0) {
            text.append(" It happened ").append(notice.repeats()).append(notice.repeats() == 1 ? " more time" : " more times")
                    .append(" since the last message.");
        }
        return text.toString();
    }

    private String mode() {
        return demo ? "mock" : "real";
    }

    private static String words(Duration duration) {
        return duration.toMinutes() == 0 ? duration.toSeconds() + " s"
                : duration.toHours() == 0 ? duration.toMinutes() + " min"
                : String.format(Locale.ROOT, "%d h %d min", duration.toHours(), duration.toMinutesPart());
    }

    private static String iso(Instant instant) {
        return instant.atZone(KoreanTime.ZONE).toOffsetDateTime().toString();
    }

    private static String shorten(String words) {
        return words == null || words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + "…";
    }
}
