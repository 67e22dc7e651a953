package io.jukung.chaos.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One port that is passed on to another, as the links allow. */
final class Proxy implements AutoCloseable {

    private static final int CHUNK_BYTES = 16 * 1024;
    /** Read and not yet passed on; then the sender has to wait. */
    private static final int MAX_CHUNKS = 64;

    private static final int PAUSE_MILLIS = 5;
    private static final int CONNECT_MILLIS = 1000;
    private static final int BACKLOG = 256;

    /** Who has the other end of a connection. */
    interface Naming {
        Links.Ends of(InetSocketAddress other) throws IOException;
    }

    private record Chunk(byte[] bytes, long arrival) {
        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    private record Connection(Links.Ends ends, Socket accepted, Socket onward) {

        /** As if the other end had forgotten it. */
        void reset() {
            for (var socket : new Socket[] {accepted, onward}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // It is closed already.
                }
            }
        }
    }

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Naming naming;
    private final Links links;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Proxy(ServerSocket server, InetSocketAddress target, Naming naming, Links links) {
        this.server = server;
        this.target = target;
        this.naming = naming;
        this.links = links;
    }

    static Proxy start(InetSocketAddress listen, InetSocketAddress target, Naming naming, Links links)
            throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(listen, BACKLOG);
        var proxy = new Proxy(server, target, naming, links);
        Thread.ofPlatform().daemon().name("proxy-" + listen).start(proxy::accept);
        return proxy;
    }

    private void accept() {
        while (!closed) {
            try {
                var accepted = server.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            } catch (IOException e) {
                if (!closed) {
                    throw new IllegalStateException("the proxy of " + target + " ended", e);
                }
            }
        }
    }

    private void serve(Socket accepted) {
        var onward = new Socket();
        try {
            var ends = naming.of((InetSocketAddress) accepted.getRemoteSocketAddress());
            var connection = new Connection(ends, accepted, onward);
            connections.add(connection);
            try {
                while (!links.isOpen(ends) && !links.isReset(ends) && !closed) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                if (!links.isReset(ends) && !closed) {
                    onward.connect(target, CONNECT_MILLIS);
                    onward.setTcpNoDelay(true);
                    accepted.setTcpNoDelay(true);
                    pass(connection);
                }
            } finally {
                connection.reset();
                connections.remove(connection);
            }
        } catch (IOException e) {
            // Either end broke it: so it is broken for the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Connection connection) throws InterruptedException {
        var there = Thread.ofVirtual()
                .start(() -> pass(connection, connection.accepted(), connection.onward(), connection.ends()));
        pass(
                connection,
                connection.onward(),
                connection.accepted(),
                connection.ends().back());
        there.join();
    }

    /** One way, until its end has arrived. */
    private void pass(Connection connection, Socket from, Socket to, Links.Ends way) {
        var chunks = new ArrayBlockingQueue<Chunk>(MAX_CHUNKS);
        var reader = Thread.ofVirtual().start(() -> read(from, way, chunks));
        try {
            var out = to.getOutputStream();
            while (true) {
                var chunk = chunks.take();
                TimeUnit.NANOSECONDS.sleep(chunk.arrival() - System.nanoTime());
                while (links.isCut(way) && !closed && !links.isReset(way)) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                if (closed || links.isReset(way)) {
                    connection.reset();
                    return;
                }
                if (chunk.isEnd()) {
                    to.shutdownOutput();
                    return;
                }
                out.write(chunk.bytes());
            }
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reader.interrupt();
        }
    }

    private void read(Socket from, Links.Ends way, BlockingQueue<Chunk> chunks) {
        var random = new SplittableRandom();
        long last = System.nanoTime();
        try {
            try {
                var in = from.getInputStream();
                var buffer = new byte[CHUNK_BYTES];
                int count = in.read(buffer);
                while (count > 0) {
                    var bytes = new byte[count];
                    System.arraycopy(buffer, 0, bytes, 0, count);
                    last = links.arrival(way, count, System.nanoTime(), last, random);
                    chunks.put(new Chunk(bytes, last));
                    count = in.read(buffer);
                }
            } catch (IOException e) {
                // A connection that broke ends where it broke; the other side learns of it as late as of the rest.
            }
            chunks.put(new Chunk(new byte[0], last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Breaks the connections of links that are reset. */
    void resetRefused() {
        for (var connection : connections) {
            if (links.isReset(connection.ends())) {
                connection.reset();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            // It listens no more in any case.
        }
        connections.forEach(Connection::reset);
    }
}
