package io.jukung.store.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calling end of one connection: calls in flight by id, all touched only on its event loop. */
final class PeerConnection extends SimpleChannelInboundHandler<ByteBuf> {

    /** How often deadlines are looked at: what a time-out may be late by. */
    private static final long SWEEP_MILLIS = 20;

    private static final long HELLO_TIMEOUT_NANOS = 2_000_000_000;
    /** Silence after which the other end is asked whether it is there. */
    private static final long PING_AFTER_NANOS = 1_000_000_000;
    /** Silence after which it is not: a machine that lost its power or its network closes no connection. */
    private static final long SILENCE_LIMIT_NANOS = 3_000_000_000L;

    /** In flight on one connection. */
    static final int MAX_CALLS = 8192;

    private record Call(CompletableFuture<byte[]> reply, long deadlineNanos, String what) {}

    private final PeerIdentity self;
    private final long expectedMember;
    private final Map<Long, Call> calls = new HashMap<>();
    private final CompletableFuture<Channel> ready = new CompletableFuture<>();
    private long nextCallId;
    private long lastHeardNanos;
    private long lastPingNanos;
    private @Nullable ScheduledFuture<?> sweeper;

    PeerConnection(PeerIdentity self, long expectedMember) {
        super(ByteBuf.class);
        this.self = self;
        this.expectedMember = expectedMember;
    }

    /** Completed once the other end has shown who it is. */
    CompletableFuture<Channel> ready() {
        return ready;
    }

    /** Only on the channel's event loop. */
    void call(Channel channel, PeerMethod method, byte[] request, long timeoutNanos, CompletableFuture<byte[]> reply) {
        if (!channel.isActive()) {
            reply.completeExceptionally(new PeerException.NotSent("connection to member is closed"));
            return;
        }
        if (calls.size() >= MAX_CALLS) {
            reply.completeExceptionally(new PeerException.NotSent("more than " + MAX_CALLS + " calls in flight"));
            return;
        }
        long id = ++nextCallId;
        calls.put(id, new Call(reply, System.nanoTime() + timeoutNanos, method.name()));
        channel.writeAndFlush(
                PeerFrames.frame(channel.alloc(), PeerFrames.REQUEST, method.code(), id, request),
                channel.voidPromise());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            greet(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        greet(context);
    }

    private void greet(ChannelHandlerContext context) {
        context.writeAndFlush(PeerFrames.hello(context.alloc(), self));
        long openedNanos = System.nanoTime();
        lastHeardNanos = openedNanos;
        lastPingNanos = openedNanos;
        sweeper = context.executor()
                .scheduleAtFixedRate(
                        () -> sweep(context, openedNanos), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep(ChannelHandlerContext context, long openedNanos) {
        long now = System.nanoTime();
        if (!ready.isDone() && now - openedNanos > HELLO_TIMEOUT_NANOS) {
            failAll("no hello from the other end", null);
            context.close();
            return;
        }
        long silence = now - lastHeardNanos;
        if (silence > SILENCE_LIMIT_NANOS) {
            failAll("nothing heard from the other end for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms", null);
            context.close();
            return;
        }
        if (silence > PING_AFTER_NANOS && now - lastPingNanos > PING_AFTER_NANOS) {
            lastPingNanos = now;
            context.writeAndFlush(PeerFrames.empty(context.alloc(), PeerFrames.PING));
        }
        // Who is told may call again at once.
        var late = new ArrayList<Call>();
        calls.values().removeIf(call -> call.deadlineNanos - now <= 0 && late.add(call));
        late.forEach(call -> call.reply.completeExceptionally(new PeerException.NoReply(call.what + " timed out")));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws PeerException {
        lastHeardNanos = System.nanoTime();
        byte kind = frame.readByte();
        frame.skipBytes(1);
        long id = frame.readLong();
        if (kind == PeerFrames.PONG) {
            return;
        }
        if (kind == PeerFrames.HELLO) {
            var other = PeerFrames.readHello(frame);
            if (!self.equals(PeerIdentity.NOBODY)
                    && (other.clusterId() != self.clusterId() || other.memberId() != expectedMember)) {
                throw new PeerException.Refused("member %x of cluster %x answers where member %x of cluster %x should"
                        .formatted(other.memberId(), other.clusterId(), expectedMember, self.clusterId()));
            }
            ready.complete(context.channel());
            return;
        }
        if (kind == PeerFrames.REMOVED) {
            throw new PeerException.Removed(frame.toString(StandardCharsets.UTF_8));
        }
        if (kind == PeerFrames.REFUSED && id == 0) {
            throw new PeerException.Refused(frame.toString(StandardCharsets.UTF_8));
        }
        var call = calls.remove(id);
        if (call == null) {
            return; // timed out meanwhile
        }
        if (kind == PeerFrames.REPLY) {
            call.reply.complete(PeerFrames.payload(frame));
        } else {
            call.reply.completeExceptionally(new PeerException.Refused(frame.toString(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (sweeper != null) {
            sweeper.cancel(false);
        }
        failAll("connection lost", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failAll(String.valueOf(cause.getMessage()), cause);
        context.close();
    }

    private static PeerException refusal(String message, @Nullable Throwable cause) {
        if (cause instanceof PeerException.Removed removed) {
            return removed;
        }
        var refusal = new PeerException.NotSent(message);
        if (cause != null) {
            refusal.initCause(cause);
        }
        return refusal;
    }

    private void failAll(String message, @Nullable Throwable cause) {
        ready.completeExceptionally(refusal(message, cause));
        var lost = calls.values().toArray(Call[]::new);
        calls.clear();
        for (var call : lost) {
            call.reply.completeExceptionally(new PeerException.NoReply(call.what + ": " + message));
        }
    }
}
