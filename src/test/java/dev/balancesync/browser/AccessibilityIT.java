package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.page.FakeService;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What axe-core finds by itself: names, roles, landmarks, contrast; in every state of the page, at the desk and on a phone, by day and by night. */
class AccessibilityIT {
    /** What another tab of this browser has changed is shown, and with it whether a notification may be. */
    private static final String ANOTHER_TAB = "dispatchEvent(new StorageEvent('storage', { key: null }))";
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, ko", "1280, DARK, en", "375, LIGHT, en", "375, DARK, ko"})
    void axe_finds_nothing_in_any_state(int width, ColorScheme scheme, String language) throws Exception {
        FakeService service = new FakeService();
        try (BrowserContext context = chromium.context(Chromium.options(width, 900).setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE))) {
            Page page = open(context, service, language);
            for (Map.Entry<String, Consumer<Page>> state : states(service).entrySet()) {
                state.getValue().accept(page);
                assertThat(page.locator(".flash")).hasCount(0);

                assertThat(violations(page, "html")).as(state.getKey()).isEmpty();
            }
        }
    }

    /** Of what a day brings, once there are rows. */
    @ParameterizedTest
    @CsvSource({"1280, LIGHT, ko", "375, DARK, en"})
    void nor_in_what_a_day_brings(int width, ColorScheme scheme, String language) throws Exception {
        try (FakeService service = new FakeService();
                BrowserContext context = chromium.context(Chromium.options(width, 900).setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE))) {
            Page page = open(context, Told.everything(service, List.of(), Told.account(1_000_000, 50_000, 550_000, 500_000, 450_000)), language);
            for (Map.Entry<String, Consumer<Page>> state : ofADay(service).entrySet()) {
                state.getValue().accept(page);
                assertThat(page.locator(".flash")).hasCount(0);

                assertThat(violations(page, "html")).as(state.getKey()).isEmpty();
            }
        }
    }

    /** As {@link #states}. */
    private static Map<String, Consumer<Page>> ofADay(FakeService service) {
        var states = new LinkedHashMap<String, Consumer<Page>>();
        states.put("lots on credit, and the day's change up, down and none", page -> {
            service.tell("positions", Told.positions(IntStream.range(0, 3).mapToObj(i -> {
                Map<String, Object> lot = Told.row("005930", "삼성전자", 900 + 100 * i);
                lot.putAll(Map.of("previous_close", 1_000, "credit_type", "0" + i, "loan_date", i == 0 ? "" : "2026110" + i));
                return lot;
            }).toList()));
            assertThat(page.locator("#rows td[data-c='day_change']")).hasCount(3);
            assertThat(page.locator("[data-total='day_result']")).isVisible();
        });
        states.put("totals that differ from Kiwoom's", page -> {
            Map<String, Object> differing = Told.status();
            differing.put("totals", Map.of("profit_loss", Map.of("at", Told.ago(Duration.ofMinutes(1)), "kiwoom", 47_700, "ours", 50_000, "difference", -2_300, "fees_and_tax", true,
                    "words", Map.of("ko", "키움의 평가손익: 테이블보다 2,300원 적습니다 (수수료·세금)", "en", "Kiwoom's profit: 2,300 won less than ours (fees and tax)"))));
            service.tell("status", differing);
            assertThat(page.locator("#fees")).isVisible();
        });
        states.put("a reconnection with its reasons, and one that lasts", page -> {
            service.tell("states", Map.of("states", List.of(Told.transition("LIVE", Duration.ofMinutes(59)),
                    Told.transition("RECONNECTING", Duration.ofMinutes(9), "R10002", "키움이 연결을 끊었습니다", "The broker ended it"), Told.transition("CONNECTING", Duration.ofMinutes(9)),
                    Told.transition("RECONNECTING", Duration.ofMinutes(8), "503", "이용할 수 없습니다", "Not available"), Told.transition("CONNECTING", Duration.ofMinutes(8)),
                    Told.transition("LIVE", Duration.ofMinutes(7)), Told.transition("CIRCUIT_OPEN", Duration.ofMinutes(1), "503", "이용할 수 없습니다", "Not available"))));
            assertThat(page.locator("#states .why")).hasCount(3);
        });
        states.put("the next attempt's time", page -> {
            Map<String, Object> waiting = Told.status(Told.condition(Kind.CIRCUIT_OPEN));
            waiting.put("next_attempt_at", Told.ago(Duration.ofMinutes(-5)));
            service.tell("status", waiting);
            assertThat(page.locator("#state-since")).containsText(Pattern.compile("다음 연결 시도|next attempt at"));
        });
        states.put("notifications denied", page -> {
            page.evaluate("() => void Object.defineProperty(Notification, 'permission', { value: 'denied', configurable: true })");
            page.evaluate(ANOTHER_TAB);
            page.locator("#settings summary").click();
            assertThat(page.locator("#alerts-note")).containsText(Pattern.compile("막고|blocks"));
        });
        states.put("notifications unavailable", page -> {
            page.evaluate("delete self.Notification");
            page.evaluate(ANOTHER_TAB);
            assertThat(page.locator("#notify")).isDisabled();
            assertThat(page.locator("#alerts-note")).containsText("localhost");
        });
        var told = new AtomicReference<>("running");
        states.put("a refresh that runs", page -> {
            page.keyboard().press("Escape");
            service.tell("status", Told.status());
            page.route("**/api/refresh*", route -> route.fulfill(new Route.FulfillOptions().setStatus(route.request().method().equals("POST") ? 202 : 200)
                    .setBody("{\"id\":\"1\",\"state\":\"" + told + "\",\"error\":\"The broker answered 500\"}")));
            page.locator("#refresh").click();
            assertThat(page.locator("#refresh")).hasAttribute("aria-disabled", "true");
        });
        states.put("one that is done", page -> {
            told.set("done");
            assertThat(page.locator("#refresh-outcome")).containsText(Pattern.compile("전체 조회를 마쳤습니다|The snapshot is in"));
        });
        states.put("one that failed", page -> {
            told.set("failed");
            page.locator("#refresh").click();
            assertThat(page.locator("#refresh-outcome")).containsText(Pattern.compile("마치지 못했습니다|could not be finished"));
        });
        states.put("at rest, hidden", page -> {
            FakePage.hide(page, true);
            assertThat(page.locator("body")).hasAttribute("data-link", "rest");
        });
        states.put("an account that is not there", page -> {
            service.answer(404, Map.of("error", "There is no such account"));
            page.navigate("http://127.0.0.1:" + service.port + "/?account=nobody");
            assertThat(page.locator("body")).hasAttribute("data-link", "unknown");
        });
        return states;
    }

    /** By name, what brings the page from the one before to it. */
    private static Map<String, Consumer<Page>> states(FakeService service) {
        var rows = IntStream.range(0, 8).mapToObj(i -> Told.row(String.valueOf(100_000 + i), "종목" + i, 700 + 100 * i)).toList();
        var states = new LinkedHashMap<String, Consumer<Page>>();
        states.put("nothing told yet", page -> assertThat(page.locator("body")).hasAttribute("data-link", "wait"));
        states.put("live", page -> {
            Told.everything(service, rows, Told.account(1_000_000, 50_000, 550_000, 500_000, 450_000));
            assertThat(page.locator("#rows tr")).hasCount(8);
            assertThat(page.locator("#chart canvas")).isVisible();
        });
        states.put("a fill whose cash is awaited, and old prices", page -> {
            Map<String, Object> late = Told.status();
            late.put("last_snapshot_at", Told.ago(Duration.ofMinutes(40)));
            rows.get(0).put("updated_at", Told.ago(Duration.ofMinutes(31)));
            service.tell("assets", Map.of("complete", true, "points", List.of(List.of(1_700_000_000_000L, 1, true), List.of(1_700_000_060_000L, 1, false))));
            service.tell("positions", Told.positions(rows)).tell("status", late);
            assertThat(page.locator("tr:has(.old)")).hasCount(1);
            service.tell("account", Told.account(900_000, 50_000, 550_000, 500_000, 350_000));
            assertThat(page.locator("#cash-note")).isVisible();
        });
        states.put("settings", page -> page.locator("#settings summary").click());
        states.put("columns", page -> page.locator("#columns summary").click());
        states.put("a filter without a match", page -> {
            page.keyboard().press("Escape");
            page.locator("#filter").fill("xyz");
            assertThat(page.locator("#no-match")).not().hasText("");
        });
        states.put("tables that cannot be read", page -> {
            service.tell("tables", Map.of("readable", false, "read_at", Told.ago(Duration.ofMinutes(1)), "reason", "refused"));
            page.locator("#filter").fill("");
            assertThat(page.locator("body")).hasAttribute("data-tables", "old");
        });
        states.put("empty", page -> {
            service.tell("positions", Told.positions(List.of()));
            assertThat(page.locator("#empty")).not().hasText("");
        });
        states.put("a refused refresh", page -> {
            page.locator("#refresh").click();
            assertThat(page.locator("#refresh-outcome")).not().hasText("");
        });
        states.put("the service gone", page -> {
            service.tell("positions", Told.positions(rows));
            assertThat(page.locator("#rows tr")).hasCount(8);
            service.close();
            assertThat(page.locator("body")).hasAttribute("data-link", "down");
        });
        return states;
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, ko", "1280, DARK, en", "375, LIGHT, en", "375, DARK, ko"})
    void nor_in_the_list_of_accounts(int width, ColorScheme scheme, String language) throws Exception {
        try (FakeService service = new FakeService(); BrowserContext context = chromium.context(Chromium.options(width, 900).setColorScheme(scheme))) {
            service.answer(Map.of("accounts", List.of(), "problems", List.of()));
            Page page = open(context, service, language);
            assertThat(page.locator("#accounts-count")).not().hasText("");
            assertThat(violations(page, "html")).as("none").isEmpty();
            service.answer(Map.of("accounts", Stream.of(Kind.LIVE, Kind.DUPLICATE_SESSION, Kind.GAP, Kind.STANDBY).map(AccessibilityIT::account).toList(),
                    "problems", List.of(Map.of("account", "B", "line", 7, "words", Map.of("ko", "앱키가 없습니다", "en", "no App key")))));
            assertThat(page.locator("#accounts li")).hasCount(4);

            assertThat(violations(page, "html")).as("four").isEmpty();
            service.answer(503, Map.of("error", "The service is starting"));
            assertThat(page.locator("body")).hasAttribute("data-link", "down");
            assertThat(violations(page, "html")).as("disconnected").isEmpty();
        }
    }

    private static Map<String, Object> account(Kind kind) {
        Map<String, Object> status = Told.status(new Condition(kind, kind.level(), Instant.now(), 0, "503", new Bilingual("이용할 수 없습니다", "Not available"), kind.advice()));
        status.put("day_result", 4_120);
        status.put("account", kind.name());
        return status;
    }

    @Test
    void nor_in_three_hundred_rows() throws Exception {
        var rows = IntStream.range(0, 300).mapToObj(i -> Told.row(String.valueOf(100_000 + i), "종목" + i, 700 + 2 * i)).toList();
        try (FakeService service = Told.everything(new FakeService(), rows, Told.account(1_000_000, 50_000, 550_000, 500_000, 450_000));
                BrowserContext context = chromium.context(1280, 900)) {
            Page page = open(context, service, "ko");
            assertThat(page.locator("#rows tr")).hasCount(300);

            // whose contrast is that of eight
            assertThat(violations(page, "#holdings", "color-contrast")).isEmpty();
        }
    }

    /** Each as the headline and, but for the first, as a warning below one. */
    @ParameterizedTest
    @CsvSource({"1280, LIGHT, ko", "375, DARK, en"})
    void nor_in_any_headline(int width, ColorScheme scheme, String language) throws Exception {
        try (FakeService service = new FakeService(); BrowserContext context = chromium.context(Chromium.options(width, 900).setColorScheme(scheme))) {
            Page page = open(context, service, language);
            Kind before = Kind.LIVE;
            for (Kind kind : Kind.values()) {
                service.tell("status", Told.status(Told.condition(kind), Told.condition(before)));
                assertThat(page.locator("#session")).hasAttribute("data-state", kind.name());

                assertThat(violations(page, "#session, #warnings")).as(kind.name()).isEmpty();
                before = kind;
            }
        }
    }

    private static Page open(BrowserContext context, FakeService service, String language) throws IOException {
        context.addInitScript("localStorage.setItem('balance.language', '\"" + language + "\"')");
        context.addInitScript(AxeBuilder.getAxeScript());
        Page page = context.newPage();
        page.navigate("http://127.0.0.1:" + service.port + "/");
        return page;
    }

    /** As AxeBuilder asks, but for what passes, which nobody reads, and for bringing axe into the page anew each time. */
    private static List<?> violations(Page page, String where, String... rulesOff) {
        return (List<?>) page.evaluate("""
                async ([where, off]) => (await axe.run(where, { resultTypes: ['violations'], rules: Object.fromEntries(off.map(each => [each, { enabled: false }])) }))
                  .violations.map(each => `${each.id}: ${each.help} ${each.nodes[0].target} ${each.nodes[0].failureSummary}`)""", List.of(where, List.of(rulesOff)));
    }
}
