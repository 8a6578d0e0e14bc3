package dev.balancesync.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.SessionState;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T00:00:00Z");
    private static final Condition REJECTED = new Condition(Kind.CREDENTIALS_REJECTED, Level.DOWN, SINCE, 1, "8030", both("투자구분(실전/모의)이 달라서"),
            new Bilingual("모의투자 앱키를 쓰세요", "Use a mock key"));
    private static final Condition LIVE = new Condition(Kind.LIVE, Level.OK, SINCE, 0, null, null, null);
    private static final Condition STALLED = new Condition(Kind.STORE_STALLED, Level.DOWN, SINCE, 0, null, null, null);

    private static Bilingual both(String text) {
        return new Bilingual(text, text);
    }

    private static Notice told(Condition condition) {
        return new Notice(condition, false, false, 0, Duration.ZERO);
    }

    private static Notice over(long repeats) {
        return new Notice(REJECTED, true, false, repeats, Duration.ofSeconds(750));
    }

    private static Map<String, Object> body(String url, Language language, Notice notice, Condition headline) {
        return new Message(url, true, language).of(notice, headline, SessionState.CREDENTIALS_REJECTED, "****5100", SINCE.plusSeconds(1));
    }

    private static String text(Language language, Notice notice, Condition headline) {
        return body("https://host/x", language, notice, headline).get("text").toString();
    }

    @Test
    void a_trouble_says_what_since_when_why_and_what_to_do() {
        Map<String, Object> body = body("https://hooks.slack.com/services/T/B/x", Language.EN, told(REJECTED), REJECTED);

        assertThat(body).containsEntry("text", "kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED since 2026-11-23 09:00:00 KST."
                        + " Kiwoom refuses the App key. 8030 투자구분(실전/모의)이 달라서. What to do: Use a mock key.")
                .containsEntry("content", body.get("text")).containsEntry("service", "kiwoom-balance-sync").containsEntry("event", "trouble")
                .containsEntry("cause", "CREDENTIALS_REJECTED").containsEntry("severity", "critical")
                .containsEntry("state", "CREDENTIALS_REJECTED").containsEntry("since", "2026-11-23T09:00+09:00")
                .containsEntry("detail", "8030 투자구분(실전/모의)이 달라서").containsEntry("advice", "Use a mock key").containsEntry("repeats", 0L)
                .containsEntry("mode", "mock").containsEntry("account", "****5100").containsEntry("at", "2026-11-23T09:00:01+09:00")
                .doesNotContainKey("chat_id");
    }

    @Test
    void the_same_is_said_in_korean() {
        Map<String, Object> body = body("https://host/x", Language.KO, told(REJECTED), REJECTED);

        assertThat(body).containsEntry("text", "kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED, 2026-11-23 09:00:00 KST부터."
                + " 키움이 앱키를 거부함. 8030 투자구분(실전/모의)이 달라서. 할 일: 모의투자 앱키를 쓰세요.").containsEntry("advice", "모의투자 앱키를 쓰세요");
        assertThat(text(Language.KO, over(0), LIVE))
                .isEqualTo("kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED 해소됨 (12분). 지금은 LIVE.");
    }

    @Test
    void a_recovery_says_how_long_it_lasted_and_how_it_stands_now() {
        Map<String, Object> body = body("https://host/x", Language.EN, over(9), LIVE);

        assertThat(body).containsEntry("text", "kiwoom-balance-sync ****5100 (mock): CREDENTIALS_REJECTED is over after 12 min."
                        + " Now it is LIVE. It happened 9 more times since the last message.")
                .containsEntry("event", "recovered").containsEntry("severity", "info").containsEntry("advice", null);
        assertThat(text(Language.EN, over(0), STALLED)).endsWith("is over after 12 min."
                + " Now it is STORE_STALLED: What was received has not been stored for 10 s.");
    }

    @Test
    void no_sentence_is_said_twice() {
        var same = new Condition(Kind.DATABASE_AWAY, Level.DOWN, SINCE, 0, null, both("The database cannot be written."), null);

        assertThat(text(Language.EN, told(same), same)).containsOnlyOnce("The database cannot be written");
    }

    @Test
    void telegrams_chat_goes_into_the_body_and_its_token_does_not() {
        Map<String, Object> body = body("https://api.telegram.org/bot1234:SECRET/sendMessage?parse_mode=&chat_id=-100%32", Language.EN,
                new Notice(REJECTED, false, true, 1, Duration.ZERO), REJECTED);

        assertThat(body).containsEntry("chat_id", "-1002");
        assertThat(body.toString()).doesNotContain("SECRET").contains("still CREDENTIALS_REJECTED").contains("1 more time since");
    }

    @Test
    void a_long_text_of_the_database_is_cut_so_that_chats_take_it() {
        var trouble = new Condition(Kind.DATABASE_AWAY, Level.DOWN, SINCE, 0, null, both("x".repeat(5_000)), null);

        assertThat(text(Language.EN, told(trouble), trouble)).hasSizeLessThan(2_000);
    }

    @Test
    void words_of_others_call_nobody_and_are_no_markup() {
        var said = new Condition(Kind.CREDENTIALS_REJECTED, Level.DOWN, SINCE, 0, "8030", both("@everyone @here <@123> <!channel> \u202ered\u001b[31m 8112-5100"), null);

        Map<String, Object> body = body("https://discord.com/api/webhooks/1/x", Language.EN, told(said), said);

        assertThat(body.get("text").toString() + body.get("content") + body.get("detail")).doesNotContain("@", "<", ">", "\u202e", "\u001b", "8112");
        assertThat(body).containsEntry("allowed_mentions", Map.of("parse", List.of()));
    }
}
