package io.jukung.store.server;

import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.DefragmentResponse;
import io.jukung.proto.etcd.DowngradeRequest;
import io.jukung.proto.etcd.DowngradeResponse;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.HashKVResponse;
import io.jukung.proto.etcd.HashRequest;
import io.jukung.proto.etcd.HashResponse;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MoveLeaderRequest;
import io.jukung.proto.etcd.MoveLeaderResponse;
import io.jukung.proto.etcd.SnapshotRequest;
import io.jukung.proto.etcd.SnapshotResponse;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.StatusResponse;
import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.Command;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.space.SpaceWatch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** etcd's Maintenance service. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private final Requests requests;
    private final ReplicatedLog<?> log;
    private final Supplier<ClusterInfo> members;
    private final SpaceWatch space;
    private final Duration requestTimeout;

    MaintenanceService(
            Requests requests,
            ReplicatedLog<?> log,
            Supplier<ClusterInfo> members,
            SpaceWatch space,
            Duration requestTimeout) {
        this.requests = requests;
        this.log = log;
        this.members = members;
        this.space = space;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        Requests.answer(
                requests.serializable(Caller.current(), Authorizer::admin, held -> {
                    var state = held.state();
                    var status = StatusResponse.newBuilder()
                            .setHeader(requests.headers().at(state.revision()))
                            .setVersion(ServerVersion.SERVER)
                            .setStorageVersion(ServerVersion.STORAGE)
                            .setDbSize(held.sizeBytes())
                            .setDbSizeInUse(held.sizeBytes())
                            .setDbSizeQuota(space.rules().quotaBytes())
                            .setIsLearner(
                                    members.get().isLearner(requests.headers().memberId()))
                            .setLeader(log.leader())
                            .setRaftIndex(Math.max(0, log.commitIndex()))
                            .setRaftTerm(log.term())
                            .setRaftAppliedIndex(
                                    Math.max(0, requests.state().progress().get()));
                    state.alarms()
                            .members()
                            .forEach(alarm -> status.addErrors("memberID:" + Long.toUnsignedString(alarm.getMemberID())
                                    + " alarm:" + alarm.getAlarm() + " "));
                    space.shortage().ifPresent(sentence -> status.addErrors("space: " + sentence));
                    if (log.leader() == 0) {
                        status.addErrors("etcdserver: no leader");
                    }
                    return status.build();
                }),
                observer);
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
        if (request.getAction() != AlarmRequest.AlarmAction.GET) {
            Requests.answer(
                    requests.commit(Caller.current(), new Command.Alarm(0, request), AlarmResponse.class), observer);
            return;
        }
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        Authorizer::identified,
                        held -> AlarmResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .addAllAlarms(held.state().alarms().matching(request))
                                .build()),
                observer);
    }

    /** Space is reclaimed online: there is nothing to do, and nothing stops meanwhile. */
    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
        Requests.answer(
                requests.permit(Caller.current(), Authorizer::admin)
                        .thenApply(may -> DefragmentResponse.newBuilder()
                                .setHeader(requests.headers().at(requests.revision()))
                                .build()),
                observer);
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> observer) {
        Requests.answer(
                requests.serializable(
                        Caller.current(),
                        Authorizer::admin,
                        held -> HashResponse.newBuilder()
                                .setHeader(requests.headers().at(held.state().revision()))
                                .setHash(held.state().reads().hashKv(0).hash())
                                .build()),
                observer);
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        Requests.answer(
                requests.serializable(Caller.current(), Authorizer::admin, held -> {
                    var result = held.state().reads().hashKv(request.getRevision());
                    return HashKVResponse.newBuilder()
                            .setHeader(requests.headers().at(held.state().revision()))
                            .setHash(result.hash())
                            .setCompactRevision(result.compactRevision())
                            .setHashRevision(result.hashRevision())
                            .build();
                }),
                observer);
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
        Requests.answer(
                requests.permit(Caller.current(), Authorizer::admin).thenCompose(may -> move(request.getTargetID())),
                observer);
    }

    private CompletableFuture<MoveLeaderResponse> move(long target) {
        if (!log.leads()) {
            throw EtcdError.NOT_LEADER.asException();
        }
        var member = members.get().members().get(target);
        if (member == null || member.learner()) {
            throw EtcdError.BAD_LEADER_TRANSFEREE.asException();
        }
        return log.transferLeadership(target, requestTimeout)
                .thenApply(moved -> MoveLeaderResponse.newBuilder()
                        .setHeader(requests.headers().at(requests.revision()))
                        .build());
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
        unsupported(EtcdError.SNAPSHOT_UNSUPPORTED, observer);
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
        unsupported(EtcdError.DOWNGRADE_UNSUPPORTED, observer);
    }

    private void unsupported(EtcdError error, StreamObserver<?> observer) {
        requests.permit(Caller.current(), Authorizer::admin)
                .whenComplete((may, failure) ->
                        observer.onError(failure == null ? error.asException() : EtcdError.translate(failure)));
    }
}
