package dev.balancesync.settings;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * Values of the environment and {@code .env} are what they are, never templates. Camel reads a value for placeholders again when it puts it
 * into a setting: a password with <code>{{x}}</code> was no password, and one with a backslash lost it. So a value that means something to
 * Camel goes through it in a disguise, and whoever needs the value asks here.
 */
public final class Literal {
    /** Braces and backslashes, and what else Camel's parser looks for. */
    private static final Pattern MEANS_SOMETHING = Pattern.compile("\\{\\{|}}|\\\\|@@\\[|\\?nested=|~literal~|^#(?:class|bean|type|property|autowired)|^RAW[({]");
    private static final Pattern DISGUISED = Pattern.compile("~literal~([\\w-]*)~");

    private Literal() {
    }

    /** What Camel may be given in place of these. */
    public static Properties disguise(Properties values) {
        var disguised = new Properties();
        values.stringPropertyNames().forEach(name -> {
            String value = values.getProperty(name);
            // camel.… is Camel's, and ours to write
            disguised.setProperty(name, name.startsWith("camel.") ? value : disguise(value));
        });
        return disguised;
    }

    static String disguise(String value) {
        // a brace at the edge could become one of two beside a brace of the setting around it
        boolean means = MEANS_SOMETHING.matcher(value).find() || value.startsWith("{") || value.endsWith("}");
        return means ? hide(value) : value;
    }

    /** The disguise, whatever the value is. */
    static String hide(String value) {
        return "~literal~" + Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "~";
    }

    /** The value again, as Camel gave it back. */
    public static String reveal(String text) {
        return DISGUISED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(
                new String(Base64.getUrlDecoder().decode(found.group(1)), StandardCharsets.UTF_8)));
    }

    /**
     * The value in force of a setting; empty when there is none.
     *
     * @throws SettingsException when there is one and it cannot be resolved: it is not "not set"
     */
    public static String inForce(PropertiesComponent placeholders, String name) {
        Optional<String> value = placeholders.resolveProperty(name);
        if (value.isEmpty() && !placeholders.loadProperties(name::equals).isEmpty()) {
            throw new SettingsException(new Bilingual(Settings.variable(name) + "을(를) 읽을 수 없습니다. " + Settings.FILE + "의 " + name
                    + " 줄이 없는 것을 가리킵니다. 그 줄을 고치세요.", Settings.variable(name) + " cannot be read: " + name + " in " + Settings.FILE
                    + " refers to something that is not there. Correct that line."));
        }
        return reveal(value.orElse(""));
    }

    /**
     * The value in force of a setting of {@code application.properties}, without blanks around it.
     *
     * @throws IllegalArgumentException when it cannot be resolved: it is not "not set"
     */
    public static String setting(CamelContext context, String name) {
        return reveal(context.resolvePropertyPlaceholders("{{" + name + "}}")).strip();
    }
}
