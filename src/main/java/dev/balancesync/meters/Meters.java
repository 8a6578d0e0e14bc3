package dev.balancesync.meters;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.feed.FrameCounts;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.notify.Notifications;
import dev.balancesync.settings.InForce;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;
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
        meters.getPrometheusRegistry().register(new AccountMeters(beans.findSingleByType(Accounts.class)));
    }

    private static void notifications(Notifications notifications, MeterRegistry meters) {
        String description = "Messages to NOTIFY_URL";
        FunctionCounter.builder("kiwoom.notifications", notifications, Notifications::messagesSent).tag("result", "sent").description(description)
                .register(meters);
        FunctionCounter.builder("kiwoom.notifications", notifications, Notifications::messagesFailed).tag("result", "failed").description(description)
                .register(meters);
    }
}
