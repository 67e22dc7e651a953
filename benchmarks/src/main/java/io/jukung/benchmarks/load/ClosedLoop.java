package io.jukung.benchmarks.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Clients with one request each on its way at any time. They are callbacks, not threads, so that the generator costs little of
 * a small machine.
 */
final class ClosedLoop implements Turn {

    /** A member that refuses at once must not keep the generator spinning. */
    private static final Executor AFTER_FAILURE = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private static final int PATIENCE_SECONDS = 30;

    private final Meter meter = new Meter();
    private final CountDownLatch ended;
    private volatile boolean running = true;

    private ClosedLoop(int clients) {
        ended = new CountDownLatch(clients);
    }

    static ClosedLoop start(int clients, IntFunction<Client> open) {
        var loop = new ClosedLoop(clients);
        for (int i = 0; i < clients; i++) {
            loop.next(open.apply(i));
        }
        return loop;
    }

    private void next(Client client) {
        if (!running) {
            ended.countDown();
            return;
        }
        long start = System.nanoTime();
        Futures.addCallback(
                client.next(),
                new FutureCallback<Object>() {
                    @Override
                    public void onSuccess(Object response) {
                        meter.success(start);
                        next(client);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        meter.failure(failure);
                        AFTER_FAILURE.execute(() -> next(client));
                    }
                },
                MoreExecutors.directExecutor());
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public void close() {
        running = false;
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("requests without an answer for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
