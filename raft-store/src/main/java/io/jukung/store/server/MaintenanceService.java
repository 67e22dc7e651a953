package io.jukung.store.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.DefragmentResponse;
import io.jukung.proto.etcd.DowngradeInfo;
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
import io.jukung.store.Release;
import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.Command;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.backup.HashKv;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.space.SpaceWatch;
import io.jukung.store.storage.StorageFault;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** etcd's Maintenance service. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private final Requests requests;
    private final ReplicatedLog<?> log;
    private final Supplier<ClusterInfo> members;
    private final SpaceWatch space;
    private final Duration requestTimeout;
    private final SnapshotStreaming snapshots;
    private final Downgrades downgrades;
    private final Release release;
    private final MaintenanceMetrics metrics;

    MaintenanceService(
            Requests requests,
            ReplicatedLog<?> log,
            Supplier<ClusterInfo> members,
            SpaceWatch space,
            Duration requestTimeout,
            Release release,
            MaintenanceMetrics metrics) {
        this.requests = requests;
        this.log = log;
        this.members = members;
        this.space = space;
        this.requestTimeout = requestTimeout;
        this.release = release;
        downgrades = new Downgrades(requests);
        this.metrics = metrics;
        snapshots = new SnapshotStreaming(requests.state().exports(), requests.headers(), metrics.snapshot());
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        Requests.answer(
                requests.serializable(Caller.current(), Authorizer::admin, held -> {
                    var state = held.state();
                    var version = state.cluster().version();
                    var status = StatusResponse.newBuilder()
                            .setHeader(requests.headers().at(state.revision()))
                            .setVersion(release.version())
                            .setStorageVersion(version.shown())
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
                    if (version.downgrading()) {
                        status.setDowngradeInfo(
                                DowngradeInfo.newBuilder().setEnabled(true).setTargetVersion(version.downgrade()));
                    }
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

    /** Space is reclaimed online: there is nothing to do, and nothing stops meanwhile. Without a header, as in etcd. */
    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
        Requests.answer(
                requests.permit(Caller.current(), Authorizer::admin)
                        .thenApply(may -> DefragmentResponse.getDefaultInstance()),
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
                                .setHash(hashKv(held, 0, metrics.hash()).hash())
                                .build()),
                observer);
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        Requests.answer(
                requests.serializable(Caller.current(), Authorizer::admin, held -> {
                    var result = hashKv(held, request.getRevision(), metrics.hashOfRevision());
                    return HashKVResponse.newBuilder()
                            .setHeader(requests.headers().at(held.state().revision()))
                            .setHash(result.hash())
                            .setCompactRevision(result.compactRevision())
                            .setHashRevision(result.hashRevision())
                            .build();
                }),
                observer);
    }

    private HashKv hashKv(StateGeneration held, long revision, LongConsumer duration) throws RejectedException {
        long begun = System.nanoTime();
        try {
            return requests.state().exports().hashKv(held, revision);
        } catch (IOException e) {
            throw new StorageFault("cannot sort for a hash", e);
        } finally {
            duration.accept(System.nanoTime() - begun);
        }
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
        snapshots.stream(
                (ServerCallStreamObserver<SnapshotResponse>) observer,
                requests.permit(Caller.current(), Authorizer::admin));
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
        Requests.answer(downgrades.answer(Caller.current(), request), observer);
    }
}
