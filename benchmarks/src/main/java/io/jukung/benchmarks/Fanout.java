package io.jukung.benchmarks;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watchers of all keys, and puts no faster than every watcher gets their events: a few are on their way at any time. An event at
 * a watcher is an operation.
 */
final class Fanout implements AutoCloseable {

    private static final int PUTS_ON_THEIR_WAY = 8;
    private static final MethodDescriptor<WatchRequest, Integer> WATCH =
            RawResponses.counting(WatchGrpc.getWatchMethod(), WatchResponse.EVENTS_FIELD_NUMBER);
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

    private final Load load;
    private final Target target;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong created = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final LongAdder errors = new LongAdder();
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<StreamObserver<WatchRequest>> streams = new ArrayList<>();

    Fanout(Load load, Target target) {
        this.load = load;
        this.target = target;
    }

    /** Opens the watchers, spread over the connections; the last that is created sets the puts going. */
    void start() {
        for (int i = 0; i < load.clients(); i++) {
            if (i % load.watchersPerStream() == 0) {
                streams.add(open(target.channel(streams.size())));
            }
            streams.getLast()
                    .onNext(WatchRequest.newBuilder()
                            .setCreateRequest(
                                    WatchCreateRequest.newBuilder().setKey(ALL).setRangeEnd(ALL))
                            .build());
        }
    }

    private StreamObserver<WatchRequest> open(Channel channel) {
        return ClientCalls.asyncBidiStreamingCall(
                channel.newCall(WATCH, CallOptions.DEFAULT), new StreamObserver<Integer>() {
                    @Override
                    public void onNext(Integer count) {
                        received(count);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        if (running.get()) {
                            errors.increment();
                        }
                    }

                    @Override
                    public void onCompleted() {
                        onError(new IllegalStateException("the watch ended"));
                    }
                });
    }

    private void received(int count) {
        if (count == 0) {
            // All watchers must be there before the first event.
            if (created.incrementAndGet() == load.clients()) {
                for (int i = 0; i < PUTS_ON_THEIR_WAY; i++) {
                    put();
                }
            }
            return;
        }
        long now = events.addAndGet(count);
        for (long done = (now - count) / load.clients(); done < now / load.clients(); done++) {
            put();
        }
    }

    private void put() {
        if (!running.get()) {
            return;
        }
        ListenableFuture<?> answer;
        synchronized (random) {
            answer = Workload.PUT.run(KVGrpc.newFutureStub(target.channel(0)), random, load);
        }
        Futures.addCallback(
                answer,
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object response) {
                        // Counted where its events arrive.
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        errors.increment();
                        put();
                    }
                },
                MoreExecutors.directExecutor());
    }

    long events() {
        return events.get();
    }

    long errors() {
        return errors.sum();
    }

    @Override
    public void close() {
        running.set(false);
        streams.forEach(StreamObserver::onCompleted);
    }
}
