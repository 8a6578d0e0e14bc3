package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.balancesync.Asked;
import dev.balancesync.TestService;
import dev.balancesync.simulator.Fault;
import dev.balancesync.simulator.SimulatorOptions;

/** {@code mvn -Plab -Dlab=screenshots}: the pictures of README and docs, taken from the simulator's market into {@code docs/images}. */
public final class Screenshots {
    private static final Path FOLDER = Path.of(Asked.text("images", "docs/images"));
    private static final int FILLS = 6;

    private Screenshots() {
    }

    public static void run() throws Exception {
        SimulatorOptions market = SimulatorOptions.defaults().withSeed(7).withMarket(Duration.ofMillis(500), Duration.ofSeconds(2));
        try (Chromium chromium = Chromium.start();
                TestService mirror = new TestService(market).with("KIWOOM_SNAPSHOT_INTERVAL", "1s").with("KIWOOM_DUPLICATE_DELAY", "60s")) {
            mirror.startLive();
            Page desk = open(chromium, mirror, Chromium.options(1280, 900));
            Page phone = open(chromium, mirror, Chromium.options(390, 844).setDeviceScaleFactor(1.5));
            assertThat(desk.locator("#fills li").nth(FILLS)).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
            assertThat(desk.locator("#cash-note")).isHidden();
            take(desk, "page.png", true);
            take(phone, "page-phone.png", false);
            mirror.kiwoom.next(new Fault.Duplicate());
            assertThat(desk.locator("#broker-code")).hasText("R10001");
            take(desk, "page-duplicate.png", false);
        }
    }

    private static Page open(Chromium chromium, TestService mirror, Browser.NewContextOptions options) {
        Page page = chromium.context(options).newPage();
        page.navigate("http://127.0.0.1:" + mirror.port + "/");
        return page;
    }

    private static void take(Page page, String name, boolean whole) {
        page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name)).setFullPage(whole));
    }
}
