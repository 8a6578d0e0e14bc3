package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;
import dev.balancesync.status.Kind;
import org.junit.jupiter.api.Test;

/** However many tabs a browser has, the service has one listener; and none when nobody looks. */
class TabsIT {
    /** Five times the six connections that a browser has for one server. */
    private static final int TABS = 30;

    private static void awaitStreams(FakePage fake, int count) {
        await().atMost(SOON).until(() -> fake.service.streams() == count);
    }

    @Test
    void many_tabs_share_one_stream_and_each_shows_everything() throws Exception {
        try (FakePage fake = new FakePage().with(List.of(Told.row("005930", "삼성전자", 1_100)))) {
            var tabs = new ArrayList<Page>();
            for (int i = 0; i < TABS; i++) {
                tabs.add(fake.openLive());
            }
            for (Page tab : tabs) {
                assertThat(tab.locator("#rows tr")).hasCount(1);
                assertThat(tab.locator("#fills li")).hasCount(1);
                assertThat(tab.locator("#chart canvas")).isVisible();
            }
            assertThat(fake.service.streams()).isEqualTo(1);
            assertThat(fake.service.opened()).isEqualTo(1);

            fake.service.tell("status", Told.status(Told.condition(Kind.DUPLICATE_SESSION)));

            for (Page tab : tabs) {
                assertThat(tab.locator("#state")).hasText("다른 프로그램이 접속을 가져감");
            }
            tabs.subList(1, TABS).forEach(Page::close);
            fake.service.tell("status", Told.status());
            assertThat(tabs.get(0).locator("#state")).hasText("실시간 연결됨");
            FakePage.turn(tabs.get(0));
            assertThat(tabs.get(0).locator("#state")).hasText("Live");
            fake.service.tell("status", Told.status(Told.condition(Kind.DUPLICATE_SESSION)));
            assertThat(tabs.get(0).locator("#state")).hasText("Another program took the session");
            assertThat(fake.service.opened()).isEqualTo(1);
        }
    }

    @Test
    void a_hidden_tab_gives_its_share_up_and_takes_it_again() throws Exception {
        try (FakePage fake = new FakePage().with(List.of(Told.row("005930", "삼성전자", 1_100)))) {
            Page page = fake.openLive();
            awaitStreams(fake, 1);

            FakePage.hide(page, true);

            awaitStreams(fake, 0);
            assertThat(page).hasTitle("⏸ 화면을 보면 이어집니다 · 키움 잔고");
            page.evaluate("document.getElementById('language').click()");
            assertThat(page).hasTitle("⏸ Goes on when looked at · Kiwoom balance");
            fake.service.tell("positions", Told.positions(List.of()));
            FakePage.hide(page, false);
            assertThat(page.locator("#rows tr")).hasCount(0);
            assertThat(page.locator("body")).hasAttribute("data-link", "up");
            awaitStreams(fake, 1);
        }
    }

    @Test
    void a_hidden_tab_that_tells_of_fills_stays() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            Page page = fake.openLive();
            page.locator("#settings summary").click();
            page.locator("#sound").check();
            Page other = fake.openLive();
            other.close();

            FakePage.hide(page, true);

            page.waitForTimeout(7_000);
            assertThat(fake.service.streams()).isEqualTo(1);
            assertThat(page.title()).doesNotContain("⏸");
        }
    }

    @Test
    void a_browser_without_shared_workers_has_a_stream_for_the_tab_that_is_seen() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            fake.context.addInitScript("delete self.SharedWorker");
            Page page = fake.openLive();
            Page second = fake.openLive();
            awaitStreams(fake, 2);

            FakePage.hide(page, true);

            awaitStreams(fake, 1);
            fake.service.tell("positions", Told.positions(List.of(Told.row("005930", "삼성전자", 1_100))));
            assertThat(second.locator("#rows tr")).hasCount(1);
            FakePage.hide(page, false);
            assertThat(page.locator("#rows tr")).hasCount(1);
        }
    }

    @Test
    void accounts_share_the_stream_and_every_question_names_its_account() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            Page page = fake.open("?account=%EC%95%84%EB%B2%84%EC%A7%80");
            assertThat(page.locator("body")).hasAttribute("data-link", "up");
            assertThat(page.locator("#account")).hasText("아버지");
            assertThat(fake.service.lastAsked()).isEqualTo("/api/events?account=%EC%95%84%EB%B2%84%EC%A7%80");

            page.locator("#refresh").click();

            assertThat(page.locator("#refresh-outcome")).containsText("지금은 새로고침할 수 없습니다");
            assertThat(fake.service.lastAsked()).isEqualTo("/api/refresh?account=%EC%95%84%EB%B2%84%EC%A7%80");
            List<Page> others = new ArrayList<>();
            for (String account : List.of("B", "C", "D", "E", "F", "G", "H")) {
                others.add(fake.open("?account=" + account));
                assertThat(others.get(others.size() - 1).locator("body")).hasAttribute("data-link", "up");
            }
            assertThat(fake.service.lastAsked()).isEqualTo("/api/events?account=%EC%95%84%EB%B2%84%EC%A7%80&account=B&account=C&account=D&account=E&account=F&account=G&account=H");
            // each account's own watcher, all of them on one line
            awaitStreams(fake, 8);
            fake.service.tell("status", Told.status(Told.condition(Kind.GAP)));
            for (Page each : others) {
                assertThat(each.locator("#session")).hasAttribute("data-state", "GAP");
            }
            others.forEach(Page::close);
            awaitStreams(fake, 1);
            assertThat(page.locator("#session")).hasAttribute("data-state", "GAP");
        }
    }

    @Test
    void many_accounts_are_listed_the_worst_first_and_lead_to_their_pages() throws Exception {
        try (FakePage fake = new FakePage()) {
            Map<String, Object> good = account("A", Told.status(), 58_160_100, -102_634);
            Map<String, Object> warned = account("B", Told.status(Told.condition(Kind.GAP), Told.condition(Kind.LIVE)), 1_000, 10);
            warned.put("day_result", 4_120);
            Map<String, Object> bad = account("C", Told.status(Told.condition(Kind.DUPLICATE_SESSION)), 2_000, 0);
            fake.service.answer(Map.of("accounts", List.of(good, warned, bad)));

            Page page = fake.open();

            assertThat(page.locator("#accounts .alias")).hasText(new String[] {"C", "B", "A"});
            assertThat(page.locator("#accounts-count")).hasText("3개 계좌 중 2개에 문제가 있습니다");
            assertThat(page.locator("#accounts li").first()).containsText("다른 프로그램이 접속을 가져감");
            assertThat(page.locator("#accounts li").last()).containsText("추정자산 58,160,100");
            assertThat(page.locator("#accounts li").last()).containsText("평가손익 ▼ −102,634");
            assertThat(page.locator("#accounts li").nth(1)).containsText("당일 등락 ▲ +4,120 평가손익 ▲ +10");
            assertThat(page.locator("#accounts li").last().locator(".why")).hasText(Pattern.compile("금액은 .*15:20:31 전체 조회의 값"));
            assertThat(page).hasTitle("⚠ 3개 계좌 중 2개에 문제가 있습니다 · 키움 잔고");
            assertThat(page.locator("#one")).isHidden();
            awaitStreams(fake, 0);
            FakePage.turn(page);
            assertThat(page.locator("#accounts-count")).hasText("2 of 3 accounts need a look");
            assertThat(page.locator("#accounts li").first()).containsText("Another program took the session");
            assertThat(page.locator("#accounts li").last()).containsText("Estimated assets 58,160,100");
            assertThat(page.locator("#accounts li").nth(1)).containsText("Today ▲ +4,120");
            assertThat(page.locator("#accounts li").last().locator(".why")).hasText(Pattern.compile("amounts of the snapshot at .*15:20:31"));
            assertThat(page).hasTitle("⚠ 2 of 3 accounts need a look · Kiwoom balance");
            FakePage.turn(page);
            fake.service.answer(Map.of("accounts", List.of(good, account("C", Told.status(), 2_000, 0))));
            assertThat(page.locator("#accounts-count")).hasText("2개 계좌 모두 실시간으로 연결되어 있습니다");
            Told.everything(fake.service, List.of(), Told.account(1, 0, 0, 0, 1));
            page.locator("#accounts a").first().click();
            assertThat(page.locator("#state")).hasText("실시간 연결됨");
            assertThat(page.locator("#account")).hasText("A");
            page.locator("#all-accounts").click();
            assertThat(page.locator("#accounts .alias")).hasText(new String[] {"A", "C"});
        }
    }

    @Test
    void accounts_that_another_machine_serves_are_not_called_live() throws Exception {
        try (FakePage fake = new FakePage()) {
            List<Map<String, Object>> accounts = List.of(account("A", Told.status(), 1, 1), account("B", Told.status(Told.condition(Kind.STANDBY)), 1, 1));
            fake.service.answer(Map.of("accounts", accounts));

            Page page = fake.open();

            assertThat(page.locator("#accounts-count")).hasText("2개 계좌에 문제가 없습니다. 그중 1개는 다른 컴퓨터가 맡고 있습니다");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-even.svg");
            FakePage.turn(page);
            assertThat(page.locator("#accounts-count")).hasText("Nothing is wrong with 2 accounts; another machine serves 1");
            fake.service.answer(Map.of("accounts", accounts, "problems", List.of(problem("C", 7, "앱키가 없습니다", "no App key"))));
            assertThat(page.locator("#accounts-count")).hasText("Nothing is wrong with 2 accounts; another machine serves 1. Problems in the list of accounts: 1");
        }
    }

    @Test
    void what_is_wrong_with_the_list_of_accounts_is_said_and_counts() throws Exception {
        try (FakePage fake = new FakePage()) {
            fake.service.answer(Map.of("accounts", List.of(account("A", Told.status(), 1, 1)), "problems", List.of(problem("B", 7, "앱키가 없습니다", "no App key"))));

            Page page = fake.open();

            assertThat(page.locator("#account-problems li")).hasText("계좌 목록의 B: 앱키가 없습니다");
            assertThat(page.locator("#accounts-count")).hasText("1개 계좌는 실시간으로 연결되어 있지만, 계좌 목록에 문제가 1건 있습니다");
            assertThat(page).hasTitle("⚠ 1개 계좌는 실시간으로 연결되어 있지만, 계좌 목록에 문제가 1건 있습니다 · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-bad.svg");
            page.locator("#language").click();
            assertThat(page.locator("#account-problems li")).hasText("B in the list of accounts: no App key");
            assertThat(page.locator("#accounts-count")).hasText("1 accounts are live, but there are problems in the list of accounts: 1");
        }
    }

    @Test
    void a_list_without_any_account_is_bad_and_its_line_is_named() throws Exception {
        try (FakePage fake = new FakePage()) {
            fake.service.answer(Map.of("accounts", List.of(), "problems", List.of(problem("", 3, "YAML이 아닙니다", "this is no YAML"))));

            Page page = fake.open();

            assertThat(page.locator("#accounts-count")).hasText("지켜보는 계좌가 없습니다. 계좌 목록에 문제가 1건 있습니다");
            assertThat(page.locator("#account-problems li")).hasText("계좌 목록 3번째 줄: YAML이 아닙니다");
            assertThat(page).hasTitle("⚠ 지켜보는 계좌가 없습니다. 계좌 목록에 문제가 1건 있습니다 · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-bad.svg");
            page.locator("#language").click();
            assertThat(page.locator("#account-problems li")).hasText("Line 3 of the list of accounts: this is no YAML");
            fake.service.answer(Map.of("accounts", List.of(), "problems", List.of(problem("", 0, "파일이 비어 있습니다", "the file is empty"))));
            assertThat(page.locator("#account-problems li")).hasText("The list of accounts: the file is empty");
            fake.service.answer(Map.of("accounts", List.of(), "problems", List.of()));
            assertThat(page.locator("#accounts-count")).hasText("No account is served");
        }
    }

    @Test
    void a_service_that_is_frozen_is_not_taken_for_a_good_one() throws Exception {
        try (FakePage fake = new FakePage()) {
            fake.service.answer(Map.of("accounts", List.of(account("A", Told.status(), 1, 1)), "problems", List.of()));
            Page page = fake.open();
            assertThat(page.locator("#accounts-count")).hasText("1개 계좌 모두 실시간으로 연결되어 있습니다");

            fake.service.freeze(true);

            assertThat(page.locator("#accounts-count")).hasText("연결 끊김");
            assertThat(page).hasTitle("⚠ 연결 끊김 · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-bad.svg");
            fake.service.freeze(false);
            assertThat(page.locator("#accounts-count")).hasText("1개 계좌 모두 실시간으로 연결되어 있습니다");
            fake.service.answer(503, Map.of("error", "The service is starting"));
            assertThat(page.locator("#accounts-count")).hasText("연결 끊김");
        }
    }

    @Test
    void a_hidden_list_of_accounts_says_that_it_rests_and_shows_nothing_old_as_new() throws Exception {
        try (FakePage fake = new FakePage()) {
            Map<String, Object> all = Map.of("accounts", List.of(account("A", Told.status(), 1, 1)), "problems", List.of());
            fake.service.answer(all);
            Page page = fake.open();
            assertThat(page.locator("#accounts-count")).hasText("1개 계좌 모두 실시간으로 연결되어 있습니다");

            FakePage.hide(page, true);

            assertThat(page).hasTitle("⏸ 화면을 보면 이어집니다 · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-wait.svg");
            fake.service.freeze(true);
            FakePage.hide(page, false);
            assertThat(page.locator("#accounts-count")).hasText("서비스에 연결하는 중");
            assertThat(page).hasTitle("서비스에 연결하는 중 · 키움 잔고");
            fake.service.freeze(false);
            assertThat(page.locator("#accounts-count")).hasText("1개 계좌 모두 실시간으로 연결되어 있습니다");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-even.svg");
        }
    }

    @Test
    void one_account_that_has_become_a_list_is_shown_as_one_and_the_other_way_round() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            fake.service.answer(Told.status());
            Page page = fake.openLive();

            fake.service.away(false, true);
            fake.service.answer(Map.of("accounts", List.of(account("A", Told.status(), 1, 1)), "problems", List.of()));

            assertThat(page.locator("#accounts-count")).hasText("1개 계좌 모두 실시간으로 연결되어 있습니다");
            fake.service.away(false, false);
            fake.service.answer(Told.status());
            assertThat(page.locator("#state")).hasText("실시간 연결됨");
            assertThat(page.locator("#overview")).isHidden();
        }
    }

    @Test
    void a_proxy_that_answers_in_the_services_place_is_not_asked_more_and_more_often() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            fake.service.answer(Told.status());
            Page page = fake.openLive();

            fake.service.away(true, false);
            assertThat(page.locator("#state")).hasText("연결 끊김");
            int before = fake.service.asked();
            page.waitForTimeout(20_000);

            assertThat(fake.service.asked() - before).isLessThanOrEqualTo(20);
            fake.service.away(false, false);
            assertThat(page.locator("#state")).hasText("실시간 연결됨");
        }
    }

    @Test
    void an_account_that_is_not_there_is_called_so() throws Exception {
        try (FakePage fake = new FakePage()) {
            fake.service.answer(404, Map.of("error", "There is no such account"));

            Page page = fake.open("?account=nobody");

            assertThat(page.locator("#state")).hasText("‘nobody’ 계좌를 지켜보고 있지 않습니다");
            assertThat(page.locator("#session")).hasAttribute("data-kind", "bad");
            assertThat(page.locator("#all-accounts")).isVisible();
            awaitStreams(fake, 0);
            FakePage.turn(page);
            assertThat(page.locator("#state")).hasText("Account ‘nobody’ is not served");
            assertThat(page.locator("#all-accounts")).hasText("All accounts");
        }
    }

    @Test
    void the_page_of_an_account_that_is_taken_out_says_so_and_goes_on_when_it_is_back() throws Exception {
        for (String worker : List.of("", "delete self.SharedWorker")) {
            try (FakePage fake = new FakePage().with(List.of(Told.row("005930", "삼성전자", 1_100)))) {
                fake.context.addInitScript(worker);
                fake.service.answer(Told.status());
                Page page = fake.open("?account=B");
                assertThat(page.locator("body")).hasAttribute("data-link", "up");

                fake.service.remove("B", true);

                assertThat(page.locator("#state")).hasText("‘B’ 계좌를 지켜보고 있지 않습니다");
                assertThat(page).hasTitle("⚠ ‘B’ 계좌를 지켜보고 있지 않습니다 · 키움 잔고");
                FakePage.turn(page);
                assertThat(page.locator("#state")).hasText("Account ‘B’ is not served");
                assertThat(page).hasTitle("⚠ Account ‘B’ is not served · Kiwoom balance");
                FakePage.turn(page);
                awaitStreams(fake, 0);
                int opened = fake.service.opened();
                page.waitForTimeout(6_000);
                assertThat(fake.service.opened()).isEqualTo(opened);
                fake.service.remove("B", false);
                fake.service.answer(Told.status());
                assertThat(page.locator("#state")).hasText("실시간 연결됨");
                assertThat(page.locator("#rows tr")).hasCount(1);
            }
        }
    }

    @Test
    void alerts_are_those_of_the_browser_and_not_of_a_tab() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            Page page = fake.openLive();
            Page other = fake.openLive();
            page.locator("#settings summary").click();
            page.locator("#sound").check();
            assertThat(other.locator("#sound")).isChecked();

            page.locator("#sound").uncheck();

            assertThat(other.locator("#sound")).not().isChecked();
            FakePage.hide(page, true);
            FakePage.hide(other, true);
            awaitStreams(fake, 0);
        }
    }

    @Test
    void an_account_that_is_taken_out_leaves_the_stream_to_the_others() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            Page page = fake.open("?account=A");
            assertThat(page.locator("body")).hasAttribute("data-link", "up");
            Page other = fake.open("?account=B");
            assertThat(other.locator("body")).hasAttribute("data-link", "up");

            fake.service.remove("B", true);

            assertThat(other.locator("#state")).hasText("‘B’ 계좌를 지켜보고 있지 않습니다");
            assertThat(page.locator("#state")).hasText("실시간 연결됨");
            awaitStreams(fake, 1);
        }
    }

    private static Map<String, Object> problem(String account, int line, String korean, String english) {
        return Map.of("account", account, "line", line, "words", Map.of("ko", korean, "en", english));
    }

    private static Map<String, Object> account(String alias, Map<String, Object> status, long total, long profit) {
        status.put("account", alias);
        String at = "2026-11-27T15:20:31+09:00";
        status.put("totals", Map.of("total_asset", Map.of("at", at, "ours", total, "kiwoom", total),
                "profit_loss", Map.of("at", at, "ours", profit, "kiwoom", profit)));
        return status;
    }
}
