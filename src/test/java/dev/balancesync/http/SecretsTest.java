package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private final Secrets secrets = new Secrets(List.of("app-key-1", "p\"a\\s/s1", "", "x"));

    @Test
    void what_the_settings_hold_goes_as_it_stands_and_as_JSON_writes_it() {
        assertThat(secrets.strip("{\"a\":\"see app-key-1\",\"b\":\"p\\\"a\\\\s/s1\",\"c\":\"x\"}")).isEqualTo("{\"a\":\"see xxxxxx\",\"b\":\"xxxxxx\",\"c\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"jdbc:postgresql://h/d?sslpassword=S3CRET&x=1\"}", "{\"a\":\"h?x=1&sslpassword=S3CRET\"}", "{\"sslpassword\":\"S3CRET\"}",
        "{\"DatabasePassword\" : \"S3CRET \\\" S3CRET\"}", "{\"a\":\"password%3DS3CRET\"}", "{\"appkey\":\"S3CRET\"}", "{\"Authorization\":\"S3CRET\"}",
        "{\"a\":\"trustStorePassword=S3CRET, next\"}", "{\"clientSecret\":\"S3CRET\"}"})
    void whatever_is_called_a_password_goes(String json) {
        assertThat(secrets.strip(json)).doesNotContain("S3CRET").contains("xxxxxx").endsWith("}");
    }

    @Test
    void all_else_stays() {
        String json = "{\"ExchangesTotal\":12,\"name\":\"token-renew\",\"Uri\":\"direct://token\",\"list\":[\"password\"]}";

        assertThat(secrets.strip(json)).isEqualTo(json);
    }

    /** It looks only where a name is; a pattern would look everywhere. */
    @Test
    void what_goes_is_what_the_patterns_say() {
        String name = "(?:password|passwd|passphrase|secret|app-?_?key|credential|authorization|service_role)";
        String field = "(?i)(\"[^\"\\\\]{0,80}" + name + "[^\"\\\\]{0,80}\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)++(?=\")";
        String parameter = "(?i)(" + name + "\\w{0,40}(?:=|%3D))[^&\\s\"\\\\;,<>]++";
        List<String> parts = List.of("\"", "\"", "\":\"", "\" : \"", "=", "%3D", "\\", "\\\"", "&", "a", "pa", "se", "x".repeat(41), "y".repeat(81), "password", "PassWd", "secret",
                "app_key", "App-Key", "credential", "authorization", "service_role", "{", "}", ",", " ", "\u0130", "\ud83d\ude00", "P\u0041ssphrase");
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(1 + random.nextInt(15), 0, parts.size()).mapToObj(parts::get).collect(Collectors.joining());

            assertThat(secrets.strip(text)).as(text).isEqualTo(text.replaceAll(field, "$1xxxxxx").replaceAll(parameter, "$1xxxxxx"));
        }
    }
}
