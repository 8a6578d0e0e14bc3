package dev.balancesync.http;

import dev.balancesync.settings.Literal;
import dev.balancesync.time.Ticker;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationHandlerFactory;
import org.apache.camel.main.HttpServerConfigurationProperties;

/**
 * Camel's HTTP server as a {@link Door}, with the {@link HttpGuard} in the place of its authentication, which reads passwords from a file
 * only. The guard is there before the port is open, and before any other handler.
 */
public final class GuardedHttpServer extends DefaultMainHttpServerFactory {
    private final Ticker ticker;

    public GuardedHttpServer(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties properties) {
        var log = Door.log(ticker);
        String password = Literal.setting(context, "http.password");
        var guard = new HttpGuard(password.isEmpty() ? null : new Passwords(Literal.setting(context, "http.user"), password, ticker, log));
        var everything = new AuthenticationConfigEntry();
        everything.setPath("/*");
        everything.setAuthenticationProviderFactory(vertx -> null);
        everything.setAuthenticationHandlerFactory(new AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T provider) {
                return guard;
            }
        });
        var configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(properties.getHost());
        configuration.setBindPort(properties.getPort());
        configuration.setPath(properties.getPath());
        configuration.setMaxBodySize((long) Target.BIGGEST_BODY);
        // Camel does not tell Vert.x that there are none, which then makes a folder for them with every form: one that is there already
        configuration.getBodyHandler().setHandleFileUploads(true);
        configuration.getBodyHandler().setUploadsDirectory(System.getProperty("java.io.tmpdir"));
        AuthenticationConfig authentication = configuration.getAuthenticationConfig();
        authentication.setEnabled(true);
        authentication.getEntries().add(everything);
        var door = new Door(configuration, Connections.Limits.USUAL, password.isEmpty(), ticker, log);
        door.setCamelContext(context);
        return door;
    }
}
