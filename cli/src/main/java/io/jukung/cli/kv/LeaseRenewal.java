package io.jukung.cli.kv;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseKeepAliveResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Renews one lease over one stream; the caller says when. A broken stream is opened anew while the lease can live. */
final class LeaseRenewal implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;
    private static final long PAUSE_MILLIS = 200;

    private final StoreConnection store;
    private final long id;
    private Stream stream;

    private LeaseRenewal(StoreConnection store, long id) {
        this.store = store;
        this.id = id;
        this.stream = new Stream(store);
    }

    static LeaseRenewal start(StoreConnection store, long id) {
        return new LeaseRenewal(store, id);
    }

    /**
     * Renews it now.
     *
     * @return with a time to live of 0 where there is no such lease
     * @throws StatusRuntimeException where no answer comes within {@value #PATIENCE_SECONDS} s
     */
    LeaseKeepAliveResponse next() {
        return stream.ask(id);
    }

    /** Renews it after a third of the time it lives, again and again while that time lasts. */
    LeaseKeepAliveResponse nextInTime(LeaseKeepAliveResponse last) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(last.getTTL());
        pause(TimeUnit.SECONDS.toMillis(last.getTTL()) / 3);
        while (true) {
            try {
                return stream.ask(id);
            } catch (StatusRuntimeException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                stream.close();
                pause(PAUSE_MILLIS);
                stream = new Stream(store);
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.asRuntimeException();
        }
    }

    @Override
    public void close() {
        stream.close();
    }

    private static final class Stream implements StreamObserver<LeaseKeepAliveResponse> {

        private sealed interface Event {
            record Renewed(LeaseKeepAliveResponse answer) implements Event {}

            record Broken(Status status) implements Event {}
        }

        private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(16);
        private final StreamObserver<LeaseKeepAliveRequest> requests;

        Stream(StoreConnection store) {
            requests = LeaseGrpc.newStub(store.stream()).leaseKeepAlive(this);
        }

        LeaseKeepAliveResponse ask(long id) {
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
            try {
                return switch (events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    case null -> throw Status.DEADLINE_EXCEEDED.asRuntimeException();
                    case Event.Renewed(var answer) -> answer;
                    case Event.Broken(var status) -> throw status.asRuntimeException();
                };
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Status.CANCELLED.asRuntimeException();
            }
        }

        void close() {
            try {
                requests.onCompleted();
            } catch (IllegalStateException alreadyBroken) {
                events.clear();
            }
        }

        @Override
        public void onNext(LeaseKeepAliveResponse answer) {
            events.offer(new Event.Renewed(answer));
        }

        @Override
        public void onError(Throwable failure) {
            events.offer(new Event.Broken(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            events.offer(new Event.Broken(Status.UNAVAILABLE.withDescription("the store ended the stream")));
        }
    }
}
