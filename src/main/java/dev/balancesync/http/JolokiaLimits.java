package dev.balancesync.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * How much one POST may ask of Jolokia, whose answer is made in memory: twenty times everything were the end of a heap of 72 MB. Hawtio asks
 * for single MBeans, many at a time. Jolokia reads JSON by a parser of its own, which takes what this one does not; so it is given what was
 * judged, written anew, and nothing that could not be read here.
 */
final class JolokiaLimits {
    static final int MOST_REQUESTS = 100;
    /** Whole lists, and reads of many MBeans at once. */
    static final int MOST_PATTERNS = 2;
    static final int MOST_EXECUTIONS = 20;
    /** The restrictor is not asked about the first two. */
    private static final Set<String> NEVER = Set.of("notification", "config", "write");
    private static final int DEEPEST = 100;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /**
     * What came of it.
     *
     * @param refusal why not; {@code null} when it may
     * @param body what Jolokia is to be given, when it may
     */
    record Judged(Target.Refusal refusal, byte[] body) {
    }

    private JolokiaLimits() {
    }

    static Judged judge(byte[] body) {
        try {
            JsonNode request = JSON.readTree(body);
            Target.Refusal refusal = request.isContainerNode() ? refusal(request) : unreadable();
            return new Judged(refusal, refusal == null ? JSON.writeValueAsBytes(request) : null);
        } catch (IOException e) {
            return new Judged(unreadable(), null);
        }
    }

    private static Target.Refusal unreadable() {
        return new Target.Refusal(400, "This is no request in JSON");
    }

    private static Target.Refusal refusal(JsonNode request) {
        for (JsonNode each : request.isArray() ? request : List.of(request)) {
            if (NEVER.contains(each.path("type").asText().toLowerCase(Locale.ROOT))) {
                return new Target.Refusal(403, "Of Jolokia read, search, list, version and what the policy allows to execute are offered");
            }
        }
        String tooMuch = request.isArray() ? tooMuch(request) : null;
        return tooMuch == null ? null : new Target.Refusal(413, "The service answers no more than this at once: " + tooMuch);
    }

    /** A quoted question mark, as the names of endpoints have it, is none; an empty name is one of everything, but a version is asked without a name. */
    private static boolean isPattern(JsonNode mbean) {
        String name = mbean.asText();
        try {
            return !mbean.isMissingNode() && new ObjectName(name).isPattern();
        } catch (MalformedObjectNameException e) {
            return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
        }
    }

    private static String tooMuch(JsonNode request) {
        int patterns = 0;
        int executions = 0;
        for (JsonNode each : request) {
            String type = each.path("type").asText();
            patterns += type.equalsIgnoreCase("list") || isPattern(each.path("mbean")) ? 1 : 0;
            executions += type.equalsIgnoreCase("exec") ? 1 : 0;
        }
        return request.size() > MOST_REQUESTS ? MOST_REQUESTS + " requests"
                : patterns > MOST_PATTERNS ? MOST_PATTERNS + " lists or patterns"
                : executions > MOST_EXECUTIONS ? MOST_EXECUTIONS + " executions" : null;
    }
}
