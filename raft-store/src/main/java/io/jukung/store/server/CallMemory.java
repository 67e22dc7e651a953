package io.jukung.store.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.store.ClientMemory;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the calls of clients hold of this member's memory: each call a little, each request that has not come whole and each
 * response that was not taken its size. HTTP/2's own limits are for each stream or connection; these are for all.
 *
 * <p>Beyond them calls are refused as etcd refuses them when it has too much to do. One connection may have a
 * quarter as many calls as are free, which is a fifth of all for one alone and less with every other that takes all it gets: it
 * takes dozens of those until nothing is left for who comes next. And it may have an eighth of the bytes. It can begin many calls before the first answer comes: of those, a range is refused when its answer is
 * there and the share is used; a write, which has happened by then, is answered. The connection with the most is cut when all
 * bytes are used, and so is one that has finished nothing for two minutes: others pay for it else.
 */
final class CallMemory implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(CallMemory.class);

    private static final int PARTS = 8;
    private static final int SHARE_OF_FREE = 4;
    private static final long STALL_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_SECONDS = 10;

    /** What a connection holds that was cut or has closed. */
    private static final long GONE = -1;

    private static final String RANGE = KVGrpc.getRangeMethod().getFullMethodName();

    private final ClientMemory limits;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    CallMemory(ClientMemory limits) {
        this.limits = limits;
    }

    /** What the calls of one connection hold. */
    final class Connection {

        private final Channel channel;
        private final AtomicLong held = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();
        private volatile long finishedNanos = System.nanoTime();

        private Connection(Channel channel) {
            this.channel = channel;
        }

        /** A call has begun. */
        void opened() {
            open.incrementAndGet();
            calls.incrementAndGet();
        }

        /** It holds so much more. */
        void hold(long more) {
            if (held.get() == 0) {
                finishedNanos = System.nanoTime();
            }
            if (change(more) && bytes.addAndGet(more) > limits.callBytes()) {
                cutLargest();
            }
        }

        /** So much of it has come whole, or was taken. */
        void release(long less) {
            if (change(-less)) {
                bytes.addAndGet(-less);
                finishedNanos = System.nanoTime();
            }
        }

        /** False: it is counted no more. */
        private boolean change(long by) {
            long before;
            do {
                before = held.get();
                if (before == GONE) {
                    return false;
                }
            } while (!held.compareAndSet(before, before + by));
            return true;
        }

        private boolean hasRoom() {
            long now = held.get();
            return now != GONE && now <= limits.callBytes() / PARTS;
        }

        /** A call has ended. */
        void closed() {
            open.decrementAndGet();
            calls.decrementAndGet();
        }

        private boolean isStalled(long now) {
            return held.get() > 0 && now - finishedNanos > STALL_NANOS;
        }

        private void cut(String why) {
            long freed = gone();
            if (freed != GONE) {
                SocketAddress from = channel.remoteAddress();
                LOG.warn("connection from {} is cut: its calls hold {} bytes, and {}", from, freed, why);
                ClientConnections.cut(channel);
            }
        }

        /**
         * What it holds goes with it: others need not wait until its calls have noticed.
         *
         * @return how much that was; {@link #GONE} if that has happened before
         */
        private long gone() {
            connections.remove(this);
            long freed = held.getAndSet(GONE);
            if (freed != GONE) {
                bytes.addAndGet(-freed);
            }
            return freed;
        }
    }

    /** A connection that may make calls. */
    Connection connected(Channel channel) {
        var connection = new Connection(channel);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> connection.gone());
        return connection;
    }

    void start(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(() -> cutStalled(System.nanoTime()), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the connections that have finished nothing for too long before {@code now}. */
    void cutStalled(long now) {
        for (var connection : connections) {
            if (connection.isStalled(now)) {
                connection.cut("none of it was finished for two minutes");
            }
        }
    }

    private void cutLargest() {
        Connection largest = null;
        for (var connection : connections) {
            if (largest == null || connection.held.get() > largest.held.get()) {
                largest = connection;
            }
        }
        if (largest != null && largest.held.get() > limits.callBytes() / (2 * PARTS)) {
            largest.cut("all clients together are at their limit");
        }
    }

    boolean admits(Connection connection) {
        return connection.open.get() <= (limits.calls() - calls.get()) / SHARE_OF_FREE
                && bytes.get() <= limits.callBytes()
                && connection.hasRoom();
    }

    /** Answers only if its connection has room for the answer. */
    private static final class BoundedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final Connection connection;
        private boolean refused;

        BoundedCall(ServerCall<Q, R> call, Connection connection) {
            super(call);
            this.connection = connection;
        }

        @Override
        public void sendMessage(R message) {
            if (connection.hasRoom()) {
                super.sendMessage(message);
            } else {
                refused = true;
                super.close(EtcdError.TOO_MANY_REQUESTS.status(), new Metadata());
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!refused) {
                super.close(status, trailers);
            }
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var connection = call.getAttributes().get(ClientPort.CONNECTION);
        if (connection == null) {
            return next.startCall(call, headers);
        }
        if (admits(connection)) {
            boolean range = call.getMethodDescriptor().getFullMethodName().equals(RANGE);
            return next.startCall(range ? new BoundedCall<>(call, connection) : call, headers);
        }
        call.close(EtcdError.TOO_MANY_REQUESTS.status(), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    /** Bytes they hold. */
    long bytes() {
        return bytes.get();
    }
}
