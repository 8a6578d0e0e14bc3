package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.balancesync.http.Status;
import dev.balancesync.status.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of the page from afar and over time: title, icon, theme, alerts, history. */
class LooksIT {
    private static final List<Map<String, Object>> ROWS = List.of(Told.row("005930", "삼성전자", 1_100));

    @Test
    void title_and_icon_tell_the_return_and_what_is_wrong() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            assertThat(page).hasTitle("+10.00% · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-up.svg");

            fake.service.tell("account", Told.account(1_000_000, -50_000, 450_000, 500_000, 550_000));

            assertThat(page).hasTitle("−10.00% · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-down.svg");
            fake.service.tell("status", Told.status(Told.condition(Kind.CREDENTIALS_REJECTED)));
            assertThat(page).hasTitle("⚠ 키움이 앱키를 거부함 · 키움 잔고");
            FakePage.turn(page);
            assertThat(page).hasTitle("⚠ Kiwoom refuses the App key · Kiwoom balance");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-bad.svg");
            fake.service.tell("status", Told.status(Told.condition(Kind.GAP), Told.condition(Kind.LIVE)));
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-wait.svg");
            assertThat(page).hasTitle("−10.00% · Kiwoom balance");
        }
    }

    @Test
    void the_totals_are_called_as_Kiwoom_calls_them() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();

            assertThat(page.locator("#totals dt:visible")).hasText(new String[] {"추정자산", "평가손익", "주식 평가금액", "매입금액", "D+2 예수금(추정)", "주문가능금액"});
            FakePage.turn(page);
            assertThat(page.locator("#totals dt:visible")).hasText(new String[] {"Estimated assets", "Profit", "Stock value", "Cost", "Cash D+2 (estimated)", "Orderable"});
        }
    }

    /** {@code kw_account_balance} of before has no sum of what the holdings have cost. */
    @Test
    void with_legacy_tables_the_return_is_of_what_the_holdings_have_cost() throws Exception {
        Map<String, Object> row = Told.row("005930", "삼성전자", 1_100);
        row.put("purchase_amount", row.remove("total_purchase_amount"));
        row.put("avg_price", row.remove("average_price"));
        var account = new HashMap<>(Told.account(1_000_000, 10_000, 110_000, 0, 890_000));
        account.remove("total_purchase_amount");
        try (FakePage fake = new FakePage()) {
            Told.everything(fake.service, List.of(row), account);

            Page page = fake.openLive();

            assertThat(page).hasTitle("+10.00% · 키움 잔고");
            assertThat(page.locator("link[rel='icon']")).hasAttribute("href", "icon-up.svg");
            assertThat(page.locator("[data-total='profit_loss']")).hasText("▲ +10,000 +10.00%");
            assertThat(page.locator("[data-total='total_purchase_amount']")).hasText("100,000");
            fake.service.tell("positions", Told.positions(List.of()));
            assertThat(page.locator("[data-total='total_purchase_amount']")).hasText("–");
            assertThat(page).hasTitle("키움 잔고");
        }
    }

    @Test
    void the_page_can_be_installed() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            APIResponse answer = page.request().get(fake.address("manifest.webmanifest"));
            assertThat(answer.headers()).containsEntry("content-type", "application/manifest+json");
            JsonNode manifest = new ObjectMapper().readTree(answer.text());

            assertThat(manifest.path("display").asText()).isEqualTo("standalone");
            for (JsonNode icon : manifest.path("icons")) {
                APIResponse image = page.request().get(fake.address(icon.path("src").asText()));
                assertThat(image.status()).isEqualTo(200);
                assertThat(image.headers()).containsEntry("content-type", icon.path("type").asText());
                if (icon.path("type").asText().equals("image/png")) {
                    assertThat(page.evaluate("src => new Promise(done => { const image = new Image(); image.onload = () => done(`${image.width}x${image.height}`); image.src = src; })",
                            icon.path("src").asText())).isEqualTo(icon.path("sizes").asText());
                }
            }
            CDPSession chromium = fake.context.newCDPSession(page);
            // as is every browser without a past; the shell that CI installs looks at nothing, a whole Chromium at all
            assertThat(chromium.send("Page.getInstallabilityErrors").getAsJsonArray("installabilityErrors"))
                    .extracting(each -> each.getAsJsonObject().get("errorId").getAsString()).isSubsetOf("in-incognito");
            // behind a password it is asked for with the password
            assertThat(page.locator("link[rel='manifest']")).hasAttribute("crossorigin", "use-credentials");
        }
    }

    @Test
    void the_theme_is_chosen_and_remembered() throws Exception {
        try (FakePage fake = new FakePage(Chromium.options(1280, 900).setColorScheme(ColorScheme.LIGHT)).with(ROWS)) {
            Page page = fake.openLive();
            Object light = page.evaluate("getComputedStyle(document.body).backgroundColor");
            page.locator("#settings summary").click();

            assertThat(page.locator("#theme option")).hasText(new String[] {"자동", "밝게", "어둡게"});

            page.locator("#theme").selectOption("dark");

            Object dark = page.evaluate("getComputedStyle(document.body).backgroundColor");
            assertThat(dark).isNotEqualTo(light);
            page.reload();
            assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo(dark);
            page.locator("#settings summary").click();
            page.locator("#theme").selectOption("auto");
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo(light);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo(dark);
            FakePage.turn(page);
            page.locator("#settings summary").click();
            assertThat(page.locator("#theme option")).hasText(new String[] {"Automatic", "Light", "Dark"});
        }
    }

    @Test
    void a_fill_is_told_once_by_sound_and_notification_when_asked_for() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            fake.context.grantPermissions(List.of("notifications"));
            fake.context.addInitScript("""
                    self.told = [];
                    self.Notification = class { constructor(title, options) { told.push(`${title}: ${options.body}`); }
                      static permission = 'granted'; static requestPermission = async () => 'granted'; };
                    self.OscillatorNode = class { constructor(context, options) { told.push(options.frequency); } connect() { return this; } start() {} stop() {} };
                    self.GainNode = class { connect() { return this; } };""");
            Page page = fake.openLive();
            Page second = fake.openLive();
            assertThat(page.evaluate("told")).isEqualTo(List.of());
            page.bringToFront();
            page.locator("#settings summary").click();
            page.locator("#notify").check();
            page.locator("#sound").check();
            page.evaluate("told.length = 0");
            second.reload(); // it has the same settings now
            assertThat(second.locator("body")).hasAttribute("data-link", "up");

            Map<String, Object> fill = Told.fill("SK하이닉스", 3, 7, 181_000);
            fake.service.tell("fill", Map.of("complete", false, "fills", List.of(fill)), Map.of("complete", true, "fills", List.of(fill)));

            assertThat(page.locator("#fills li")).hasCount(2);
            assertThat(second.locator("#fills li")).hasCount(2);
            List<?> told = (List<?>) page.evaluate("told");
            assertThat(told).hasSize(3);
            assertThat(told.toString()).contains("660, 880", "키움 잔고: SK하이닉스 매수 4주 @ 181,000");
            assertThat(second.evaluate("told")).as("one tab is enough").isEqualTo(List.of());
            FakePage.turn(page);
            fake.service.tell("fill", Map.of("complete", false, "fills", List.of(Told.fill("카카오", 7, 3, 41_000))), Map.of("complete", true, "fills", List.of(fill)));
            assertThat(page.locator("#fills li")).hasCount(3);
            assertThat(page.evaluate("told").toString()).endsWith("880, 660, Kiwoom balance: 카카오 sold 4 sh @ 41,000]");
        }
    }

    /** And the box is not left checked, as if it told of anything. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "self.Notification = class { static permission = 'denied'; static requestPermission = async () => 'denied'; } | false"
                    + " | 브라우저가 이 사이트의 알림을 막고 있습니다. 주소창 옆의 사이트 설정에서 허용하세요."
                    + " | The browser blocks notifications of this site. Allow them in its site settings, beside the address.",
            "delete self.Notification | true | 바탕화면 알림은 https 주소나 이 컴퓨터(localhost)에서 연 화면에서만 쓸 수 있습니다."
                    + " | Desktop notifications need a page opened by https or on this machine (localhost)."})
    void where_no_notification_may_be_it_says_why(String browser, boolean isDisabled, String korean, String english) throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            fake.context.addInitScript(browser);
            Page page = fake.openLive();
            page.locator("#settings summary").click();

            page.locator("#notify").click(new Locator.ClickOptions().setForce(true));

            assertThat(page.locator("#notify")).not().isChecked();
            assertThat(page.locator("#notify").isDisabled()).isEqualTo(isDisabled);
            assertThat(page.locator("#alerts-note")).hasText(korean);
            FakePage.turn(page);
            assertThat(page.locator("#alerts-note")).hasText(english);
        }
    }

    @Test
    void what_was_today_is_called_by_its_day_after_midnight() throws Exception {
        try (FakePage fake = new FakePage().with(List.of())) {
            Page page = fake.openLive();
            assertThat(page.locator("#fills time")).hasText(Pattern.compile("[0-9:]{8}"));

            String shown = "";
            for (int i = 0; i < 10 && !shown.contains("일 "); i++) { // the service's own time, of today, comes every 5 s
                fake.service.tell("time", Map.of("now", Told.ago(Duration.ofDays(-1))));
                page.waitForTimeout(1_500);
                shown = page.locator("#fills time").textContent();
            }
            assertThat(shown).matches("\\d+월 \\d+일 [0-9:]{8}");
        }
    }

    @Test
    void a_reconnection_is_one_line_with_its_reason() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            fake.service.tell("states", Map.of("states", List.of(
                    Told.transition("STARTING", Duration.ofMinutes(60)), Told.transition("CONNECTING", Duration.ofMinutes(60)), Told.transition("LIVE", Duration.ofMinutes(59)),
                    Told.transition("RECONNECTING", Duration.ofSeconds(600), "R10002", "키움이 연결을 끊었습니다", "The broker ended it"),
                    Told.transition("AUTHENTICATING", Duration.ofSeconds(599)), Told.transition("CONNECTING", Duration.ofSeconds(598)),
                    Told.transition("RECONNECTING", Duration.ofSeconds(597), "503", "이용할 수 없습니다", "Not available"),
                    Told.transition("CONNECTING", Duration.ofSeconds(590)), Told.transition("LOGGING_IN", Duration.ofSeconds(589)),
                    Told.transition("REGISTERING", Duration.ofSeconds(589)), Told.transition("LIVE", Duration.ofSeconds(588)))));
            Page page = fake.openLive();

            assertThat(page.locator("#states li")).hasCount(2);
            assertThat(page.locator("#states li").first()).containsText("연결이 끊겨 다시 연결하는 중");
            assertThat(page.locator("#states li").first()).containsText("12초 만에 다시 연결됨 · 2번 시도");
            assertThat(page.locator("#states li").first().locator(".why")).hasText(new String[] {"R10002 키움이 연결을 끊었습니다", "503 이용할 수 없습니다"});
            assertThat(page.locator("#states li").last()).containsText("시작하는 중1분 만에 실시간 연결됨");
            FakePage.turn(page);
            assertThat(page.locator("#states li").first()).containsText("Connection lost, connecting again");
            assertThat(page.locator("#states li").first()).containsText("connected again after 12 s · 2 attempts");
            assertThat(page.locator("#states li").last()).containsText("Startinglive after 1 min");
            assertThat(page.locator("#states li").first().locator(".why")).hasText(new String[] {"R10002 The broker ended it", "503 Not available"});
        }
    }

    @Test
    void who_stands_by_is_not_called_one_who_does_not_get_connected() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();

            fake.service.tell("states", Map.of("states", List.of(Told.transition("STARTING", Duration.ofHours(3), null, null, null),
                    Told.transition("STANDBY", Duration.ofHours(3), null, null, null))));

            Locator line = page.locator("#states li");
            assertThat(line).hasCount(1);
            assertThat(line.locator(".name")).hasText("대기 중: 이 컴퓨터는 이 계좌를 맡지 않음");
            assertThat(line.locator(".bad")).hasCount(0);
            assertThat(line.locator(".how")).hasText(Pattern.compile("[23]시간 \\d+분 동안"));
            fake.service.tell("states", Map.of("states", List.of(Told.transition("STARTING", Duration.ofHours(3), null, null, null),
                    Told.transition("STANDBY", Duration.ofHours(3), null, null, null), Told.transition("CONNECTING", Duration.ofSeconds(9), null, null, null),
                    Told.transition("LIVE", Duration.ofSeconds(8), null, null, null))));
            assertThat(line.locator(".how")).hasText(Pattern.compile("[23]시간 \\d+분 만에 실시간 연결됨"));
        }
    }

    @Test
    void without_JavaScript_nothing_is_said_to_wait_for_an_answer() throws Exception {
        try (FakePage fake = new FakePage(Chromium.options(390, 844).setJavaScriptEnabled(false))) {
            Page page = fake.open();

            assertThat(page.locator("noscript p")).isVisible();
            assertThat(page.locator("main:visible, header:visible")).hasCount(0);
        }
    }

    @Test
    void it_says_when_the_next_attempt_comes() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Map<String, Object> waiting = Told.status(Told.condition(Kind.CIRCUIT_OPEN));
            waiting.put("state", "CIRCUIT_OPEN");
            waiting.put("next_attempt_at", Status.time(Instant.now().plusSeconds(45)));
            fake.service.tell("status", waiting);

            Page page = fake.openLive();

            assertThat(page.locator("#state-since")).containsText(Pattern.compile("다음 연결 시도 \\d\\d:\\d\\d:\\d\\d \\(4\\d초 뒤\\)"));
            waiting.put("next_attempt_at", Status.time(Instant.now()));
            fake.service.tell("status", waiting);
            assertThat(page.locator("#state-since")).containsText("곧 다시 연결을 시도합니다");
            FakePage.turn(page);
            assertThat(page.locator("#state-since")).containsText("the next attempt is about to begin");
            waiting.put("next_attempt_at", Status.time(Instant.now().plusSeconds(45)));
            fake.service.tell("status", waiting);
            assertThat(page.locator("#state-since")).containsText(Pattern.compile("next attempt at \\d\\d:\\d\\d:\\d\\d \\(in 4\\d s\\)"));
        }
    }

    @Test
    void no_two_ticks_of_the_chart_are_called_the_same() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            String names = "async step => { const ticks = [0, 1, 2, 3].map(i => Date.UTC(2026, 10, 26, 15) / 1000 + i * step); return ticks.map((await import('./chart.js')).clock(ticks)); }";

            assertThat(page.evaluate(names, 10)).isEqualTo(List.of("00:00:00", "00:00:10", "00:00:20", "00:00:30"));
            assertThat(page.evaluate(names, 8 * 3_600)).isEqualTo(List.of("11월 27일", "08:00", "16:00", "11월 28일"));
            assertThat(page.evaluate(names, 86_400)).isEqualTo(List.of("11월 27일", "11월 28일", "11월 29일", "11월 30일"));
            FakePage.turn(page);
            assertThat(page.evaluate(names, 2 * 86_400)).isEqualTo(List.of("27 Nov", "29 Nov", "1 Dec", "3 Dec"));
        }
    }

    @Test
    void the_only_total_there_is_yet_is_drawn_at_its_time_of_day() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            assertThat(page.locator("#chart canvas")).isVisible();
            page.evaluate("""
                    () => {
                        window.told = [];
                        window.drawn = 0;
                        const { fillText, fill } = CanvasRenderingContext2D.prototype;
                        CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { told.push(text); return fillText.call(this, text, ...at); };
                        CanvasRenderingContext2D.prototype.fill = function (...path) { drawn += 1; return fill.apply(this, path); };
                    }""");

            fake.service.tell("assets", Map.of("complete", true, "points", List.of(List.of(Instant.parse("2026-11-26T03:10:00Z").toEpochMilli(), 58_000_000, true))));

            assertThat(page.locator("#chart")).hasAttribute("aria-label", Pattern.compile("추정자산 1개 시점: .*"));
            page.waitForFunction("() => told.some(text => text.includes(':')) && drawn > 0");
            assertThat((List<?>) page.evaluate("() => told.filter(text => text.includes('월'))")).isEmpty();
        }
    }

    /** The head of the table, by which it is sorted; cards show none. */
    @ParameterizedTest
    @CsvSource({"1280, true", "390, false"})
    void the_keyboard_stops_at_nothing_that_is_not_seen(int width, boolean isTable) throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            page.setViewportSize(width, 800);
            assertThat(page.locator("body")).hasAttribute("data-layout", isTable ? Pattern.compile("beside|below") : Pattern.compile("cards"));
            boolean isAtHead = false;

            for (int i = 0; i < 20; i++) {
                page.keyboard().press("Tab");
                isAtHead |= (boolean) page.evaluate("() => document.activeElement.closest('thead') !== null");
            }

            assertThat(isAtHead).isEqualTo(isTable);
        }
    }

    @Test
    void what_is_shown_as_nothing_has_no_sign() throws Exception {
        try (FakePage fake = new FakePage().with(List.of(Told.row("005930", "삼성전자", 7, 1_000, 1_000, 1_000_000_000L, 1_000_000_000L, -0.4)))) {
            Page page = fake.openLive();

            assertThat(page.locator("#rows td[data-c='profit_loss']")).hasText("0");
            assertThat(page.locator("#rows td[data-c='rate']")).hasText("0.00%");
        }
    }

    @Test
    void the_chart_says_in_words_what_it_shows() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();

            assertThat(page.locator("#chart canvas")).isVisible();
            assertThat(page.locator("#chart")).hasAttribute("aria-label", Pattern.compile("추정자산 60개 시점: 처음 58,000,000, 지금 58,003,000, 최저 58,000,000, 최고 58,006,000원"));
            fake.service.tell("assets", Map.of("complete", true, "points", List.of()));
            assertThat(page.locator("#chart-note")).hasText("예수금을 알 수 없어 추정자산이 아직 없습니다.");
            FakePage.turn(page);
            assertThat(page.locator("#chart-note")).hasText("The cash is not known yet, so there is no total.");
            Told.everything(fake.service, ROWS, Told.account(1, 0, 0, 0, 1));
            assertThat(page.locator("#chart")).hasAttribute("aria-label", "Estimated assets at 60 moments: first 58,000,000, now 58,003,000, lowest 58,000,000, highest 58,006,000 won");
        }
    }
}
