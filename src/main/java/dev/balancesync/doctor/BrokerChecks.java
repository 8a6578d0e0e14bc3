package dev.balancesync.doctor;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.session.SessionFrames;
import dev.balancesync.time.Ticker;
import dev.balancesync.token.TokenCache;

/**
 * Whether Kiwoom can be reached and accepts us, by the steps that the service takes. Kiwoom allows one session an App key, and a fresh
 * token may kill the one in use (dossier 1.3, 2.7); so while the service runs, here or elsewhere, nothing is asked that could cost it
 * its session, and what the service itself has proved is told instead.
 */
final class BrokerChecks {
    private static final String REG = "{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\"\"],\"type\":[\"04\"]}]}";
    private static final List<String> SESSION = List.of("broker.token", "broker.account", "broker.login", "broker.register", "broker.holdings",
            "broker.cash");
    private static final String NETWORK_ADVICE = "Check this machine's internet connection and firewall; outgoing port %d must be open";

    private final Configuration configuration;
    private final Network network;
    private final ObjectMapper json;
    private final Clock clock;
    private final boolean login;

    BrokerChecks(Configuration configuration, Network network, ObjectMapper json, Clock clock, boolean login) {
        this.configuration = configuration;
        this.network = network;
        this.json = json;
        this.clock = clock;
        this.login = login;
    }

    /** @param elsewhere what the database says about a service that runs on another machine */
    void run(RunningService here, Future<Optional<String>> elsewhere, Consumer<Check> found) throws Exception {
        URI rest;
        URI websocket;
        try {
            rest = URI.create(configuration.value("kiwoom.rest-url"));
            websocket = URI.create(configuration.value("kiwoom.ws-url"));
        } catch (IllegalArgumentException e) {
            found.accept(Check.skipped("broker", "the addresses cannot be read; correct the settings first"));
            return;
        }
        if (rest.getHost() == null || websocket.getHost() == null) {
            found.accept(Check.skipped("broker", "the addresses have no host; correct the settings first"));
            return;
        }
        boolean restReachable = reach("broker.rest", rest, found);
        boolean websocketReachable = reach("broker.websocket", websocket, found);
        var calls = new BrokerRest(rest.toString(), json, clock);
        Optional<String> other = here.kind() == RunningService.Kind.NONE || here.kind() == RunningService.Kind.OTHER
                ? elsewhere.get() : Optional.empty();
        boolean inUse = other.isPresent() || here.kind() == RunningService.Kind.OURS || here.kind() == RunningService.Kind.UNSURE;
        if (inUse && !login) {
            found.accept(running(here, other));
            found.accept(Check.skipped("broker.login", "token, LOGIN and queries are left out, because a second login with the same App key"
                    + " ends the session of the running service; --login asks all the same"));
            greet(calls, restReachable);
        } else if (!missing().isEmpty()) {
            SESSION.forEach(name -> found.accept(Check.skipped(name, "not set: " + String.join(", ", missing()))));
        } else if (restReachable) {
            converse(calls, websocket, websocketReachable, found);
        } else {
            SESSION.forEach(name -> found.accept(Check.skipped(name, "the broker's REST host cannot be reached")));
        }
        found.accept(calls.ahead() == null ? Check.skipped("broker.clock", "no answer of the broker told the time")
                : ClockSkew.judge("broker.clock", "the broker's", calls.ahead()));
    }

    private List<String> missing() {
        return Stream.of("kiwoom.app-key", "kiwoom.app-secret", "kiwoom.account-no").filter(name -> configuration.value(name).isEmpty())
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')).toList();
    }

    private boolean reach(String name, URI url, Consumer<Check> found) throws IOException {
        boolean secure = url.getScheme().equals("https") || url.getScheme().equals("wss");
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        Check dns = network.dns(name + "-dns", url.getHost());
        found.accept(dns);
        if (dns.outcome() == Check.Outcome.FAILED) {
            return false;
        }
        Check line = line(name + "-line", url.getHost(), port, secure);
        found.accept(line);
        return line.outcome() != Check.Outcome.FAILED;
    }

    private Check line(String name, String host, int port, boolean secure) {
        String where = host + ":" + port;
        try (Socket line = network.connect(host, port)) {
            return secure ? certificate(name, where, Tls.shake(line, host, port))
                    : Check.ok(name, where + " is reachable, without TLS as the address says");
        } catch (IOException e) {
            return Check.failed(name, where + ": " + Words.of(e), String.format(NETWORK_ADVICE, port));
        }
    }

    private Check certificate(String name, String where, Tls.Handshake shown) {
        if (shown.failure() == null) {
            String words = where + " is reachable, " + shown.protocol() + ", certificate of " + shown.issuer() + " valid until "
                    + shown.validUntil();
            return shown.expiresSoonAfter(clock.instant()) ? Check.warning(name, words, "The broker must renew it; nothing to do here") : Check.ok(name, words);
        }
        if (shown.certificate() == null) {
            return Check.failed(name, where + " answers, but not in TLS: " + Words.oneLine(shown.failure().getMessage()),
                    "Check the port of the address; a proxy or firewall may answer in the broker's place");
        }
        String clockAdvice = "Is this machine's clock right (" + clock.instant() + ")? If so, the broker has to renew its certificate";
        if (shown.isExpiredAt(clock.instant())) {
            return Check.failed(name, where + ": the certificate has expired on " + shown.validUntil(), clockAdvice);
        }
        if (shown.isNotYetValidAt(clock.instant())) {
            return Check.failed(name, where + ": the certificate is not valid yet", clockAdvice);
        }
        return Check.failed(name, where + (shown.isAnothers() ? ": the certificate is for another host, " + shown.subject()
                : ": the certificate comes from \"" + shown.issuer() + "\", which Java does not trust"),
                "A proxy, firewall or virus scanner seems to read TLS in between: let it pass this host untouched. Certificate checks cannot be"
                        + " switched off");
    }

    /** What the service that runs says about itself. */
    private static Check running(RunningService here, Optional<String> elsewhere) {
        String name = "broker.session";
        if (elsewhere.isPresent()) {
            return Check.ok(name, elsewhere.get());
        }
        if (here.kind() == RunningService.Kind.UNSURE) {
            return Check.warning(name, "the HTTP port is taken, perhaps by this service: " + here.words(), "Look at its page or log, or stop it first");
        }
        String words = "the running service is " + here.state() + " since " + here.text("since")
                + (here.text("code") == null ? "" : ": " + here.text("code") + " " + here.text("message"));
        if (!here.state().equals("LIVE")) {
            return Check.failed(name, words, here.text("advice") == null ? "Look at its log" : here.text("advice"));
        }
        String error = here.status().path("snapshot").path("error").isTextual() ? here.status().path("snapshot").path("error").asText() : null;
        words += ", last PING " + here.text("last_ping_at") + ", last snapshot " + here.text("last_snapshot_at");
        return error == null ? Check.ok(name, words) : Check.warning(name, words + ", but the last snapshot failed: " + error, "It is tried again by itself");
    }

    private static void greet(BrokerRest calls, boolean reachable) throws InterruptedException {
        if (reachable) {
            try {
                calls.greet();
            } catch (IOException e) {
                // then there is no date to compare
            }
        }
    }

    private void converse(BrokerRest calls, URI websocket, boolean websocketReachable, Consumer<Check> found) throws Exception {
        TokenCache token = new TokenCache(configuration.value("kiwoom.app-key"), configuration.value("kiwoom.app-secret"),
                Duration.ZERO, json, clock, Ticker.system());
        Check granted = attempt("broker.token", () -> {
            Map<String, Object> answer = calls.token(token.request());
            token.keep(answer, null);
            return "granted, good until " + expiry(String.valueOf(answer.get("expires_dt")));
        });
        found.accept(granted);
        if (granted.outcome() != Check.Outcome.OK) {
            SESSION.stream().skip(1).forEach(name -> found.accept(Check.skipped(name, "needs a token")));
            return;
        }
        found.accept(account(calls, token));
        if (websocketReachable) {
            session(calls, websocket, token, found);
        } else {
            found.accept(Check.skipped("broker.login", "the broker's WebSocket host cannot be reached"));
            found.accept(Check.skipped("broker.register", "needs LOGIN"));
        }
        found.accept(query("broker.holdings", () -> {
            Map<String, Object> answer = calls.account("kt00018", token.value(), "{\"qry_tp\":\"2\",\"dmst_stex_tp\":\"KRX\"}");
            if (!(answer.get("acnt_evlt_remn_indv_tot") instanceof List<?> rows)) {
                throw new BrokerException(BrokerError.unavailable(null, "The answer of kt00018 has no list of holdings", null));
            }
            return "kt00018 answers, " + rows.size() + " holdings on its first page";
        }));
        found.accept(query("broker.cash", () -> {
            Map<String, Object> answer = calls.account("kt00001", token.value(), "{\"qry_tp\":\"3\"}");
            if (!String.valueOf(answer.get("d2_entra")).strip().matches("[+-]?\\d{1,18}")) {
                throw new BrokerException(BrokerError.unavailable(null, "The answer of kt00001 has no readable d2_entra", null));
            }
            return "kt00001 answers";
        }));
    }

    private static String expiry(String korean) {
        return korean.replaceFirst("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)", "$1-$2-$3 $4:$5:$6") + " Korean time";
    }

    private Check account(BrokerRest calls, TokenCache token) {
        String configured = configuration.value("kiwoom.account-no");
        Account account = new Account(configured, configuration.value("balance.account-no"));
        var told = new String[1];
        try {
            return query("broker.account", () -> {
                Map<String, Object> answer = calls.account("ka00001", token.value(), "{}");
                told[0] = String.valueOf(answer.get("acctNo"));
                account.learn(answer);
                return "the App key belongs to " + Words.masked(told[0]) + ", as KIWOOM_ACCOUNT_NO says; stored as "
                        + Words.masked(account.spelling());
            });
        } catch (BadEntryException e) {
            return told[0].matches("\\d{8,10}")
                    ? Check.failed("broker.account", "the App key belongs to account " + Words.masked(told[0]) + ", but KIWOOM_ACCOUNT_NO is "
                            + Words.masked(configured), "Correct KIWOOM_ACCOUNT_NO, or use the App key of that account")
                    : Check.failed("broker.account", "the answer of ka00001 has no account number", null);
        }
    }

    private void session(BrokerRest calls, URI websocket, TokenCache token, Consumer<Check> found) throws Exception {
        try (BrokerSocket socket = BrokerSocket.open(calls.client(), websocket, json)) {
            Check accepted = attempt("broker.login", () -> {
                socket.send(new SessionFrames(token, json).login());
                socket.await("LOGIN");
                return "LOGIN accepted";
            });
            found.accept(accepted);
            found.accept(accepted.outcome() != Check.Outcome.OK ? Check.skipped("broker.register", "needs LOGIN") : attempt("broker.register", () -> {
                socket.send(REG);
                socket.await("REG");
                return "REG of type 04 (잔고) accepted; its frames come with fills only";
            }));
        } catch (IOException e) {
            found.accept(Check.failed("broker.login", Words.of(e), "If REST works, this is mostly a firewall, or the broker's maintenance"));
            found.accept(Check.skipped("broker.register", "needs LOGIN"));
        }
    }

    /** What Kiwoom does not offer in mock trading is no failure: the service goes on without. */
    private static Check query(String name, Callable<String> work) {
        return attempt(name, work, true);
    }

    private static Check attempt(String name, Callable<String> work) {
        return attempt(name, work, false);
    }

    private static Check attempt(String name, Callable<String> work, boolean canDoWithout) {
        try {
            return Check.ok(name, work.call());
        } catch (BrokerException e) {
            BrokerError error = e.error();
            String finding = (error.code() == null ? "" : error.code() + " ") + error.words();
            return canDoWithout && error.kind() == BrokerError.Kind.NOT_OFFERED ? Check.warning(name, finding, error.advice())
                    : Check.failed(name, finding, error.advice() == null ? "Try again later; the service does so by itself" : error.advice());
        } catch (BadEntryException e) {
            throw e;
        } catch (Exception e) {
            return Check.failed(name, Words.of(e), "Try again later; if it stays, check the internet connection and the broker's notices");
        }
    }
}
