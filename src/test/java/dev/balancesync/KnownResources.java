package dev.balancesync;

import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.impl.engine.DefaultClassResolver;

/**
 * Remembers for all services of this JVM which of Camel's files are nowhere. Each start asks for some 200, and each time all jars of the tests
 * were searched: a tenth of the processor's time of a start.
 */
public final class KnownResources implements CamelContextAware {
    /** What a service of a test is given to have it made by Camel. */
    public static final Map<String, String> SETTING = Map.of("camel.beans.knownResources", "#class:" + KnownResources.class.getName());
    private static final Set<String> ABSENT = ConcurrentHashMap.newKeySet();

    private CamelContext context;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camel) {
        context = camel;
        camel.setClassResolver(new DefaultClassResolver(camel) {
            @Override
            public InputStream loadResourceAsStream(String name) {
                if (ABSENT.contains(name)) {
                    return null;
                }
                InputStream found = super.loadResourceAsStream(name);
                if (found == null) {
                    ABSENT.add(name);
                }
                return found;
            }
        });
    }
}
