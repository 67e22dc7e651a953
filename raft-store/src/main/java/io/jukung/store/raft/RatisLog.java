package io.jukung.store.raft;

import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.Configuration;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.replication.StateMachine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The log on one Ratis division.
 *
 * @param <R> what applying an entry gives
 */
public final class RatisLog<R> implements ReplicatedLog<R> {

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RatisStateMachine<R> stateMachine;
    private final Path directory;
    private final LogDisk disk;
    private final RaftRpc rpc;
    private final RaftGroupId group;
    /** New with every start, so that a call id is never taken for one of an earlier process. */
    private final ClientId proposer = ClientId.randomId();

    /** It is asked for with every proof of leadership and seldom changes. */
    private record KnownConfiguration(RaftConfiguration source, Configuration value) {}

    private final AtomicLong nextCall = new AtomicLong();
    private volatile @Nullable KnownConfiguration configuration;

    /**
     * Opens the log in the settings' directory, making it where it is not.
     *
     * @param voters address by member id: the first configuration of a new log, this member among them if it founds
     *     the cluster, none if it joins one
     * @param learner whether it joins without a vote: it must know that before the leader tells, or it would stand for
     *     election one day and close itself for not being in the configuration
     * @param onSynced told the nanoseconds of each fsync
     */
    public RatisLog(
            RaftSettings settings,
            PeerTransport transport,
            Map<Long, InetSocketAddress> voters,
            boolean learner,
            StateMachine<R> state,
            LongConsumer onSynced)
            throws IOException {
        var self = transport.self();
        this.directory = settings.directory();
        // Ratis goes on with what it could not write: its term, its vote, its configuration.
        AtomicFileOutputStream.watch(
                directory, new Remembered(e -> state.fault("writing what Raft has to remember", e)));
        this.group = RaftIds.group(self.clusterId());
        this.disk = LogDisk.watch(RaftIds.peer(self.memberId()).toString(), onSynced);
        this.stateMachine = new RatisStateMachine<>(state, settings.snapshotCount(), settings.catchUpEntries());
        this.rpc = new RaftRpc(
                transport,
                settings.electionTimeout(),
                () -> disk.busyNanos() > settings.diskPatience().get().toNanos(),
                stateMachine::isFetching,
                stateMachine::awaitsUse);
        var parameters = new Parameters();
        parameters.put(PeerRpcType.PEERS, rpc, RaftRpc.class);
        var members = new ArrayList<>(RaftIds.peers(voters));
        if (learner) {
            members.add(RaftPeer.newBuilder()
                    .setId(RaftIds.peer(self.memberId()))
                    .setStartupRole(RaftPeerRole.LISTENER)
                    .build());
        }
        boolean exists =
                Files.isDirectory(settings.directory().resolve(group.getUuid().toString()));
        this.server = RaftServer.newBuilder()
                .setServerId(RaftIds.peer(self.memberId()))
                .setGroup(RaftGroup.valueOf(group, members))
                .setStateMachine(stateMachine)
                .setProperties(settings.properties())
                .setParameters(parameters)
                .setOption(exists ? StartupOption.RECOVER : StartupOption.FORMAT)
                .build();
        this.division = server.getDivision(group);
    }

    /** Answers what another member's Raft asks. */
    public CompletableFuture<byte[]> handle(PeerMethod method, byte[] request) {
        return rpc.handle(method, request);
    }

    /** For how long the log's disk has not answered, in nanoseconds; 0: it is not asked for anything. */
    public long diskBusyNanos() {
        return disk.busyNanos();
    }

    @Override
    public void start() throws IOException {
        server.start();
    }

    @Override
    public CompletableFuture<R> propose(byte[] entry) {
        long call = nextCall.incrementAndGet();
        var proposal = new RatisStateMachine.Proposal<R>();
        stateMachine.expect(call, proposal);
        var request = RaftClientRequest.newBuilder()
                .setClientId(proposer)
                .setServerId(server.getId())
                .setGroupId(group)
                .setCallId(call)
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            // The division itself: the server's own method hops a thread and blocks it.
            ((RaftClientAsynchronousProtocol) division)
                    .submitClientRequestAsync(request)
                    .whenComplete((reply, failure) -> settle(call, proposal, reply, failure));
        } catch (IOException | RuntimeException e) {
            settle(call, proposal, null, e);
        }
        return proposal.outcome();
    }

    private void settle(
            long call,
            RatisStateMachine.Proposal<R> proposal,
            @Nullable RaftClientReply reply,
            @Nullable Throwable failure) {
        stateMachine.forget(call);
        if (proposal.outcome().isDone()) {
            return;
        }
        Throwable cause = reply == null ? failure : reply.getException();
        var message = cause == null ? "no outcome" : String.valueOf(cause.getMessage());
        proposal.outcome()
                .completeExceptionally(
                        proposal.appended()
                                ? new ProposalException.OutcomeUnknown(message)
                                : cause instanceof ResourceUnavailableException
                                        ? new ProposalException.Overloaded(message)
                                        : new ProposalException.NotLeader(message));
    }

    @Override
    public long term() {
        return division.getInfo().getCurrentTerm();
    }

    @Override
    public boolean leads() {
        return division.getInfo().isLeaderReady();
    }

    @Override
    public long leader() {
        var leader = division.getInfo().getLeaderId();
        return leader == null ? 0 : RaftIds.member(leader);
    }

    @Override
    public long commitIndex() {
        return division.getRaftLog().getLastCommittedIndex();
    }

    @Override
    public void tellCommit(long member) {
        rpc.tellCommit(member);
    }

    @Override
    public long lastIndex() {
        var last = division.getRaftLog().getLastEntryTermIndex();
        return last == null ? commitIndex() : last.getIndex();
    }

    // Ratis' own comparison leaves the listeners out; a new configuration is a new object.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public Configuration configuration() {
        var current = division.getRaftConf();
        var known = configuration;
        if (known == null || known.source() != current) {
            known = new KnownConfiguration(
                    current,
                    new Configuration(
                            RaftIds.members(current.getCurrentPeers()),
                            RaftIds.members(current.getPreviousPeers()),
                            RaftIds.members(current.getAllPeers(RaftPeerRole.LISTENER))));
            configuration = known;
        }
        return known.value();
    }

    @Override
    public boolean isConfigurationCommitted() {
        return division.getRaftConf().getLogEntryIndex() <= commitIndex();
    }

    @Override
    public long matchIndex(long member) {
        return rpc.matchIndex(member);
    }

    @Override
    public CompletableFuture<Void> reconfigure(
            Configuration expected, Map<Long, InetSocketAddress> voters, Map<Long, InetSocketAddress> learners) {
        var request = new SetConfigurationRequest(
                proposer,
                server.getId(),
                group,
                nextCall.incrementAndGet(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .setServersInCurrentConf(RaftIds.peers(expected.voters()))
                        .setListenersInCurrentConf(RaftIds.peers(expected.learners()))
                        .setServersInNewConf(RaftIds.peers(voters))
                        .setListenersInNewConf(RaftIds.peers(learners))
                        .build());
        try {
            return server.setConfigurationAsync(request).thenAccept(reply -> {
                if (!reply.isSuccess()) {
                    throw new ProposalException.OutcomeUnknown(String.valueOf(reply.getException()));
                }
            });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new ProposalException.NotLeader(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public CompletableFuture<Void> release(long index) {
        return division.getRaftLog().purge(index).thenAccept(purged -> {});
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long to, Duration timeout) {
        var request = new TransferLeadershipRequest(
                proposer, server.getId(), group, nextCall.incrementAndGet(), RaftIds.peer(to), timeout.toMillis());
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return server.transferLeadership(request);
                            } catch (IOException e) {
                                throw new ProposalException.OutcomeUnknown(String.valueOf(e.getMessage()));
                            }
                        },
                        // It blocks for up to the time-out: whoever shares a thread with it would, too.
                        task -> Thread.ofPlatform()
                                .daemon()
                                .name("store-transfer")
                                .start(task))
                .thenAccept(reply -> {
                    if (!reply.isSuccess()) {
                        throw new ProposalException.OutcomeUnknown(String.valueOf(reply.getException()));
                    }
                });
    }

    @Override
    public void close() {
        stateMachine.closing();
        rpc.stop();
        LogDisk.forget(server.getId().toString());
        CacheEviction.end(division.getMemberId());
        try {
            server.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("closing the Raft log", e);
        } finally {
            // Last: until the server is closed it may still write a vote, and none may be undone.
            AtomicFileOutputStream.forget(directory);
        }
    }
}
