package dev.balancesync.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.balancesync.cluster.KafkaObstacle;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerCodes;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.page.FakeService;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Level;
import dev.balancesync.store.Obstacle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No English on the Korean page and no Korean on the English one, whatever is the matter; and nothing green above a warning. */
class WordsIT {
    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{2,}(?:['’.,:;]? +[A-Za-z(]+){2,}");
    private static final Pattern HANGUL = Pattern.compile("[가-힣]");
    /** What the broker or a library might say in English, or ours of a step inside. */
    private static final List<String> INNER = List.of("there is no access token; token-obtain must run first", "Connection refused", "Connection reset", "Broken pipe",
            "Read timed out", "Connection reset by peer", "The connection attempt failed.", "closed", "FATAL: terminating connection due to administrator command",
            "ERROR: permission denied for table kw_portfolio", "relation \"kw_portfolio\" does not exist", "Connection refused: localhost/127.0.0.1:5432", "Address family not supported",
            "데이터베이스에 연결할 수 없습니다 (Connection refused)", "키움 서버가 연결을 받지 않습니다: Connection refused: mockapi.kiwoom.com/10.0.0.1:443", "연결이 닫혔습니다: going away");
    private static final List<String> NOT_KOREAN = List.of("refused", "reset", "pipe", "timed", "attempt", "closed", "FATAL", "ERROR", "terminating", "denied", "exist", "family", "going",
            "access token");

    private Chromium chromium;
    private FakeService service;
    private BrowserContext context;
    private Page page;

    @BeforeEach
    void setUp() throws IOException {
        chromium = Chromium.start();
        service = Told.everything(new FakeService(), List.of(), Told.account(1_000, 0, 0, 0, 1_000))
                .tell("fill", Map.of("complete", true, "fills", List.of()));
        context = chromium.context(1280, 800);
        page = context.newPage();
        page.navigate("http://127.0.0.1:" + service.port + "/");
    }

    @AfterEach
    void tearDown() {
        if (chromium != null) {
            chromium.close();
        }
        if (service != null) {
            service.close();
        }
    }

    private String text() {
        // two names that an English reader needs as they are written in Kiwoom's own programs
        return page.locator("main:visible").innerText().replace("영웅문", "").replace("모의투자", "");
    }

    /** Tells it, and waits until the page has it: the broker's code is a different one each time. */
    private void tell(Map<String, Object> status, String code) {
        service.tell("status", status);
        assertThat(page.locator("#broker-code, #warnings").filter(new Locator.FilterOptions().setHasText(code)).first()).isVisible();
    }

    private void inLanguage(Language wanted) {
        if (!wanted.name().equalsIgnoreCase(page.locator("html").getAttribute("lang"))) {
            page.locator("#language").click();
        }
    }

    private void judge(Language language, String what) {
        Pattern foreign = language == Language.KO ? ENGLISH : HANGUL;
        assertThat(foreign.matcher(text()).results().map(found -> found.group()).toList()).as("%s in %s: %s", what, language, text()).isEmpty();
        if (language == Language.KO) {
            assertThat(text()).as(what).doesNotContain(NOT_KOREAN);
        }
    }

    @Test
    void every_condition_in_both_languages_and_never_green_above_one() {
        for (Language language : Language.values()) {
            inLanguage(language);
            int next = 0;
            for (Kind kind : Kind.values()) {
                for (Level level : kind.levels()) {
                    String code = kind + "-" + level;
                    String inner = INNER.get(next++ % INNER.size());
                    var condition = new Condition(kind, level, Instant.now(), 0, code, level == Level.OK || language == Language.EN ? null : new Bilingual(inner, inner), kind.advice());
                    if (level == Level.OK) {
                        service.tell("status", Told.status(condition));
                        assertThat(page.locator("#session")).hasAttribute("data-kind", "good");
                        continue;
                    }
                    boolean isHeadline = level.compareTo(Level.WARNING) >= 0;
                    tell(isHeadline ? Told.status(condition, Told.condition(Kind.LIVE)) : Told.status(Told.condition(Kind.LIVE), condition), isHeadline ? code : kind.words().in(language));

                    judge(language, code);
                    assertThat(page.locator("#session").getAttribute("data-kind")).as(code).isNotEqualTo("good");
                    if (isHeadline) {
                        assertThat(page.locator("#state").textContent()).isEqualTo(kind.words().in(language));
                    }
                }
            }
        }
    }

    @Test
    void every_code_in_both_languages_in_headline_warning_and_history() {
        for (Language language : Language.values()) {
            inLanguage(language);
            for (String code : BrokerCodes.ALL) {
                BrokerError error = BrokerError.of(code, "The broker said something in English about it");
                var said = new Bilingual(error.words(Language.KO), error.words(Language.EN));
                var worst = new Condition(Kind.CIRCUIT_OPEN, Level.DOWN, Instant.now(), 0, code, said, error.remedy());
                var second = new Condition(Kind.SNAPSHOT_FAILING, Level.WARNING, Instant.now(), 0, code, said, error.remedy());
                service.tell("states", Map.of("states", List.of(Told.transition("LIVE", Duration.ofMinutes(9)),
                        Told.transition("RECONNECTING", Duration.ofMinutes(8), code, said.korean(), said.english()))));

                tell(Told.status(worst, second), code);

                assertThat(page.locator("#broker-code")).hasText(code);
                assertThat(page.locator("#states .why")).hasText(code + " " + said.in(language));
                judge(language, code);
            }
        }
    }

    /** Each of them in its own account's line. */
    @Test
    void every_condition_and_code_in_both_languages_in_the_list_of_accounts() {
        for (Language language : Language.values()) {
            var accounts = new ArrayList<Map<String, Object>>();
            for (Kind kind : Kind.values()) {
                for (Level level : kind.levels()) {
                    String inner = INNER.get(accounts.size() % INNER.size());
                    accounts.add(account(accounts.size(), new Condition(kind, level, Instant.now(), 0, null, language == Language.EN ? null : new Bilingual(inner, inner), kind.advice())));
                }
            }
            for (String code : BrokerCodes.ALL) {
                BrokerError error = BrokerError.of(code, "The broker said something in English about it");
                accounts.add(account(accounts.size(), new Condition(Kind.SNAPSHOT_FAILING, Level.WARNING, Instant.now(), 0, code,
                        new Bilingual(error.words(Language.KO), error.words(Language.EN)), error.remedy())));
            }
            service.answer(Map.of("accounts", accounts));
            page.reload();
            assertThat(page.locator("#accounts li")).hasCount(accounts.size());
            inLanguage(language);

            judge(language, "the list of accounts");
            for (String code : BrokerCodes.ALL) {
                assertThat(page.locator("#accounts .why").getByText(code + " " + BrokerError.of(code, "The broker said something in English about it").words(language),
                        new Locator.GetByTextOptions().setExact(true)).first()).isVisible();
            }
        }
    }

    private static Map<String, Object> account(int number, Condition condition) {
        Map<String, Object> status = Told.status(condition);
        status.put("account", String.valueOf(number));
        return status;
    }

    @Test
    void an_empty_table_says_why_in_both_languages() {
        Map<String, Object> away = Told.status(Told.condition(Kind.RECONNECTING));
        away.put("state", "RECONNECTING");
        saidOfEmpty(away, "아직 키움에서 잔고를 받지 못했습니다 (연결이 끊겨 다시 연결하는 중)", "Kiwoom has not told the holdings yet (Connection lost, connecting again)");
        Map<String, Object> waiting = Told.status();
        waiting.put("database", Map.of("reachable", true, "waiting", 3));
        saidOfEmpty(waiting, "3종목을 받았지만 데이터베이스에 아직 저장되지 않았습니다", "Received but not in the database yet: 3 holdings");
        Map<String, Object> gap = Told.status();
        gap.put("gap_since", Told.ago(Duration.ofSeconds(9)));
        saidOfEmpty(gap, "그 뒤 놓친 체결이 있을 수 있습니다", "fills may have been missed since");
        Map<String, Object> asking = Told.status();
        asking.put("last_snapshot_at", null);
        saidOfEmpty(asking, "전체 잔고를 조회하는 중입니다", "The snapshot is being asked for");
        asking.put("snapshot", Map.of("running", false, "error", "Connection refused"));
        saidOfEmpty(asking, "전체 잔고를 조회하지 못했습니다: 연결 거부", "The session is live, but the snapshot failed: Connection refused");
        service.tell("tables", Map.of("readable", false, "reason", "Connection refused"));
        saidOfEmpty(Told.status(), "데이터베이스를 아직 읽지 못해", "The database has not been read yet");
    }

    private void saidOfEmpty(Map<String, Object> status, String korean, String english) {
        service.tell("status", status);
        inLanguage(Language.KO);
        assertThat(page.locator("#empty")).containsText(korean);
        judge(Language.KO, korean);
        inLanguage(Language.EN);
        assertThat(page.locator("#empty")).containsText(english);
        judge(Language.EN, english);
    }

    @Test
    void english_of_the_inside_does_not_reach_the_korean_page() {
        List<String> texts = new ArrayList<>(INNER);
        texts.addAll(List.of("Connection to localhost:5432 refused. Check that the hostname and port are correct",
                "데이터베이스에 연결할 수 없습니다 (Connection to db.example.com:5432 refused. Check that the hostname and port are correct)",
                "FATAL: password authentication failed for user \"postgres\"", "java.lang.IllegalStateException: the queue is full and nobody reads it"));
        for (String text : texts) {
            Map<String, Object> status = Told.status(new Condition(Kind.DATABASE_AWAY, Level.DOWN, Instant.now(), 0, null, new Bilingual(text, text), null));
            service.tell("tables", Map.of("readable", false, "read_at", Told.ago(Duration.ofMinutes(1)), "reason", text));
            service.tell("status", status);
            assertThat(page.locator("#warnings")).containsText("테이블을 읽지 못합니다");
            assertThat(page.locator("#broker-message")).not().hasText("");

            judge(Language.KO, text);
        }
        assertThat(page.locator("#broker-message")).hasText("자세한 원인은 서비스의 로그에 있습니다");
    }

    /** What nobody has told yet is not told to be nothing. */
    @Test
    void before_anything_is_known_nothing_is_said_of_it() throws IOException {
        try (FakeService silent = new FakeService()) {
            page.navigate("http://127.0.0.1:" + silent.port + "/");
            assertThat(page.locator("#state")).hasText("서비스에 연결하는 중");
            assertThat(page.locator("#no-fills")).isHidden();
            assertThat(page.locator("#chart-note")).isHidden();

            silent.tell("status", Told.status());

            assertThat(page.locator("#no-fills")).isVisible();
            assertThat(page.locator("#chart-note")).isVisible();
        }
    }

    @Test
    void an_empty_table_of_another_machine_is_not_what_kiwoom_has_yet_to_tell() {
        Map<String, Object> standby = Told.status(Told.condition(Kind.STANDBY));
        standby.put("state", "STANDBY");

        service.tell("status", standby);

        assertThat(page.locator("#empty")).hasText("이 계좌를 맡은 컴퓨터가 쓴 테이블에 보유 종목이 없습니다. 그 컴퓨터의 상태는 여기서 알 수 없습니다.");
        inLanguage(Language.EN);
        assertThat(page.locator("#empty")).hasText("The table that the other machine writes has no holdings. How that machine stands is not known here.");
    }

    @Test
    void an_empty_table_is_not_what_kiwoom_said_when_it_told_of_holdings() {
        Map<String, Object> status = Told.status();
        status.put("snapshot", Map.of("running", false, "broker_totals", Map.of("total_purchase_amount", 100_000, "evaluated_amount", 0)));

        service.tell("status", status);

        assertThat(page.locator("#empty")).containsText("그 뒤 모두 팔렸거나 테이블에 들어 있지 않습니다");
        inLanguage(Language.EN);
        assertThat(page.locator("#empty")).containsText("have all been sold since, or are not in the table");
    }

    /** Of several machines the page of each says which serves the account. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"LIVE | nas | true | 이 컴퓨터(nas)가 맡음 | served by this machine, nas",
        "STANDBY | pc | false | 맡은 컴퓨터 pc, 이 컴퓨터 nas | served by pc; this machine is nas",
        "STANDBY | - | false | 지금은 아무도 맡지 않음, 이 컴퓨터 nas | served by nobody now; this machine is nas"}, delimiter = '|')
    void the_page_says_which_machine_serves_the_account(Kind kind, String leader, boolean leads, String korean, String english) {
        Map<String, Object> status = Told.status(Told.condition(kind));
        status.put("state", kind.name());
        var cluster = new HashMap<String, Object>(Map.of("node", "nas", "leads", leads));
        cluster.put("leader", leader);
        status.put("cluster", cluster);

        service.tell("status", status);

        assertThat(page.locator("#state-since")).containsText(korean);
        inLanguage(Language.EN);
        assertThat(page.locator("#state-since")).containsText(english);
    }

    private String inKorean(String text) {
        return (String) page.evaluate("async text => (await import('./causes.js')).inKorean(text)", text);
    }

    @Test
    void addresses_codes_and_names_stay_and_the_commonest_causes_are_said_in_korean() {
        assertThat(inKorean("Connection refused")).isEqualTo("연결 거부");
        assertThat(inKorean("데이터베이스에 연결할 수 없습니다 (Connection refused)")).isEqualTo("데이터베이스에 연결할 수 없습니다 (연결 거부)");
        assertThat(inKorean("키움 서버가 연결을 받지 않습니다: Connection refused: mockapi.kiwoom.com/10.0.0.1:443"))
                .isEqualTo("키움 서버가 연결을 받지 않습니다: 연결 거부: mockapi.kiwoom.com/10.0.0.1:443");
        assertThat(inKorean("Read timed out")).isEqualTo("응답 없음");
        assertThat(inKorean("closed")).isEqualTo("자세한 원인은 서비스의 로그에 있습니다");
        for (String kept : List.of("8005", "TLS", "db.example.com:5432", "조회할 수 없습니다 (kt00018)", "이름을 찾을 수 없습니다: db.example.com", "UnknownHostException",
                "등록한 주소(openapi.kiwoom.com)를 확인하세요", "응답이 없습니다 (PING)", "10 s")) {
            assertThat(inKorean(kept)).isEqualTo(kept);
        }
    }

    /** What is written for a Korean reader is left as it is. */
    @Test
    void our_own_korean_words_are_not_touched() {
        var ours = new ArrayList<String>();
        for (Kind kind : Kind.values()) {
            ours.add(kind.words().korean());
            if (kind.advice() != null) {
                ours.add(kind.advice().korean());
            }
        }
        for (Obstacle obstacle : Obstacle.values()) {
            ours.add(obstacle.words(Locale.KOREAN));
            ours.add(obstacle.advice(Locale.KOREAN));
        }
        for (KafkaObstacle obstacle : KafkaObstacle.values()) {
            ours.add(obstacle.words("kiwoom-frames", "32").korean());
        }
        for (String code : BrokerCodes.ALL) {
            BrokerError error = BrokerError.of(code, "");
            ours.add(error.words(Language.KO));
            if (error.remedy() != null) {
                ours.add(error.remedy().korean());
            }
        }

        for (String each : ours) {
            assertThat(inKorean(each)).isEqualTo(each);
        }
    }

    @Test
    void what_is_said_ends_when_it_is_no_longer_so() {
        service.tell("status", Told.status(Told.condition(Kind.RECONNECTING)));
        assertThat(page.locator("#state")).hasText("연결이 끊겨 다시 연결하는 중");
        page.locator("#refresh").click();
        assertThat(page.locator("#refresh-outcome")).containsText("지금은 새로고침할 수 없습니다: 실시간 연결 상태가 아닙니다");
        inLanguage(Language.EN);
        assertThat(page.locator("#state")).hasText("Connection lost, connecting again");
        assertThat(page.locator("#refresh-outcome")).hasText("No refresh now: The session is RECONNECTING, not LIVE");

        Map<String, Object> later = Told.status();
        later.put("last_snapshot_at", Told.ago(Duration.ZERO));
        service.tell("status", later);

        assertThat(page.locator("#refresh-outcome")).hasText("");
        assertThat(page.locator("#broker")).isHidden();
        assertThat(page.locator("#warnings li")).hasCount(0);
    }
}
