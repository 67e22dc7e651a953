package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import java.util.List;
import java.util.random.RandomGenerator;

/** Keeps one lease after the other alive, in any order, over one stream. */
final class KeepAlives implements Client, StreamObserver<LeaseKeepAliveResponse> {

    private final List<Long> leases;
    private final RandomGenerator random;
    private final StreamObserver<LeaseKeepAliveRequest> requests;
    private volatile SettableFuture<LeaseKeepAliveResponse> answer = SettableFuture.create();

    KeepAlives(Channel channel, List<Long> leases, RandomGenerator random) {
        this.leases = leases;
        this.random = random;
        requests = LeaseGrpc.newStub(channel).leaseKeepAlive(this);
    }

    @Override
    public ListenableFuture<?> next() {
        SettableFuture<LeaseKeepAliveResponse> next = SettableFuture.create();
        answer = next;
        requests.onNext(LeaseKeepAliveRequest.newBuilder()
                .setID(leases.get(random.nextInt(leases.size())))
                .build());
        return next;
    }

    @Override
    public void onNext(LeaseKeepAliveResponse response) {
        if (response.getTTL() > 0) {
            answer.set(response);
        } else {
            answer.setException(new IllegalStateException("no such lease: " + response.getID()));
        }
    }

    @Override
    public void onError(Throwable failure) {
        answer.setException(failure);
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("the stream of keep-alives ended"));
    }

    void close() {
        requests.onCompleted();
    }
}
