package io.jukung.store.peer;

import io.jukung.store.tls.HandshakeLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.AttributeKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answering end of one connection. */
final class PeerInbound extends SimpleChannelInboundHandler<ByteBuf> {

    /** The member at the other end, once it has shown itself. */
    static final AttributeKey<Long> CALLER = AttributeKey.valueOf(PeerInbound.class, "caller");

    private static final Logger LOG = LoggerFactory.getLogger(PeerInbound.class);

    /** A member waits for no more on one connection. */
    private static final int MAX_CALLS = PeerConnection.MAX_CALLS;

    private final PeerIdentity self;
    private final PeerHandler handler;
    private final LongPredicate refused;
    private final HandshakeLog rejections;
    private @Nullable PeerIdentity caller;
    private final AtomicInteger calls = new AtomicInteger();

    PeerInbound(PeerIdentity self, PeerHandler handler, LongPredicate refused, HandshakeLog rejections) {
        super(ByteBuf.class);
        this.rejections = rejections;
        this.self = self;
        this.handler = handler;
        this.refused = refused;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws PeerException {
        byte kind = frame.readByte();
        int code = frame.readByte();
        long id = frame.readLong();
        if (kind == PeerFrames.HELLO) {
            var other = PeerFrames.readHello(frame);
            if (other.equals(PeerIdentity.NOBODY)) {
                caller = other;
                context.writeAndFlush(PeerFrames.hello(context.alloc(), self));
                return;
            }
            if (other.clusterId() != self.clusterId()) {
                throw new PeerException.Refused(
                        "cluster ID mismatch: member %x belongs to cluster %x, this is member %x of cluster %x"
                                .formatted(other.memberId(), other.clusterId(), self.memberId(), self.clusterId()));
            }
            context.channel().attr(CALLER).set(other.memberId());
            // Looked at after the mark is set: who is refused from now on finds it.
            if (refused.test(other.memberId())) {
                throw new PeerException.Removed("the member has been permanently removed from the cluster");
            }
            caller = other;
            context.writeAndFlush(PeerFrames.hello(context.alloc(), self));
            return;
        }
        if (kind == PeerFrames.PING && caller != null) {
            context.writeAndFlush(PeerFrames.empty(context.alloc(), PeerFrames.PONG));
            return;
        }
        if (caller == null || kind != PeerFrames.REQUEST) {
            throw new PeerException.Refused("a peer connection starts with a hello");
        }
        if (caller.equals(PeerIdentity.NOBODY) && code != PeerMethod.CLUSTER_MEMBERS.code()) {
            throw new PeerException.Refused("who is no member may only ask who the members are");
        }
        calls.incrementAndGet();
        var channel = context.channel();
        handle(caller.memberId(), code, PeerFrames.payload(frame)).whenComplete((reply, failure) -> {
            calls.decrementAndGet();
            if (reply != null) {
                channel.writeAndFlush(
                        PeerFrames.frame(channel.alloc(), PeerFrames.REPLY, code, id, reply), channel.voidPromise());
            } else {
                var message = failure == null ? "no answer" : String.valueOf(failure);
                channel.writeAndFlush(
                        PeerFrames.frame(channel.alloc(), PeerFrames.REFUSED, code, id, PeerFrames.text(message)),
                        channel.voidPromise());
            }
        });
    }

    /**
     * A request that fails at once, or that only a newer release knows, is refused like one that fails later: the other calls
     * of the connection go on.
     */
    private CompletableFuture<byte[]> handle(long member, int code, byte[] request) {
        try {
            if (calls.get() > MAX_CALLS) {
                throw new PeerException.Refused("more than " + MAX_CALLS + " calls at once");
            }
            return handler.handle(member, PeerMethod.of(code), request);
        } catch (PeerException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            LOG.warn("peer method {} of member {} failed", code, Long.toHexString(member), e);
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Who does not take its answers is not asked for more requests; in the end the silence is too long. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof PeerException.Refused || cause instanceof PeerException.Removed) {
            rejections.rejected(context.channel().remoteAddress(), cause);
            byte kind = cause instanceof PeerException.Removed ? PeerFrames.REMOVED : PeerFrames.REFUSED;
            var message = PeerFrames.text(String.valueOf(cause.getMessage()));
            context.writeAndFlush(PeerFrames.frame(context.alloc(), kind, 0, 0, message))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (cause instanceof ReadTimeoutException) {
            LOG.info(
                    "peer connection from {} ends: nothing heard",
                    context.channel().remoteAddress());
            context.close();
            return;
        }
        if (caller == null) {
            rejections.rejected(context.channel().remoteAddress(), cause);
        } else {
            LOG.warn("peer connection from {} ends", context.channel().remoteAddress(), cause);
        }
        context.close();
    }
}
