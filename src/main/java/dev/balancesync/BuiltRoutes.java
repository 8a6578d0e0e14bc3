package dev.balancesync;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.feed.FeedComponent;
import dev.balancesync.feed.FeedSockets;
import dev.balancesync.reload.RoutesAtStart;
import dev.balancesync.settings.Literal;
import dev.balancesync.settings.SettingsException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.ObjectHelper;
import org.springframework.core.NestedExceptionUtils;

/**
 * The very routes of the service, built as it builds them, of which none runs until a command starts it. No port is opened, no lock taken,
 * and nothing written; the database is not there.
 */
public final class BuiltRoutes implements AutoCloseable {
    private static final Map<String, String> AT_REST = Map.of("camel.main.auto-startup", "false", "camel.server.enabled", "false",
            "camel.main.jmx-enabled", "false", "camel.management.enabled", "false", "camel.metrics.enabled", "false",
            "camel.health.enabled", "false", "http.host", "127.0.0.1", "http.port", "0", "cluster", "off", "supabase.db-url", "postgresql://nobody@127.0.0.1:1/nothing");

    private final RoutesAtStart routes = new RoutesAtStart(routeFile -> true);
    private final ProducerTemplate template;
    private Main main;

    /**
     * @param settings as {@link dev.balancesync.settings.Settings#read} gives them
     * @param instead beans that take the place of the service's, by name
     * @throws dev.balancesync.settings.SettingsException when a setting is missing or wrong
     * @throws IllegalStateException when the routes cannot be built; the message says what is wrong, with file and line where they are known
     */
    public BuiltRoutes(Path folder, Properties settings, Map<String, Object> instead) {
        var resting = new Properties();
        resting.putAll(settings);
        resting.putAll(AT_REST);
        do {
            main = configure(folder, resting, instead);
        } while (!isBuilt());
        template = camel().createProducerTemplate();
    }

    private Main configure(Path folder, Properties settings, Map<String, Object> instead) {
        Main configured = Service.configure(folder, settings, routes);
        configured.bind("vertx-websocket", new FeedComponent());
        configured.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport ready) {
                Registry beans = ready.getCamelContext().getRegistry();
                instead.forEach((name, bean) -> {
                    // a registry keeps beans of one name by their classes, and gives the first
                    beans.unbind(name);
                    beans.bind(name, bean);
                });
            }
        });
        return configured;
    }

    /** @return {@code false} when one more try goes without a file, as the service does it */
    private boolean isBuilt() {
        try {
            main.start();
            return true;
        } catch (RuntimeException e) {
            boolean again = routes.blame(camel(), e).filter(culprit -> routes.leaveOut(culprit, e)).isPresent();
            String words = words(e);
            close();
            SettingsException wrong = ObjectHelper.getException(SettingsException.class, e);
            if (again) {
                return false;
            }
            throw wrong == null ? new IllegalStateException(words, e) : wrong;
        }
    }

    /** The innermost message says what is wrong; an outer one, or the route that failed, says where. */
    private String words(RuntimeException failed) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (String.valueOf(each.getMessage()).matches("(?s)\\S+\\.camel\\.yaml is .*")) {
                return each.getMessage();
            }
        }
        return routes.blame(camel(), failed).map(culprit -> culprit.place() + ": ").orElse("")
                + NestedExceptionUtils.getMostSpecificCause(failed).getMessage();
    }

    /** Route files of the user's own without which they were built, and why. */
    public Map<Path, String> leftOut() {
        return routes.leftOut();
    }

    public int count() {
        return camel().getRoutes().size();
    }

    public void start(String... routes) throws Exception {
        for (String each : routes) {
            camel().getRouteController().startRoute(each);
        }
    }

    /** Asks a route that was started, and waits. What went wrong is in the exchange. */
    public Exchange ask(String route, Processor question) {
        return template.request("direct:" + route, exchange -> {
            exchange.setVariable(FeedSockets.LINE, only());
            question.process(exchange);
        });
    }

    /** The same, without waiting. */
    public CompletableFuture<Exchange> send(String route) {
        return template.asyncSend("direct:" + route, exchange -> exchange.setVariable(FeedSockets.LINE, only()));
    }

    private ServedAccount only() {
        return bean(Accounts.class).all().get(0);
    }

    public <T> T bean(Class<T> type) {
        return camel().getRegistry().findSingleByType(type);
    }

    /** The value in force of a setting of {@code application.properties}. */
    public String setting(String name) {
        return Literal.setting(camel(), name);
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        if (camel() == null) {
            return;
        }
        var connections = bean(HikariDataSource.class);
        main.stop();
        if (connections != null) {
            connections.close();
        }
    }
}
