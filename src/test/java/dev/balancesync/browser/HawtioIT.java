package dev.balancesync.browser;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.balancesync.TestService;
import dev.balancesync.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees at {@code /hawtio/} in a real Chromium. */
class HawtioIT {
    private static final String NODE = ".react-flow__node, .pf-topology__node, [data-testid*=node]";

    private static final Duration SECOND = Duration.ofSeconds(1);

    private TestService mirror;
    private Chromium chromium;
    private Page page;

    @BeforeEach
    void setUp() throws Exception {
        chromium = Chromium.start();
        mirror = new TestService(SimulatorOptions.defaults()).withManagement().startLive();
        page = chromium.context(new Browser.NewContextOptions().setViewportSize(1400, 800)).newPage();
    }

    @AfterEach
    void tearDown() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (mirror != null) {
            mirror.close();
        }
    }

    @Test
    void the_route_diagram_is_there_without_a_login_and_its_counts_are_live() throws Exception {
        page.navigate("http://localhost:" + mirror.port + "/hawtio/");
        page.waitForURL("**/hawtio/camel/**", new Page.WaitForURLOptions().setTimeout(60_000));
        assertThat(page.content()).doesNotContain("type=\"password\"");
        page.getByText("balance-map").first().click();
        page.getByText("Route Diagram").first().click();
        page.locator(NODE).first().waitFor();

        String before = page.locator(NODE).allInnerTexts().toString();
        mirror.kiwoom.buy("005930", 1, 0);

        // seldom, since each look holds up the page, which asks for its counts itself
        await().atMost(SOON.multipliedBy(3)).pollInterval(SECOND).until(() -> !page.locator(NODE).allInnerTexts().toString().equals(before));
        Path picture = Path.of("target", "hawtio.png");
        page.screenshot(new Page.ScreenshotOptions().setPath(picture));
        assertThat(picture).isNotEmptyFile();
    }
}
