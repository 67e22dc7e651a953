package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A number of different requests, each sent once, some of them on their way at a time. */
public final class Pipeline {

    private final int width;
    private final Semaphore room;
    private final Meter meter = new Meter();

    /** With at most {@code width} requests on their way. */
    public Pipeline(int width) {
        this.width = width;
        room = new Semaphore(width);
    }

    /** Sends one as soon as there is room. */
    public void send(Supplier<ListenableFuture<?>> request) throws InterruptedException {
        room.acquire();
        long start = System.nanoTime();
        Futures.addCallback(
                request.get(),
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object response) {
                        meter.success(start);
                        room.release();
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        meter.failure(failure);
                        room.release();
                    }
                },
                MoreExecutors.directExecutor());
    }

    /**
     * Waits until all are answered.
     *
     * @throws IllegalStateException if one failed
     */
    public void await() throws InterruptedException {
        room.acquire(width);
        room.release(width);
        var counts = meter.counts();
        if (counts.errors() > 0) {
            throw new IllegalStateException(counts.failure());
        }
    }

    /** What its requests saw. */
    public Meter meter() {
        return meter;
    }
}
