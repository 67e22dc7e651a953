package io.jukung.store.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import io.jukung.proto.store.v1.LeaseReply;
import io.jukung.store.member.LeaseKeeper;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One stream of keep-alives. The next request is taken when the one before is answered, and the client has taken the answers: one
 * that does not read them would else fill this member's memory.
 */
final class KeepAlives implements StreamObserver<LeaseKeepAliveRequest> {

    private final Requests requests;
    private final LeaseKeeper keeper;
    private final Caller caller;
    private final ServerCallStreamObserver<LeaseKeepAliveResponse> call;
    private final AtomicBoolean waits = new AtomicBoolean();
    /** Requests without answer, and one for the client's end of the stream. */
    private final AtomicInteger open = new AtomicInteger(1);

    KeepAlives(
            Requests requests,
            LeaseKeeper keeper,
            Caller caller,
            ServerCallStreamObserver<LeaseKeepAliveResponse> call) {
        this.requests = requests;
        this.keeper = keeper;
        this.caller = caller;
        this.call = call;
        call.disableAutoRequest();
        call.setOnReadyHandler(this::nextIfReady);
        call.request(1);
    }

    private void nextIfReady() {
        if (call.isReady() && waits.compareAndSet(true, false)) {
            call.request(1);
        }
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
        open.incrementAndGet();
        var header = requests.headers().at(requests.revision());
        Access access = authorizer -> authorizer.writeKeysOf(request.getID());
        requests.permit(caller, access)
                .thenCompose(may -> keeper.keepAlive(request.getID()))
                .whenComplete((lease, failure) -> {
                    if (lease == null) {
                        call.onError(EtcdError.translate(failure));
                    } else if (!call.isCancelled()) {
                        answer(
                                request,
                                lease,
                                LeaseKeepAliveResponse.newBuilder().setHeader(header));
                    }
                });
    }

    private void answer(LeaseKeepAliveRequest request, LeaseReply lease, LeaseKeepAliveResponse.Builder response) {
        call.onNext(
                response.setID(request.getID()).setTTL(lease.getTtlSeconds()).build());
        if (open.decrementAndGet() == 0) {
            call.onCompleted();
            return;
        }
        waits.set(true);
        nextIfReady();
    }

    @Override
    public void onError(Throwable gone) {
        // Nothing is held for the client.
    }

    /** What was asked before is still answered. */
    @Override
    public void onCompleted() {
        if (open.decrementAndGet() == 0) {
            call.onCompleted();
        }
    }
}
