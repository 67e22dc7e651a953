package io.jukung.store.runtime;

import io.jukung.proto.store.v1.CurrentTermReply;
import io.jukung.proto.store.v1.ReadIndexReply;
import io.jukung.proto.store.v1.ReleaseReply;
import io.jukung.store.Release;
import io.jukung.store.integrity.IntegrityWatch;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.member.MemberState;
import io.jukung.store.peer.PeerHandler;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.raft.RatisLog;
import io.jukung.store.replication.LeadershipProof;
import io.jukung.store.replication.Proposer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Who answers what other members ask. */
record PeerRequests(
        RatisLog<?> log,
        MemberState state,
        LeadershipProof proof,
        Proposer proposer,
        LeaseKeeper leases,
        IntegrityWatch integrity,
        Supplier<CompletableFuture<byte[]>> members,
        Release release)
        implements PeerHandler {

    @Override
    public CompletableFuture<byte[]> handle(long from, PeerMethod method, byte[] request) {
        return switch (method) {
            case APPEND_ENTRIES, REQUEST_VOTE, START_ELECTION, INSTALL_SNAPSHOT -> log.handle(method, request);
            case CURRENT_TERM ->
                CompletableFuture.completedFuture(integrity
                        .addReport(request, CurrentTermReply.newBuilder().setTerm(log.term()))
                        .build()
                        .toByteArray());
            case READ_INDEX ->
                proof.prove().thenApply(index -> {
                    log.tellCommit(from);
                    var reply = ReadIndexReply.newBuilder();
                    index.ifPresent(reply::setIndex);
                    return reply.build().toByteArray();
                });
            case PROPOSE -> proposer.answerForwarded(request).whenComplete((done, failure) -> log.tellCommit(from));
            case KEEP_ALIVE -> leases.answerKeepAlive(request);
            case TIME_TO_LIVE -> leases.answerTimeToLive(request);
            case CHECKPOINT_OPEN -> state.checkpoints().open();
            case CHECKPOINT_READ -> state.checkpoints().read(request);
            case CHECKPOINT_CLOSE -> state.checkpoints().close(request);
            case CLUSTER_MEMBERS -> members.get();
            case RELEASE ->
                CompletableFuture.completedFuture(ReleaseReply.newBuilder()
                        .setVersion(release.version())
                        .setFormat(release.format())
                        .build()
                        .toByteArray());
            case STATE_REBUILD -> integrity.answerRebuild(request);
        };
    }
}
