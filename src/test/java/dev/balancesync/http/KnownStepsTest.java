package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.api.management.mbean.ManagedCamelContextMBean;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.management.DefaultManagementAgent;
import org.junit.jupiter.api.Test;

class KnownStepsTest {
    private static final int ROUTES = 20;
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void the_counts_of_all_steps_take_few_questions_a_step_however_many_the_routes() throws Exception {
        try (var context = context(true)) {
            stats(context);

            assertThat(questions.get()).isLessThan(3 * ROUTES * 20);
        }
    }

    @Test
    void they_are_those_that_camel_tells() throws Exception {
        String camels;
        try (var context = context(false)) {
            camels = stats(context);
        }

        try (var context = context(true)) {
            assertThat(stats(context)).isEqualTo(camels).contains("id=\"r7-second\"", "exchangesTotal=\"1\"", "exchangesTotal=\"0\"");
        }
    }

    @Test
    void what_changes_is_asked_each_time() throws Exception {
        try (var context = context(true)) {
            ManagedProcessorMBean step = first(context);
            assertThat(step.getRouteId()).isEqualTo("r0");
            assertThat(step.getExchangesTotal()).isZero();

            context.createProducerTemplate().sendBody("direct:r0", "x");

            assertThat(step.getRouteId()).isEqualTo("r0");
            assertThat(step.getExchangesTotal()).isEqualTo(1);
        }
    }

    @Test
    void a_step_that_is_gone_says_so_as_camels_does() throws Exception {
        try (var context = context(true)) {
            ManagedProcessorMBean step = first(context);
            context.getRouteController().stopRoute("r0");
            context.removeRoute("r0");

            assertThatThrownBy(step::getExchangesTotal).hasRootCauseInstanceOf(InstanceNotFoundException.class);
            assertThat(context.getManagementStrategy().getManagementAgent().newProxyClient(name("processors", "r0-first"), ManagedProcessorMBean.class)).isNull();
        }
    }

    private static ManagedProcessorMBean first(DefaultCamelContext context) throws Exception {
        return context.getManagementStrategy().getManagementAgent().newProxyClient(name("processors", "r0-first"), ManagedProcessorMBean.class);
    }

    private static ObjectName name(String type, String id) throws Exception {
        return new ObjectName("org.apache.camel:context=known,type=" + type + ",name=\"" + id + "\"");
    }

    /** Without times and running numbers. */
    private static String stats(DefaultCamelContext context) throws Exception {
        var all = context.getManagementStrategy().getManagementAgent().newProxyClient(name("context", "known"), ManagedCamelContextMBean.class);
        return all.dumpRoutesStatsAsXml(true, true).replaceAll("(\\w*(?:[tT]ime|index|Since|ExchangeId|Millis)\\w*)=\"[^\"]*\"", "");
    }

    private DefaultCamelContext context(boolean ours) throws Exception {
        var context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("known");
        context.setManagementName("known");
        context.build();
        var agent = ours ? new KnownSteps(context) : new DefaultManagementAgent(context);
        agent.setMBeanServer(counted());
        context.getManagementStrategy().setManagementAgent(agent);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < ROUTES; i++) {
                    from("direct:r" + i).routeId("r" + i)
                            .setVariable("a").constant("b").id("r" + i + "-first")
                            .setVariable("c").constant("d").id("r" + i + "-second");
                }
            }
        });
        context.start();
        context.createProducerTemplate().sendBody("direct:r7", "x");
        return context;
    }

    private MBeanServer counted() {
        return (MBeanServer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {MBeanServer.class}, (self, question, with) -> {
            questions.incrementAndGet();
            try {
                return question.invoke(SERVER, with);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
