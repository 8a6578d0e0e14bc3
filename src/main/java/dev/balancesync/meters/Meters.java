package dev.balancesync.meters;

import java.util.stream.Stream;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.notify.Notifications;
import dev.balancesync.settings.InForce;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;
import org.apache.camel.spi.Registry;

/**
 * What {@code /observe/metrics} tells of what the accounts share, and who tells of them. Histograms are at the routes that they time
 * ({@link RouteTimes}), Camel's own meters in {@link RouteMeters}.
 */
public final class Meters {
    private Meters() {
    }

    public static void register(CamelContext context) {
        Registry beans = context.getRegistry();
        var meters = beans.findSingleByType(PrometheusMeterRegistry.class);
        var limit = new InForce(context).duration("kiwoom.silence-limit");
        Gauge.builder("kiwoom.silence.limit", limit, each -> each.toMillis() / 1000.0).baseUnit("seconds").strongReference(true)
                .description("KIWOOM_SILENCE_LIMIT: the connection is dead after so long without a frame").register(meters);
        var frames = beans.findSingleByType(FrameCounts.class);
        frames.kinds().forEach(trnm -> FunctionCounter.builder("kiwoom.frames", frames, each -> each.counted(trnm)).tag(Wire.TRNM, trnm)
                .description("Frames of the broker that could be read").register(meters));
        notifications(beans.findSingleByType(Notifications.class), meters);
        var camels = context.hasService(MicrometerPrometheus.class);
        if (camels != null && camels.getBinders() == null) {
            process(beans, meters);
        }
        meters.getPrometheusRegistry().register(new AccountMeters(beans.findSingleByType(Accounts.class)));
    }

    /** Of the JVM and its process, unless {@code camel.metrics.binders} names others: Camel looks for those by name in an index of 105 KB at each start. */
    private static void process(Registry beans, MeterRegistry meters) {
        var collections = new JvmGcMetrics();
        beans.bind("jvmGcMetrics", JvmGcMetrics.class, collections, null, "close");
        Stream.of(collections, new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics(), new FileDescriptorMetrics())
                .forEach(each -> each.bindTo(meters));
    }

    private static void notifications(Notifications notifications, MeterRegistry meters) {
        String description = "Messages to NOTIFY_URL";
        FunctionCounter.builder("kiwoom.notifications", notifications, Notifications::messagesSent).tag("result", "sent").description(description)
                .register(meters);
        FunctionCounter.builder("kiwoom.notifications", notifications, Notifications::messagesFailed).tag("result", "failed").description(description)
                .register(meters);
    }
}
