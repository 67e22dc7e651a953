package io.jukung.store.http;

import io.jukung.store.tls.TlsServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An address where only HTTP is spoken. */
public final class HttpServer implements AutoCloseable {

    private final Channel listening;

    private HttpServer(Channel listening) {
        this.listening = listening;
    }

    /**
     * Listens.
     *
     * @param flag whose URL it is, for the error
     * @param tls for a URL that asks for it; must offer HTTP/1.1
     * @param admission enters a connection while it is open; false if there is no room for it
     * @throws IOException naming the flag and the URL that cannot be listened on
     */
    public static HttpServer start(
            String flag,
            URI url,
            EventLoopGroup loops,
            @Nullable TlsServer tls,
            Predicate<Channel> admission,
            HttpConnections http)
            throws IOException {
        boolean secure = "https".equals(url.getScheme());
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (!admission.test(channel)) {
                            channel.close();
                            return;
                        }
                        if (secure && tls != null) {
                            channel.pipeline().addLast(tls.newHandler());
                        }
                        http.accept(channel.pipeline(), secure);
                    }
                });
        var bound = bootstrap
                .bind(new InetSocketAddress(url.getHost(), url.getPort()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    flag + ": cannot listen on " + url + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new HttpServer(bound.channel());
    }

    /** Accepts no more; connections that are open stay. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
    }
}
