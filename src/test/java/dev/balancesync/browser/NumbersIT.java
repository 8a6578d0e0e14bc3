package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.balancesync.page.FakeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No number is ever printed over another, cut off or out of the window, however large it is and however small the window. */
class NumbersIT {
    private static final long MOST = 99_999_999_999L;
    private static final String NAME = "아주긴이름의상장지수펀드TIGER미국나스닥백커버드콜합성환헤지채권혼합액티브";
    /** Rectangles of all text that is shown: pairs that cover each other, and what leaves the window or its section. */
    private static final String OVERLAPS = """
            () => {
              const range = document.createRange();
              const found = [];
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const texts = [];
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const parent = node.parentElement;
                if (!node.data.trim() || !parent.checkVisibility() || parent.closest('script, noscript, option, thead[style], .skip, .menu > div, .scroll')) continue;
                if (document.body.dataset.layout === 'cards' && parent.closest('thead')) continue;
                range.selectNodeContents(node);
                for (const box of range.getClientRects()) {
                  if (box.width > 0) texts.push({ text: node.data.trim(), parent, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
                }
              }
              for (const each of texts) {
                const section = each.parent.closest('section, header')?.getBoundingClientRect();
                if (each.right > innerWidth + 0.5 || each.left < -0.5) found.push(`out of the window: ${each.text}`);
                if (section && (each.right > section.right + 0.5 || each.left < section.left - 0.5)) found.push(`out of its section: ${each.text}`);
              }
              texts.sort((a, b) => a.top - b.top);
              for (let i = 0; i < texts.length; i++) {
                for (let j = i + 1; j < texts.length && texts[j].top < texts[i].bottom - 3; j++) {
                  const [a, b] = [texts[i], texts[j]];
                  if (a.left < b.right - 0.5 && b.left < a.right - 0.5 && b.top < a.bottom - 4) found.push(`${a.text} over ${b.text}`);
                }
              }
              if (document.documentElement.scrollWidth > innerWidth) found.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
              return found.slice(0, 10);
            }""";

    private static Chromium chromium;
    private static FakeService service;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        List<Map<String, Object>> rows = IntStream.range(0, 300).mapToObj(i -> {
            long sign = i % 2 == 0 ? 1 : -1;
            Map<String, Object> row = Told.row(String.valueOf(100_000 + i), NAME, i % 3 == 0 ? 99_999_999 : 1, MOST / 1_000, MOST / 1_000, MOST, MOST, sign * 9_999 * MOST / 10_000);
            if (i % 10 == 7) {
                row.put("credit_type", "03");
                row.put("loan_date", "20261102");
                row.put("updated_at", "2026-01-02T09:00:00+09:00");
            }
            row.put("previous_close", MOST / 2_000);
            return row;
        }).toList();
        service = Told.everything(new FakeService(), rows, Told.account(MOST, -9_999 * MOST / 10_000, MOST, MOST, -MOST));
        service.tell("fill", Map.of("complete", true, "fills", List.of(Told.fill(NAME, 99_999_999, 1, MOST))));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (service != null) {
            service.close();
        }
    }

    @ParameterizedTest(name = "{0} px at {1} %, {2}")
    @CsvSource({"320, 100, ko", "360, 100, ko", "390, 100, ko", "412, 100, en", "768, 100, ko", "1280, 100, ko", "1280, 100, en", "1920, 100, ko",
        "768, 200, ko", "1280, 200, ko", "1280, 200, en", "1920, 200, ko"})
    void nothing_covers_anything(int width, int zoom, String language) {
        // a browser's zoom halves the window and doubles the dots
        try (BrowserContext context = chromium.context(Chromium.options(100 * width / zoom, 900).setDeviceScaleFactor(zoom / 100.0))) {
            Page page = open(context, language);

            assertThat((List<?>) page.evaluate(OVERLAPS)).as("%s, laid out %s", page.title(), page.evaluate("document.body.dataset.layout")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} px with text of {1} px")
    @CsvSource({"390, 20", "1280, 32", "1920, 24"})
    void nor_does_larger_text(int width, int size) {
        try (BrowserContext context = chromium.context(Chromium.options(width, 900))) {
            Page page = open(context, "ko");
            page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; dispatchEvent(new Event('resize')); }", size);

            assertThat((List<?>) page.evaluate(OVERLAPS)).isEmpty();
        }
    }

    private static Page open(BrowserContext context, String language) {
        context.addInitScript("localStorage.setItem('balance.language', '\"" + language + "\"')");
        Page page = context.newPage();
        page.navigate("http://127.0.0.1:" + service.port + "/");
        assertThat(page.locator("#rows tr")).hasCount(300);
        assertThat(page.locator("body")).hasAttribute("data-link", "up");
        return page;
    }
}
