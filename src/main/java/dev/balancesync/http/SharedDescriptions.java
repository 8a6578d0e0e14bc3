package dev.balancesync.http;

import java.lang.ref.WeakReference;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;

import javax.management.MBeanInfo;
import javax.management.ObjectName;

import org.jolokia.json.JSONObject;
import org.jolokia.server.core.service.api.DataUpdater;

/** Lets MBeans of one kind share their attributes and operations in a list of all, as long as it is made: 300 steps of routes would have them 300 times. */
final class SharedDescriptions extends DataUpdater {
    private final Map<JSONObject, WeakReference<JSONObject>> known = new WeakHashMap<>();

    SharedDescriptions() {
        super(0);
    }

    @Override
    public String getKey() {
        return "shared"; // of a part that it would add
    }

    @Override
    public synchronized void update(Map<String, Object> parts, ObjectName name, MBeanInfo info, Deque<String> path) {
        parts.replaceAll((key, part) -> part instanceof JSONObject described ? shared(described) : part);
    }

    private JSONObject shared(JSONObject described) {
        WeakReference<JSONObject> reference = known.get(described);
        JSONObject first = reference == null ? null : reference.get();
        if (first != null) {
            return first;
        }
        known.put(described, new WeakReference<>(described));
        return described;
    }
}
