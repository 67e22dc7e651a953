package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long members acknowledge no write after something happened to one of their own. A write may wait long for a leader
 * that is gone, so new ones are sent all the time, whatever became of those before.
 */
public final class Outage {

    private static final int EVERY_MILLIS = 20;
    private static final int PATIENCE_SECONDS = 30;
    private static final PutRequest PUT = PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("failover"))
            .setValue(ByteString.copyFromUtf8("written"))
            .build();

    private Outage() {}

    /**
     * From before {@code event} until a write sent after it is acknowledged.
     *
     * @param survivors connections to the other members
     * @throws IOException if none is within half a minute
     */
    public static Duration after(Measurement.Step event, List<ManagedChannel> survivors)
            throws IOException, InterruptedException {
        survivors.forEach(Outage::warm);
        long start = System.nanoTime();
        event.run();
        var acknowledged = new CompletableFuture<Long>();
        for (int i = 0; i < TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / EVERY_MILLIS; i++) {
            survivors.forEach(survivor -> put(survivor, acknowledged));
            try {
                return Duration.ofNanos(acknowledged.get(EVERY_MILLIS, TimeUnit.MILLISECONDS) - start);
            } catch (TimeoutException notYet) {
                // Another write may be.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IOException("no write acknowledged within " + PATIENCE_SECONDS + " s");
    }

    private static void put(ManagedChannel member, CompletableFuture<Long> acknowledged) {
        Futures.addCallback(
                KVGrpc.newFutureStub(member)
                        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .put(PUT),
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object response) {
                        acknowledged.complete(System.nanoTime());
                    }

                    @Override
                    public void onFailure(Throwable expected) {
                        // There is no leader yet.
                    }
                },
                MoreExecutors.directExecutor());
    }

    /** A connection that must be made first is no outage. */
    private static void warm(ManagedChannel member) {
        KVGrpc.newBlockingStub(member)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .put(PUT);
    }
}
