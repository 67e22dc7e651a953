package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Watchers of all keys, and puts no faster than every watcher gets their events: a few are on their way at any time. An event at
 * a watcher is an operation.
 */
final class Fanout implements Turn {

    private static final int PUTS_ON_THEIR_WAY = 8;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 10;
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

    private final Load load;
    private final KVGrpc.KVFutureStub kv;
    private final Meter meter = new Meter();
    private final AtomicLong events = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom(1);
    private @Nullable Watches watches;
    private volatile boolean running = true;

    private Fanout(Load load, Target target) {
        this.load = load;
        kv = KVGrpc.newFutureStub(target.channel(0));
    }

    static Fanout start(Load load, Target target) throws InterruptedException {
        var fanout = new Fanout(load, target);
        fanout.watches = Watches.open(
                target, load.clients(), load.watchersPerStream(), ALL, ALL, false, fanout::received, fanout.meter);
        for (int i = 0; i < PUTS_ON_THEIR_WAY; i++) {
            fanout.put();
        }
        return fanout;
    }

    private void received(int count) {
        meter.events(count);
        long now = events.addAndGet(count);
        for (long done = (now - count) / load.clients(); done < now / load.clients(); done++) {
            put();
        }
    }

    private void put() {
        if (!running) {
            return;
        }
        Futures.addCallback(
                kv.put(request()),
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object response) {
                        // Counted where its events arrive.
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        if (running) {
                            meter.failure(failure);
                        }
                        CompletableFuture.delayedExecutor(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(Fanout.this::put);
                    }
                },
                MoreExecutors.directExecutor());
    }

    private synchronized PutRequest request() {
        return load.keyspace().anyPut(random);
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public void close() {
        running = false;
        if (watches != null) {
            watches.close();
        }
    }
}
