package io.jukung.store.server;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.jukung.proto.etcd.KVGrpc;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one call: counted in all, and while they are held for the client. Small messages are not held to account,
 * the limit of calls bounds them; nor are responses that come in many messages: those are made as the client takes them.
 */
final class CallBytes extends ServerStreamTracer {

    private static final int SMALL_BYTES = 1 << 10;
    /** Of a long list's response, which is written as it is taken, no more than this waits. */
    private static final long MOST_OF_A_RANGE = 2 << 20;

    private static final long CLOSED = -1;
    private static final AtomicLongFieldUpdater<CallBytes> HELD =
            AtomicLongFieldUpdater.newUpdater(CallBytes.class, "held");

    private final ClientBytes total;
    private CallMemory.@Nullable Connection connection;
    private boolean oneResponse;
    private long mostOfResponse;
    /** Of the message that is coming in; on the connection's loop only. */
    private long coming;

    private volatile long held;

    CallBytes(ClientBytes total) {
        this.total = total;
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
        var opened = call.getAttributes().get(ClientPort.CONNECTION);
        if (opened != null) {
            var method = call.getMethodDescriptor();
            oneResponse = method.getType() == MethodType.UNARY;
            boolean range =
                    method.getFullMethodName().equals(KVGrpc.getRangeMethod().getFullMethodName());
            mostOfResponse = range ? MOST_OF_A_RANGE : Long.MAX_VALUE;
            connection = opened;
            opened.opened();
        }
    }

    private void hold(long bytes) {
        var at = connection;
        if (at == null) {
            return;
        }
        at.hold(bytes);
        for (long before = held; before != CLOSED; before = held) {
            if (HELD.compareAndSet(this, before, before + bytes)) {
                return;
            }
        }
        at.release(bytes);
    }

    private void release(long bytes) {
        var at = connection;
        for (long before = held; at != null && before != CLOSED; before = held) {
            if (HELD.compareAndSet(this, before, before - bytes)) {
                at.release(bytes);
                return;
            }
        }
    }

    @Override
    public void inboundWireSize(long bytes) {
        long before = coming;
        coming = before + bytes;
        if (coming > SMALL_BYTES) {
            hold(before > SMALL_BYTES ? bytes : coming);
        }
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
        long came = coming;
        coming = 0;
        if (came > SMALL_BYTES) {
            release(came);
        }
    }

    @Override
    public void outboundWireSize(long bytes) {
        if (oneResponse && bytes > SMALL_BYTES) {
            hold(Math.min(bytes, mostOfResponse));
        }
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
        total.received(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
        total.sent(bytes);
    }

    @Override
    public void streamClosed(Status status) {
        var at = connection;
        if (at != null) {
            long left = HELD.getAndSet(this, CLOSED);
            if (left > 0) {
                at.release(left);
            }
            at.closed();
        }
    }
}
