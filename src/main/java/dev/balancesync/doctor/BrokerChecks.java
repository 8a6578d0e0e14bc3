package dev.balancesync.doctor;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.balancesync.BuiltRoutes;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.session.SessionState;
import dev.balancesync.session.Transition;

/**
 * Whether Kiwoom can be reached and accepts us, by one attempt of the service's own routes. Kiwoom allows one session an App key, and a
 * fresh token may kill the one in use; so while the service runs, here or elsewhere, nothing is asked that could cost it its session, and
 * what the service itself has proved is told instead.
 */
final class BrokerChecks {
    private static final List<String> SESSION = List.of("broker.token", "broker.account", "broker.login", "broker.register", "broker.holdings",
            "broker.cash", "broker.clock");

    private final Configuration configuration;
    private final Language language;
    private final Network network;
    private final Clock clock;
    private final boolean login;

    BrokerChecks(Configuration configuration, Network network, Clock clock, boolean login) {
        this.configuration = configuration;
        this.language = configuration.language();
        this.network = network;
        this.clock = clock;
        this.login = login;
    }

    /**
     * @param elsewhere what the database says about a service that runs on another machine
     * @param built {@code null} in it when the routes cannot be built
     */
    void run(RunningService here, Future<Optional<String>> elsewhere, Future<BuiltRoutes> built, Consumer<Check> found) throws Exception {
        Optional<URI> rest = address("kiwoom.rest-url");
        Optional<URI> websocket = address("kiwoom.ws-url");
        if (rest.isEmpty() || websocket.isEmpty()) {
            found.accept(Check.skipped("broker", say("주소를 읽을 수 없습니다. 먼저 설정을 고쳐야 합니다", "the addresses cannot be read; correct the settings first")));
            return;
        }
        boolean restReachable = network.reach(language, "broker.rest", rest.get(), "KIWOOM_REST_URL", clock, found);
        boolean websocketReachable = network.reach(language, "broker.websocket", websocket.get(), "KIWOOM_WS_URL", clock, found);
        Optional<String> other = here.mayBeOurs() ? Optional.empty() : elsewhere.get();
        List<String> missing = missing();
        if ((here.mayBeOurs() || other.isPresent()) && !login) {
            found.accept(running(here, other));
            found.accept(Check.skipped("broker.login", say("같은 앱키로 로그인하면 실행 중인 서비스의 접속이 끊기므로 토큰, LOGIN, 조회는 하지 않았습니다."
                    + " --login을 붙이면 그래도 합니다", "token, LOGIN and queries are left out, because a second login with the same App key"
                    + " ends the session of the running service; --login asks all the same")));
        } else if (!missing.isEmpty()) {
            skip(found, say("설정 없음: ", "not set: ") + String.join(", ", missing));
        } else if (!restReachable) {
            skip(found, say("키움 REST 서버에 연결되지 않습니다", "the broker's REST host cannot be reached"));
        } else if (built.get() == null) {
            skip(found, say("라우트를 만들 수 없습니다. 먼저 그것을 고쳐야 합니다", "the routes cannot be built; correct that first"));
        } else {
            converse(new BrokerAttempt(built.get(), clock), built.get().bean(Account.class), websocketReachable, found);
        }
    }

    private String say(String korean, String english) {
        return language.say(korean, english);
    }

    private Optional<URI> address(String setting) {
        try {
            return Optional.of(URI.create(configuration.value(setting))).filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<String> missing() {
        return Stream.of("kiwoom.app-key", "kiwoom.app-secret", "kiwoom.account-no").filter(name -> configuration.value(name).isEmpty())
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')).toList();
    }

    private static void skip(Consumer<Check> found, String why) {
        SESSION.forEach(name -> found.accept(Check.skipped(name, why)));
    }

    /** What the service that runs says about itself. */
    private Check running(RunningService here, Optional<String> elsewhere) {
        String name = "broker.session";
        return elsewhere.isPresent() ? Check.ok(name, elsewhere.get())
                : here.kind() == RunningService.Kind.OURS ? here.headline(name, language)
                : Check.warning(name, say("HTTP 포트를 누가 쓰고 있습니다. 이 서비스일 수도 있습니다: ", "the HTTP port is taken, perhaps by this service: ")
                        + here.words(), say("HTTP_PASSWORD에 실행 중인 서비스의 비밀번호를 쓰거나, 서비스를 먼저 멈추세요",
                        "Set HTTP_PASSWORD to that of the running service, or stop it first"));
    }

    private void converse(BrokerAttempt kiwoom, Account account, boolean websocketReachable, Consumer<Check> found) throws Exception {
        Check granted = attempt("broker.token", () -> {
            kiwoom.token();
            return say("키움이 토큰을 주었습니다", "granted");
        });
        found.accept(granted);
        if (granted.outcome() != Check.Outcome.OK) {
            SESSION.stream().skip(1).forEach(name -> found.accept(Check.skipped(name, say("토큰이 있어야 합니다", "needs a token"))));
            return;
        }
        found.accept(account(kiwoom, account));
        if (websocketReachable) {
            session(kiwoom.session(), found);
        } else {
            found.accept(Check.skipped("broker.login", say("키움 WebSocket 서버에 연결되지 않습니다", "the broker's WebSocket host cannot be reached")));
            found.accept(Check.skipped("broker.register", say("LOGIN이 되어야 합니다", "needs LOGIN")));
        }
        found.accept(attempt("broker.holdings", () -> {
            Map<String, Object> answer = kiwoom.ask("kt00018", "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}");
            if (!(answer.get(Wire.HOLDINGS) instanceof List<?> rows)) {
                throw new BrokerException(BrokerError.unavailable(null, new Bilingual("kt00018의 응답에 보유 종목 목록이 없습니다", "The answer of kt00018 has no list of holdings"), null));
            }
            return say("kt00018 응답, 첫 페이지에 " + rows.size() + "종목", "kt00018 answers, " + rows.size() + " holdings on its first page");
        }));
        found.accept(attempt("broker.cash", () -> {
            Map<String, Object> answer = kiwoom.ask("kt00001", "{\"qry_tp\":\"3\"}");
            if (!String.valueOf(answer.get(Wire.DEPOSIT_D2)).strip().matches("[+-]?\\d{1,18}")) {
                throw new BrokerException(BrokerError.unavailable(null, new Bilingual("kt00001의 응답에서 d2_entra를 읽을 수 없습니다", "The answer of kt00001 has no readable d2_entra"), null));
            }
            return say("kt00001 응답", "kt00001 answers");
        }));
        found.accept(kiwoom.ahead().map(ahead -> ClockSkew.judge(language, "broker.clock", say("키움", "the broker's"), ahead)).orElseGet(() ->
                Check.skipped("broker.clock", say("키움의 어떤 응답에도 시각이 없습니다", "no answer of the broker told the time"))));
    }

    private Check account(BrokerAttempt kiwoom, Account account) {
        String name = "broker.account";
        String configured = configuration.value("kiwoom.account-no");
        var told = new String[1];
        return attempt(name, () -> {
            Map<String, Object> answer = kiwoom.ask("ka00001", "{}");
            told[0] = String.valueOf(answer.get(Wire.ACCOUNTS));
            account.learn(answer);
            return say("앱키는 KIWOOM_ACCOUNT_NO대로 " + Words.masked(told[0]) + " 계좌의 것이고, " + Words.masked(account.spelling()) + "(으)로 저장됩니다",
                    "the App key belongs to " + Words.masked(told[0]) + ", as KIWOOM_ACCOUNT_NO says; stored as " + Words.masked(account.spelling()));
        }, () -> told[0].matches("\\d{8,10}")
                ? Check.failed(name, say("앱키는 " + Words.masked(told[0]) + " 계좌의 것인데 KIWOOM_ACCOUNT_NO는 " + Words.masked(configured) + "입니다",
                        "the App key belongs to account " + Words.masked(told[0]) + ", but KIWOOM_ACCOUNT_NO is " + Words.masked(configured)),
                        say("KIWOOM_ACCOUNT_NO(여러 계좌면 목록의 account-no)를 고치거나 그 계좌의 앱키를 쓰세요",
                                "Correct KIWOOM_ACCOUNT_NO (of several accounts: account-no in the list), or use the App key of that account"))
                : Check.failed(name, say("ka00001 응답에 계좌번호가 없습니다", "the answer of ka00001 has no account number"),
                        say("저절로 다시 묻습니다. 계속되면 이슈로 알려 주세요", "Asked again by itself; if it stays, please report it")));
    }

    private void session(List<Transition> states, Consumer<Check> found) {
        boolean registering = states.stream().anyMatch(each -> each.state() == SessionState.REGISTERING);
        Transition last = states.get(states.size() - 1);
        found.accept(registering ? Check.ok("broker.login", say("LOGIN 성공", "LOGIN accepted")) : failed("broker.login", last));
        found.accept(last.state() == SessionState.LIVE ? Check.ok("broker.register", say("실시간 00(주문체결)과 04(잔고) 등록 성공. 프레임은 체결이 있을 때만 옵니다",
                "REG of types 00 (주문체결) and 04 (잔고) accepted; their frames come with fills only"))
                : registering ? failed("broker.register", last) : Check.skipped("broker.register", say("LOGIN이 되어야 합니다", "needs LOGIN")));
    }

    /** @param last of the states that the session went through */
    Check failed(String name, Transition last) {
        return last.error() == null ? Check.failed(name, say("제때 끝나지 않았습니다: ", "not finished in time: ") + last.state(), tryLater())
                : refused(name, last.error());
    }

    private Check attempt(String name, Callable<String> work) {
        return attempt(name, work, null);
    }

    private Check attempt(String name, Callable<String> work, Callable<Check> ofAnother) {
        try {
            return Check.ok(name, work.call());
        } catch (BrokerException e) {
            return refused(name, e.error());
        } catch (BadEntryException e) {
            try {
                return ofAnother.call();
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        } catch (Exception e) {
            return Check.failed(name, Words.of(e, language), tryLater());
        }
    }

    private String tryLater() {
        return say("조금 뒤 다시 해 보고, 계속되면 인터넷 연결과 키움 공지를 확인하세요",
                "Try again later; if it stays, check the internet connection and the broker's notices");
    }

    /** What Kiwoom does not offer in mock trading is no failure: the service goes on without, and nobody has to do anything. */
    private Check refused(String name, BrokerError error) {
        String meaning = error.words(language);
        String finding = (error.code() == null ? "" : error.code() + " ") + meaning
                + (meaning.equals(error.words()) || language == Language.EN && error.words().isEmpty() ? "" : " (" + error.words() + ")");
        return error.kind() == BrokerError.Kind.NOT_OFFERED ? Check.warning(name, finding + ". " + error.advice(language), null)
                : Check.failed(name, finding, error.advice(language));
    }
}
