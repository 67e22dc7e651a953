package io.jukung.store.server;

import io.jukung.store.tls.HandshakeLog;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The open connections of clients, up to a number. */
final class ClientConnections {

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final HandshakeLog rejections = new HandshakeLog("client");
    private final IntSupplier most;

    ClientConnections(IntSupplier most) {
        this.most = most;
    }

    /** Whether there is room; then it is entered until it closes. */
    boolean admit(Channel connection) {
        if (open.size() >= most.getAsInt()) {
            rejected(
                    connection,
                    new IllegalStateException("there are " + open.size() + " connections, the most allowed"));
            return false;
        }
        return open.add(connection);
    }

    /** Tells of one that ends before anything was asked. */
    void rejected(Channel connection, @Nullable Throwable why) {
        rejections.rejected(connection.remoteAddress(), why);
    }

    /** Cuts one from the socket's end: from the other, HTTP/2 would first wait for its streams, or cancel them itself. */
    static void cut(Channel connection) {
        var first = connection.pipeline().firstContext();
        if (first == null) {
            connection.close();
        } else {
            first.close();
        }
    }

    /** Cuts them all. */
    void cut() {
        open.forEach(ClientConnections::cut);
        open.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
