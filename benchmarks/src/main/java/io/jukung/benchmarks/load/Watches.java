package io.jukung.benchmarks.load;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Watchers that count events. */
final class Watches implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final MethodDescriptor<WatchRequest, Integer> WATCH =
            RawResponses.counting(WatchGrpc.getWatchMethod(), WatchResponse.EVENTS_FIELD_NUMBER);

    private final IntConsumer events;
    private final Meter meter;
    private final CountDownLatch created;
    private final List<StreamObserver<WatchRequest>> streams = new ArrayList<>();
    private volatile boolean running = true;

    /**
     * Not yet any.
     *
     * @param events told how many came, by any thread
     * @param meter told of watches that end
     */
    private Watches(int watchers, IntConsumer events, Meter meter) {
        created = new CountDownLatch(watchers);
        this.events = events;
        this.meter = meter;
    }

    /** Opens watchers of a range, spread over the connections, and returns when all are created. */
    static Watches open(
            Target target,
            int watchers,
            int perStream,
            ByteString from,
            ByteString to,
            boolean previousValues,
            IntConsumer events,
            Meter meter)
            throws InterruptedException {
        var watches = new Watches(watchers, events, meter);
        var create = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(from)
                        .setRangeEnd(to)
                        .setPrevKv(previousValues))
                .build();
        for (int i = 0; i < watchers; i++) {
            if (i % perStream == 0) {
                watches.streams.add(watches.stream(target.channel(watches.streams.size())));
            }
            watches.streams.getLast().onNext(create);
        }
        if (!watches.created.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            watches.close();
            throw new IllegalStateException(watches.created.getCount() + " of " + watchers + " watches not created: "
                    + meter.counts().failure());
        }
        return watches;
    }

    private StreamObserver<WatchRequest> stream(Channel channel) {
        return ClientCalls.asyncBidiStreamingCall(
                channel.newCall(WATCH, CallOptions.DEFAULT), new StreamObserver<Integer>() {
                    @Override
                    public void onNext(Integer count) {
                        received(count);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        if (running) {
                            meter.failure(failure);
                        }
                    }

                    @Override
                    public void onCompleted() {
                        onError(new IllegalStateException("the watch ended"));
                    }
                });
    }

    /** Without events: created, or, as nobody asks for progress, cancelled. */
    private void received(int count) {
        if (count > 0) {
            events.accept(count);
        } else if (created.getCount() > 0) {
            created.countDown();
        } else if (running) {
            meter.failure(new IllegalStateException("a watch was cancelled"));
        }
    }

    @Override
    public void close() {
        running = false;
        streams.forEach(StreamObserver::onCompleted);
    }
}
