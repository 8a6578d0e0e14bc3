package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import dev.balancesync.TestProxy;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page as a person sees and uses it, in a real browser. */
class PageIT {
    private static final int DESK = 1280;
    private static final int PHONE = 375;
    private static final int HEIGHT = 800;
    private static Chromium chromium;

    private TestService mirror;
    private Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService().with("KIWOOM_DUPLICATE_DELAY", "3s");
    }

    @AfterEach
    void tearDown() throws Exception {
        if (page != null) {
            page.context().close();
        }
        mirror.close();
    }

    private void open(int width) {
        open(Chromium.options(width, HEIGHT));
    }

    private void open(Browser.NewContextOptions options) {
        page = chromium.context(options).newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.navigate("http://127.0.0.1:" + mirror.port + "/");
    }

    private Locator cell(String code, String column) {
        return page.locator("#rows tr[data-key^='" + code + "'] td[data-c='" + column + "']");
    }

    private Locator state() {
        return page.locator("#state");
    }

    @Test
    void a_fill_changes_its_cell_at_once_and_flashes() throws Exception {
        mirror.startLive();
        open(DESK);
        assertThat(state()).hasText("실시간 연결됨");
        mirror.kiwoom.buy("005930", 3, 0);
        assertThat(cell("005930", "quantity")).hasText("3");

        mirror.kiwoom.buy("005930", 4, 0);

        assertThat(cell("005930", "quantity")).hasText("7");
        assertThat(cell("005930", "quantity").locator(".flash")).isVisible();
        assertThat(page.locator("#fills li").first()).containsText("▲ +4주");
        assertThat(page.locator("#fills li").first()).containsText("3 → 7주");
        assertThat(page.locator("#count")).hasText("1종목");
        page.locator("#language").click();
        assertThat(page.locator("#fills li").first()).containsText("▲ +4 sh");
        assertThat(page.locator("#fills li").first()).containsText("3 → 7 sh");
        assertThat(page.locator("#speed")).containsText("p99");
        assertThat(mirror.portfolio()).singleElement().extracting("quantity").isEqualTo(7L);
        mirror.kiwoom.sell("005930", 7, 0);
        assertThat(page.locator("#rows tr")).hasCount(0);
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_days_change_is_counted_from_what_kiwoom_calls_the_base_price() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 10, 600_000, 61_000);
        mirror.startLive();
        open(DESK);
        assertThat(cell("005930", "day_change")).hasText(Pattern.compile("[+−]?\\d+\\.\\d\\d%"));
        mirror.kiwoom.buy("000660", 1, 0);
        assertThat(cell("000660", "day_change")).hasText(Pattern.compile("[+−]?\\d+\\.\\d\\d%"));
        assertThat(page.locator("[data-total='day_result']")).isVisible();
    }

    @Test
    void a_cut_connection_is_told_with_code_and_advice_and_healed() throws Exception {
        mirror.startLive();
        open(DESK);
        assertThat(state()).hasText("실시간 연결됨");

        mirror.kiwoom.next(new Fault.Duplicate());

        assertThat(state()).hasText("다른 프로그램이 접속을 가져감");
        assertThat(page.locator("#broker-code")).hasText("R10001");
        assertThat(page.locator("#broker-advice")).containsText("같은 앱키를 쓰는 다른 프로그램을 끄거나");
        assertThat(page.locator("#warnings")).containsText("놓친 체결이 있을 수 있습니다");
        page.locator("#refresh").click();
        assertThat(page.locator("#refresh-outcome")).containsText("지금은 새로고침할 수 없습니다: 실시간 연결 상태가 아닙니다");
        assertThat(state()).hasText("실시간 연결됨");
        assertThat(page.locator("#warnings")).not().containsText("놓친 체결");
        assertThat(page.locator("#broker")).isHidden();
        assertThat(page.locator("#states")).containsText("다른 프로그램이 접속을 가져감");
    }

    @Test
    void the_refresh_button_takes_a_snapshot_and_says_what_came_of_it() throws Exception {
        mirror.startLive();
        open(DESK);
        assertThat(state()).hasText("실시간 연결됨");
        mirror.kiwoom.hold("000660", "SK하이닉스", 5, 900_000, 181_000);

        page.locator("#refresh").click();

        assertThat(page.locator("#refresh-outcome")).containsText("조회하는 중");
        assertThat(page.locator("#refresh-outcome")).containsText("전체 조회를 마쳤습니다");
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "<html>점검</html>"));
        page.locator("#refresh").click();
        assertThat(page.locator("#refresh-outcome")).containsText("전체 조회를 마치지 못했습니다");
        page.locator("#language").click();
        assertThat(page.locator("#refresh-outcome")).containsText("The snapshot could not be finished");
        page.locator("#refresh").click();
        assertThat(page.locator("#refresh-outcome")).containsText("The snapshot is in. The table equals Kiwoom's answer");

        mirror.kiwoom.next(new Fault.Duplicate());

        assertThat(state()).hasText("Another program took the session");
        assertThat(page.locator("#refresh-outcome")).hasText("", new LocatorAssertions.HasTextOptions().setTimeout(5_000));
    }

    @Test
    void it_refreshes_behind_a_proxy_that_gives_another_host() throws Exception {
        mirror.startLive();
        try (HostProxy proxy = new HostProxy(mirror.port)) {
            page = chromium.context(DESK, HEIGHT).newPage();
            page.navigate("http://127.0.0.1:" + proxy.port + "/");
            assertThat(state()).hasText("실시간 연결됨");

            page.locator("#refresh").click();

            assertThat(page.locator("#refresh-outcome")).containsText("전체 조회를 마쳤습니다");
            FakePage.turn(page);
            assertThat(page.locator("#refresh-outcome")).containsText("The snapshot is in");
        }
    }

    @Test
    void under_the_totals_it_says_whether_they_are_kiwooms_own() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 1, 250_250, 260_000);
        mirror.startLive();

        open(DESK);

        assertThat(page.locator("#kiwoom-totals")).containsText("키움의 평가손익: 테이블보다 2,300원 적습니다 (수수료·세금)");
        assertThat(page.locator("#fees")).containsText("수수료와 세금을 뺀 값입니다");
        page.locator("#language").click();
        assertThat(page.locator("#kiwoom-totals")).containsText("Kiwoom's profit: 2,300 won less than ours (fees and tax)");
        assertThat(page.locator("#fees")).containsText("less fees and tax");
        mirror.kiwoom.sell("005930", 1, 0);
        page.locator("#refresh").click();
        assertThat(page.locator("#kiwoom-totals")).containsText("Equal to Kiwoom's own totals");
        assertThat(page.locator("#fees")).isHidden();
        page.locator("#language").click();
        assertThat(page.locator("#kiwoom-totals")).containsText("영웅문과 일치합니다");
    }

    @Test
    void the_language_is_kept() throws Exception {
        mirror.startLive();
        open(DESK);
        assertThat(state()).hasText("실시간 연결됨");
        assertThat(page.locator("html")).hasAttribute("lang", "ko");

        page.locator("#language").click();

        assertThat(state()).hasText("Live");
        assertThat(page.locator("#refresh")).hasText("Refresh");
        page.reload();
        assertThat(state()).hasText("Live");
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("#empty")).containsText("There are no holdings. Kiwoom said so");
        page.locator("#language").click();
        assertThat(state()).hasText("실시간 연결됨");
    }

    @Test
    void on_a_phone_nothing_scrolls_sideways() throws Exception {
        mirror.kiwoom.hold("005930", "아주아주아주아주아주아주긴이름의상장지수펀드TIGER미국나스닥100커버드콜(합성)", 1_234_567, 86_419_690_000L, 123_456);
        mirror.startLive();
        open(PHONE);
        assertThat(cell("005930", "quantity")).hasText("1,234,567");
        for (int i = 0; i < 2; i++) {
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(PHONE);
            assertThat((Double) page.evaluate("document.querySelector('#rows').getBoundingClientRect().right + 0.5")).isLessThanOrEqualTo(PHONE);
            page.locator("#language").click();
        }
    }

    @Test
    void a_restart_of_the_service_is_survived_and_never_hidden() throws Exception {
        mirror.kiwoom.hold("005930", "삼성전자", 10, 600_000, 61_000);
        mirror.startLive();
        open(DESK);
        assertThat(cell("005930", "quantity")).hasText("10");

        mirror.stop();

        assertThat(state()).hasText("연결 끊김");
        assertThat(page.locator("body")).hasAttribute("data-link", "down");
        assertThat(page.locator("#session")).not().hasAttribute("data-kind", "good");
        assertThat(cell("005930", "quantity")).hasText("10");
        assertThat((String) page.evaluate("getComputedStyle(document.querySelector('#rows td')).opacity")).isNotEqualTo("1");
        mirror.startLive();
        mirror.kiwoom.buy("005930", 1, 0);
        assertThat(state()).hasText("실시간 연결됨");
        assertThat(cell("005930", "quantity")).hasText("11");
        assertThat(page.locator("body")).hasAttribute("data-link", "up");
    }

    @Test
    void markup_in_a_name_is_shown_as_text() throws Exception {
        String name = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
        mirror.kiwoom.hold("123450", name, 10, 600_000, 61_000);
        mirror.startLive();
        open(DESK);
        assertThat(cell("123450", "quantity")).hasText("10");
        mirror.kiwoom.buy("123450", 1, 0);

        assertThat(page.locator("#fills li .name")).hasText(name);

        assertThat(cell("123450", "stock").locator(".name")).hasText(name);
        assertThat(page.locator("img, #rows script, #fills script")).hasCount(0);
        assertThat(page.evaluate("window.hacked")).isNull();
        assertThat(complaints).isEmpty();
    }

    @Test
    void everything_can_be_done_with_the_keyboard() throws Exception {
        mirror.startLive();
        open(DESK);
        assertThat(state()).hasText("실시간 연결됨");

        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Tab");
        assertThat(page.locator("#refresh")).isFocused();
        assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).isEqualTo("solid");
        page.keyboard().press("Enter");
        assertThat(page.locator("#refresh-outcome")).containsText("전체 조회를 마쳤습니다");
        assertThat(page.locator("#refresh")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Space");
        assertThat(state()).hasText("Live");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator("#theme")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.locator("#theme")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#theme")).isHidden();
        assertThat(page.locator("#settings summary")).isFocused();
    }

    @Test
    void an_empty_table_says_why() throws Exception {
        mirror.kiwoom.next(new Fault.Refuse("LOGIN", "8050"), 2); // a fresh token is tried once
        mirror.kiwoom.next(new Fault.Refuse("kt00018", "RC9000"));
        mirror.with("KIWOOM_CREDENTIALS_DELAY", "10s").start();
        open(DESK);
        assertThat(page.locator("#empty")).containsText("잔고가 0이라는 뜻이 아닙니다");
        assertThat(page.locator("#broker-advice")).containsText("공인 IP 주소");

        assertThat(page.locator("#empty")).containsText("전체 잔고를 조회하지 못했습니다");

        page.locator("#refresh").click();
        assertThat(page.locator("#refresh-outcome")).containsText("제공하지 않습니다");
    }

    @Test
    void an_account_without_holdings_is_told_as_the_brokers_answer() throws Exception {
        mirror.startLive();
        open(Chromium.options(DESK, HEIGHT).setReducedMotion(ReducedMotion.REDUCE));

        assertThat(page.locator("#empty")).containsText("보유 종목이 없습니다. 키움이");
        assertThat(page.locator("#mode")).hasText("모의투자 MOCK");
        assertThat(page.locator("#account")).hasText(Pattern.compile("\\*+\\d{4}"));
    }

    @Test
    void while_the_database_is_away_the_last_known_is_shown_as_old() throws Exception {
        URI address = URI.create(mirror.database.url().replace("postgresql:", "http:"));
        try (TestProxy line = TestProxy.to(address.getPort())) {
            mirror.with("SUPABASE_DB_URL", mirror.database.url().replace(":" + address.getPort(), ":" + line.port())).startLive();
            mirror.kiwoom.buy("005930", 3, 0);
            open(DESK);
            assertThat(cell("005930", "quantity")).hasText("3");

            line.cut();
            mirror.kiwoom.buy("005930", 4, 0);

            assertThat(state()).hasText("데이터베이스에 저장하지 못합니다");
            assertThat(page.locator("#session")).hasAttribute("data-kind", "bad");
            assertThat(page).hasTitle("⚠ 데이터베이스에 저장하지 못합니다 · 키움 잔고");
            assertThat(page.locator("#warnings")).containsText("1종목이 데이터베이스를 기다립니다");
            assertThat(page.locator("body")).hasAttribute("data-tables", "old");
            assertThat(cell("005930", "quantity")).hasText("3");
            page.locator("#language").click();
            assertThat(state()).hasText("The database cannot be written");
            assertThat(page.locator("#warnings")).containsText("Holdings that wait for the database: 1");
            page.locator("#language").click();
            line.restore();
            assertThat(cell("005930", "quantity")).hasText("7");
            assertThat(page.locator("#warnings li")).hasCount(0);
            assertThat(state()).hasText("실시간 연결됨");
            assertThat(page.locator("#session")).hasAttribute("data-kind", "good");
            assertThat(page).hasTitle(Pattern.compile("^[+−]?\\d+\\.\\d\\d% · 키움 잔고$"));
        }
    }

    @Test
    void nothing_is_green_above_a_warning() throws Exception {
        mirror.kiwoom.next(new Fault.RestAnswer("kt00018", 500, "down"), 1_000);
        mirror.start();
        open(DESK);

        assertThat(state()).hasText("전체 조회에 실패하고 있음");
        assertThat(page.locator("#session")).hasAttribute("data-kind", "wait");
        assertThat(page.locator("#warnings")).containsText("놓친 체결이 있을 수 있습니다");
        page.locator("#language").click();
        assertThat(state()).hasText("The snapshot fails");
        assertThat(page.locator("#broker-code")).hasText("500");
    }
}
