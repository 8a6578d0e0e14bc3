package dev.balancesync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balancesync.accounts.AccountList;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.cluster.EpochService;
import dev.balancesync.feed.FeedComponent;
import dev.balancesync.http.GuardedHttpServer;
import dev.balancesync.http.Hawtio;
import dev.balancesync.http.JolokiaPlugin;
import dev.balancesync.http.KnownSteps;
import dev.balancesync.http.MBeanDescriptions;
import dev.balancesync.journal.DataLock;
import dev.balancesync.meters.Meters;
import dev.balancesync.meters.RouteMeters;
import dev.balancesync.page.EventStream;
import dev.balancesync.page.EventStreams;
import dev.balancesync.page.LivePage;
import dev.balancesync.page.Overview;
import dev.balancesync.page.Page;
import dev.balancesync.process.Fatal;
import dev.balancesync.process.Names;
import dev.balancesync.reload.RouteReload;
import dev.balancesync.reload.RoutesAtStart;
import dev.balancesync.settings.FileFunction;
import dev.balancesync.settings.Literal;
import dev.balancesync.settings.PropertyFunctions;
import dev.balancesync.settings.Settings;
import dev.balancesync.settings.SettingsException;
import dev.balancesync.settings.SettingsRules;
import dev.balancesync.settings.UriFunction;
import dev.balancesync.settings.Variables;
import dev.balancesync.status.Loops;
import dev.balancesync.status.Watch;
import dev.balancesync.store.ConnectionPool;
import dev.balancesync.time.Ticker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.UnitOfWorkFactory;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.LifecycleStrategySupport;

/** The {@code run} command: camel-main with the routes and settings of the working folder. */
public final class Service implements AutoCloseable {
    private final Supplier<Main> anew;
    private final Clock clock;
    private final RoutesAtStart routes = new RoutesAtStart(routeFile -> true);
    private volatile Main main;
    /** Taken before anything is contacted, given up when nothing can be written any more. */
    private DataLock lock;

    /**
     * @param folder the working folder, for messages and {@code .env}
     * @param environment names and values that win over {@code .env}
     * @throws dev.balancesync.settings.SettingsException when a file is missing; settings are checked by {@link #start()}
     */
    public Service(Path folder, Map<String, String> environment) throws IOException {
        this(folder, environment, Clock.systemUTC(), Ticker.system());
    }

    /**
     * With a time of its own, for tests.
     *
     * @param clock stamps what people read
     * @param ticker for every duration
     */
    public Service(Path folder, Map<String, String> environment, Clock clock, Ticker ticker) throws IOException {
        this.clock = clock;
        Properties settings = Settings.read(folder, environment);
        anew = () -> make(configure(folder, settings, routes, clock, ticker, new Variables(folder, environment)));
        main = anew.get();
    }

    private Main make(Main configured) {
        configured.bind("vertx-websocket", new FeedComponent());
        configured.addMainListener(new Listener());
        // without a hook for signals: the command handles them itself, to leave with exit code 0.
        // disableHangupSupport() would add one all the same (Camel 4.17.0), which holds the whole service until the JVM ends
        configured.setShutdownStrategy(new SimpleMainShutdownStrategy());
        return configured;
    }

    /**
     * All the beans that routes call by name, and the settings of the working folder.
     *
     * @param settings what wins over {@code application.properties}
     */
    public static Main configure(Path folder, Properties settings) {
        return configure(folder, settings, new RoutesAtStart(routeFile -> true));
    }

    /** @param routes brings the route files */
    public static Main configure(Path folder, Properties settings, RoutesAtStart routes) {
        return configure(folder, settings, routes, Clock.systemUTC(), Ticker.system(), settings::getProperty);
    }

    private static Main configure(Path folder, Properties settings, RoutesAtStart routes, Clock clock, Ticker ticker,
            UnaryOperator<String> variables) {
        Names.askAnew();
        var main = new Main();
        main.setRoutesCollector(routes);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setInitialProperties(Settings.file(folder));
        main.setOverrideProperties(Literal.disguise(settings));
        // as an object: of a class camel-main makes all the beans twice
        main.configure().addConfiguration(new Wiring(clock, ticker, variables));
        main.bind("json", json());
        main.bind("clock", clock);
        main.bind("ticker", ticker);
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        main.bind("httpServer", new GuardedHttpServer(ticker));
        main.bind(JolokiaPlugin.NAME, new JolokiaPlugin());
        main.addMainListener(new SettingsCheck());
        return main;
    }

    /** JSON as money needs it: decimals stay decimal, and a text with anything behind its end is not half of it. */
    private static ObjectMapper json() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    /** Starts and returns once the routes run. */
    public void start() {
        attempt(Main::start);
    }

    /** Starts and returns when {@link #complete()} was called and everything pending is written. */
    public int run() throws Exception {
        attempt(Main::run);
        return main.getExitCode();
    }

    private interface Attempt<E extends Exception> {
        void on(Main main) throws E;
    }

    private <E extends Exception> void attempt(Attempt<E> start) throws E {
        while (true) {
            try {
                start.on(main);
                return;
            } catch (RuntimeException e) {
                RoutesAtStart.Culprit culprit = routes.blame(camel(), e).orElseThrow(() -> e);
                if (!routes.leaveOut(culprit, e)) {
                    throw new IllegalStateException(culprit.place(), e);
                }
                close();
                main = anew.get();
            }
        }
    }

    /** Ends {@link #run()}. */
    public void complete() {
        main.completed();
    }

    /** @return a bean of the routes, for tests and the demo */
    public <T> T bean(Class<T> type) {
        return camel().getRegistry().findSingleByType(type);
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        try {
            CamelContext context = camel();
            if (context == null) {
                return;
            }
            if (context.isStarted()) {
                Drain.run(context);
            }
            main.stop();
        } finally {
            unlock();
        }
    }

    private synchronized void lock(Path data) {
        try {
            lock = DataLock.take(data, clock);
        } catch (DataLock.HeldException e) {
            throw new SettingsException(e.said());
        }
    }

    private synchronized void unlock() {
        if (lock != null) {
            lock.close();
        }
    }

    private static final class SettingsCheck extends MainListenerSupport {
        /** Settings come from {@link Settings#read} alone, where a blank variable counts as not set. */
        @Override
        public void beforeConfigure(BaseMainSupport main) {
            var placeholders = (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
            placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
            placeholders.setPropertiesFunctionResolver(new PropertyFunctions());
            CamelContextAware.trySetCamelContext(placeholders.getPropertiesFunctionResolver(), main.getCamelContext());
            placeholders.addPropertiesFunction(new UriFunction(name -> Literal.inForce(placeholders, name)));
            placeholders.addPropertiesFunction(new FileFunction(name -> Literal.inForce(placeholders, name)));
            SettingsRules.check(name -> Literal.inForce(placeholders, name));
        }
    }

    private final class Listener extends MainListenerSupport {
        @Override
        public void beforeConfigure(BaseMainSupport main) {
            CamelContext context = main.getCamelContext();
            lock(Path.of(Literal.setting(context, "data.dir")));
            // a second copy has the same port as a rule: it is told who holds the folder, and not that somebody has the port
            SettingsRules.checkPort(name -> Literal.inForce((PropertiesComponent) context.getPropertiesComponent(), name));
            context.getRegistry().bind("dataLock", lock);
            context.getCamelContextExtension().setManagementMBeanAssembler(new MBeanDescriptions(context));
            context.getManagementStrategy().setManagementAgent(new KnownSteps(context));
            context.getCamelContextExtension().addContextPlugin(UnitOfWorkFactory.class, Fatal.UnitOfWork::new);
        }

        @Override
        public void afterConfigure(BaseMainSupport main) {
            CamelContext context = main.getCamelContext();
            context.getExecutorServiceManager().setShutdownAwaitTermination(Drain.THREADS_END.toMillis());
            context.addRoutePolicyFactory(context.getRegistry().findSingleByType(RouteMeters.class));
            context.addRoutePolicyFactory(context.getRegistry().findSingleByType(Loops.class));
            try {
                context.addLifecycleStrategy(new LifecycleStrategySupport() {
                    @Override
                    public void onContextStarted(CamelContext started) {
                        tellNobodyOfExchanges(started);
                        // so Camel learns that there is no such way; camel-sql only tries, and for each parameter looks through all converters in vain
                        started.getTypeConverter().convertTo(Map.class, "");
                        started.getRegistry().findSingleByType(Loops.class).started();
                        Meters.register(started);
                        judgeRoutes(started);
                        AccountList list = started.getRegistry().findSingleByType(AccountList.class);
                        list.use(started.getRegistry().findSingleByType(AccountDesk.class));
                        Page.mount(started, alias -> events(started, alias), list::isRead);
                        started.getRegistry().findSingleByType(LivePage.class).open();
                        Hawtio.serve(started, Integer.parseInt(Literal.setting(started, "http.port")));
                    }
                });
                context.addService(context.getRegistry().findSingleByType(EventStreams.class));
                context.addService(context.getRegistry().findSingleByType(Watch.class));
                context.addService(context.getRegistry().findSingleByType(LivePage.class));
                EpochService cluster = context.getRegistry().findSingleByType(EpochService.class);
                if (cluster != null && context.hasService(EpochService.class) == null) {
                    context.addService(cluster);
                }
                context.addService(new RouteReload(routes, context.getRegistry().findSingleByType(ConnectionPool.class)));
            } catch (Exception e) {
                throw new IllegalStateException("route files cannot be watched", e);
            }
        }

        /** An older folder of routes goes on with a newer service; but with Kafka something would be missing. */
        private void judgeRoutes(CamelContext started) {
            EpochService cluster = started.getRegistry().findSingleByType(EpochService.class);
            boolean send = started.getRoute("kafka-journal") != null && routes.mention("mustReplicate");
            if (cluster != null && cluster.topic() != null && !send) {
                cluster.topic().notFed();
            }
        }

        private static Optional<EventStream> events(CamelContext context, String alias) {
            Accounts accounts = context.getRegistry().findSingleByType(Accounts.class);
            if (alias.isEmpty() && accounts.areMany()) {
                return context.getRegistry().findSingleByType(Overview.class).events();
            }
            return (alias.isEmpty() ? accounts.all().stream().findFirst() : accounts.named(alias)).map(account -> account.get(EventStream.class));
        }

        /** What listens here is Camel's and waits for routes and the start; unless told so, it has an event made of every step of every exchange. */
        private void tellNobodyOfExchanges(CamelContext context) {
            for (EventNotifier each : context.getManagementStrategy().getEventNotifiers()) {
                if (each instanceof EventNotifierSupport notifier) {
                    notifier.setIgnoreExchangeEvents(true);
                }
            }
        }

        @Override
        public void beforeStop(BaseMainSupport main) {
            Drain.run(main.getCamelContext());
        }

        @Override
        public void afterStop(BaseMainSupport main) {
            unlock();
        }
    }
}
