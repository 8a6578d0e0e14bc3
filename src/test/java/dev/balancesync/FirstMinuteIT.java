package dev.balancesync;

import static dev.balancesync.TestService.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor, a file manager or the machine makes of the first try. */
class FirstMinuteIT extends PackagedService {
    /** A start that is under way fails when the JVM takes no hooks any more; it was asked to, so that is no failure. */
    @Test
    void a_stop_in_the_middle_of_the_start_is_none_that_failed() throws Exception {
        service.run();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("data/lock")));

        service.terminate();

        assertThat(service.exitCode()).as(service.output()).isZero();
        assertThat(service.output()).doesNotContain("could not start");
    }

    @ParameterizedTest
    @ValueSource(strings = {".env.txt", "env.txt", "env"})
    void a_file_of_settings_under_another_name_is_told(String name) throws Exception {
        service.environment.remove("KIWOOM_APP_SECRET");
        Files.writeString(folder.resolve(name), "KIWOOM_APP_SECRET=secret");

        service.run();

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output()).contains("KIWOOM_APP_SECRET", "Rename the file " + name + " to .env");
    }

    /** As under cron and systemd, where nobody sets a locale. */
    @ParameterizedTest
    @ValueSource(strings = {"LOG_DIR", "DATA_DIR", "ROUTES_DIR"})
    void a_korean_path_in_a_locale_that_has_no_korean_is_named_with_what_to_do(String name) throws Exception {
        service.environment.put("LC_ALL", "C");
        service.environment.remove(name);
        Files.writeString(folder.resolve(".env"), name + "=주식");

        service.run();

        assertThat(service.exitCode()).isEqualTo(2);
        assertThat(service.output().lines()).singleElement().asString().contains(name, "LC_ALL=C.UTF-8");
    }

    @Test
    void a_korean_folder_in_a_locale_that_has_no_korean_is_told() throws Exception {
        Path korean = Files.createDirectory(folder.resolve("주식"));
        try (var other = new TestProcess(korean, kiwoom, database)) {
            other.environment.put("LC_ALL", "C");

            other.run();

            assertThat(other.exitCode()).isEqualTo(2);
            assertThat(other.output().lines()).singleElement().asString().contains("LC_ALL=C.UTF-8").doesNotContain("application.properties is not");
        }
    }

    /** Doctor and service read the same of what Notepad and PowerShell save: a mark, UTF-16, a comment in the code page of Korean Windows. */
    @Test
    void settings_and_statements_that_Windows_has_saved_are_read() throws Exception {
        save("application.properties", "\uFEFFbalance.account-no = 8112-5100-11\n", "(?m)^balance.account-no.*", StandardCharsets.UTF_16LE);
        save("routes/sql/standard/write-batch.sql", "\uFEFF", "^", StandardCharsets.UTF_8);
        save("routes/sql/standard/write-cash.sql", "-- 예수금\n", "^", Charset.forName("x-windows-949"));
        save("routes/balance.camel.yaml", "# 잔고\n", "^", Charset.forName("x-windows-949"));

        service.run("doctor", "--no-broker");
        assertThat(service.exitCode()).as(service.output()).isZero();
        service.run();
        awaitLive();
        kiwoom.buy("005930", 3, 0);

        await().atMost(SOON).until(() -> database.rows("select account_number, quantity from kw_portfolio")
                .contains(Map.of("account_number", "8112-5100-11", "quantity", 3L)));
    }

    private void save(String name, String first, String without, Charset charset) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, (first + Files.readString(file).replaceAll(without, "")).getBytes(charset));
    }
}
