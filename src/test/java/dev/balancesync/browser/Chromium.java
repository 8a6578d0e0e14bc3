package dev.balancesync.browser;

import static dev.balancesync.TestService.SOON;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

/** The Chromium that is installed, without a window; one for all tests of a JVM, each with browsers without a past in it. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
    /** The first can have no window at all, and needs a third of the processor time. */
    private static final List<String> PLACES = List.of("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final String MISSING = "No Chromium is installed, so the page cannot be tested. On Debian: apt-get install chromium-headless-shell"
            + " fonts-noto-cjk. Elsewhere, set CHROMIUM to its path";

    /** A start costs more than most tests. It ends with the JVM, whose pipe it hangs on. */
    private static Browser shared;

    private final Browser browser;
    private final List<BrowserContext> contexts = new ArrayList<>();

    private Chromium(Browser browser) {
        this.browser = browser;
    }

    /** Skips the test when there is none; fails it where {@code CI=true} promises one. */
    static Chromium start() {
        Optional<Path> path = find();
        if (path.isEmpty()) {
            return "true".equals(System.getenv("CI")) ? fail(MISSING) : abort(MISSING);
        }
        if (shared == null || !shared.isConnected()) {
            Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            // in a container as root, Chromium's own sandbox does not start
            shared = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(path.get()).setArgs(List.of("--no-sandbox")));
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(SOON.toMillis());
        return new Chromium(shared);
    }

    static Optional<Path> find() {
        String chosen = System.getenv("CHROMIUM");
        return (chosen == null ? PLACES : List.of(chosen)).stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** A browser without a past. */
    BrowserContext context(int width, int height) {
        return context(options(width, height));
    }

    BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        contexts.add(context);
        return context;
    }

    static Browser.NewContextOptions options(int width, int height) {
        return new Browser.NewContextOptions().setViewportSize(width, height).setLocale("ko-KR");
    }

    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
    }
}
