package io.jukung.chaos.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows a store of runs to a browser: files under it, and nothing else, whatever a link or a path says. Read only. On a loopback
 * address it answers only to names of this machine, so that no page from elsewhere can read it by a name of its own.
 */
public final class ReportServer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int BACKLOG = 64;
    private static final int MOST_ENTRIES = 2000;

    private final Path store;
    private final boolean loopback;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /**
     * Serves from now on.
     *
     * @param store an existing directory
     * @param address {@link InetAddress#getLoopbackAddress()} unless others shall see it
     * @param port 0 for any free one
     */
    public ReportServer(Path store, InetAddress address, int port) throws IOException {
        this.store = store.toRealPath();
        loopback = address.isLoopbackAddress();
        server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'");
            headers.set("Cache-Control", "no-cache");
            if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                headers.set("Allow", "GET, HEAD");
                text(exchange, 405, "Only GET and HEAD.");
            } else if (loopback && !isOwnName(exchange.getRequestHeaders().getFirst("Host"))) {
                text(exchange, 421, "Not a name of this machine.");
            } else {
                find(exchange);
            }
        }
    }

    private void find(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var found = resolve(uri);
        if (found == null) {
            text(exchange, 404, "Nothing here.");
        } else if (!Files.isDirectory(found)) {
            file(exchange, found);
        } else if (!uri.getPath().endsWith("/")) {
            exchange.getResponseHeaders().set("Location", uri.getRawPath() + "/");
            text(exchange, 301, "A folder.");
        } else if (found.equals(store)) {
            html(exchange, StorePage.page(store));
        } else if (Files.isRegularFile(found.resolve("index.html"))) {
            file(exchange, found.resolve("index.html").toRealPath());
        } else {
            html(exchange, listing(found));
        }
    }

    /** The real file or directory, links followed; null if it is not there or not in the store. */
    private @Nullable Path resolve(URI uri) throws IOException {
        try {
            var path = uri.getPath();
            if (path == null || !path.startsWith("/")) {
                return null;
            }
            var real = store.resolve(path.substring(1).replaceFirst("^/+", "")).toRealPath();
            return real.startsWith(store) && (Files.isRegularFile(real) || Files.isDirectory(real)) ? real : null;
        } catch (InvalidPathException | FileSystemException none) {
            // Not there, or a name too long, or a loop of links.
            return null;
        }
    }

    private void file(HttpExchange exchange, Path file) throws IOException {
        if (!file.startsWith(store)) {
            text(exchange, 404, "Nothing here.");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type(file));
        try (var in = Files.newInputStream(file)) {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file)));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            // Length 0 means chunks: a log may grow meanwhile.
            exchange.sendResponseHeaders(200, 0);
            in.transferTo(exchange.getResponseBody());
        }
    }

    private static String listing(Path directory) throws IOException {
        var body = new StringBuilder("<h1>" + Html.escape(directory.getFileName() + "") + "</h1>\n<ul>\n");
        body.append("<li>").append(Html.link("..", "..")).append("</li>\n");
        try (Stream<Path> children = Files.list(directory)) {
            children.sorted().limit(MOST_ENTRIES).forEach(child -> {
                var name = child.getFileName() + (Files.isDirectory(child) ? "/" : "");
                // A relative link, also if the name has a colon or what must be escaped.
                body.append("<li>")
                        .append(Html.link("./" + encoded(name), name))
                        .append("</li>\n");
            });
        }
        return Html.page(
                directory.getFileName() + "", "", body.append("</ul>\n").toString());
    }

    private static String encoded(String name) {
        var raw = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            raw.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return raw.toString();
    }

    private static void html(HttpExchange exchange, String page) throws IOException {
        send(exchange, 200, "text/html; charset=utf-8", page);
    }

    private static void text(HttpExchange exchange, int code, String text) throws IOException {
        send(exchange, code, "text/plain; charset=utf-8", text + "\n");
    }

    private static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String type(Path file) {
        var name = file.getFileName() + "";
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "edn", "txt", "log" -> "text/plain; charset=utf-8";
            default -> "application/octet-stream";
        };
    }

    private static boolean isOwnName(@Nullable String host) {
        if (host == null) {
            return true;
        }
        var name = host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.[0-9]{1,3}){3}");
    }
}
