package dev.balancesync.http;

import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationHandlerFactory;
import org.apache.camel.main.HttpServerConfigurationProperties;

/**
 * Camel's HTTP server with the {@link HttpGuard} in the place of its authentication, which reads passwords from a file only. The guard
 * is there before the port is open, and before any other handler.
 */
public final class GuardedHttpServer extends DefaultMainHttpServerFactory {
    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties properties) {
        var guard = new HttpGuard(setting(context, "http.user"), setting(context, "http.password"));
        var server = (MainHttpServer) super.newHttpServer(context, properties);
        var everything = new AuthenticationConfigEntry();
        everything.setPath("/*");
        everything.setAuthenticationProviderFactory(vertx -> null);
        everything.setAuthenticationHandlerFactory(new AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T provider) {
                return guard;
            }
        });
        AuthenticationConfig authentication = server.getConfiguration().getAuthenticationConfig();
        authentication.setEnabled(true);
        authentication.getEntries().add(everything);
        return server;
    }

    private static String setting(CamelContext context, String name) {
        return context.getPropertiesComponent().resolveProperty(name).orElse("").strip();
    }
}
