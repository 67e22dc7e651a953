package io.jukung.store.raft;

import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.StateMachine;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.util.ProtoUtils;

/** The log of member 1 of a cluster whose other members are what a test says and answers in their name. */
final class MemberUnderTest implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long CLUSTER = 7;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            2, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final PeerTransport transport = transport(1);
    private final RatisLog<String> log;

    /**
     * Starts the log.
     *
     * @param addresses of all members
     */
    MemberUnderTest(
            Path directory,
            Duration electionTimeout,
            Map<Long, InetSocketAddress> addresses,
            StateMachine<String> state)
            throws IOException {
        var settings = new RaftSettings(
                directory.resolve("raft"), electionTimeout, () -> PATIENCE, () -> 1000, 100, 1 << 20, false, 1 << 20);
        log = new RatisLog<>(settings, transport, addresses, false, state, nanos -> {});
        log.start();
    }

    RatisLog<String> log() {
        return log;
    }

    /** What another member of the cluster calls and listens with; the test closes it. */
    PeerTransport transport(long member) {
        return new PeerTransport(new PeerIdentity(CLUSTER, member), loops, (EventLoop) loops.next(), null, null);
    }

    /** The head of a request that another member makes of this one. */
    static RaftRpcRequestProto.Builder from(long member) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(RaftIds.peer(member).toByteString())
                .setReplyId(RaftIds.peer(1).toByteString())
                .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(RaftIds.group(CLUSTER)))
                .setCallId(1);
    }

    @Override
    public void close() {
        log.close();
        transport.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
