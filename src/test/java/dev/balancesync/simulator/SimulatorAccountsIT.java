package dev.balancesync.simulator;

import static dev.balancesync.simulator.SocketClient.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three accounts, each with its own key: what happens to one is nothing to the others. */
class SimulatorAccountsIT {
    private final List<SocketClient> programs = new ArrayList<>();
    private KiwoomSimulator kiwoom;
    private RestClient rest;

    @BeforeEach
    void setUp() {
        start(SimulatorOptions.defaults().withAccounts(3));
    }

    private void start(SimulatorOptions options) {
        if (kiwoom != null) {
            kiwoom.close();
        }
        kiwoom = KiwoomSimulator.start(options);
        rest = new RestClient(kiwoom);
    }

    @AfterEach
    void tearDown() {
        programs.forEach(SocketClient::close);
        kiwoom.close();
    }

    private String token(int n) {
        return rest.token(kiwoom.account(n));
    }

    private SocketClient registered(int n) {
        SocketClient program = SocketClient.loggedInWith(kiwoom, token(n));
        programs.add(program);
        program.register("00");
        program.register("04");
        return program;
    }

    private List<SocketClient> all() {
        return IntStream.rangeClosed(1, 3).mapToObj(this::registered).toList();
    }

    @Test
    void each_hears_of_its_own_account_only() {
        List<SocketClient> all = all();

        kiwoom.account(1).buy("005930", 1, 0);
        kiwoom.account(2).buy("000660", 2, 0);
        rest.order("kt10000", token(3), "{\"stk_cd\":\"005380\",\"ord_qty\":\"3\",\"trde_tp\":\"3\"}");

        for (int n = 1; n <= 3; n++) {
            SocketClient program = all.get(n - 1);
            program.catchUp(kiwoom, "mark");
            String own = "\"9201\":\"" + kiwoom.account(n).number() + "\"";
            assertThat(program.real("04")).hasSize(1).allSatisfy(frame -> assertThat(frame).contains(own));
            assertThat(program.real("00")).hasSize(2).allSatisfy(frame -> assertThat(frame).contains(own));
        }
        assertThat(all.get(2).real("04").get(0)).contains("\"9001\":\"005380\"");
    }

    @Test
    void each_token_is_told_its_own_account() {
        kiwoom.account(2).hold("123450", "두번째", 7, 70_000, 10_000);

        for (int n = 1; n <= 3; n++) {
            assertThat(rest.query("ka00001", token(n)).json().path("acctNo").asText()).isEqualTo(kiwoom.account(n).number());
            assertThat(rest.query("kt00018", token(n)).text().contains("두번째")).isEqualTo(n == 2);
        }
    }

    @Test
    void account_numbers_differ_in_the_digits_that_people_know() {
        start(SimulatorOptions.defaults().withAccounts(1_000));

        assertThat(IntStream.rangeClosed(1, 1_000).mapToObj(n -> kiwoom.account(n).number())).allSatisfy(number ->
                assertThat(number).matches("\\d{10}")).extracting(number -> number.substring(0, 8)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"key-1, secret-2", "key-0, secret-0", "key-4, secret-4", "other, secret-1"})
    void a_key_that_nobody_has_and_a_secret_of_another_are_refused(String key, String secret) {
        RestClient.Answer answer = rest.askToken(key, secret);

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.message()).contains("[8001:");
        assertThat(answer.json().path("token").isMissingNode()).isTrue();
    }

    @Test
    void a_second_session_ends_the_first_of_its_own_key_only() {
        List<SocketClient> all = all();

        SocketClient second = registered(2);

        assertThat(all.get(1).awaitEnd()).isEqualTo("1000 Bye");
        assertThat(all.get(1).frames().toString()).contains("R10001");
        kiwoom.account(1).buy("005930", 1, 0);
        kiwoom.account(2).buy("005930", 1, 0);
        for (SocketClient program : List.of(all.get(0), all.get(2), second)) {
            program.catchUp(kiwoom, "mark");
            assertThat(program.isOpen()).isTrue();
            assertThat(program.frames().toString()).doesNotContain("R10001");
        }
        assertThat(all.get(0).real("04")).hasSize(1);
        assertThat(second.real("04")).hasSize(1);
        assertThat(kiwoom.account(2).count("logins")).isEqualTo(2);
        assertThat(kiwoom.account(2).count("most_logged_in")).isEqualTo(1);
    }

    static Stream<Fault> ofTheLine() {
        return Stream.of(new Fault.Drop(), new Fault.Bye(), new Fault.Duplicate());
    }

    @ParameterizedTest
    @MethodSource("ofTheLine")
    void the_line_of_one_is_cut_and_the_others_hear_on(Fault fault) {
        List<SocketClient> all = all();

        kiwoom.account(2).next(fault);

        all.get(1).awaitEnd();
        assertOthersHear(all);
    }

    @Test
    void one_falls_silent_and_the_others_hear_on() {
        List<SocketClient> all = all();

        kiwoom.account(2).next(new Fault.Silence());
        kiwoom.account(2).buy("005930", 1, 0);

        assertOthersHear(all);
        all.get(1).assertHearsNothingFor(Duration.ofMillis(200));
        assertThat(all.get(1).real("04")).isEmpty();
    }

    @Test
    void what_is_sent_to_one_is_sent_to_one() {
        List<SocketClient> all = all();

        kiwoom.account(2).send("odd");

        all.get(1).awaitHeard("odd");
        assertOthersHear(all);
        assertThat(all.get(0).frames()).doesNotContain("odd");
    }

    private void assertOthersHear(List<SocketClient> all) {
        for (int n : List.of(1, 3)) {
            SocketClient program = all.get(n - 1);
            int before = program.real("04").size();
            kiwoom.account(n).buy("005930", 1, 0);
            soon().until(() -> program.real("04").size() == before + 1);
            assertThat(program.isOpen()).isTrue();
        }
    }

    static Stream<Fault> ofRest() {
        return Stream.of(new Fault.RestAnswer("kt00018", 503, "gone"), new Fault.Refuse("kt00018", "1700"), new Fault.ReturnCode("kt00018", "7"),
                new Fault.RevokeToken(), new Fault.OldTokens("8010"));
    }

    @ParameterizedTest
    @MethodSource("ofRest")
    void a_question_of_one_is_refused_and_the_others_are_answered(Fault fault) {
        List<String> tokens = IntStream.rangeClosed(1, 3).mapToObj(this::token).toList();

        kiwoom.account(2).next(fault);

        for (int n : List.of(1, 3, 2)) {
            RestClient.Answer answer = rest.query("kt00018", tokens.get(n - 1));
            boolean good = answer.status() == 200 && answer.code() == 0;
            assertThat(good).as("account %d: %s", n, answer.text()).isEqualTo(n != 2);
        }
    }

    @Test
    void the_token_of_one_is_refused_and_the_others_get_theirs() {
        kiwoom.account(2).next(new Fault.Refuse("au10001", "8050"));

        assertThat(rest.askToken("key-1", "secret-1").code()).isZero();
        assertThat(rest.askToken("key-3", "secret-3").code()).isZero();
        assertThat(rest.askToken("key-2", "secret-2").message()).contains("8050");
        assertThat(rest.askToken("key-2", "secret-2").code()).isZero();
    }

    static Stream<Fault> ofTheSession() {
        return Stream.of(new Fault.LoginClose(), new Fault.Refuse("LOGIN", "8001"), new Fault.RegClose());
    }

    @ParameterizedTest
    @MethodSource("ofTheSession")
    void the_session_of_one_fails_and_the_others_stand(Fault fault) {
        kiwoom.account(2).next(fault);

        SocketClient first = registered(1);
        SocketClient third = registered(3);
        SocketClient second = SocketClient.open(kiwoom);
        programs.add(second);
        second.logIn(token(2));
        second.sendAnyway("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\"\"],\"type\":[\"04\"]}]}");

        assertThat(second.awaitEnd()).isEqualTo("1000 Bye");
        assertThat(first.isOpen()).isTrue();
        assertThat(third.isOpen()).isTrue();
    }

    @Test
    void what_lasts_and_what_moves_cash_is_of_one() {
        List<Object> cash = IntStream.rangeClosed(1, 3).mapToObj(n -> kiwoom.account(n).state().get("cash")).toList();

        kiwoom.account(2).next(new Fault.MoveCash(1_000));
        kiwoom.account(2).next(new Fault.Suspend("005930"));

        assertThat(kiwoom.account(1).state()).containsEntry("cash", cash.get(0));
        assertThat(kiwoom.account(2).state()).containsEntry("cash", (Long) cash.get(1) + 1_000);
        assertThatThrownBy(() -> kiwoom.account(2).buy("005930", 1, 0)).hasCauseInstanceOf(OrderRefused.class);
        kiwoom.account(1).buy("005930", 1, 0);
        kiwoom.account(1).clearFaults();
        assertThat((List<?>) kiwoom.account(2).state().get("faults_lasting")).hasSize(1);
        kiwoom.account(2).clearFaults();
        kiwoom.account(2).buy("005930", 1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "key-2", "8112510211", "81125102", "8112-5102"})
    void a_person_names_the_account_in_the_address(String name) {
        assertThat(rest.post("/api/faults?account=" + name, "{\"fault\":\"refuse\",\"apiId\":\"ka00001\",\"code\":\"8005\"}").status()).isEqualTo(202);
        assertThat(rest.post("/api/order/buy?account=" + name, "{\"stock_code\":\"005930\",\"quantity\":1}").json().path("success").asBoolean())
                .isTrue();

        assertThat(rest.get("/api/simulator?account=2").json().path("faults_waiting")).hasSize(1);
        assertThat(rest.get("/api/simulator?account=1").json().path("faults_waiting")).isEmpty();
        assertThat(rest.get("/api/simulator").json().path("faults_waiting")).hasSize(1);
        assertThat(rest.query("ka00001", token(1)).code()).isZero();
        assertThat(rest.query("ka00001", token(2)).message()).contains("8005");
        assertThat(rest.delete("/api/faults?account=" + name).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "99999", "123456", "key-4", "", "x"})
    void an_account_that_there_is_not_is_told(String name) {
        assertThat(rest.get("/api/simulator?account=" + name)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("there are 1 to 3");
        });
        assertThat(rest.post("/api/faults?account=" + name, "{\"fault\":\"drop\"}").status()).isEqualTo(404);
        assertThat(rest.delete("/api/faults?account=" + name).status()).isEqualTo(404);
        assertThat(rest.post("/api/order/buy?account=" + name, "{\"stock_code\":\"005930\",\"quantity\":1}").status()).isEqualTo(400);
    }

    @Test
    void a_handshake_does_not_tell_whose_it_is() {
        assertThat(rest.post("/api/faults?account=2", "{\"fault\":\"hang-handshake\"}")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("a handshake does not tell whose it is");
        });
        kiwoom.next(new Fault.RefuseHandshake(503));
        assertThatThrownBy(() -> SocketClient.open(kiwoom)).isInstanceOf(CompletionException.class);
    }

    @Test
    void a_fault_without_an_account_is_met_by_whoever_comes_first_and_behind_its_own() {
        kiwoom.next(new Fault.Refuse("ka00001", "1999"));
        kiwoom.account(3).next(new Fault.Refuse("ka00001", "8005"));

        assertThat(rest.query("ka00001", token(3)).message()).contains("8005");
        assertThat(rest.query("ka00001", token(2)).message()).contains("1999");
        assertThat(rest.query("ka00001", token(3)).code()).isZero();
    }

    @Test
    void what_names_no_account_happens_to_all() {
        List<SocketClient> all = all();

        kiwoom.next(new Fault.Bye());
        kiwoom.next(new Fault.RevokeToken());
        kiwoom.next(new Fault.Suspend("005930"));

        assertThat(all).allSatisfy(program -> assertThat(program.awaitEnd()).isEqualTo("1000 Bye"));
        assertThat(IntStream.rangeClosed(1, 3)).allSatisfy(n ->
                assertThat(kiwoom.account(n).state().get("faults_lasting")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1));
        kiwoom.clearFaults();
        assertThat((List<?>) kiwoom.state().get("faults_lasting")).isEmpty();
    }

    @Test
    void counts_are_kept_by_account_and_over_all() {
        all();
        rest.query("kt00018", token(2));
        rest.query("kt00018", token(2));
        rest.query("kt00018", token(3));
        rest.askToken("nobody", "nothing");

        assertThat(kiwoom.account(1).calls("kt00018")).isZero();
        assertThat(kiwoom.account(2).calls("kt00018")).isEqualTo(2);
        assertThat(kiwoom.account(3).calls("kt00018")).isEqualTo(1);
        assertThat(kiwoom.account(2).count("token_requests")).isEqualTo(3);
        assertThat(kiwoom.account(2).count("logins")).isEqualTo(1);
        assertThat(kiwoom.account(2).count("logged_in")).isEqualTo(1);
        assertThat(kiwoom.account(2).count("registrations")).isEqualTo(2);
        assertThat(kiwoom.count("token_requests")).isEqualTo(7);
        assertThat(kiwoom.count("logged_in")).isEqualTo(3);
        assertThat(kiwoom.count("most_logged_in")).isEqualTo(3);
        assertThat(kiwoom.count("registrations")).isEqualTo(6);
        assertThat(kiwoom.state()).containsEntry("accounts", 3).containsEntry("calls", Map.of("kt00018", 3)).doesNotContainKey("cash");

        programs.get(0).close();
        soon().until(() -> kiwoom.count("logged_in") == 2);
        assertThat(kiwoom.count("most_logged_in")).isEqualTo(3);
    }

    @Test
    void the_pace_of_one_is_not_the_pace_of_another() {
        start(SimulatorOptions.defaults().withAccounts(2).withPace(true));
        String first = token(1);
        String second = token(2);

        Supplier<Integer> ask = () -> rest.query("ka00001", first).status();
        assertThat(List.of(ask.get(), ask.get(), ask.get())).containsExactly(200, 200, 429);

        assertThat(rest.query("ka00001", second).status()).isEqualTo(200);
        assertThat(kiwoom.account(1).count("too_many")).isEqualTo(1);
        assertThat(kiwoom.account(2).count("too_many")).isZero();
        assertThat(kiwoom.count("too_many")).isEqualTo(1);
    }

    @Test
    void the_trading_of_its_own_is_shared_out() {
        long period = 20;
        long began = System.nanoTime();
        start(SimulatorOptions.defaults().withAccounts(3).withMarket(null, Duration.ofMillis(period)));

        List<SocketClient> all = all();
        soon().until(() -> all.stream().allMatch(program -> program.real("04").size() > 2));

        long taken = all.stream().mapToLong(program -> program.real("00").stream().filter(frame -> frame.contains("\"913\":\"접수\"")).count()).sum();
        assertThat(taken).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - began).toMillis() / period + 1);
    }

    @Test
    void accounts_hold_different_lots_of_the_same_stocks_whose_prices_move_alike() {
        start(SimulatorOptions.defaults().withAccounts(2).withHoldings(60));
        List<Long> quantities = kiwoom.account(1).holdings().stream().map(Held::quantity).toList();
        Map<String, Long> before = prices(1);

        assertThat(kiwoom.account(2).holdings()).hasSize(60).extracting(Held::quantity).isNotEqualTo(quantities);
        assertThat(prices(2)).isEqualTo(before);
        for (int step = 0; step < 20; step++) {
            kiwoom.account(1).trade();
            kiwoom.account(2).trade();
        }

        Map<String, Long> first = prices(1);
        Map<String, Long> second = prices(2);
        first.keySet().retainAll(second.keySet());
        second.keySet().retainAll(first.keySet());
        assertThat(second).hasSizeGreaterThan(40).isEqualTo(first).isNotEqualTo(before);
    }

    private Map<String, Long> prices(int n) {
        return kiwoom.account(n).holdings().stream().collect(Collectors.toMap(Held::code, Held::price));
    }

    @Test
    void a_thousand_accounts_take_no_more_threads_than_one() {
        start(SimulatorOptions.defaults().withAccounts(1));
        long one = threads();
        start(SimulatorOptions.defaults().withAccounts(1_000));

        assertThat(threads()).isEqualTo(one);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("vert.x")).count();
    }
}
