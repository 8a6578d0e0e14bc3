package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import dev.balancesync.http.Attacks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trader does with the table of holdings. */
class HoldingsIT {
    private static final List<Map<String, Object>> ROWS = List.of(
            Told.row("005930", "삼성전자", 1_100), Told.row("000660", "SK하이닉스", 900), Told.row("035720", "카카오", 2_000), Told.row("0000J0", null, 1_000));

    /** In no two columns in the same order, and in none as they are told. */
    private static final List<Map<String, Object>> UNLIKE = List.of(
            unlike("005930", "삼성전자", 3, 1, 1_000, 1_100, 1_090), unlike("000660", "SK하이닉스", 10, 9, 500, 450, 500),
            unlike("035720", "카카오", 7, 0, 20_000, 40_000, 39_000), unlike("0000J0", null, 4, 2, 3_000, 3_000, 1_500));

    private static Map<String, Object> unlike(String code, String name, int quantity, int orderable, int average, int price, int close) {
        Map<String, Object> row = Told.row(code, name, quantity, average, price, quantity * average, quantity * price, quantity * (price - average));
        row.putAll(Map.of("available_quantity", orderable, "previous_close", close));
        return row;
    }

    private static double figure(String text) {
        return Double.parseDouble(text.replace('−', '-').replaceAll("[^-.\\d]", ""));
    }

    private static List<String> column(Page page, String name) {
        return page.locator("#rows td[data-c='" + name + "'] > :first-child").allTextContents();
    }

    private static Locator sum(Page page, String name) {
        return page.locator("#sum td[data-c='" + name + "']");
    }

    @Test
    void every_column_sorts_both_ways_and_the_order_is_remembered() throws Exception {
        try (FakePage fake = new FakePage(Chromium.options(1600, 900)).with(ROWS)) {
            Page page = fake.openLive();
            assertThat(column(page, "stock")).containsExactly("삼성전자", "카카오", "SK하이닉스", "(이름 없음)");

            page.locator("[data-sort='profit_loss']").click();

            assertThat(column(page, "profit_loss")).containsExactly("▲\u00a0+100,000", "▲\u00a0+10,000", "0", "▼\u00a0−10,000");
            assertThat(page.locator("th[data-c='profit_loss']")).hasAttribute("aria-sort", "descending");
            page.locator("[data-sort='profit_loss']").press("Enter");
            assertThat(column(page, "rate")).containsExactly("−10.00%", "0.00%", "+10.00%", "+100.00%");
            assertThat(page.locator("th[data-c='profit_loss']")).hasAttribute("aria-sort", "ascending");
            page.reload();
            assertThat(page.locator("#rows tr")).hasCount(4);
            assertThat(column(page, "rate")).containsExactly("−10.00%", "0.00%", "+10.00%", "+100.00%");
            fake.service.tell("positions", Told.positions(UNLIKE));
            page.locator("#columns summary").click();
            page.locator("#column-list input[value='available_quantity']").check();
            page.locator("#column-list input[value='total_purchase_amount']").check();
            page.keyboard().press("Escape");
            for (String name : List.of("quantity", "available_quantity", "average_price", "current_price", "day_change", "total_purchase_amount", "evaluated_amount", "weight",
                    "profit_loss", "rate")) {
                page.locator("[data-sort='" + name + "']").click();
                List<String> one = column(page, name);
                assertThat(one).as(name).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.comparingDouble(HoldingsIT::figure).reversed());
                page.locator("[data-sort='" + name + "']").click();
                Collections.reverse(one);
                assertThat(column(page, name)).as(name).isEqualTo(one);
            }
            FakePage.turn(page);
            page.locator("[data-sort='stock']").click();
            assertThat(column(page, "stock")).containsExactly("삼성전자", "카카오", "SK하이닉스", "(no name)");
        }
    }

    @Test
    void a_filter_finds_by_name_or_code_and_the_sums_are_of_what_is_shown() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            assertThat(sum(page, "evaluated_amount")).hasText("500,000");
            assertThat(sum(page, "profit_loss")).hasText("▲ +100,000");
            assertThat(sum(page, "rate")).hasText("+25.00%");
            assertThat(sum(page, "weight")).hasText("100.0%");

            page.locator("#filter").fill("sk");

            assertThat(page.locator("#rows tr")).hasCount(1);
            assertThat(page.locator("#count")).hasText("4종목 중 1종목");
            assertThat(sum(page, "stock")).hasText("보이는 1종목 합계");
            assertThat(sum(page, "evaluated_amount")).hasText("90,000");
            assertThat(sum(page, "weight")).hasText("18.0%");
            page.locator("#filter").fill("0357");
            assertThat(column(page, "stock")).containsExactly("카카오");
            page.locator("#filter").fill("없는 종목");
            assertThat(page.locator("#no-match")).hasText("‘없는 종목’에 맞는 종목이 없습니다.");
            FakePage.turn(page);
            assertThat(page.locator("#no-match")).hasText("No stock matches ‘없는 종목’.");
            page.locator("#filter").fill("sk");
            assertThat(page.locator("#count")).hasText("1 of 4");
            assertThat(sum(page, "stock")).hasText("Sum of the 1 shown");
            page.locator("#filter").fill("");
            assertThat(sum(page, "stock")).hasText("Sum");
        }
    }

    @Test
    void a_sum_with_an_unknown_part_is_unknown() throws Exception {
        var rows = new ArrayList<>(ROWS);
        rows.add(Told.row("123450", "거래정지", 10, 1_000, null, 10_000, null, null));
        try (FakePage fake = new FakePage().with(rows)) {
            Page page = fake.openLive();

            assertThat(sum(page, "evaluated_amount")).hasText("–");
            assertThat(sum(page, "profit_loss")).hasText("–");
            assertThat(sum(page, "rate")).hasText("–");
            assertThat(column(page, "weight")).containsOnly("–");
            FakePage.turn(page);
            assertThat(sum(page, "stock")).hasText("Sum");
            assertThat(sum(page, "profit_loss")).hasText("–");
            page.locator("[data-sort='evaluated_amount']").click();
            assertThat(column(page, "stock").get(4)).as("the unknown comes last").isEqualTo("거래정지");
            page.locator("[data-sort='evaluated_amount']").click();
            assertThat(column(page, "stock").get(4)).as("either way").isEqualTo("거래정지");
        }
    }

    @Test
    void columns_are_chosen_and_remembered() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            assertThat(page.locator("th[data-c='available_quantity']")).hasCount(0);

            page.locator("#columns summary").click();
            page.locator("#column-list input[value='available_quantity']").check();
            page.locator("#column-list input[value='weight']").uncheck();

            assertThat(page.locator("#head th")).hasText(new String[] {"종목▴", "수량", "주문가능수량", "매입평균가", "현재가", "평가금액", "평가손익", "수익률"});
            assertThat(page.locator("#column-list input[value='day_change']")).hasCount(0);
            page.reload();
            assertThat(page.locator("th[data-c='available_quantity']")).isVisible();
            assertThat(page.locator("th[data-c='weight']")).hasCount(0);
            FakePage.turn(page);
            assertThat(page.locator("#head th")).hasText(new String[] {"Stock▴", "Quantity", "Orderable", "Average", "Price", "Value", "Profit", "Return"});
            page.locator("#columns summary").click();
            assertThat(page.locator("#column-list label")).hasText(new String[] {"Quantity", "Orderable", "Average", "Price", "Cost", "Value", "Weight", "Profit", "Return"});
        }
    }

    @Test
    void the_days_change_is_shown_where_yesterdays_close_is_known() throws Exception {
        var rows = ROWS.stream().map(row -> {
            var known = new HashMap<>(row);
            known.put("previous_close", 1_000);
            return (Map<String, Object>) known;
        }).toList();
        try (FakePage fake = new FakePage().with(rows)) {
            Page page = fake.openLive();

            assertThat(column(page, "day_change")).containsExactly("+10.00%", "+100.00%", "−10.00%", "0.00%");
            assertThat(sum(page, "day_change")).hasText("+25.00%");
            assertThat(page.locator("[data-total='day_result']")).hasText("▲ +100,000 +22.22%");
            assertThat(page.locator("[data-t='day_result']")).hasText("당일 등락");
            assertThat(page.locator("th[data-c='day_change']")).hasText("전일 대비");
            FakePage.turn(page);
            assertThat(page.locator("[data-t='day_result']")).hasText("Today");
            assertThat(page.locator("th[data-c='day_change']")).hasText("Day");
        }
    }

    @Test
    void csv_has_what_is_shown_in_its_order_and_runs_no_formula() throws Exception {
        var rows = new ArrayList<>(ROWS);
        rows.add(Told.row("123450", "=HYPERLINK(\"http://evil\")", 1_500));
        try (FakePage fake = new FakePage().with(rows)) {
            Page page = fake.openLive();
            page.locator("[data-sort='evaluated_amount']").click();
            page.locator("#filter").fill("0");

            Download file = page.waitForDownload(() -> page.locator("#csv").click());

            assertThat(file.suggestedFilename()).matches("보유종목-\\d{4}-\\d\\d-\\d\\d\\.csv");
            String text = Files.readString(file.path());
            assertThat(text).startsWith("\ufeff코드,종목,수량,매입평균가,현재가,평가금액,비중,평가손익,수익률\r\n")
                    .contains("\"=\"\"005930\"\"\",삼성전자,100,1000,1100,110000,16.9231,10000,10\r\n", "\"'=HYPERLINK(\"\"http://evil\"\")\"");
            assertThat(text.indexOf("카카오")).isLessThan(text.indexOf("삼성전자"));
            FakePage.turn(page);
            file = page.waitForDownload(() -> page.locator("#csv").click());
            assertThat(file.suggestedFilename()).matches("Holdings-\\d{4}-\\d\\d-\\d\\d\\.csv");
            assertThat(Files.readString(file.path())).startsWith("\ufeffCode,Stock,Quantity,Average,Price,Value,Weight,Profit,Return\r\n")
                    .endsWith(text.substring(text.indexOf("\r\n")));
        }
    }

    @Test
    void csv_tells_the_lots_of_one_stock_apart() throws Exception {
        Map<String, Object> lot = Told.row("005930", "삼성전자", 1_100);
        lot.putAll(Map.of("credit_type", "03", "loan_date", "20261102"));
        try (FakePage fake = new FakePage().with(List.of(Told.row("005930", "삼성전자", 1_100), lot))) {
            Page page = fake.openLive();

            String text = Files.readString(page.waitForDownload(() -> page.locator("#csv").click()).path());

            assertThat(text).startsWith("\ufeff코드,신용,대출일,종목,").contains("\"=\"\"005930\"\"\",,,삼성전자,100,", "\"=\"\"005930\"\"\",\"=\"\"03\"\"\",\"=\"\"20261102\"\"\",삼성전자,100,");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\n=1", " =1", "\u00a0=1", "＝1+1", "＋1", "－1", "＠SUM(1)", "a;=1+1", "a\t=1+1", "a\",=1+1"})
    void no_name_is_run_by_a_spreadsheet(String name) throws Exception {
        try (FakePage fake = new FakePage().with(List.of(Told.row("005930", name, 1_100)))) {
            Page page = fake.openLive();

            String text = Files.readString(page.waitForDownload(() -> page.locator("#csv").click()).path());

            String cell = text.replaceAll("(?s).*?\r\n[^,]*,(.*),100,1000,.*", "$1");
            assertThat(cell).matches("(?s)'.*|\"'.*\"|\"a.*\"");
        }
    }

    @Test
    void a_price_that_is_old_says_how_old() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            Page page = fake.openLive();
            assertThat(page.locator("td.old")).hasCount(0);
            assertThat(page.locator("#read-at")).containsText("마지막 전체 조회");

            Map<String, Object> late = Told.status();
            late.put("last_snapshot_at", Told.ago(Duration.ofMinutes(40)));
            Map<String, Object> old = Told.row("000660", "SK하이닉스", 900);
            old.put("updated_at", Told.ago(Duration.ofMinutes(31).plusSeconds(30)));
            fake.service.tell("status", late).tell("positions", Map.of("complete", false, "changed", List.of(old), "removed", List.of()), Told.positions(List.of(old)));

            assertThat(page.locator("tr:has(.old)")).hasCount(1);
            assertThat(page.locator("td.old[data-c=current_price]")).hasText("900 31분 전");
            List<Object> reckoned = List.of("current_price", "evaluated_amount", "weight", "profit_loss", "rate");
            assertThat(page.evaluate("[...document.querySelectorAll('td.old')].map(each => each.dataset.c)")).as("what is reckoned from an old price is as old").isEqualTo(reckoned);
            assertThat((String) page.evaluate("getComputedStyle(document.querySelector('td.old')).color")).as("greyed")
                    .isEqualTo(page.evaluate("getComputedStyle(document.querySelector('.quiet')).color"))
                    .isNotEqualTo(page.evaluate("getComputedStyle(document.querySelector('#rows td')).color"));
            FakePage.turn(page);
            assertThat(page.locator("td.old[data-c=current_price]")).hasText("900 31 min ago");
            assertThat(page.locator("#read-at")).containsText("Prices are those of a fill or a snapshot");
        }
    }

    @Test
    void the_head_stays_in_sight_and_figures_stand_under_each_other() throws Exception {
        var rows = IntStream.range(0, 300).mapToObj(i -> Told.row(String.valueOf(100_000 + i), "종목" + i, 1_000 + i)).toList();
        try (FakePage fake = new FakePage().with(rows)) {
            Page page = fake.openLive();
            for (int i = 0; i < 2; i++) {
                page.locator("#rows tr").nth(200).scrollIntoViewIfNeeded();

                assertThat((Double) page.evaluate("document.querySelector('#head th').getBoundingClientRect().top + 0.01")).isBetween(-1.0, 1.0);
                assertThat(page.locator("#head th").first()).isInViewport();
                assertThat(page.evaluate("""
                        () => {
                          const width = text => {
                            const span = document.createElement('span');
                            span.textContent = text;
                            document.querySelector('#rows td.n').append(span);
                            return span.getBoundingClientRect().width;
                          };
                          return width('1111111111') === width('8888888888');
                        }""")).isEqualTo(true);
                FakePage.turn(page);
            }
        }
    }

    @Test
    void the_button_prints() throws Exception {
        try (FakePage fake = new FakePage().with(ROWS)) {
            fake.context.addInitScript("self.printed = 0; self.print = () => { self.printed++; };");
            Page page = fake.openLive();
            assertThat(page.locator("#print")).hasText("인쇄");

            page.locator("#print").click();

            assertThat(page.evaluate("printed")).isEqualTo(1);
            FakePage.turn(page);
            assertThat(page.locator("#print")).hasText("Print");
            page.locator("#print").click();
            assertThat(page.evaluate("printed")).isEqualTo(2);
        }
    }

    @Test
    void on_paper_there_is_the_whole_table_and_nothing_to_press() throws Exception {
        try (FakePage fake = new FakePage(Chromium.options(390, 844)).with(ROWS)) {
            Page page = fake.openLive();
            assertThat(page.locator("body")).hasAttribute("data-layout", "cards");

            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

            assertThat((String) page.evaluate("getComputedStyle(document.querySelector('#rows tr')).display")).isEqualTo("table-row");
            assertThat(page.locator("#head th").first()).isVisible();
            assertThat(page.locator("#sum")).isVisible();
            for (String button : List.of("#refresh", "#language", "#settings", "#csv", "#filter", "#fills")) {
                assertThat(page.locator(button)).isHidden();
            }
            assertThat((String) page.evaluate("getComputedStyle(document.querySelector('#head button')).display")).as("or each page but the first is without a head")
                    .isEqualTo("contents");
            assertThat(page.locator("#holdings-title")).hasText("보유 종목 4종목");
            page.evaluate("document.getElementById('language').click()");
            assertThat(page.locator("#holdings-title")).hasText("Holdings 4");
            assertThat(page.locator("#head th").first()).hasText("Stock▴");
        }
    }

    @Test
    void on_a_phone_it_is_sorted_too() throws Exception {
        try (FakePage fake = new FakePage(Chromium.options(390, 844)).with(ROWS)) {
            Page page = fake.openLive();

            page.locator("#sort").selectOption("evaluated_amount");

            assertThat(column(page, "evaluated_amount")).containsExactly("200,000", "110,000", "100,000", "90,000");
            page.locator("#sort-way").click();
            assertThat(column(page, "evaluated_amount")).first().isEqualTo("90,000");
            assertThat(page.locator("#sort-way")).hasAttribute("aria-label", "오름차순");
            assertThat(page.locator("#sort option:checked")).hasText("평가금액");
            FakePage.turn(page);
            assertThat(page.locator("#sort-way")).hasAttribute("aria-label", "ascending");
            assertThat(page.locator("#sort option:checked")).hasText("Value");
        }
    }

    /** Whoever answers in the broker's place names stocks as he likes. */
    @Test
    void hostile_names_are_text_and_nothing_else() throws Exception {
        List<String> names = Attacks.texts();
        var rows = IntStream.range(0, names.size()).mapToObj(i -> Told.row(String.valueOf(300_000 + i), names.get(i), 1_000)).toList();
        try (FakePage fake = new FakePage().with(rows)) {
            fake.service.tell("fill", Map.of("complete", true, "fills", IntStream.range(0, 50).mapToObj(i -> Told.fill(names.get(90 + i), 1, 2, 1_000)).toList()));
            Page page = fake.openLive();
            assertThat(page.locator("#rows tr")).hasCount(names.size());

            for (int i = 0; i < 2; i++) {
                assertThat(column(page, "stock")).hasSizeGreaterThanOrEqualTo(345).containsExactlyInAnyOrderElementsOf(names);
                assertThat(page.locator("#rows *:not(tr, td, span), #fills *:not(li, time, span)")).hasCount(0);
                assertThat(page.evaluate("self.hacked")).isNull();
                FakePage.turn(page);
            }
        }
    }
}
