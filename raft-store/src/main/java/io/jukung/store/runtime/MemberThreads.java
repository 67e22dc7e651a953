package io.jukung.store.runtime;

import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's threads, apart from the network's and Ratis'.
 *
 * @param submitter starts log entries, one thread
 * @param watchLoop the watch hub's, one thread
 * @param readers of storage, bounded in threads and queue
 * @param worker flushes, compactions, snapshots
 * @param timer ticks and retries
 * @param timeouts of single requests
 */
record MemberThreads(
        ExecutorService submitter,
        ExecutorService watchLoop,
        ExecutorService readers,
        ExecutorService worker,
        ScheduledExecutorService timer,
        HashedWheelTimer timeouts)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemberThreads.class);

    private static final int MAX_QUEUED_READS = 10_000;
    private static final int WORKERS = 4;

    static MemberThreads start() {
        int readers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new MemberThreads(
                Executors.newSingleThreadExecutor(named("store-propose")),
                Executors.newSingleThreadExecutor(named("store-watch")),
                new ThreadPoolExecutor(
                        readers,
                        readers,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED_READS),
                        named("store-read")),
                Executors.newFixedThreadPool(WORKERS, named("store-work")),
                new Timer(named("store-timer")),
                new HashedWheelTimer(new DefaultThreadFactory("store-timeout", true), 50, TimeUnit.MILLISECONDS));
    }

    /** Repeats its tasks also after one failed: a lease must still expire after a hiccup. */
    private static final class Timer extends ScheduledThreadPoolExecutor {

        Timer(ThreadFactory threads) {
            super(1, threads);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            LOG.warn("a repeated task failed; it is run again", e);
                        }
                    },
                    first,
                    delay,
                    unit);
        }
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    /** Lets what was begun come to its end, for a moment. */
    @Override
    public void close() {
        timer.shutdownNow();
        timeouts.stop();
        for (var executor : new ExecutorService[] {submitter, watchLoop, readers, worker}) {
            executor.shutdown();
        }
        try {
            worker.awaitTermination(5, TimeUnit.SECONDS);
            readers.awaitTermination(2, TimeUnit.SECONDS);
            watchLoop.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
