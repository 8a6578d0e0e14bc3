package dev.balancesync.http;

import java.util.Locale;
import java.util.Set;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;

/**
 * Stands before everything on the port: the page, the API, health, metrics, Jolokia and Hawtio.
 * <ul>
 * <li>With a password, everything needs it, but {@code /observe/health/live} and {@code /ready}: container health checks have none.
 * Without it these say UP or DOWN and no more.
 * <li>Without one the service is bound to loopback, and a {@code Host} that is another name is refused (421): a page in the browser
 * could have pointed its own name here (DNS rebinding).
 * <li>What changes something, and all of Jolokia, is refused (403) when a page of another origin asks. Programs send no
 * {@code Origin}; one that must can send {@code X-Requested-With}, which a foreign page cannot.
 * </ul>
 */
public final class HttpGuard implements AuthenticationHandler {
    private static final Set<String> HEALTH = Set.of("/observe/health/live", "/observe/health/ready");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String JOLOKIA_READS = "/jolokia(/|/version|/read/.*|/search/.*|/list(/.*)?)?";
    private static final String ALLOWED = "allowed";
    private static final String HEAD = "head";

    private final Passwords passwords;

    /** @param passwords {@code null} when none is set */
    HttpGuard(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        // nobody keeps what the service says; what may be kept, as the pages' files, says so itself
        context.response().putHeader("X-Content-Type-Options", "nosniff").putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin").putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        if (context.get(ALLOWED) != null) {
            context.next();
        } else if (passwords == null && !isLoopbackName(request.authority())) {
            refuse(context, 421, "This service answers on this machine only. Ask for localhost or 127.0.0.1, or set HTTP_PASSWORD");
        } else if (passwords != null && HEALTH.contains(context.normalizedPath()) && request.getHeader("Authorization") == null && !hasFiles(request)) {
            askAgain(context, context.normalizedPath() + "?exposureLevel=oneline");
        } else if (isForJolokia(context) && isGet(request) && !isReadOfJolokia(context)) {
            refuse(context, 403, "Jolokia executes by POST only");
        } else if ((!READING.contains(request.method()) || isForJolokia(context)) && Origin.isForeign(request)) {
            refuse(context, 403, "Only the service's own pages may ask this. Programs leave out Origin, or send X-Requested-With");
        } else if (hasFiles(request)) {
            refuse(context, 415, "No files are taken here");
        } else if (passwords != null) {
            passwords.check(context, () -> allow(context));
        } else {
            allow(context);
        }
    }

    /** No route knows HEAD: it is GET, of whose answer Vert.x sends the head alone. */
    private static void allow(RoutingContext context) {
        if (isGet(context.request())) {
            context.request().headers().remove("Content-Type"); // some programs say it always, and Camel fails at the form that nobody has read
        }
        if (context.request().method() == HttpMethod.HEAD) {
            askAgain(context, context.request().uri());
        } else {
            context.next();
        }
    }

    private static void askAgain(RoutingContext context, String address) {
        context.put(ALLOWED, true).put(HEAD, context.request().method() == HttpMethod.HEAD);
        context.reroute(HttpMethod.GET, address);
    }

    /** Whether a GET was a HEAD; an answer that has no end must end at once then. */
    public static boolean isHead(RoutingContext context) {
        return Boolean.TRUE.equals(context.get(HEAD));
    }

    /** Vert.x would write them to the disk: Camel 4.17.0 does not tell it that uploads are switched off. */
    private static boolean hasFiles(HttpServerRequest request) {
        return String.valueOf(request.getHeader("Content-Type")).toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    private static boolean isGet(HttpServerRequest request) {
        return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    }

    private static boolean isLoopbackName(HostAndPort asked) {
        return asked != null && Origin.isLoopback(asked.host());
    }

    /** By the path that routes are found with: {@code /x/../%6aolokia} is the same. */
    private static boolean isForJolokia(RoutingContext context) {
        return context.normalizedPath().startsWith("/jolokia");
    }

    /** A link or an image of another page asks with GET; {@code p} is Jolokia's other way to give the path. */
    private static boolean isReadOfJolokia(RoutingContext context) {
        return context.normalizedPath().matches(JOLOKIA_READS) && context.request().getParam("p") == null;
    }

    private static void refuse(RoutingContext context, int status, String words) {
        context.response().setStatusCode(status).putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(new JsonObject().put("error", words).encode());
    }
}
