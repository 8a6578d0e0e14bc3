package dev.balancesync.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;

import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;

/**
 * Describes each kind of MBean once. Camel describes each MBean anew, with all its attributes and operations, though the description
 * depends on classes alone: for some 230 steps and 100 endpoints that was a good part of the start, and 10 MiB.
 */
public final class MBeanDescriptions extends DefaultManagementMBeanAssembler {
    private final Map<List<Class<?>>, ModelMBeanInfo> known = new ConcurrentHashMap<>();

    public MBeanDescriptions(CamelContext context) {
        super(context);
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (managed instanceof NotificationSenderAware) {
            return super.assemble(server, managed, name);
        }
        Object own = own(managed);
        ModelMBeanInfo description = describe(managed, own, name);
        if (description == null) {
            return null;
        }
        if (own == null) {
            return of(new MixinRequiredModelMBean(description, isMasked(), null, null), managed);
        }
        ModelMBeanInfo common = describe(managed, null, name);
        return of(new MixinRequiredModelMBean(description, isMasked(), common, of(new RequiredModelMBean(common), managed)), own);
    }

    /** What an endpoint or a processor tells of itself beside what all of its kind tell; {@code null} when nothing. */
    private static Object own(Object managed) {
        Object instance = managed instanceof ManagedInstance wrapper ? wrapper.getInstance() : null;
        return instance != null && instance.getClass().isAnnotationPresent(ManagedResource.class) ? instance : null;
    }

    private ModelMBeanInfo describe(Object managed, Object own, ObjectName name) throws JMException {
        List<Class<?>> kind = own == null ? List.of(managed.getClass()) : List.of(managed.getClass(), own.getClass());
        ModelMBeanInfo description = known.get(kind);
        if (description == null) {
            description = assembler.getMBeanInfo(camelContext, managed, own, name.toString());
            if (description != null) {
                known.put(kind, description);
            }
        }
        return description;
    }

    private static <T extends RequiredModelMBean> T of(T mbean, Object managed) throws JMException {
        try {
            mbean.setManagedResource(managed, "ObjectReference");
            return mbean;
        } catch (InvalidTargetObjectTypeException e) {
            throw new JMException(e.getMessage());
        }
    }

    private boolean isMasked() {
        return Boolean.TRUE.equals(camelContext.getManagementStrategy().getManagementAgent().getMask());
    }
}
