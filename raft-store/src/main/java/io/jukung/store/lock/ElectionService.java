package io.jukung.store.lock;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.election.CampaignRequest;
import io.jukung.proto.etcd.election.CampaignResponse;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.election.LeaderKey;
import io.jukung.proto.etcd.election.LeaderRequest;
import io.jukung.proto.etcd.election.LeaderResponse;
import io.jukung.proto.etcd.election.ProclaimRequest;
import io.jukung.proto.etcd.election.ProclaimResponse;
import io.jukung.proto.etcd.election.ResignRequest;
import io.jukung.proto.etcd.election.ResignResponse;
import java.util.concurrent.CompletableFuture;

/** etcd's Election service. Who leads has the key that was created first; its value is what he proclaims. */
public final class ElectionService extends ElectionGrpc.ElectionImplBase {

    private static final String NO_LEADER = "election: no leader";
    private static final String NOT_LEADER = "election: not leader";
    private static final String MISSING_LEADER_KEY = "\"leader\" field must be provided";

    private final Channel store;

    ElectionService(Channel store) {
        this.store = store;
    }

    @Override
    public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> observer) {
        var patience = new Patience();
        ((ServerCallStreamObserver<CampaignResponse>) observer).setOnCancelHandler(patience::end);
        var client = StoreClient.ofCaller(store);
        LockServices.answer(
                client.lease(request.getLease()).thenCompose(lease -> campaign(client, request, lease, patience)),
                observer);
    }

    private static CompletableFuture<CampaignResponse> campaign(
            StoreClient client, CampaignRequest request, long lease, Patience patience) {
        var key = Claims.key(request.getName(), lease);
        var enter = TxnRequest.newBuilder()
                .addCompare(Claims.createdAt(key, 0))
                .addSuccess(Claims.put(key, request.getValue(), lease))
                .addFailure(Claims.get(Claims.one(key)))
                .build();
        return client.txn(enter).thenCompose(entered -> {
            var leader = LeaderKey.newBuilder()
                    .setName(request.getName())
                    .setKey(key)
                    .setLease(lease);
            CompletableFuture<?> proclaimed = CompletableFuture.completedFuture(null);
            if (entered.getSucceeded()) {
                leader.setRev(entered.getHeader().getRevision());
            } else {
                var present = entered.getResponses(0).getResponseRange().getKvs(0);
                leader.setRev(present.getCreateRevision());
                if (!present.getValue().equals(request.getValue())) {
                    proclaimed = proclaim(client, leader.build(), request.getValue())
                            .exceptionallyCompose(failure -> leave(client, leader.build(), failure));
                }
            }
            return proclaimed
                    .thenCompose(done -> Claims.awaitTurn(
                                    client, Claims.prefix(request.getName()), leader.getRev() - 1, patience)
                            // As etcd: out of the queue only if the client went, not if its member is in trouble.
                            .exceptionallyCompose(failure -> patience.ended()
                                    ? leave(client, leader.build(), failure)
                                    : CompletableFuture.failedFuture(failure)))
                    .thenApply(turn -> CampaignResponse.newBuilder()
                            .setHeader(entered.getHeader())
                            .setLeader(leader)
                            .build());
        });
    }

    private static <T> CompletableFuture<T> leave(StoreClient client, LeaderKey leader, Throwable failure) {
        return resign(client, leader)
                .handle((left, ignored) -> failure)
                .thenCompose(CompletableFuture::<T>failedFuture);
    }

    @Override
    public void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> observer) {
        if (!request.hasLeader()) {
            observer.onError(StoreClient.unknown(MISSING_LEADER_KEY));
            return;
        }
        var client = StoreClient.ofCaller(store);
        LockServices.answer(
                client.lease(request.getLeader().getLease())
                        .thenCompose(lease -> proclaim(
                                client,
                                request.getLeader().toBuilder().setLease(lease).build(),
                                request.getValue()))
                        .thenApply(header ->
                                ProclaimResponse.newBuilder().setHeader(header).build()),
                observer);
    }

    private static CompletableFuture<ResponseHeader> proclaim(StoreClient client, LeaderKey leader, ByteString value) {
        return client.txn(TxnRequest.newBuilder()
                        .addCompare(Claims.createdAt(leader.getKey(), leader.getRev()))
                        .addSuccess(Claims.put(leader.getKey(), value, leader.getLease()))
                        .build())
                .thenApply(done -> {
                    if (!done.getSucceeded()) {
                        throw StoreClient.unknown(NOT_LEADER);
                    }
                    return done.getHeader();
                });
    }

    @Override
    public void leader(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
        LockServices.answer(
                StoreClient.ofCaller(store)
                        .range(Claims.first(Claims.prefix(request.getName())))
                        .thenApply(found -> {
                            if (found.getKvsCount() == 0) {
                                throw StoreClient.unknown(NO_LEADER);
                            }
                            return LeaderResponse.newBuilder()
                                    .setHeader(found.getHeader())
                                    .setKv(found.getKvs(0))
                                    .build();
                        }),
                observer);
    }

    @Override
    public void observe(LeaderRequest request, StreamObserver<LeaderResponse> observer) {
        var call = (ServerCallStreamObserver<LeaderResponse>) observer;
        new Observation(StoreClient.ofCaller(store), Claims.prefix(request.getName()), call).start();
    }

    @Override
    public void resign(ResignRequest request, StreamObserver<ResignResponse> observer) {
        if (!request.hasLeader()) {
            observer.onError(StoreClient.unknown(MISSING_LEADER_KEY));
            return;
        }
        LockServices.answer(
                resign(StoreClient.ofCaller(store), request.getLeader())
                        .thenApply(header ->
                                ResignResponse.newBuilder().setHeader(header).build()),
                observer);
    }

    private static CompletableFuture<ResponseHeader> resign(StoreClient client, LeaderKey leader) {
        var delete = DeleteRangeRequest.newBuilder().setKey(leader.getKey());
        return client.txn(TxnRequest.newBuilder()
                        .addCompare(Claims.createdAt(leader.getKey(), leader.getRev()))
                        .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete))
                        .build())
                .thenApply(done -> done.getHeader());
    }
}
