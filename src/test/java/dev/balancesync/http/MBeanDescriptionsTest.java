package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class MBeanDescriptionsTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @Test
    void every_mbean_is_described_as_camel_describes_it() throws Exception {
        Map<String, String> camels = descriptions(context -> { });

        Map<String, String> ours = descriptions(context -> context.getCamelContextExtension().setManagementMBeanAssembler(new MBeanDescriptions(context)));

        assertThat(camels).hasSizeGreaterThan(15);
        // which is a service itself
        ours.keySet().removeIf(name -> name.contains("MBeanDescriptions"));
        assertThat(ours.keySet()).isEqualTo(camels.keySet());
        camels.forEach((name, description) -> assertThat(ours.get(name)).as(name).isEqualTo(description));
    }

    @Test
    void mbeans_of_one_kind_tell_each_of_its_own_step_and_endpoint() throws Exception {
        try (var context = context()) {
            context.getCamelContextExtension().setManagementMBeanAssembler(new MBeanDescriptions(context));
            context.start();
            context.createProducerTemplate().sendBody("direct:twice", "x");

            assertThat(SERVER.getAttribute(name("type=processors,name=\"first\""), "ExchangesTotal")).isEqualTo(1L);
            assertThat(SERVER.getAttribute(name("type=processors,name=\"never\""), "ExchangesTotal")).isEqualTo(0L);
            assertThat(SERVER.getAttribute(name("type=endpoints,name=\"seda://one\\?size=7\""), "Size")).isEqualTo(7);
            assertThat(SERVER.getAttribute(name("type=endpoints,name=\"seda://two\\?size=9\""), "Size")).isEqualTo(9);
            assertThat((String) SERVER.invoke(name("type=processors,name=\"second\""), "dumpStatsAsXml", new Object[] {true}, new String[] {"boolean"}))
                    .contains("exchangesTotal=\"1\"");
        }
    }

    private static Map<String, String> descriptions(Consumer<DefaultCamelContext> prepare) throws Exception {
        try (var context = context()) {
            prepare.accept(context);
            context.start();
            var descriptions = new TreeMap<String, String>();
            for (ObjectName each : SERVER.queryNames(new ObjectName("org.apache.camel:context=described,*"), null)) {
                // some names hold an address in memory or a running number
                descriptions.put(each.getCanonicalName().replaceAll("0x[0-9a-f]+|\\d+", "n"), text(SERVER.getMBeanInfo(each)));
            }
            return descriptions;
        }
    }

    private static String text(MBeanInfo info) {
        return info.getClassName() + " " + info.getDescription() + " "
                + Stream.of(info.getAttributes(), info.getOperations(), info.getNotifications())
                        .map(features -> Arrays.stream(features).map(feature -> feature + " " + feature.getDescriptor()).sorted().toList()).toList();
    }

    private static DefaultCamelContext context() throws Exception {
        var context = new DefaultCamelContext();
        context.setManagementName("described");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:twice").routeId("twice").setBody(constant("a")).id("first").setBody(constant("b")).id("second").to("seda:one?size=7").id("ring");
                from("seda:one?size=7").routeId("one").choice().id("choose").when(constant(false)).to("log:never").id("never").end();
                from("seda:two?size=9").routeId("two").to("log:two").id("tell");
            }
        });
        return context;
    }

    private static ObjectName name(String properties) throws Exception {
        return new ObjectName("org.apache.camel:context=described," + properties);
    }
}
