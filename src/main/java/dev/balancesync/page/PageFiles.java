package dev.balancesync.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/**
 * The page: a handful of files out of the jar, each under its own address and no other. Nothing that a browser asks for becomes a path, so
 * that no file of the working folder can be served.
 */
final class PageFiles {
    private static final String HTML = "text/html;charset=UTF-8";
    private static final String SCRIPT = "text/javascript;charset=UTF-8";
    private static final Map<String, String> TYPES = Map.of("index.html", HTML, "app.js", SCRIPT, "words.js", SCRIPT, "chart.js", SCRIPT,
            "format.js", SCRIPT, "style.css", "text/css;charset=UTF-8", "icon.svg", "image/svg+xml");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-cache");

    private PageFiles() {
    }

    static void mount(Router router) {
        TYPES.forEach((name, type) -> {
            Buffer content = read(name);
            String address = name.equals("index.html") ? "/" : "/" + name;
            router.get(address).handler(context -> {
                HttpServerResponse response = context.response().putHeader("Content-Type", type);
                HEADERS.forEach(response::putHeader);
                response.end(content);
            });
        });
    }

    private static Buffer read(String name) {
        try (InputStream content = PageFiles.class.getResourceAsStream("/web/" + name)) {
            return Buffer.buffer(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
