package io.jukung.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes TCP connections on one local port to those API servers that are ready: one address for
 * kubeconfig that outlives any member. Bytes pass untouched, so TLS stays between client and server.
 *
 * <p>A server is asked {@code /readyz} every second; a paused process still accepts connections, so
 * that alone would tell nothing. When a server stops being ready its connections are closed, and clients
 * come back to another one.
 */
final class Balancer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Balancer.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    /** While a server is not ready, for clients that wait for it. */
    private static final Duration CHECK_AGAIN = Duration.ofMillis(200);

    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(2);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int MOST_CONNECTIONS = 1_000;

    private final ServerSocket listener;
    private final List<Backend> backends;
    private final HttpClient http;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);

    private static final class Backend {
        final InetSocketAddress address;
        final Set<Socket> connections = ConcurrentHashMap.newKeySet();
        volatile boolean ready;

        Backend(InetSocketAddress address) {
            this.address = address;
        }
    }

    private Balancer(ServerSocket listener, List<Backend> backends, HttpClient http) {
        this.listener = listener;
        this.backends = backends;
        this.http = http;
    }

    /** Listens on 127.0.0.1; {@code tls} trusts the cluster's CA. */
    static Balancer start(int port, List<InetSocketAddress> servers, SSLContext tls) throws IOException {
        var listener = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
        var http = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(CHECK_PATIENCE)
                .build();
        var balancer = new Balancer(listener, servers.stream().map(Backend::new).toList(), http);
        Thread.ofVirtual().name("balancer-accept").start(balancer::accept);
        for (var backend : balancer.backends) {
            Thread.ofVirtual()
                    .name("balancer-check-" + backend.address.getPort())
                    .start(() -> balancer.check(backend));
        }
        return balancer;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                if (!places.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        serve(client);
                    } finally {
                        places.release();
                    }
                });
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    log.warn("accepting a connection: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (int attempt = 0; attempt < backends.size(); attempt++) {
                var backend = backends.get(Math.floorMod(next.getAndIncrement(), backends.size()));
                if (!backend.ready) {
                    continue;
                }
                try (var server = new Socket()) {
                    server.connect(backend.address, CONNECT_MILLIS);
                    backend.connections.add(server);
                    try {
                        passBytes(client, server);
                    } finally {
                        backend.connections.remove(server);
                    }
                    return;
                } catch (IOException e) {
                    // This server does not take connections: the next one may.
                    backend.ready = false;
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static void passBytes(Socket client, Socket server) {
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            // Either side is gone; closing both is all there is to do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private void check(Backend backend) {
        var request = HttpRequest.newBuilder(URI.create(
                        "https://" + backend.address.getHostString() + ":" + backend.address.getPort() + "/readyz"))
                .timeout(CHECK_PATIENCE)
                .build();
        while (!listener.isClosed()) {
            boolean ready;
            try {
                ready = http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                ready = false;
            } catch (InterruptedException e) {
                return;
            }
            if (backend.ready != ready) {
                log.info("API server {} is {}", backend.address, ready ? "ready" : "not ready");
            }
            backend.ready = ready;
            if (!ready) {
                backend.connections.forEach(Balancer::closeQuietly);
            }
            try {
                Thread.sleep(ready ? CHECK_EVERY : CHECK_AGAIN);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            log.warn("closing the balancer: {}", e.getMessage());
        }
        backends.forEach(backend -> backend.connections.forEach(Balancer::closeQuietly));
        http.shutdownNow();
    }
}
