package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.List;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

class ServiceIT {
    /** It is too fast for the round that writes how things stand, and a front end read LIVE until the next start. */
    @Test
    void a_stop_leaves_no_state_behind_that_is_over() throws Exception {
        try (var service = new TestService()) {
            service.startLive();
            await().atMost(TestService.SOON).until(() -> told(service).equals(List.of("LIVE")));

            service.stop();

            assertThat(told(service)).containsExactly("STOPPED");
        }
    }

    private static List<Object> told(TestService service) {
        return service.database.rows("select state from kw_sync_status").stream().map(row -> row.get("state")).toList();
    }

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
