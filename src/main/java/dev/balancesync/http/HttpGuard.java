package dev.balancesync.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;

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
final class HttpGuard implements AuthenticationHandler {
    private static final Set<String> HEALTH = Set.of("/observe/health/live", "/observe/health/ready");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String JOLOKIA_READS = "/jolokia(/|/version|/read/.*|/search/.*|/list(/.*)?)?";
    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[?::1]?";
    private static final String ALLOWED = "allowed";

    private final BasicAuthHandler password;

    /** @param password blank when none is set */
    HttpGuard(String user, String password) {
        this.password = password.isBlank() ? null : BasicAuthHandler.create((given, answer) ->
                answer.handle(isSame(given, user, password) ? Future.succeededFuture(User.fromName(user)) : Future.failedFuture("wrong")),
                "kiwoom-balance-sync");
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.get(ALLOWED) != null) {
            context.next();
            return;
        }
        context.response().putHeader("X-Content-Type-Options", "nosniff").putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin").putHeader("Referrer-Policy", "same-origin");
        if (password == null && !isLoopbackName(request.authority())) {
            refuse(context, 421, "This service answers on this machine only. Ask for localhost or 127.0.0.1, or set HTTP_PASSWORD");
        } else if (password != null && HEALTH.contains(context.normalizedPath()) && request.getHeader("Authorization") == null) {
            context.put(ALLOWED, true);
            context.reroute(HttpMethod.GET, context.normalizedPath() + "?exposureLevel=oneline");
        } else if (isForJolokia(context) && request.method() == HttpMethod.GET && !isReadOfJolokia(context)) {
            refuse(context, 403, "Jolokia executes by POST only");
        } else if ((!READING.contains(request.method()) || isForJolokia(context)) && isForeign(request)) {
            refuse(context, 403, "Only the service's own pages may ask this. Programs leave out Origin, or send X-Requested-With");
        } else if (password != null) {
            password.handle(context);
        } else {
            context.next();
        }
    }

    private static boolean isLoopbackName(HostAndPort asked) {
        return asked != null && asked.host().toLowerCase(Locale.ROOT).matches(LOOPBACK);
    }

    /** By the path that routes are found with: {@code /x/../%6aolokia} is the same. */
    private static boolean isForJolokia(RoutingContext context) {
        return context.normalizedPath().startsWith("/jolokia");
    }

    /** A link or an image of another page asks with GET; {@code p} is Jolokia's other way to give the path. */
    private static boolean isReadOfJolokia(RoutingContext context) {
        return context.normalizedPath().matches(JOLOKIA_READS) && context.request().getParam("p") == null;
    }

    /** Each current browser says with a POST where it comes from. {@code Sec-Fetch-Site} cannot be set by a page. */
    private static boolean isForeign(HttpServerRequest request) {
        if (request.getHeader("X-Requested-With") != null) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String from = request.getHeader("Origin") == null ? request.getHeader("Referer") : request.getHeader("Origin");
        try {
            // not the Host header, which HTTP/2 has not
            return from != null && !String.valueOf(request.authority()).equalsIgnoreCase(URI.create(from).getAuthority());
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** Takes the same time wherever the first difference is. */
    private static boolean isSame(JsonObject given, String user, String password) {
        boolean sameUser = MessageDigest.isEqual(bytes(given.getString("username")), bytes(user));
        boolean samePassword = MessageDigest.isEqual(bytes(given.getString("password")), bytes(password));
        return sameUser & samePassword;
    }

    private static byte[] bytes(String text) {
        return String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    }

    private static void refuse(RoutingContext context, int status, String words) {
        context.response().setStatusCode(status).putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(new JsonObject().put("error", words).encode());
    }
}
