package dev.balancesync.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

/** The Chromium that is installed, without a window. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final String MISSING = "No Chromium is installed, so the page cannot be tested. On Debian: apt-get install chromium"
            + " fonts-noto-cjk. Elsewhere, set CHROMIUM to its path";

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path path) {
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // in a container as root, Chromium's own sandbox does not start
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(path).setArgs(List.of("--no-sandbox")));
    }

    /** Skips the test when there is none; fails it where {@code CI=true} promises one. */
    static Chromium start() {
        Optional<Path> path = find();
        if (path.isEmpty()) {
            return "true".equals(System.getenv("CI")) ? fail(MISSING) : abort(MISSING);
        }
        return new Chromium(path.get());
    }

    static Optional<Path> find() {
        String chosen = System.getenv("CHROMIUM");
        return (chosen == null ? PLACES : List.of(chosen)).stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** A browser without a past. */
    BrowserContext context(int width, int height) {
        return browser.newContext(options(width, height));
    }

    BrowserContext context(Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    static Browser.NewContextOptions options(int width, int height) {
        return new Browser.NewContextOptions().setViewportSize(width, height).setLocale("ko-KR");
    }

    @Override
    public void close() {
        playwright.close();
    }
}
