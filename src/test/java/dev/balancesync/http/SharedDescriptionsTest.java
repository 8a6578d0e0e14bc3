package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import org.jolokia.json.JSONObject;
import org.junit.jupiter.api.Test;

class SharedDescriptionsTest {
    private final SharedDescriptions shared = new SharedDescriptions();

    private Map<String, Object> described(String type) {
        var attribute = new JSONObject();
        attribute.put("type", type);
        var attributes = new JSONObject();
        attributes.put("ExchangesTotal", attribute);
        var parts = new HashMap<String, Object>(Map.of("attr", attributes, "desc", "A step"));
        shared.update(parts, null, null, new ArrayDeque<>());
        return parts;
    }

    @Test
    void mbeans_of_one_kind_have_one_description_between_them() {
        Map<String, Object> one = described("long");
        Map<String, Object> two = described("long");
        Map<String, Object> other = described("int");

        assertThat(two).isEqualTo(one);
        assertThat(two.get("attr")).isSameAs(one.get("attr"));
        assertThat(other.get("attr")).isNotEqualTo(one.get("attr"));
        assertThat(one).containsEntry("desc", "A step");
    }
}
