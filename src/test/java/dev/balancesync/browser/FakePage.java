package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.balancesync.page.FakeService;

/** A browser before a service that tells what the test wants told. At its end the page must not have complained. */
final class FakePage implements AutoCloseable {
    final FakeService service;
    final BrowserContext context;
    private final Chromium chromium;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    FakePage() throws IOException {
        this(Chromium.options(1280, 900));
    }

    FakePage(Browser.NewContextOptions options) throws IOException {
        chromium = Chromium.start();
        service = new FakeService();
        context = chromium.context(options);
    }

    /** With these rows, live. */
    FakePage with(List<Map<String, Object>> rows) {
        Told.everything(service, rows, Told.account(1_000_000, 50_000, 550_000, 500_000, 450_000));
        return this;
    }

    String address(String path) {
        return "http://127.0.0.1:" + service.port + "/" + path;
    }

    Page open() {
        return open("");
    }

    Page open(String path) {
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(address("")) && !request.url().startsWith("blob:" + address(""))) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        page.navigate(address(path));
        return page;
    }

    Page openLive() {
        Page page = open();
        assertThat(page.locator("body")).hasAttribute("data-link", "up");
        return page;
    }

    /** The page in the other of its two languages. */
    static void turn(Page page) {
        String before = page.locator("html").getAttribute("lang");
        page.locator("#language").click();
        assertThat(page.locator("html")).hasAttribute("lang", before.equals("ko") ? "en" : "ko");
    }

    /** As when another tab is chosen, or this one again. */
    static void hide(Page page, boolean hidden) {
        page.evaluate("""
                hidden => {
                  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
                  Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""", hidden);
    }

    @Override
    public void close() {
        chromium.close();
        service.close();
        assertThat(complaints).isEmpty();
    }
}
