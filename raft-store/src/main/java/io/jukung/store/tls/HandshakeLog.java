package io.jukung.store.tls;

import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of connections that were turned away, once a second at most: whoever makes them must not fill the log. */
public final class HandshakeLog {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String port;
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong untold = new AtomicLong();

    /** @param port what they came for, for example "client" */
    public HandshakeLog(String port) {
        this.port = port;
    }

    public void rejected(@Nullable SocketAddress from, @Nullable Throwable why) {
        if (why instanceof ClosedChannelException) {
            return; // who just leaves is no news
        }
        long now = System.nanoTime();
        long next = nextNanos.get();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
            untold.incrementAndGet();
            return;
        }
        LOG.warn(
                "rejected connection on the {} port from {}: {} ({} more since the last of these)",
                port,
                from,
                why == null ? "none" : root(why),
                untold.getAndSet(0));
    }

    private static String root(Throwable why) {
        var cause = why;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
