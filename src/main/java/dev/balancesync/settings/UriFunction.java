package dev.balancesync.settings;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import org.apache.camel.spi.PropertiesFunction;

/**
 * <code>{{uri:data.dir}}</code>: a setting for a place inside an endpoint's URI, where {@code %}, {@code +}, {@code ?}, {@code #}, braces and
 * blanks of a folder's name mean something else.
 */
public final class UriFunction implements PropertiesFunction {
    private final UnaryOperator<String> settings;

    public UriFunction(UnaryOperator<String> settings) {
        this.settings = settings;
    }

    @Override
    public String getName() {
        return "uri";
    }

    @Override
    public String apply(String setting) {
        // Camel 4.17.0 decodes it when it reads the URI and once more when it makes the endpoint
        return encode(encode(settings.apply(setting).strip()));
    }

    static String encode(String text) {
        var encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            boolean plain = letter < 0x80 && (Character.isLetterOrDigit(letter) || "-._~/:\\".indexOf(letter) >= 0);
            encoded.append(plain ? String.valueOf(letter) : String.format("%%%02X", each & 0xff));
        }
        return encoded.toString();
    }
}
