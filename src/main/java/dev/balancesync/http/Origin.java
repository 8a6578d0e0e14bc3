package dev.balancesync.http;

import java.net.URI;
import java.util.Locale;

import io.vertx.core.http.HttpServerRequest;

/** Whose page asks, and under which name: the rules by which a page of somebody else can do nothing here. */
public final class Origin {
    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[?::1]?";

    private Origin() {
    }

    /** A page in the browser could have pointed any other name here (DNS rebinding). */
    public static boolean isLoopback(String host) {
        return host.toLowerCase(Locale.ROOT).matches(LOOPBACK);
    }

    /** Each current browser says with a POST where it comes from. {@code Sec-Fetch-Site} cannot be set by a page. */
    public static boolean isForeign(HttpServerRequest request) {
        if (request.getHeader("X-Requested-With") != null) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            // what a browser says of itself; a proxy may have changed the Host that an Origin is compared with
            return !site.equals("same-origin") && !site.equals("none");
        }
        String from = request.getHeader("Origin") == null ? request.getHeader("Referer") : request.getHeader("Origin");
        try {
            // not the Host header, which HTTP/2 has not
            return from != null && !String.valueOf(request.authority()).equalsIgnoreCase(URI.create(from).getAuthority());
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
