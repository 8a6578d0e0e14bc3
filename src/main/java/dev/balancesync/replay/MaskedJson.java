package dev.balancesync.replay;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * What a line says once it is decoded: its names, texts and numbers, those of JSON that stands as text in JSON, and what escapes, percent
 * signs and Base64 hide. Token by token, since a tree would lose the first of two fields of one name.
 */
final class MaskedJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEEPEST = 8;
    private static final int LONGEST_NUMBER = 60;
    private static final int DECIMAL = 3;
    private static final int OCTAL = 6;
    private static final Pattern ESCAPE = Pattern.compile("(?:\\\\+u+|%u|U\\+)(\\p{XDigit}{4})|\\\\+x(\\p{XDigit}{2})|&#0*+(\\d{1,7});?|&#[xX]0*+(\\p{XDigit}{1,6});?"
            + "|\\\\+[ux]\\{0*+(\\p{XDigit}{1,6})}|\\\\+([0-3]?[0-7]{2})");
    /** Of addresses, or of mail. */
    private static final Pattern PERCENT = Pattern.compile("(?:%\\p{XDigit}{2})+|(?:=\\p{XDigit}{2})+");
    /** Eight letters or more. */
    private static final Pattern BASE64 = Pattern.compile("(?=[\\d+/_-]*[A-Za-z])[\\w+/-]{11,}={0,2}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}\\x{fffd}]+");

    private final UnaryOperator<String> mask;

    /** @param mask leaves a text as it is when it holds nothing */
    MaskedJson(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    /** Tells what stands in the fields that hold an account number. */
    static void accounts(String line, Consumer<String> each) {
        accounts(line, each, 0);
    }

    private static void accounts(String line, Consumer<String> each, int depth) {
        try (JsonParser parser = JSON.createParser(line)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.getText();
                } else if (token.isScalarValue()) {
                    String text = token.isNumeric() ? plain(parser) : parser.getText();
                    if (AccountMask.NAME.matcher(name).matches()) {
                        each.accept(decoded(text));
                    } else if (token == JsonToken.VALUE_STRING && depth < DEEPEST && isLikeJson(text)) {
                        accounts(text, each, depth + 1);
                    }
                }
            }
        } catch (IOException e) {
            // a torn line, or a text that only looked like JSON
        }
    }

    /** Whether anything that the line says would be masked. */
    boolean holds(String line) {
        return holds(line, 0);
    }

    private boolean holds(String json, int depth) {
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() ? isMasked(plain(parser)) : (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING)
                        && holdsText(parser.getText(), depth)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return holdsPlain(json);
        }
    }

    private boolean holdsText(String text, int depth) {
        return holdsPlain(text) || depth < DEEPEST && isLikeJson(text) && holds(text, depth + 1);
    }

    private boolean holdsPlain(String text) {
        return isMasked(text) || isMasked(open(text));
    }

    private boolean isMasked(String text) {
        return !mask.apply(text).equals(text);
    }

    /** The line without what it holds; what is no JSON is taken as a text. */
    String write(String line) {
        return write(line, 0);
    }

    private String write(String json, int depth) {
        var written = new StringWriter();
        try (JsonParser parser = JSON.createParser(json); JsonGenerator generator = JSON.createGenerator(written)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    generator.writeFieldName(text(parser.getText(), depth));
                } else if (token == JsonToken.VALUE_STRING) {
                    generator.writeString(text(parser.getText(), depth));
                } else if (token.isNumeric()) {
                    // any other as it is written: as a double it would lose digits
                    generator.writeNumber(isMasked(plain(parser)) ? mask.apply(plain(parser)) : parser.getText());
                } else {
                    generator.copyCurrentEvent(parser);
                }
            }
        } catch (IOException e) {
            return plainly(json);
        }
        return written.toString();
    }

    private String text(String text, int depth) {
        if (!holdsText(text, depth)) {
            return text;
        }
        return plainly(depth < DEEPEST && isLikeJson(text) ? write(text, depth + 1) : text);
    }

    private String plainly(String text) {
        String masked = mask.apply(text);
        String open = open(masked);
        return isMasked(open) ? mask.apply(open) : masked;
    }

    private static boolean isLikeJson(String text) {
        String begun = text.stripLeading();
        return !begun.isEmpty() && "{[\"-0123456789".indexOf(begun.charAt(0)) >= 0;
    }

    /** All its digits; one with an exponent that makes a book of it, as it is written. */
    private static String plain(JsonParser parser) throws IOException {
        String text = parser.getText();
        try {
            var number = new BigDecimal(text);
            return Math.abs((long) number.scale()) + number.precision() > LONGEST_NUMBER ? text : number.toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** Until nothing changes any more: an escape may be escaped, and a letter may stand for two digits. */
    private static String decoded(String text) {
        String decoded = text;
        for (int i = 0; i < DEEPEST; i++) {
            String next = PERCENT.matcher(ESCAPE.matcher(decoded).replaceAll(found -> Matcher.quoteReplacement(letter(found))))
                    .replaceAll(found -> Matcher.quoteReplacement(URLDecoder.decode(found.group().replace('=', '%'), StandardCharsets.UTF_8)));
            next = Normalizer.isNormalized(next, Normalizer.Form.NFKC) ? next : Normalizer.normalize(next, Normalizer.Form.NFKC);
            if (next.equals(decoded)) {
                break;
            }
            decoded = next;
        }
        return decoded;
    }

    /** Decoded as far as need be: of what holds a number no word is taken for Base64 any more. */
    private String open(String text) {
        String open = decoded(text);
        for (int i = 0; i < DEEPEST && !isMasked(open); i++) {
            String next = decoded(BASE64.matcher(open).replaceAll(found -> Matcher.quoteReplacement(ofBase64(found.group()))));
            if (next.equals(open)) {
                break;
            }
            open = next;
        }
        return open;
    }

    private static String ofBase64(String word) {
        try {
            String decoded = new String(Base64.getDecoder().decode(word.replace('-', '+').replace('_', '/')), StandardCharsets.UTF_8);
            return TEXT.matcher(decoded).matches() ? decoded : word;
        } catch (IllegalArgumentException e) {
            return word;
        }
    }

    private static String letter(MatchResult found) {
        for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                int letter = Integer.parseInt(found.group(group), group == DECIMAL ? 10 : group == OCTAL ? 8 : 16);
                return Character.isValidCodePoint(letter) ? Character.toString(letter) : found.group();
            }
        }
        return found.group();
    }
}
