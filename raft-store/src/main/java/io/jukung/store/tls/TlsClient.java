package io.jukung.store.tls;

import io.jukung.store.TlsFiles;
import io.jukung.store.TlsProtocols;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** TLS of connections that are opened. */
public final class TlsClient {

    private final ReloadingTls tls;
    private final Executor handshakes;

    private TlsClient(ReloadingTls tls, Executor handshakes) {
        this.tls = tls;
        this.handshakes = handshakes;
    }

    /**
     * TLS with what the files hold when a connection is opened.
     *
     * @param handshakes where they run; may reject one
     * @throws IOException naming the file that cannot be used
     */
    public static TlsClient of(TlsFiles files, TlsProtocols protocols, Executor handshakes) throws IOException {
        var maker = new ContextMaker(files, protocols);
        return new TlsClient(new ReloadingTls(files, maker::calling), handshakes);
    }

    /** What the files hold now; completed off the event loop, or failed at once. */
    public CompletableFuture<SslContext> newest() {
        try {
            return CompletableFuture.supplyAsync(tls::context, handshakes);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The first handler of a connection to a host, which must show a certificate for it. */
    public SslHandler newHandler(SslContext newest, ByteBufAllocator allocator, String host, int port) {
        var handler = newest.newHandler(allocator, host, port, handshakes);
        handler.setHandshakeTimeoutMillis(TlsServer.HANDSHAKE_TIMEOUT_MILLIS);
        return handler;
    }
}
