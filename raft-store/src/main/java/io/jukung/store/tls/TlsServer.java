package io.jukung.store.tls;

import io.jukung.store.TlsFiles;
import io.jukung.store.TlsProtocols;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsyncMapping;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** TLS of connections that are accepted. */
public final class TlsServer {

    /** A client that says nothing, or does not go on, is cut after this, twice at most. */
    static final long HANDSHAKE_TIMEOUT_MILLIS = 10_000;

    private static final int MAX_HELLO_BYTES = 16 << 10;

    private final ReloadingTls tls;
    private final Executor handshakes;

    private TlsServer(ReloadingTls tls, Executor handshakes) {
        this.tls = tls;
        this.handshakes = handshakes;
    }

    /**
     * TLS with what the files hold when a connection comes.
     *
     * @param applications offered by ALPN; none if empty
     * @param handshakes where they run; may reject one, which ends its connection
     * @throws IOException naming the file that cannot be used
     */
    public static TlsServer of(TlsFiles files, TlsProtocols protocols, List<String> applications, Executor handshakes)
            throws IOException {
        var maker = new ContextMaker(files, protocols);
        return new TlsServer(new ReloadingTls(files, () -> maker.accepting(applications)), handshakes);
    }

    /**
     * The first handler of a connection; puts an {@link SslHandler} in its own place once the client has said hello.
     */
    public ChannelHandler newHandler() {
        AsyncMapping<String, SslContext> newest = (name, promise) -> {
            try {
                handshakes.execute(() -> answer(promise));
            } catch (RejectedExecutionException e) {
                promise.setFailure(e);
            }
            return promise;
        };
        return new Accepting(newest, handshakes);
    }

    /** In any case: a connection whose answer did not come would stay for ever. */
    private void answer(Promise<SslContext> promise) {
        try {
            promise.setSuccess(tls.context());
        } catch (RuntimeException e) {
            promise.setFailure(e);
        }
    }

    private static final class Accepting extends SniHandler {

        private final Executor handshakes;

        Accepting(AsyncMapping<String, SslContext> newest, Executor handshakes) {
            super(newest, MAX_HELLO_BYTES, HANDSHAKE_TIMEOUT_MILLIS);
            this.handshakes = handshakes;
        }

        @Override
        protected void replaceHandler(ChannelHandlerContext context, String hostname, SslContext newest) {
            var caller = (InetSocketAddress) context.channel().remoteAddress();
            var handler = newest.newHandler(
                    context.alloc(), caller.getAddress().getHostAddress(), caller.getPort(), handshakes);
            handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
            context.pipeline().replace(this, "tls", handler);
        }
    }
}
