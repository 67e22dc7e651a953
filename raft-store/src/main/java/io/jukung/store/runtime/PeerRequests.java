package io.jukung.store.runtime;

import io.jukung.proto.store.v1.CurrentTermReply;
import io.jukung.proto.store.v1.ReadIndexReply;
import io.jukung.proto.store.v1.ReleaseReply;
import io.jukung.store.integrity.IntegrityWatch;
import io.jukung.store.member.Joining;
import io.jukung.store.peer.PeerHandler;
import io.jukung.store.peer.PeerMethod;
import java.util.concurrent.CompletableFuture;

/** Who answers what other members ask. */
record PeerRequests(Groundwork ground, Replication replication, IntegrityWatch integrity) implements PeerHandler {

    @Override
    public CompletableFuture<byte[]> handle(long from, PeerMethod method, byte[] request) {
        var log = replication.log();
        var checkpoints = ground.state().checkpoints();
        return switch (method) {
            case APPEND_ENTRIES, REQUEST_VOTE, START_ELECTION, INSTALL_SNAPSHOT -> log.handle(method, request);
            case CURRENT_TERM ->
                CompletableFuture.completedFuture(integrity
                        .addReport(request, CurrentTermReply.newBuilder().setTerm(log.term()))
                        .build()
                        .toByteArray());
            case READ_INDEX ->
                replication.proof().prove().thenApply(index -> {
                    log.tellCommit(from);
                    var reply = ReadIndexReply.newBuilder();
                    index.ifPresent(reply::setIndex);
                    return reply.build().toByteArray();
                });
            case PROPOSE ->
                replication.proposer().answerForwarded(request).whenComplete((done, failure) -> log.tellCommit(from));
            case KEEP_ALIVE -> replication.leases().answerKeepAlive(request);
            case TIME_TO_LIVE -> replication.leases().answerTimeToLive(request);
            case CHECKPOINT_OPEN -> checkpoints.open();
            case CHECKPOINT_READ -> checkpoints.read(request);
            case CHECKPOINT_CLOSE -> checkpoints.close(request);
            case CLUSTER_MEMBERS ->
                Joining.answer(
                        () -> ground.state().peek().cluster(), ground.self().clusterId(), replication.barrier());
            case RELEASE -> {
                var release = ground.config().release();
                yield CompletableFuture.completedFuture(ReleaseReply.newBuilder()
                        .setVersion(release.version())
                        .setFormat(release.format())
                        .build()
                        .toByteArray());
            }
            case STATE_REBUILD -> integrity.answerRebuild(request);
        };
    }
}
