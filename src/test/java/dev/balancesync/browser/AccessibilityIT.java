package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.balancesync.page.FakeService;
import dev.balancesync.status.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What axe-core finds by itself: names, roles, landmarks, contrast; in every state of the page, at the desk and on a phone, by day and by night. */
class AccessibilityIT {
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
            service.answer(Map.of("accounts", Stream.of(Kind.LIVE, Kind.DUPLICATE_SESSION, Kind.GAP, Kind.STANDBY).map(AccessibilityIT::account).toList(),
                    "problems", List.of(Map.of("account", "B", "line", 7, "words", Map.of("ko", "앱키가 없습니다", "en", "no App key")))));
            Page page = open(context, service, language);
            assertThat(page.locator("#accounts li")).hasCount(4);

            assertThat(violations(page, "html")).isEmpty();
        }
    }

    private static Map<String, Object> account(Kind kind) {
        Map<String, Object> status = Told.status(Told.condition(kind));
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
