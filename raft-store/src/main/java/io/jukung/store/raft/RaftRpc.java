package io.jukung.store.raft;

import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.thirdparty.com.google.protobuf.AbstractMessage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' messages over our peer transport, both ways. Appends are handled on the event loop they arrive
 * at, in order: Ratis writes the log elsewhere, and waits there only for its own locks, and for the sync of
 * its term when a new leader makes itself known. The rare
 * other requests may write and sync the vote: they have virtual threads.
 */
final class RaftRpc implements RaftServerRpc {

    private static final Logger LOG = LoggerFactory.getLogger(RaftRpc.class);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(25);
    /** For the log to have what it was given; a disk that does not answer is not waited for. */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

    private final PeerTransport transport;
    private final Duration timeout;
    private final BooleanSupplier stalled;
    private final BooleanSupplier fetching;
    private final BooleanSupplier awaitsUse;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("store-raft-request").factory());
    /** The last one for each follower; of an earlier leadership it does nothing any more. */
    private final Map<Long, PeerLogAppender> appenders = new ConcurrentHashMap<>();

    private volatile @Nullable RaftServer server;
    private volatile boolean started;
    /** Appends that the log has been given and not yet answered. */
    private final AtomicInteger appends = new AtomicInteger();
    /** The last word of a snapshot that Ratis was given. */
    private volatile @Nullable InstallSnapshotRequestProto notification;

    private final AtomicBoolean puttingInUse = new AtomicBoolean();

    /**
     * Asks and answers.
     *
     * @param stalled whether the disk of the log does not answer
     * @param fetching whether this member copies another's state
     * @param awaitsUse whether it has copied one that is not in use yet
     */
    RaftRpc(
            PeerTransport transport,
            Duration timeout,
            BooleanSupplier stalled,
            BooleanSupplier fetching,
            BooleanSupplier awaitsUse) {
        this.transport = transport;
        this.timeout = timeout;
        this.stalled = stalled;
        this.fetching = fetching;
        this.awaitsUse = awaitsUse;
    }

    void appending(PeerLogAppender appender) {
        appenders.put(RaftIds.member(appender.getFollowerId()), appender);
    }

    /** Tells a member the commit index at once; without effect if this member does not lead. */
    void tellCommit(long member) {
        var appender = appenders.get(member);
        if (appender != null) {
            appender.tellCommit();
        }
    }

    /** The last entry a follower is known to have; -1 if this member does not lead or there is no such follower. */
    long matchIndex(long member) {
        var appender = appenders.get(member);
        return appender == null || !appender.isRunning()
                ? -1
                : appender.getFollower().getMatchIndex();
    }

    void later(Runnable task, Duration delay) {
        transport.later(task, delay);
    }

    /** After a failure, before the next try. */
    Duration retryPause() {
        return RETRY_PAUSE;
    }

    void serve(RaftServer raftServer) {
        this.server = raftServer;
    }

    /** Answers another member's Ratis message. */
    CompletableFuture<byte[]> handle(PeerMethod method, byte[] request) {
        var raft = server;
        if (raft == null || !started) {
            return CompletableFuture.failedFuture(new IOException("this member is starting or stopping"));
        }
        if (method == PeerMethod.APPEND_ENTRIES) {
            appends.incrementAndGet();
            try {
                var append = AppendEntriesRequestProto.parseFrom(request);
                if (awaitsUse.getAsBoolean()) {
                    putInUse(raft, append);
                }
                return raft.appendEntriesAsync(append)
                        .thenApply(AbstractMessage::toByteArray)
                        .whenComplete((answer, failure) -> appends.decrementAndGet());
            } catch (IOException | RuntimeException e) {
                appends.decrementAndGet();
                return CompletableFuture.failedFuture(e);
            }
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return answer(raft, method, request).toByteArray();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                requests);
    }

    private AbstractMessage answer(RaftServer raft, PeerMethod method, byte[] request) throws IOException {
        return switch (method) {
            case REQUEST_VOTE -> raft.requestVote(RequestVoteRequestProto.parseFrom(request));
            case START_ELECTION -> raft.startLeaderElection(StartLeaderElectionRequestProto.parseFrom(request));
            case INSTALL_SNAPSHOT -> notified(raft, InstallSnapshotRequestProto.parseFrom(request));
            case APPEND_ENTRIES,
                    CURRENT_TERM,
                    READ_INDEX,
                    PROPOSE,
                    KEEP_ALIVE,
                    TIME_TO_LIVE,
                    CHECKPOINT_OPEN,
                    CHECKPOINT_READ,
                    CHECKPOINT_CLOSE,
                    CLUSTER_MEMBERS,
                    STATE_REBUILD,
                    RELEASE -> throw new IOException(method + " is not Raft's");
        };
    }

    /**
     * A state that was copied is put in use by Ratis as it is told of a snapshot again, and until then it takes no entry. But a leader
     * that has followed the one who told of it may have all entries that are needed, and never tell: it is told in its name.
     */
    private void putInUse(RaftServer raft, AppendEntriesRequestProto append) {
        var last = notification;
        if (last == null || !puttingInUse.compareAndSet(false, true)) {
            return;
        }
        var again = last.toBuilder()
                .setServerRequest(append.getServerRequest())
                .setLeaderTerm(append.getLeaderTerm())
                .build();
        requests.execute(() -> {
            try {
                raft.installSnapshot(again);
            } catch (IOException | RuntimeException e) {
                LOG.warn("putting a copied state in use", e);
            } finally {
                puttingInUse.set(false);
            }
        });
    }

    /**
     * While a state is copied the answer is that it is. Ratis would say so to the same question alone, and fail where another leader, or
     * this one with a log that begins elsewhere by now, asks.
     */
    private InstallSnapshotReplyProto notified(RaftServer raft, InstallSnapshotRequestProto request)
            throws IOException {
        if (!fetching.getAsBoolean()) {
            notification = request;
            return raft.installSnapshot(request);
        }
        var asked = request.getServerRequest();
        return InstallSnapshotReplyProto.newBuilder()
                .setServerReply(RaftRpcReplyProto.newBuilder()
                        .setRequestorId(asked.getRequestorId())
                        .setReplyId(asked.getReplyId())
                        .setRaftGroupId(asked.getRaftGroupId())
                        .setCallId(asked.getCallId())
                        .setSuccess(true))
                .setTerm(request.getLeaderTerm())
                .setResult(InstallSnapshotResult.IN_PROGRESS)
                .build();
    }

    CompletableFuture<AppendEntriesReplyProto> sendAppend(AppendEntriesRequestProto request) {
        return send(PeerMethod.APPEND_ENTRIES, request.getServerRequest(), request, AppendEntriesReplyProto.parser());
    }

    CompletableFuture<InstallSnapshotReplyProto> sendNotification(InstallSnapshotRequestProto request) {
        return send(
                PeerMethod.INSTALL_SNAPSHOT, request.getServerRequest(), request, InstallSnapshotReplyProto.parser());
    }

    private <T> CompletableFuture<T> send(
            PeerMethod method, RaftRpcRequestProto header, AbstractMessage request, Parser<T> parser) {
        long to = RaftIds.member(
                RaftPeerId.valueOf(ByteString.copyFrom(header.getReplyId().toByteArray())));
        return transport.call(to, method, request.toByteArray(), timeout).thenApply(reply -> {
            try {
                return parser.parseFrom(reply);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static <T> T await(CompletableFuture<T> reply) throws IOException {
        try {
            return reply.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a member").initCause(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        if (stalled.getAsBoolean()) {
            throw new IOException("this member's disk does not answer: it does not stand for election");
        }
        return await(
                send(PeerMethod.REQUEST_VOTE, request.getServerRequest(), request, RequestVoteReplyProto.parser()));
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return await(sendAppend(request));
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return await(sendNotification(request));
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return await(send(
                PeerMethod.START_ELECTION,
                request.getServerRequest(),
                request,
                StartLeaderElectionReplyProto.parser()));
    }

    /** Where members are is said by the replicated list of members; until that is known, by Ratis' configuration. */
    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        for (var peer : peers) {
            var address = peer.getAddress() == null ? "" : peer.getAddress();
            int colon = address.lastIndexOf(':');
            if (colon < 0) {
                continue;
            }
            long member = RaftIds.member(peer.getId());
            if (member != transport.self().memberId()) {
                transport.suggestAddress(
                        member,
                        InetSocketAddress.createUnresolved(
                                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
            }
        }
    }

    @Override
    public void handleException(RaftPeerId serverId, Exception e, boolean reconnect) {
        // The transport reconnects by itself.
    }

    @Override
    public void start() {
        // The transport listens before and after Ratis: it is the member's. But a leader's request that
        // Ratis gets before it has called this makes its own start fail.
        started = true;
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return InetSocketAddress.createUnresolved("0.0.0.0", 0);
    }

    @Override
    public RpcType getRpcType() {
        return new PeerRpcType();
    }

    /** Answers nothing more. Ratis ends this only after its log, which by then must not be given anything. */
    void stop() {
        server = null;
        long end = System.nanoTime() + STOP_PATIENCE.toNanos();
        try {
            while (appends.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server = null;
        requests.shutdown();
    }
}
