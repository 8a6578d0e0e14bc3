package dev.balancesync.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Notes which steps of the routes the tests of this JVM have run, and writes them down when it ends, one file a JVM;
 * {@link RouteCoverageReport} puts them together. Camel's own counters in JMX leave out the steps inside {@code doCatch} and
 * {@code onFallback}.
 */
public final class RouteCoverage implements InterceptStrategy, CamelContextAware {
    static final Path FOLDER = Path.of("target", "route-coverage");
    private static final Map<String, Boolean> RUN = new ConcurrentHashMap<>();
    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private CamelContext context;

    /** Made by Camel, from a setting of {@code TestService}. */
    public RouteCoverage() {
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(RouteCoverage::write));
        }
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        context.getCamelContextExtension().addInterceptStrategy(this);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                RUN.putIfAbsent(String.valueOf(step.getId()), true);
                return super.process(exchange, callback);
            }
        };
    }

    private static void write() {
        try {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(ProcessHandle.current().pid() + ".run"), List.copyOf(RUN.keySet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
