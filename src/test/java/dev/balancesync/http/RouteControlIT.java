package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.TestService;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code HTTP_CONTROL_ROUTES=true}: routes can be stopped and started, and nothing else becomes possible. */
class RouteControlIT {
    @RegisterExtension
    private final TestService mirror = new TestService().withManagement().with("HTTP_CONTROL_ROUTES", "true");

    @BeforeEach
    void setUp() throws IOException {
        mirror.start();
    }

    private int exec(String mbean, String operation) throws IOException {
        String request = "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=kiwoom-balance-sync,%s\",\"operation\":\"%s\"}".formatted(mbean, operation);
        return new ObjectMapper().readTree(new RawHttp(mirror.port).post("/jolokia/", request).body()).path("status").asInt();
    }

    private ServiceStatus positions() {
        return mirror.service().camel().getRouteController().getRouteStatus("web-positions");
    }

    @Test
    void a_route_is_stopped_and_started_and_nothing_else() throws IOException {
        String route = "type=routes,name=\\\"web-positions\\\"";

        assertThat(exec(route, "stop()")).isEqualTo(200);
        assertThat(positions()).isEqualTo(ServiceStatus.Stopped);
        assertThat(exec(route, "start()")).isEqualTo(200);
        assertThat(positions()).isEqualTo(ServiceStatus.Started);

        assertThat(exec(route, "remove()")).isEqualTo(403);
        assertThat(exec(route, "dumpRouteAsXml(boolean)")).isEqualTo(403);
        assertThat(exec("type=context,name=\\\"kiwoom-balance-sync\\\"", "stop()")).isEqualTo(403);
        assertThat(exec("type=processors,name=\\\"collect-status\\\"", "stop()")).isEqualTo(403);
        assertThat(new RawHttp(mirror.port).get("/jolokia/exec/org.apache.camel:context=kiwoom-balance-sync,type=routes,name=%22web-positions%22/stop()").status())
                .isEqualTo(403);
        assertThat(positions()).isEqualTo(ServiceStatus.Started);
    }
}
