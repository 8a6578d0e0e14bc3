package dev.balancesync.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** No spelling of an account number is left in a masked copy, or there is no copy. */
class MaskedSpellingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "8112510011";

    private static String masked(String text) throws IOException {
        return masked(text, ACCOUNT);
    }

    private static String masked(String text, String known) throws IOException {
        Path folder = Files.createTempDirectory("mask");
        Path from = folder.resolve("from.jsonl");
        Path to = folder.resolve("to.jsonl");
        Files.writeString(from, text);
        try {
            new AccountMask(List.of(known)).copy(from, to);
            return Files.readString(to);
        } catch (IllegalArgumentException e) {
            assertThat(to).doesNotExist();
            throw e;
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"8112\\u0035100\"", "\"\\u0038\\u0031\\u0031\\u0032\\u0035\\u0031\\u0030\\u0030\"", "\"８１１２５１００１１\"", "\"8112.5100\"", "\"8112\\t5100\"",
        "\"8112\\u00a05100\"", "\"8112\\u200b5100\"", "\"8112 - 5100\"", "\"8,112,510,011\"", "\"①8112–5100②\"", "\"٨١١٢٥١٠٠\"", "8112510011", "-8112510011", "81125100.11",
        "8.112510011e9", "8112510011.0", "\"{\\\"9201\\\":\\\"8112510011\\\"}\"", "\"{\\\"a\\\":\\\"8112\\\\u0035100\\\"}\"", "\"[8.112510011E9]\"",
        "\"\\\"{\\\\\\\"a\\\\\\\":\\\\\\\"8112.5100\\\\\\\"}\\\"\"", "\"%38%31%31%32%35%31%30%30\"", "\"&#56;&#49;&#49;25100\"", "{\"8112-5100\":1}", "{\"8112\\u0035100\":{\"９\":\"8112 5100\"}}",
        "{\"a\":\"８１１２５１００\",\"a\":1}", "\"계좌 8112[5100]\"", "\"8112번 5100\"", "\"8112         5100\"", "\"8112{5}100\"", "\"8112\\\"5100\\\"\"",
        "\"&#0000056;112&#x000035;100\"", "\"&#56&#49&#49&#50&#53100\"", "\"%u0038112%u0035100\"", "\"\\\\u{38}112\\\\u{000035}100\"", "\"8⑪2번호는 5100\"", "\"㏠ 8112 5100\""})
    void every_spelling_goes(String value) throws IOException {
        String line = masked("{\"at\":\"x\",\"frame\":" + value + "}\n");

        assertThat(saysIt(line)).as(line).isFalse();
        assertThat(line).endsWith("}\n");
        JSON.readTree(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=38=31=31=32=35=31=30=30", "\\\\070\\\\061\\\\061\\\\062\\\\065\\\\061\\\\060\\\\060", "\\\\70\\\\61\\\\61\\\\62\\\\65\\\\61\\\\60\\\\60",
        "U+0038U+0031U+0031U+0032U+0035U+0031U+0030U+0030", "ODExMjUxMDAxMQ==", "ODExMjUxMDA", "계좌 ODExMi01MTAwLTEx,", "eyJhbGciOiJIUzI1NiJ9.eyJhY2N0Ijoi7ISg7IOdODExMjUxMDAifQ.x",
        "eyJhbGciOiJIUzI1NiJ9.eyJhY2N0IjoiODExMjUxMDAxMSJ9.c2lnbmF0dXJl", "T0RFeE1qVXhNREF4TVE9PQ=="})
    void what_an_encoding_hides_goes_too(String hidden) throws IOException {
        String line = masked("{\"at\":\"x\",\"frame\":\"" + hidden + "\",\"932\":12345678901234567890.10}\n");

        assertThat(line).doesNotContain(hidden).containsPattern("9000-?0001").endsWith(",\"932\":12345678901234567890.10}\n");
        assertThat(saysIt(line)).as(line).isFalse();
        JSON.readTree(line);
    }

    @Test
    void the_rest_of_such_a_line_says_the_same_and_other_lines_stay_to_the_byte() throws IOException {
        String other = "{\"932\" : 15719834.10, \"302\":\"\\uc0bc성\" }\n";

        String copy = masked(other + "{\"a\":\"８１１２５１００\",\"n\":1.10,\"t\":\"삼성 \\u0041\",\"l\":[true,null]}\n");

        assertThat(copy).startsWith(other);
        assertThat(JSON.readTree(copy.substring(other.length()))).isEqualTo(JSON.readTree("{\"a\":\"90000001\",\"n\":1.10,\"t\":\"삼성 A\",\"l\":[true,null]}"));
    }

    @Test
    void a_torn_line_in_another_spelling_goes_too() throws IOException {
        assertThat(saysIt(masked("{\"a\":1}\n{\"a\":\"8112\\u0035100 ８１１２５１００"))).isFalse();
    }

    @Test
    void what_is_split_over_two_texts_is_two_texts() throws IOException {
        assertThat(masked("{\"a\":[\"8112\",\"5100\"]}\n")).isEqualTo("{\"a\":[\"8112\",\"5100\"]}\n");
    }

    /** @param told is known from a field of the recording only */
    record Spelling(String known, String told, String json) {
    }

    @Provide
    Arbitrary<Spelling> spelling() {
        Arbitrary<String> account = Arbitraries.longs().between(1_000_000_000L, 8_999_999_999L).map(String::valueOf);
        Arbitrary<String> between = Arbitraries.of("", "", "", "-", " ", ".", "–", "\u00a0", "\u200b", "\t", ",", "/", " - ", "·", "[", "]", "{", "}", "번 ", "x",
                " ".repeat(9), "-".repeat(40), "(계좌)");
        Arbitrary<UnaryOperator<String>> digit = Arbitraries.of(each -> each, each -> each, each -> String.valueOf((char) (each.charAt(0) - '0' + '０')),
                each -> String.valueOf((char) (each.charAt(0) - '0' + '٠')), each -> String.format("\\u%04x", (int) each.charAt(0)),
                each -> String.format("&#%07d;", (int) each.charAt(0)), each -> String.format("&#x%08X;", (int) each.charAt(0)), each -> String.format("%%%x", (int) each.charAt(0)));
        Arbitrary<UnaryOperator<String>> number = Arbitraries.of(each -> "", each -> "", each -> each, each -> "-" + each, each -> each + ".0",
                each -> each.substring(0, 6) + "." + each.substring(6) + "E2", each -> each.charAt(0) + "." + each.substring(1) + "e9");
        return Combinators.combine(account, account, Arbitraries.of(true, false), number, between.list().ofSize(10), digit.list().ofSize(10),
                Arbitraries.integers().between(0, 3), Arbitraries.of(8, 10)).as((known, told, isTold, numbers, gaps, digits, nested, length) -> {
                    String said = (isTold ? told : known).substring(0, length);
                    var text = new StringBuilder();
                    for (int i = 0; i < length; i++) {
                        text.append(digits.get(i).apply(said.substring(i, i + 1))).append(i < length - 1 ? gaps.get(i) : "");
                    }
                    String json = numbers.apply(said).isEmpty() ? "\"" + text.toString().replace("\t", "\\t") + "\"" : numbers.apply(said);
                    for (int i = 0; i < nested; i++) {
                        json = "\"" + ("{\"deep\":" + json + "}").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
                    }
                    return new Spelling(known, told, json);
                });
    }

    /** A copy may be refused, but a mask that refuses everything is none. */
    @Property(tries = 500)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void no_decoded_text_says_it(@ForAll("spelling") Spelling of) throws IOException {
        String lines = "";
        try {
            lines = masked("{\"9201\":\"" + of.told() + "\"}\n{\"trnm\":\"REAL\",\"x\":" + of.json() + "}\n", of.known());
        } catch (IllegalArgumentException e) {
            // as good as masked
        }

        Statistics.collect(lines.isEmpty());
        Statistics.coverage(copies -> copies.check(true).percentage(refused -> refused < 2));
        for (String line : lines.lines().toList()) {
            assertThat(saysIt(line, of.known()) || saysIt(line, of.told())).as(of + " became " + line).isFalse();
            JSON.readTree(line);
        }
    }

    private static boolean saysIt(String text) {
        return saysIt(text, ACCOUNT);
    }

    /** By rules of its own: each token, decoded as JSON until it is none any more, with nothing but its digits. */
    private static boolean saysIt(String text, String account) {
        for (String each : decoded(text).stream().flatMap(each -> Stream.of(each, unescaped(each))).toList()) {
            String digits = Normalizer.normalize(each, Normalizer.Form.NFKC).codePoints().filter(Character::isDigit).map(letter -> Character.digit(letter, 10))
                    .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString();
            if (digits.contains(account.substring(0, 8))) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String text) {
        return Pattern.compile("&#0*(\\d+);|(?:&#x0*|%)(\\p{XDigit}{2});?").matcher(text).replaceAll(found -> Matcher.quoteReplacement(Character.toString(
                found.group(1) == null ? Integer.parseInt(found.group(2), 16) : Integer.parseInt(found.group(1)))));
    }

    private static List<String> decoded(String text) {
        var all = new ArrayList<String>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String said = token.isNumeric() ? new BigDecimal(parser.getText()).toPlainString() : parser.getText();
                all.add(said);
                if (token == JsonToken.VALUE_STRING && !said.equals(text)) {
                    all.addAll(decoded(said));
                }
            }
        } catch (IOException e) {
            all.add(text);
        }
        return all;
    }
}
