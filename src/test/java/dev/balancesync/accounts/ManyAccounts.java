package dev.balancesync.accounts;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balancesync.Http;
import dev.balancesync.SampleFrames;
import dev.balancesync.TestService;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionState;
import dev.balancesync.simulator.Held;
import dev.balancesync.simulator.SimulatedAccount;
import dev.balancesync.simulator.SimulatorOptions;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.time.Ticker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with several accounts of the simulator, called a1 and so on, and what is asked of them. */
abstract class ManyAccounts {
    static final int ACCOUNTS = 20;
    /** There are some more for who needs them. */
    static final int SIMULATED = 30;

    @TempDir
    Path folder;

    TestService mirror;

    @BeforeEach
    void setUp() throws IOException {
        mirror = new TestService(SimulatorOptions.defaults().withHoldings(false).withAccounts(simulated())).with("ACCOUNTS_START_SPREAD", "0s")
                .with("ACCOUNTS_FILE", folder.resolve("accounts.yaml").toString());
        mirror.environment.keySet().removeAll(List.of("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "KIWOOM_ACCOUNT_NO"));
        for (int i = 1; i <= simulated(); i++) {
            mirror.with("KEY_" + i, simulated(i).appKey()).with("SECRET_" + i, simulated(i).appSecret());
        }
    }

    @AfterEach
    void tearDown() {
        mirror.close();
    }

    /** How many the broker has. */
    int simulated() {
        return SIMULATED;
    }

    SimulatedAccount simulated(int number) {
        return mirror.kiwoom.account(number);
    }

    void serve(int... numbers) throws IOException {
        write(IntStream.of(numbers).mapToObj(this::entry).collect(Collectors.joining("", "accounts:\n", "")));
    }

    String entry(int number) {
        return "  - name: a" + number + "\n    app-key: ${KEY_" + number + "}\n    app-secret: ${SECRET_" + number + "}\n    account-no: "
                + simulated(number).number() + "\n";
    }

    void write(String yaml) throws IOException {
        Path next = folder.resolve("next");
        Files.writeString(next, yaml);
        Files.move(next, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    Accounts accounts() {
        return mirror.service().bean(Accounts.class);
    }

    <T> T of(int number, Class<T> type) {
        return accounts().named("a" + number).orElseThrow().get(type);
    }

    SessionState state(int number) {
        return accounts().named("a" + number).map(each -> each.get(Session.class).current().state()).orElse(null);
    }

    void awaitLive(int... numbers) {
        for (int each : numbers) {
            await().atMost(SOON).until(() -> state(each) == SessionState.LIVE && of(each, Snapshots.class).state().lastAt() != null);
        }
    }

    void awaitEqual(int... numbers) {
        for (int each : numbers) {
            await().atMost(SOON).untilAsserted(() -> assertThat(table(each)).isEqualTo(account(each)));
        }
    }

    Map<String, Long> account(int number) {
        return simulated(number).holdings().stream().filter(each -> each.quantity() > 0)
                .collect(Collectors.toMap(Held::code, Held::quantity, Long::sum, TreeMap::new));
    }

    Map<String, Long> table(int number) {
        var held = new TreeMap<String, Long>();
        mirror.database.rows("select stock_code, quantity from kw_portfolio where account_number = '" + simulated(number).number() + "'")
                .forEach(row -> held.put((String) row.get("stock_code"), (Long) row.get("quantity")));
        return held;
    }

    HttpResponse<String> get(String path) throws Exception {
        return Http.answer(mirror.port, path);
    }

    HttpResponse<String> post(String path) throws Exception {
        return Http.post(mirror.port, path);
    }

    JsonNode json(String path) throws Exception {
        return SampleFrames.JSON.readTree(get(path).body());
    }

    static final class MovedTicker implements Ticker {
        volatile long ahead;

        @Override
        public long nanos() {
            return System.nanoTime() + ahead;
        }
    }
}
