package dev.balancesync.accounts;

import static dev.balancesync.TestFrames.balance;
import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import dev.balancesync.LogLines;
import dev.balancesync.Secrecy;
import dev.balancesync.doctor.DoctorCommand;
import dev.balancesync.process.Usage;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Fault;
import org.junit.jupiter.api.Test;

/** Several accounts, in good order and in trouble, whose keys and full numbers nobody can read anywhere. */
class SecrecyIT extends ManyAccounts {
    private static final String WRONG = "wrong-secret-of-5";
    private final List<String> notified = new CopyOnWriteArrayList<>();

    /** As an entry writes it: with a dash, ten digits, eight digits, or all of it with dashes. */
    private String written(int number, int way) {
        String all = simulated(number).number();
        String dashed = all.substring(0, 4) + "-" + all.substring(4, 8);
        return List.of(dashed, all, all.substring(0, 8), dashed + "-" + all.substring(8)).get(way);
    }

    private String plain(int number, String secret, String account) {
        return "  - name: a" + number + "\n    app-key: " + simulated(number).appKey() + "\n    app-secret: " + secret + "\n    account-no: \"" + account + "\"\n";
    }

    private String good() {
        return IntStream.rangeClosed(1, 4).mapToObj(i -> entry(i).replaceAll("account-no: .*", "account-no: \"" + written(i, i - 1) + "\""))
                .reduce("accounts:\n", String::concat);
    }

    /** A wrong secret; the key of another account; no account number; an unknown field that holds a key; a number as a name; a number and a key twice. */
    private String bad() {
        return plain(5, WRONG, written(5, 0)) + plain(6, simulated(6).appSecret(), written(7, 1)) + plain(8, simulated(8).appSecret(), written(8, 1) + "9")
                + plain(9, simulated(9).appSecret(), written(9, 1)) + "    " + simulated(9).appKey() + ": " + simulated(9).appSecret() + "\n"
                + plain(10, simulated(10).appSecret(), written(10, 1)).replace("a10", written(10, 1))
                + plain(11, simulated(11).appSecret(), written(1, 2)) + plain(12, simulated(12).appSecret(), written(12, 0)).replace(simulated(12).appKey(), simulated(4).appKey());
    }

    private HttpServer receiver() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            notified.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        return receiver;
    }

    private String doctor(String... arguments) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out);
        Usage.of(new DoctorCommand(folder, mirror.environment, print), print, print).execute(arguments);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Each tells the number in words of its own. */
    private void trouble() {
        simulated(1).next(new Fault.Refuse("kt00018", "8005"));
        simulated(1).next(new Fault.RestAnswer("kt00001", 500, "<html>" + written(1, 0) + "</html>"));
        simulated(2).send("{\"trnm\":\"SYSTEM\",\"code\":\"R10001\",\"message\":\"계좌 " + written(2, 0) + " (" + written(2, 1) + ")\"}");
        for (int whose : new int[] {1, 3}) {
            simulated(3).send(balance("A005930").with("9201", written(whose, 1)).with("930", written(3, 3)).frame());
        }
        simulated(3).send("no JSON " + written(3, 1) + " " + simulated(3).appSecret());
        simulated(3).send("{\"" + written(3, 1) + "\":\"" + simulated(3).appKey() + "\",\"trnm\":\"" + written(3, 0) + "\"}");
        simulated(4).next(new Fault.TokenAnswer(200, "{\"return_code\":3,\"return_msg\":\"[8001:" + written(4, 3) + "]\",\"token\":\"SIMULATED-TOKEN\"}"));
        simulated(4).next(new Fault.LoginAnswer("{\"trnm\":\"LOGIN\",\"return_code\":805004,\"return_msg\":\"[CODE=8005, " + written(4, 2) + "]\"}", true));
        simulated(4).next(new Fault.RevokeToken());
        simulated(4).next(new Fault.Drop());
    }

    @Test
    void no_secret_and_no_full_number_of_any_account_is_said_anywhere() throws Exception {
        var secrecy = new Secrecy(IntStream.rangeClosed(1, SIMULATED).mapToObj(this::simulated).toList());
        secrecy.never(WRONG);
        HttpServer receiver = receiver();
        try (var log = new LogLines()) {
            write(good() + bad());
            mirror.in(folder).withManagement().with("NOTIFY_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook").with("NOTIFY_DATABASE_AFTER", "1s")
                    .with("KIWOOM_DUPLICATE_DELAY", "10m").with("KIWOOM_CREDENTIALS_DELAY", "10m").with("NOTIFY_CIRCUIT_AFTER", "1s").start();
            awaitLive(1, 2, 3, 4);
            mirror.database.execute("alter table kw_portfolio add constraint no_whale check (quantity < 100),"
                    + " add constraint not_mine check (account_number <> '" + written(1, 1) + "') not valid");
            simulated(1).buy("005930", 1, 0);
            simulated(1).buy("035720", 1, 0);
            simulated(3).buy("005930", 150, 0);
            simulated(3).buy("035720", 2, 0);
            trouble();
            await().atMost(SOON).until(() -> get("/observe/health/ready").body().contains("[a1] DATABASE_AWAY") && state(2) == SessionState.DUPLICATE_SESSION
                    && state(4) != SessionState.LIVE && state(5) == SessionState.CREDENTIALS_REJECTED && table(3).containsKey("035720"));
            await().atMost(SOON).until(() -> notified.toString().contains("a1 ") && notified.toString().contains("a2 "));

            secrecy.served(mirror.port, List.of("a1", "a2", "a3", "a4", "a5", "a6"));
            secrecy.told(mirror.database);
            for (String each : new String[] {"a1", "a5", "a6", "a8", "nobody"}) {
                secrecy.look("doctor of " + each, doctor("--account", each));
            }
            secrecy.look("doctor", doctor("--json"));

            write(good().replace("name: a1", "name: father").replace(entry(2).lines().findFirst().orElseThrow(), "  - name: a2\n    app-key: [" + simulated(2).appKey() + "\n"));
            await().atMost(SOON).until(() -> log.all().stream().anyMatch(line -> line.contains("YAML")));
            secrecy.served(mirror.port, List.of());
            mirror.database.execute("alter table kw_portfolio drop constraint not_mine, drop constraint no_whale");
            serve(2, 3, 4);
            await().atMost(SOON).until(() -> accounts().all().size() == 3);
            secrecy.served(mirror.port, List.of("a3"));
            secrecy.told(mirror.database);
            mirror.stop();
            secrecy.log(log);
            assertThat(log.all()).anyMatch(line -> line.contains("Quarantined")).anyMatch(line -> line.contains("CREDENTIALS_REJECTED"));
        } finally {
            receiver.stop(0);
        }
        secrecy.look("a notification", notified.toString());
        secrecy.names(mirror.dataDir());
        assertThat(Files.walk(mirror.dataDir())).anyMatch(each -> each.toString().contains("quarantine"));

        assertThat(secrecy.found()).isEmpty();
    }
}
