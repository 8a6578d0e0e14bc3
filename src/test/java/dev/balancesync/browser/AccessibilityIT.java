package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.Test;

/** What axe-core finds by itself: names, roles, landmarks, contrast; at the desk and on a phone, by day and by night, well and ill. */
class AccessibilityIT {
    @Test
    void axe_finds_nothing() throws Exception {
        try (Chromium chromium = Chromium.start(); TestService mirror = new TestService().with("KIWOOM_DUPLICATE_DELAY", "60s")) {
            mirror.kiwoom.hold("005930", "삼성전자", 10, 600_000, 61_000);
            mirror.kiwoom.hold("000660", "SK하이닉스", 10, 2_000_000, 181_000);
            mirror.startLive();
            mirror.kiwoom.buy("005930", 1, 0);
            for (boolean ill : new boolean[] {false, true}) {
                if (ill) {
                    mirror.kiwoom.next(new Fault.Duplicate());
                }
                for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                    for (int width : new int[] {1280, 375}) {
                        Page page = chromium.context(Chromium.options(width, 900).setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE)).newPage();
                        page.navigate("http://127.0.0.1:" + mirror.port + "/");
                        assertThat(page.locator("#state")).hasText(ill ? "다른 프로그램이 접속을 가져감" : "실시간 연결됨");
                        assertThat(page.locator("#rows tr")).hasCount(2);
                        assertThat(page.locator(".flash")).hasCount(0);

                        assertThat(new AxeBuilder(page).setLegacyMode(true).analyze().getViolations())
                                .as(scheme + " " + width + (ill ? " ill" : "")).extracting(AccessibilityIT::words).isEmpty();
                        page.context().close();
                    }
                }
            }
        }
    }

    private static String words(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().get(0).getTarget() + " " + rule.getNodes().get(0).getFailureSummary();
    }
}
