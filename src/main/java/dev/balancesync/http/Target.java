package dev.balancesync.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Whether a request is one at all, before anything that decodes it sees it: Vert.x throws, with a stack trace in the log, at a target such
 * as {@code /%u}.
 */
final class Target {
    static final int LONGEST = 2_048;
    static final int BIGGEST_BODY = 64 * 1024;
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.OPTIONS, HttpMethod.PUT,
            HttpMethod.DELETE, HttpMethod.PATCH);
    private static final Pattern FORM = Pattern.compile("/(?:[\\x21-\\x7e&&[^%#]]|%\\p{XDigit}{2})*+");
    private static final Pattern HOST = Pattern.compile("[\\x21-\\x7e]{0,255}");

    /** The words and the status of a refusal. */
    record Refusal(int status, String words) {
    }

    private Target() {
    }

    /** @return {@code null} when it is well formed */
    static Refusal judge(HttpServerRequest request) {
        String uri = request.uri();
        if (!METHODS.contains(request.method())) {
            return new Refusal(405, "This method is not known here");
        }
        if (uri.length() > LONGEST) {
            return new Refusal(414, "The address is longer than " + LONGEST + " letters");
        }
        if (!FORM.matcher(uri).matches() || !isText(uri)) {
            return new Refusal(400, "The address is malformed");
        }
        List<String> hosts = request.headers().getAll("Host");
        if (hosts.size() > 1 || hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1
                || !hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            return new Refusal(400, "A request names one host");
        }
        if (request.getHeader("Transfer-Encoding") != null) {
            return new Refusal(411, "Say by Content-Length how long the body is");
        }
        String length = request.getHeader("Content-Length");
        if (length != null && !length.matches("\\d{1,9}")) {
            return new Refusal(413, "The body is too long");
        }
        return length != null && Integer.parseInt(length) > BIGGEST_BODY
                ? new Refusal(413, "The body is longer than " + BIGGEST_BODY + " bytes") : null;
    }

    /** Decoded it is UTF-8 without control characters. */
    private static boolean isText(String uri) {
        var bytes = ByteBuffer.allocate(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            char each = uri.charAt(i);
            bytes.put(each == '%' ? (byte) Integer.parseInt(uri.substring(i + 1, i + 3), 16) : (byte) each);
            i += each == '%' ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).chars().noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
