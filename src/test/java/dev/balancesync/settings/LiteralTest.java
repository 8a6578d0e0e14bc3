package dev.balancesync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest {
    private static PropertiesComponent placeholders(DefaultCamelContext context, String value) {
        var placeholders = (PropertiesComponent) context.getPropertiesComponent();
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        var file = new Properties();
        file.setProperty("http.password", "{{HTTP_PASSWORD:}}");
        file.setProperty("kiwoom.app-key", "{{KIWOOM_APP_KEY}}");
        placeholders.setInitialProperties(file);
        var given = new Properties();
        given.setProperty("HTTP_PASSWORD", value);
        placeholders.setOverrideProperties(Literal.disguise(given));
        return placeholders;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "{{HTTP_PASSWORD}}", "{{http.password}}", "a{{b", "a}}b", "{{x:y}}", "{{?x}}", "{{env:PATH}}", "{{sys:user.home}}", "${env:PATH}",
        "${sys:user.home}", "#{1}", "a#b", "100%", "%7B", "back\\slash", "\\{{x\\}}", "{", "}", "'{{'", "x?nested=false", "@@[x]@@", "~literal~", "RAW(x)",
        "#class:java.lang.String", "!x", "a=b", "비밀번호"})
    void a_value_is_what_it_is(String value) {
        var context = new DefaultCamelContext();
        PropertiesComponent placeholders = placeholders(context, value);

        assertThat(Literal.setting(context, "http.password")).isEqualTo(value);
        assertThat(Literal.inForce(placeholders, "http.password")).isEqualTo(value);
    }

    @Provide
    Arbitrary<String> awkward() {
        return Arbitraries.strings().withChars("{}\\?:@[]~$#%'\" a1").ofMinLength(1).ofMaxLength(12).filter(each -> !each.isBlank()).map(String::strip);
    }

    @Property(tries = 300)
    void any_value_is_what_it_is(@ForAll("awkward") String value) {
        var context = new DefaultCamelContext();

        assertThat(Literal.inForce(placeholders(context, value), "http.password")).isEqualTo(value);
    }

    @Test
    void what_cannot_be_read_is_not_what_is_not_set() {
        PropertiesComponent placeholders = placeholders(new DefaultCamelContext(), "x");

        assertThatThrownBy(() -> Literal.inForce(placeholders, "kiwoom.app-key")).isInstanceOf(SettingsException.class).hasMessageContaining("KIWOOM_APP_KEY");
        assertThat(Literal.inForce(placeholders, "nothing")).isEmpty();
    }
}
