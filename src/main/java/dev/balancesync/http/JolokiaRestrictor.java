package dev.balancesync.http;

import java.io.InputStream;
import java.util.EnumSet;
import java.util.Set;

import javax.management.ObjectName;

import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.util.RequestType;

/** {@code jolokia-access.xml}, and beyond it the start and stop of Camel's routes if that is switched on. Hides all but Camel's MBeans. */
final class JolokiaRestrictor extends PolicyRestrictor {
    private static final String CAMEL = "org.apache.camel";
    private static final Set<String> CONTROL = Set.of("start()", "stop()", "suspend()", "resume()");

    private static final Set<RequestType> NEVER = EnumSet.of(RequestType.NOTIFICATION, RequestType.CONFIG, RequestType.WRITE);

    private final boolean controlRoutes;

    JolokiaRestrictor(InputStream policy, boolean controlRoutes) {
        super(policy);
        this.controlRoutes = controlRoutes;
    }

    /** The policy answers for reading and executing by their names; the rest is not offered, whatever a policy says. */
    @Override
    public boolean isTypeAllowed(RequestType type) {
        return !NEVER.contains(type) && super.isTypeAllowed(type);
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        return super.isOperationAllowed(name, operation)
                || controlRoutes && isOfCamel(name) && "routes".equals(name.getKeyProperty("type")) && CONTROL.contains(operation);
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return !isOfCamel(name);
    }

    /** A proxy with TLS in front of the service sends an {@code https:} origin over HTTP; {@link HttpGuard} has judged it already. */
    @Override
    public boolean ignoreScheme() {
        return true;
    }

    private static boolean isOfCamel(ObjectName name) {
        return CAMEL.equals(name.getDomain());
    }
}
