package dev.balancesync.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanServerDelegate;
import javax.management.RuntimeMBeanException;

import dev.balancesync.settings.DatabaseUrl;
import dev.balancesync.settings.Literal;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.plugin.JolokiaPlatformHttpPlugin;
import org.apache.camel.support.service.ServiceSupport;
import org.jolokia.json.JSONStructure;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.http.HttpRequestHandler;
import org.jolokia.server.core.request.BadRequestException;
import org.jolokia.server.core.request.EmptyResponseException;
import org.jolokia.server.core.service.JolokiaServiceManagerFactory;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.service.impl.QuietLogHandler;
import org.jolokia.service.jmx.LocalRequestHandler;
import org.jolokia.service.serializer.JolokiaSerializer;

/**
 * Jolokia at {@code /jolokia}, for Hawtio. Camel's own plugin makes its restrictor itself, from {@code jolokia-access.xml} alone and
 * without a file everything would be open; this one is closed without it, obeys {@code HTTP_CONTROL_ROUTES} and gives no stack traces.
 */
public final class JolokiaPlugin extends ServiceSupport implements JolokiaPlatformHttpPlugin {
    private static final int MOST_UNDER_WAY = 8;

    private CamelContext camel;
    private JolokiaServiceManager services;
    private HttpRequestHandler requests;
    private Secrets secrets;
    private final UnderWay underWay = new UnderWay(MOST_UNDER_WAY);
    private final KnownList list = new KnownList();

    @Override
    protected void doStart() throws Exception {
        camel.addService(this, true, false); // who starts it does not stop it
        boolean controlRoutes = Boolean.parseBoolean(Literal.setting(camel, "http.control-routes"));
        String database = Literal.setting(camel, "supabase.db-url");
        DatabaseUrl address = DatabaseUrl.parse(database);
        secrets = new Secrets(Stream.of(Literal.setting(camel, "http.password"), Literal.setting(camel, "kiwoom.app-key"),
                Literal.setting(camel, "kiwoom.app-secret"), Literal.setting(camel, "notify.url"), database, address.password(),
                address.keyPassword()).filter(Objects::nonNull).toList());
        var configuration = new StaticConfiguration(ConfigKey.AGENT_ID, "kiwoom-balance-sync", ConfigKey.INCLUDE_STACKTRACE, "false",
                ConfigKey.ALLOW_ERROR_DETAILS, "false");
        try (InputStream policy = JolokiaPlugin.class.getResourceAsStream("/jolokia-access.xml")) {
            services = JolokiaServiceManagerFactory.createJolokiaServiceManager(configuration, new QuietLogHandler(),
                    new JolokiaRestrictor(policy, controlRoutes));
        }
        services.addService(new JolokiaSerializer());
        services.addService(new LocalRequestHandler(1));
        services.addService(new SharedDescriptions());
        requests = new HttpRequestHandler(services.start());
        ManagementFactory.getPlatformMBeanServer().addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, list, null, null);
    }

    @Override
    protected void doStop() throws JMException {
        ManagementFactory.getPlatformMBeanServer().removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, list);
        services.stop();
    }

    @Override
    public Object getHandler() {
        return (Handler<RoutingContext>) this::answer;
    }

    private void answer(RoutingContext context) {
        context.response().putHeader("Content-Type", "application/json;charset=UTF-8");
        byte[] body = context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
        var judged = context.request().method() == HttpMethod.POST ? JolokiaLimits.judge(body) : new JolokiaLimits.Judged(null, body);
        if (judged.refusal() != null) {
            refuse(context, judged.refusal().status(), judged.refusal().words());
            return;
        }
        // who may ask depends on the origin alone
        String question = isList(context, judged.body())
                ? context.request().getHeader("Origin") + ' ' + context.request().uri() + ' ' + new String(judged.body(), StandardCharsets.UTF_8) : null;
        if (question != null) {
            list.answer(question, out -> write(answer(context, judged.body()), out)).send(context);
        } else if (!underWay.begin(() -> context.response().end(secrets.strip(answer(context, judged.body()).toJSONString())))) {
            refuse(context, 503, "Too many answers are under way");
        }
    }

    private static boolean isList(RoutingContext context, byte[] body) {
        return context.request().method() == HttpMethod.GET ? context.normalizedPath().startsWith("/jolokia/list")
                : body.length > 0 && body[0] == '{' && "list".equals(new JsonObject(Buffer.buffer(body)).getValue("type"));
    }

    private static void refuse(RoutingContext context, int status, String why) {
        context.response().setStatusCode(status).end(new JsonObject().put("status", status).put("error", why).encode());
    }

    private void write(JSONStructure answer, Writer out) throws IOException {
        try (var stripped = new StrippedWriter(out, secrets::strip)) {
            answer.writeJSONString(stripped);
        }
    }

    private JSONStructure answer(RoutingContext context, byte[] body) {
        try {
            return ask(context, body);
        } catch (RuntimeMBeanException e) {
            return requests.handleThrowable(e.getTargetException());
        } catch (EmptyResponseException | IOException | BadRequestException | RuntimeException e) {
            return requests.handleThrowable(e); // an empty one is for notifications only, which are not offered
        }
    }

    private JSONStructure ask(RoutingContext context, byte[] body) throws IOException, BadRequestException, EmptyResponseException {
        HttpServerRequest request = context.request();
        String caller = request.remoteAddress().hostAddress();
        requests.checkAccess(request.scheme(), caller, caller, request.getHeader("Origin"));
        if (request.method() == HttpMethod.GET) {
            return requests.handleGetRequest(request.uri(), context.pathParam("*"), parameters(request.params()));
        }
        return requests.handlePostRequest(request.uri(), new ByteArrayInputStream(body), StandardCharsets.UTF_8.name(),
                parameters(request.params()));
    }

    private static Map<String, String[]> parameters(MultiMap given) {
        var parameters = new HashMap<String, String[]>();
        given.names().forEach(name -> parameters.put(name, given.getAll(name).toArray(String[]::new)));
        return parameters;
    }

    @Override
    public String getId() {
        return NAME;
    }

    @Override
    public CamelContext getCamelContext() {
        return camel;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camel = camelContext;
    }
}
