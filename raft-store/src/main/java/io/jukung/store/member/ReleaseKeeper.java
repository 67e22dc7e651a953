package io.jukung.store.member;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.store.v1.ReleaseReply;
import io.jukung.store.Release;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.ReplicatedLog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the leader ask every member for its release and write down what they have in common ({@link ReleaseRules}). */
public final class ReleaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseKeeper.class);

    private static final long TICK_MILLIS = 500;

    private final ReplicatedLog<?> log;
    private final GroupCommit groupCommit;
    private final MemberState state;
    private final PeerTransport peers;
    private final Release self;
    private final Duration timeout;
    private final AtomicBoolean asking = new AtomicBoolean();

    /**
     * Keeps the version of a cluster.
     *
     * @param self this member's release
     * @param timeout for a member to answer
     */
    public ReleaseKeeper(
            ReplicatedLog<?> log,
            GroupCommit groupCommit,
            MemberState state,
            PeerTransport peers,
            Release self,
            Duration timeout) {
        this.log = log;
        this.groupCommit = groupCommit;
        this.state = state;
        this.peers = peers;
        this.self = self;
        this.timeout = timeout;
    }

    public void start(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        var cluster = state.peek().cluster();
        if (!log.leads() || !cluster.founded() || !asking.compareAndSet(false, true)) {
            return;
        }
        var answers = cluster.list().stream().map(this::release).toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenCompose(all -> ReleaseRules.next(
                                state.peek().cluster().version(),
                                self,
                                answers.stream().map(CompletableFuture::join).toList())
                        .map(command -> {
                            LOG.info("the cluster's version: {}", command);
                            return groupCommit.propose(command).thenApply(outcome -> true);
                        })
                        .orElseGet(() -> CompletableFuture.completedFuture(false)))
                .whenComplete((done, failure) -> asking.set(false));
    }

    private CompletableFuture<Optional<Release>> release(ClusterMember member) {
        if (member.id() == peers.self().memberId()) {
            return CompletableFuture.completedFuture(Optional.of(self));
        }
        return peers.call(member.id(), PeerMethod.RELEASE, new byte[0], timeout)
                .<Optional<Release>>handle((reply, failure) -> {
                    if (reply != null) {
                        return read(reply);
                    }
                    var cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    return PeerMethod.isUnknownTo(cause) ? Optional.of(Release.FIRST) : Optional.empty();
                });
    }

    private static Optional<Release> read(byte[] bytes) {
        try {
            var reply = ReleaseReply.parseFrom(bytes);
            return Optional.of(new Release(reply.getVersion(), reply.getFormat(), 1));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            LOG.warn("a member's release cannot be read: {}", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
