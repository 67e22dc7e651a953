package io.jukung.store.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.etcd.LeaseLeasesRequest;
import io.jukung.proto.etcd.LeaseLeasesResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.LeaseStatus;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.store.v1.LeaseReply;
import io.jukung.store.apply.Command;
import io.jukung.store.lease.LeaseRules;
import io.jukung.store.member.LeaseKeeper;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.space.SpaceWatch;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** etcd's Lease service. */
final class LeaseService extends LeaseGrpc.LeaseImplBase {

    private final Requests requests;
    private final LeaseKeeper keeper;
    private final SpaceWatch space;
    private final long minTtlSeconds;
    private final int maxLeases;
    private final RandomGenerator random;

    /** @param maxLeases no more are granted by this member while there are so many */
    LeaseService(
            Requests requests,
            LeaseKeeper keeper,
            SpaceWatch space,
            long minTtlSeconds,
            int maxLeases,
            RandomGenerator random) {
        this.requests = requests;
        this.keeper = keeper;
        this.space = space;
        this.minTtlSeconds = minTtlSeconds;
        this.maxLeases = maxLeases;
        this.random = random;
    }

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> observer) {
        if (requests.state().peek().leases().size() >= maxLeases) {
            observer.onError(EtcdError.TOO_MANY_LEASES.asException());
            return;
        }
        try {
            long freshId = random.nextLong(1, Long.MAX_VALUE);
            var command = new Command.LeaseGrant(0, LeaseRules.resolve(request, freshId, minTtlSeconds));
            var caller = Caller.current();
            Requests.answer(
                    space.admit(command)
                            .thenCompose(admitted -> requests.commit(caller, command, LeaseGrantResponse.class)),
                    observer);
        } catch (RejectedException e) {
            observer.onError(EtcdError.of(e.reason()).asException());
        }
    }

    @Override
    public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> observer) {
        Requests.answer(
                requests.commit(Caller.current(), new Command.LeaseRevoke(0, request), LeaseRevokeResponse.class),
                observer);
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> observer) {
        var call = (ServerCallStreamObserver<LeaseKeepAliveResponse>) observer;
        return new KeepAlives(requests, keeper, Caller.current(), call);
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> observer) {
        var caller = Caller.current();
        Access access = authorizer -> {
            authorizer.identified();
            if (request.getKeys()) {
                authorizer.readKeysOf(request.getID());
            }
        };
        var permitted = requests.permit(caller, access);
        Requests.answer(
                permitted.thenCompose(may -> keeper.timeToLive(request.getID())).thenCompose(reply -> {
                    var response = LeaseTimeToLiveResponse.newBuilder()
                            .setHeader(requests.headers().at(requests.revision()))
                            .setID(request.getID());
                    if (reply.getState() != LeaseReply.State.ALIVE) {
                        return CompletableFuture.completedFuture(
                                response.setTTL(-1).build());
                    }
                    response.setTTL(reply.getTtlSeconds()).setGrantedTTL(reply.getGrantedTtlSeconds());
                    if (!request.getKeys()) {
                        return CompletableFuture.completedFuture(response.build());
                    }
                    return requests.linearizable(
                            caller,
                            access,
                            held -> response.addAllKeys(held.state().leases().keys(request.getID()))
                                    .build());
                }),
                observer);
    }

    @Override
    public void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> observer) {
        Requests.answer(
                requests.linearizable(
                        Caller.current(),
                        authorizer -> {
                            for (var lease : requests.state().peek().leases().all()) {
                                authorizer.readKeysOf(lease.id());
                            }
                            authorizer.identified();
                        },
                        held -> {
                            var response = LeaseLeasesResponse.newBuilder()
                                    .setHeader(
                                            requests.headers().at(held.state().revision()));
                            held.state()
                                    .leases()
                                    .all()
                                    .forEach(lease -> response.addLeases(
                                            LeaseStatus.newBuilder().setID(lease.id())));
                            return response.build();
                        }),
                observer);
    }
}
