package dev.balancesync.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/**
 * The page: a handful of files out of the jar, each under its own address and no other. Nothing that a browser asks for becomes a path, so
 * that no file of the working folder can be served.
 */
final class PageFiles {
    static final List<String> NAMES = List.of("index.html", "style.css", "holdings.css", "print.css", "noscript.css",
            "app.js", "theme.js", "api.js", "model.js", "source.js", "stream.js", "worker.js", "words.js", "words-ko.js", "words-en.js", "causes.js",
            "format.js", "dom.js", "memory.js", "headline.js", "title.js", "totals.js", "holdings.js", "columns.js", "choices.js", "layout.js",
            "tools.js", "csv.js", "fills.js", "history.js", "chart.js", "refresh.js", "alerts.js", "overview.js",
            "uplot/uPlot.esm.js", "uplot/uPlot.min.css",
            "manifest.webmanifest", "icon.svg", "icon-192.png", "icon-512.png",
            "icon-up.svg", "icon-down.svg", "icon-even.svg", "icon-wait.svg", "icon-bad.svg");
    private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8", "svg", "image/svg+xml", "png", "image/png", "webmanifest", "application/manifest+json");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-cache");

    private static final int NOT_MODIFIED = 304;
    private static final int TAG_BYTES = 8;

    /** @param tag by which a browser tells whether it has this one already */
    private record PageFile(Buffer content, String tag) {
    }

    /** What nobody has asked for yet is neither read nor summed up, which a start would wait for. */
    private static final Map<String, PageFile> READ = new ConcurrentHashMap<>();

    private PageFiles() {
    }

    static void mount(Router router) {
        NAMES.forEach(name -> {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            router.get(name.equals("index.html") ? "/" : "/" + name).handler(context -> {
                PageFile file = READ.computeIfAbsent(name, PageFiles::read);
                HttpServerResponse response = context.response().putHeader("Content-Type", type).putHeader("ETag", file.tag());
                HEADERS.forEach(response::putHeader);
                String known = context.request().getHeader("If-None-Match");
                // one of several, or marked as weak by a proxy that has compressed the file
                if (known != null && known.contains(file.tag())) {
                    response.setStatusCode(NOT_MODIFIED).end();
                } else {
                    response.end(file.content());
                }
            });
        });
    }

    private static String digest(Buffer content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes()), 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    private static PageFile read(String name) {
        try (InputStream resource = PageFiles.class.getResourceAsStream("/web/" + name)) {
            Buffer content = Buffer.buffer(resource.readAllBytes());
            return new PageFile(content, '"' + digest(content) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
