package dev.balancesync;

import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

class ServiceIT {
    /** Six hundred days of chaos in one JVM had filled two gigabytes with services that had stopped. */
    @Test
    void nothing_holds_a_service_that_has_stopped() throws Exception {
        try (var service = new TestService().withManagement()) {
            var first = new WeakReference<CamelContext>(service.startLive().service().camel());
            service.stop();
            // Camel's language "simple" holds the context that used it last
            service.startLive();

            await().atMost(TestService.SOON).until(() -> {
                System.gc();
                return first.refersTo(null);
            });
        }
    }
}
