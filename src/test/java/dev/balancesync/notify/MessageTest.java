package dev.balancesync.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import dev.balancesync.session.SessionState;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T00:00:00Z");
    private static final Trouble REJECTED = new Trouble(Cause.CREDENTIALS_REJECTED, SINCE, 1, "8030 투자구분(실전/모의)이 달라서", "Use a mock key");

    private static Map<String, Object> body(String url, Notice notice) {
        return new Message(url, true).of(notice, SessionState.CREDENTIALS_REJECTED, "****5100");
    }

    @Test
    void a_trouble_says_what_since_when_why_and_what_to_do() {
        Map<String, Object> body = body("https://hooks.slack.com/services/T/B/x", new Notice(REJECTED, false, false, 0, SINCE.plusSeconds(1)));

        assertThat(body).containsEntry("text", "kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED since 2026-11-23 09:00:00 KST."
                        + " Kiwoom refuses the App key, its mode or this machine's address. 8030 투자구분(실전/모의)이 달라서. What to do: Use a mock key.")
                .containsEntry("content", body.get("text")).containsEntry("service", "kiwoom-balance-sync").containsEntry("event", "trouble")
                .containsEntry("cause", "CREDENTIALS_REJECTED").containsEntry("severity", "critical")
                .containsEntry("state", "CREDENTIALS_REJECTED").containsEntry("since", "2026-11-23T09:00+09:00")
                .containsEntry("detail", "8030 투자구분(실전/모의)이 달라서").containsEntry("advice", "Use a mock key").containsEntry("repeats", 0L)
                .containsEntry("mode", "mock").containsEntry("account", "****5100").containsEntry("at", "2026-11-23T09:00:01+09:00")
                .doesNotContainKey("chat_id");
    }

    @Test
    void a_recovery_says_how_long_it_lasted() {
        Map<String, Object> body = body("https://host/x", new Notice(REJECTED, true, false, 9, SINCE.plusSeconds(750)));

        assertThat(body).containsEntry("text", "kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED is over after 12 min."
                        + " The session is CREDENTIALS_REJECTED. It happened 9 more times since the last message.")
                .containsEntry("event", "recovered").containsEntry("severity", "info").containsEntry("advice", null);
    }

    @Test
    void telegrams_chat_goes_into_the_body_and_its_token_does_not() {
        Map<String, Object> body = body("https://api.telegram.org/bot1234:SECRET/sendMessage?parse_mode=&chat_id=-100%32",
                new Notice(REJECTED, false, true, 1, SINCE));

        assertThat(body).containsEntry("chat_id", "-1002");
        assertThat(body.toString()).doesNotContain("SECRET").contains("still CREDENTIALS_REJECTED").contains("1 more time since");
    }

    @Test
    void a_long_text_of_the_database_is_cut_so_that_chats_take_it() {
        var trouble = new Trouble(Cause.DATABASE_AWAY, SINCE, 0, "x".repeat(5_000), null);

        assertThat(body("", new Notice(trouble, false, false, 0, SINCE)).get("content").toString()).hasSizeLessThan(2_000);
    }
}
